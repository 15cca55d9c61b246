/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sample.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "test-pictures.h"

#define N_CLASSES 7
#define N_PICTURES 9

typedef struct
{
  char *folder;
  LkDataset *dataset;
} Fixture;

static void
write_class (const char *folder, const char *name, guint n, gboolean real)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *file = g_strdup_printf ("%02u.png", i);
      g_autofree char *whole = g_build_filename (path, file, NULL);

      if (real)
        g_free (test_png_write (path, file, i, 4, 4));
      else
        g_assert_true (g_file_set_contents (whole, "", 0, NULL));
    }
}

static LkDataset *
open_dataset (const char *folder)
{
  g_autoptr (GError) error = NULL;
  LkDataset *dataset = lk_dataset_open (folder, NULL, &error);

  g_assert_no_error (error);
  return dataset;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);

      write_class (fixture->folder, name, N_PICTURES, FALSE);
    }
  fixture->dataset = open_dataset (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataset);
  test_folder_remove (fixture->folder);
}

static void
assert_same (const LkSample *a, const LkSample *b, const LkSampler *sampler)
{
  g_assert_cmpmem (a->classes, sampler->n_ways * sizeof (guint), b->classes,
                   sampler->n_ways * sizeof (guint));
  g_assert_cmpmem (a->shots, sampler->n_ways * sampler->n_shots * sizeof (guint),
                   b->shots, sampler->n_ways * sampler->n_shots * sizeof (guint));
  g_assert_cmpmem (a->queries, sampler->n_ways * sampler->n_queries * sizeof (guint),
                   b->queries, sampler->n_ways * sampler->n_queries * sizeof (guint));
}

static void
mark (gboolean *seen, guint index, guint n)
{
  g_assert_cmpuint (index, <, n);
  g_assert_false (seen[index]);
  seen[index] = TRUE;
}

static void
test_no_replacement (Fixture *fixture, gconstpointer data)
{
  const LkSampler samplers[] = { { 3, 2, 4, 1 },
                                 { N_CLASSES, 1, N_PICTURES - 1, 2 },
                                 { 2, N_PICTURES - 1, 1, 3 } };

  for (guint s = 0; s < G_N_ELEMENTS (samplers); s++)
    for (guint i = 0; i < 300; i++)
      {
        const LkSampler *sampler = &samplers[s];
        g_autoptr (LkSample) sample = lk_sampler_draw (sampler, fixture->dataset, i);
        gboolean classes[N_CLASSES] = { FALSE };

        for (guint j = 0; j < sampler->n_ways; j++)
          {
            gboolean pictures[N_PICTURES] = { FALSE };

            mark (classes, sample->classes[j], N_CLASSES);
            for (guint k = 0; k < sampler->n_shots; k++)
              mark (pictures, sample->shots[j * sampler->n_shots + k], N_PICTURES);
            for (guint k = 0; k < sampler->n_queries; k++)
              mark (pictures, sample->queries[j * sampler->n_queries + k], N_PICTURES);
          }
      }
}

static void
assert_uniform (const guint *counts, guint n, double expected)
{
  double freedom = n - 1;
  double spread = 2 / (9 * freedom);
  double sum = 0;
  double z;

  for (guint i = 0; i < n; i++)
    sum += (counts[i] - expected) * (counts[i] - expected) / expected;
  z = (cbrt (sum / freedom) - (1 - spread)) / sqrt (spread);
  g_assert_cmpfloat (fabs (z), <, 4.5);
}

/* Over many episodes each class stands in each place equally often, and each picture is
 * each class's first shot and last query equally often. */
static void
test_uniform (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { 3, 2, 4, 2023 };
  const guint n = N_CLASSES * N_PICTURES * 200;
  guint first[N_CLASSES] = { 0 };
  guint last[N_CLASSES] = { 0 };
  guint shots[N_CLASSES * N_PICTURES] = { 0 };
  guint queries[N_CLASSES * N_PICTURES] = { 0 };

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkSample) sample = lk_sampler_draw (&sampler, fixture->dataset, i);

      first[sample->classes[0]]++;
      last[sample->classes[2]]++;
      shots[sample->classes[0] * N_PICTURES + sample->shots[0]]++;
      queries[sample->classes[2] * N_PICTURES + sample->queries[3 * 4 - 1]]++;
    }
  assert_uniform (first, N_CLASSES, n / N_CLASSES);
  assert_uniform (last, N_CLASSES, n / N_CLASSES);
  assert_uniform (shots, N_CLASSES * N_PICTURES, 200);
  assert_uniform (queries, N_CLASSES * N_PICTURES, 200);
}

typedef struct
{
  const LkSampler *sampler;
  LkDataset *dataset;
  guint64 index;
} Draw;

static gpointer
draw (gpointer data)
{
  const Draw *self = data;

  return lk_sampler_draw (self->sampler, self->dataset, self->index);
}

/* Whatever was drawn before, and on which thread. */
static void
test_index_alone (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { 5, 1, 3, G_MAXUINT64 };
  Draw draws[8];
  GThread *threads[8];

  for (guint i = 0; i < 8; i++)
    {
      draws[i] = (Draw){ &sampler, fixture->dataset, 1000 - i * 7 };
      threads[i] = g_thread_new ("draw", draw, &draws[i]);
    }
  for (guint i = 8; i-- > 0;)
    {
      g_autoptr (LkSample) there = g_thread_join (threads[i]);
      g_autoptr (LkSample) here
          = lk_sampler_draw (&sampler, fixture->dataset, 1000 - i * 7);

      assert_same (here, there, &sampler);
    }
}

static void
test_seeds_differ (Fixture *fixture, gconstpointer data)
{
  guint n_same = 0;

  for (guint i = 0; i < 200; i++)
    {
      const LkSampler a = { 3, 1, 2, i };
      const LkSampler b = { 3, 1, 2, i + 1 };
      g_autoptr (LkSample) of_a = lk_sampler_draw (&a, fixture->dataset, 0);
      g_autoptr (LkSample) of_b = lk_sampler_draw (&b, fixture->dataset, 0);
      g_autoptr (LkSample) later = lk_sampler_draw (&a, fixture->dataset, 1);

      n_same += memcmp (of_a->classes, of_b->classes, 3 * sizeof (guint)) == 0;
      n_same += memcmp (of_a->classes, later->classes, 3 * sizeof (guint)) == 0;
    }
  /* One in 210 by chance. */
  g_assert_cmpuint (n_same, <, 12);
}

/* A seed means the same for ever: computed once with the generators' reference code in
 * Python (make-sampler-reference.py). */
static void
test_known_episode (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { 3, 2, 2, 42 };
  g_autoptr (LkSample) sample = lk_sampler_draw (&sampler, fixture->dataset, 5);
  const LkSample expected = {
    (guint[]){ 4, 5, 1 },
    (guint[]){ 3, 5, 5, 4, 5, 3 },
    (guint[]){ 1, 2, 8, 6, 1, 7 },
  };

  assert_same (sample, &expected, &sampler);
}

static void
assert_refused (LkDataset *dataset, LkSampler sampler, LkError code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_sampler_check (&sampler, dataset, &error));
  g_assert_error (error, LK_ERROR, (int) code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  LkDataset *dataset = fixture->dataset;
  g_autoptr (LkDataset) uneven = NULL;
  const LkSampler fits = { N_CLASSES, 1, N_PICTURES - 1, 0 };

  g_assert_true (lk_sampler_check (&fits, dataset, NULL));
  assert_refused (dataset, (LkSampler){ N_CLASSES + 1, 1, 1, 0 }, LK_ERROR_EPISODE, "7");
  assert_refused (dataset, (LkSampler){ 5, 5, 5, 0 }, LK_ERROR_EPISODE, "10 pictures");
  assert_refused (dataset, (LkSampler){ 1, 1, 1, 0 }, LK_ERROR_OPTION, "two");
  assert_refused (dataset, (LkSampler){ 2, 0, 1, 0 }, LK_ERROR_OPTION, "shot");
  assert_refused (dataset, (LkSampler){ 2, 1, 0, 0 }, LK_ERROR_OPTION, "query");
  assert_refused (dataset, (LkSampler){ G_MAXUINT, G_MAXUINT, G_MAXUINT, 0 },
                  LK_ERROR_LIMIT, "5000");
  assert_refused (dataset, (LkSampler){ 2, 1, G_MAXUINT, 0 }, LK_ERROR_LIMIT, "5000");

  write_class (fixture->folder, "c3a", 2, FALSE);
  write_class (fixture->folder, "c5a", 1, FALSE);
  uneven = open_dataset (fixture->folder);
  assert_refused (uneven, (LkSampler){ N_CLASSES + 1, 1, 2, 0 }, LK_ERROR_EPISODE,
                  "“c3a” has 2");
  assert_refused (uneven, (LkSampler){ N_CLASSES + 1, 1, 2, 0 }, LK_ERROR_EPISODE,
                  "2 of");
  assert_refused (uneven, (LkSampler){ N_CLASSES + 2, 1, 1, 0 }, LK_ERROR_EPISODE,
                  "“c5a” has 1");
}

/* Classes that are too small are told of, and never drawn. */
static void
test_small (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { N_CLASSES, 1, 2, 5 };
  g_autoptr (LkDataset) uneven = NULL;
  g_autoptr (GPtrArray) small = NULL;

  write_class (fixture->folder, "c3a", 2, FALSE);
  write_class (fixture->folder, "c5a", 1, FALSE);
  uneven = open_dataset (fixture->folder);
  small = lk_sampler_list_small (&sampler, uneven);
  g_assert_cmpuint (small->len, ==, 2);
  g_assert_nonnull (strstr (small->pdata[0], "c3a"));
  g_assert_nonnull (strstr (small->pdata[1], "c5a"));
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (LkSample) sample = lk_sampler_draw (&sampler, uneven, i);

      for (guint j = 0; j < N_CLASSES; j++)
        g_assert_cmpuint (lk_dataset_get_n_pictures (uneven, sample->classes[j]), ==,
                          N_PICTURES);
    }
}

static gboolean
has (const LkSample *sample, const LkSampler *sampler, guint class_index, guint picture)
{
  for (guint i = 0; i < sampler->n_ways; i++)
    if (sample->classes[i] == class_index)
      {
        for (guint j = 0; j < sampler->n_shots; j++)
          if (sample->shots[i * sampler->n_shots + j] == picture)
            return TRUE;
        for (guint j = 0; j < sampler->n_queries; j++)
          if (sample->queries[i * sampler->n_queries + j] == picture)
            return TRUE;
      }
  return FALSE;
}

/* An episode without pictures that cannot be read is the same, whatever is known of
 * others, and in whatever order it became known. */
static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  static const guint bad[][2] = { { 0, 1 }, { 2, 3 }, { 2, 0 }, { 4, 2 } };
  const LkSampler sampler = { 3, 2, 2, 9 };
  g_autoptr (LkDataset) other = open_dataset (fixture->folder);
  guint n_changed = 0;

  for (guint b = G_N_ELEMENTS (bad); b-- > 0;)
    lk_dataset_leave_out (other, bad[b][0], bad[b][1], "bad");
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (LkSample) before = lk_sampler_draw (&sampler, fixture->dataset, i);
      g_autoptr (LkSample) told = lk_sampler_draw (&sampler, other, i);
      gboolean is_bad;

      do
        {
          is_bad = FALSE;
          for (guint b = 0; b < G_N_ELEMENTS (bad); b++)
            if (has (before, &sampler, bad[b][0], bad[b][1]))
              {
                lk_dataset_leave_out (fixture->dataset, bad[b][0], bad[b][1], "bad");
                is_bad = TRUE;
              }
          n_changed += is_bad;
          lk_sample_free (before);
          before = lk_sampler_draw (&sampler, fixture->dataset, i);
        }
      while (is_bad);
      assert_same (before, told, &sampler);
    }
  g_assert_cmpuint (n_changed, >, 0);
  g_assert_cmpuint (lk_dataset_get_n_usable (other, 2), ==, N_PICTURES - 2);
}

/* A class that loses too many is not drawn any more, and its lack is told in the end. */
static void
test_all_left_out (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { N_CLASSES, 1, N_PICTURES - 1, 3 };
  g_autoptr (GPtrArray) messages = NULL;

  lk_dataset_leave_out (fixture->dataset, 1, 0, "“a” is broken");
  lk_dataset_leave_out (fixture->dataset, 1, 0, "“a” is broken");
  messages = lk_dataset_list_left_out (fixture->dataset);
  g_assert_cmpuint (messages->len, ==, 1);
  assert_refused (fixture->dataset, sampler, LK_ERROR_EPISODE, "“c1” has");
  g_assert_null (lk_sampler_draw (&sampler, fixture->dataset, 0));
}

static void
assert_picture (LkPicture *picture, LkDataset *dataset, guint class_index, guint index)
{
  g_autofree char *path = lk_dataset_get_picture_path (dataset, class_index, index);

  g_assert_cmpstr (lk_picture_get_path (picture), ==, path);
}

static void
test_to_state (void)
{
  char *folder = test_folder_new ();
  const LkSampler sampler = { 3, 2, 3, 9 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDataset) dataset = NULL;
  g_autoptr (LkSample) sample = NULL;
  g_autoptr (LkEpisodeState) state = NULL;
  GPtrArray *queries;

  for (guint i = 0; i < 4; i++)
    {
      const char *const names[] = { "fox", "wolf", "\xfe", "\xff" };

      write_class (folder, names[i], 6, TRUE);
    }
  dataset = open_dataset (folder);
  sample = lk_sampler_draw (&sampler, dataset, 0);
  state = lk_sample_to_state (sample, &sampler, dataset, &error);
  g_assert_no_error (error);
  g_assert_true (lk_episode_state_is_complete (state, &error));
  g_assert_cmpuint (lk_episode_state_get_n_classes (state), ==, 3);
  queries = lk_episode_state_get_queries (state);
  g_assert_cmpuint (queries->len, ==, 9);
  for (guint i = 0; i < 3; i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (state, i);

      g_assert_cmpuint (shots->len, ==, 2);
      for (guint j = 0; j < 2; j++)
        assert_picture (shots->pdata[j], dataset, sample->classes[i],
                        sample->shots[i * 2 + j]);
      for (guint j = 0; j < 3; j++)
        {
          LkQuery *query = queries->pdata[i * 3 + j];

          assert_picture (lk_query_get_picture (query), dataset, sample->classes[i],
                          sample->queries[i * 3 + j]);
          g_assert_cmpstr (lk_query_get_label (query), ==,
                           lk_episode_state_get_class_name (state, i));
        }
    }
  test_folder_remove (folder);
}

static void
test_to_state_missing (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { 3, 2, 3, 9 };
  g_autoptr (LkSample) sample = lk_sampler_draw (&sampler, fixture->dataset, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_sample_to_state (sample, &sampler, fixture->dataset, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, ".png"));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sampler/no-replacement", test_no_replacement);
  ADD ("/sampler/uniform", test_uniform);
  ADD ("/sampler/index-alone", test_index_alone);
  ADD ("/sampler/seeds-differ", test_seeds_differ);
  ADD ("/sampler/known-episode", test_known_episode);
  ADD ("/sampler/check", test_check);
  ADD ("/sampler/small", test_small);
  ADD ("/sampler/left-out", test_left_out);
  ADD ("/sampler/all-left-out", test_all_left_out);
  g_test_add_func ("/sampler/to-state", test_to_state);
  ADD ("/sampler/to-state/missing", test_to_state_missing);
  return g_test_run ();
}
