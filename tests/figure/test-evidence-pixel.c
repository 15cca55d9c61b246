/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "figure-fixture.h"
#include "lk-number-text.h"

/* What a cell gives a class beyond the one it is compared with, slowly. */
static double
lead (LkEvidence *evidence, guint class_index, int against, guint cell)
{
  LkExplanation *explanation = lk_evidence_get_explanation (evidence);
  double rival = -G_MAXDOUBLE;

  for (int i = 0; i < FIXTURE_CLASSES; i++)
    if (against < 0 ? i != (int) class_index : i == against)
      rival = fmax (rival, lk_explanation_get_pixel (explanation, i)->row[cell]);
  return lk_explanation_get_pixel (explanation, class_index)->row[cell] - rival;
}

/* The most telling cell adds most to the difference to the class that is taken away, and
 * where none is, beats every other class by most. */
static void
test_telling_cell (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 2);

  for (int against = -1; against < FIXTURE_CLASSES; against++)
    for (guint i = 0; i < FIXTURE_CLASSES; i++)
      {
        const LkPixelLook look = { .against = against, .min_similarity = -1 };
        guint telling;

        if ((int) i == against)
          continue;
        lk_evidence_set_pixel_look (evidence, &look);
        telling = lk_evidence_find_telling_cell (evidence, i);
        for (guint cell = 0; cell < FIXTURE_CELLS; cell++)
          g_assert_cmpfloat (lead (evidence, i, against, cell), <=,
                             lead (evidence, i, against, telling));
      }
}

/* Cosine and place of a match are those of its numbers. */
static void
test_describe_match (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  const LkCorrespondences *told = lk_evidence_get_pixel (evidence, 0, 45);

  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      const LkCorrespondence *match = &told->matches[i];
      guint rank = 1;
      g_autofree char *sentence
          = lk_evidence_describe_match (evidence, match->class_index, 45);
      g_autofree char *cosine = lk_number_fixed (match->similarity, 3);
      g_autofree char *end = NULL;

      for (guint j = 0; j < FIXTURE_CLASSES; j++)
        if (told->matches[j].similarity > match->similarity)
          rank++;
      end = g_strdup_printf ("cosine %s, place %u of %u among", cosine, rank,
                             FIXTURE_CLASSES);
      g_assert_nonnull (strstr (sentence, match->class_name));
      g_assert_nonnull (strstr (sentence, end));
    }
}

static void
add (const char *path, guint neighbours, void (*test) (FigureFixture *, gconstpointer))
{
  g_test_add (path, FigureFixture, GUINT_TO_POINTER (neighbours), figure_fixture_set_up,
              test, figure_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/evidence-pixel/telling-cell", 1, test_telling_cell);
  add ("/evidence-pixel/describe-match", 1, test_describe_match);
  add ("/evidence-pixel/describe-match/three-neighbours", 3, test_describe_match);
  return g_test_run ();
}
