/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-plot-picture.h"
#include "lk-report-private.h"
#include "lk-seen-picture.h"

#define PIXELS_A_POINT 4
#define FACT_WIDTH 92.0
#define THUMBNAIL 33.0
#define GAP 4.0
#define MARK 15.0
#define NAME_X 22.0
#define MAX_NAME_WIDTH 170.0
#define COLUMN_GAP 16.0
/* Classes of so few shots stand side by side. */
#define FEW_SHOTS 2

void
lk_report_draw_thumbnail (LkReport *self,
                          LkPicture *picture,
                          double x,
                          double dy,
                          double size)
{
  int edge = (int) (PIXELS_A_POINT * size);
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_RGB24, edge, edge);
  cairo_t *cr = cairo_create (small);

  lk_plot_picture_draw (
      lk_seen_picture_get (picture, lk_scoring_get_source (self->scoring)), cr, 0, 0,
      edge, edge);
  cairo_destroy (cr);
  lk_plot_picture_draw (small, self->pages->cr, x, self->pages->y + dy, size, size);
  cairo_surface_destroy (small);
}

/* @value is freed. */
static void
add_fact (LkReport *self, const char *name, char *value)
{
  LkPages *pages = self->pages;

  lk_pages_draw_text (pages, LK_TEXT_SMALL, &pages->palette.dim,
                      (LkTextPlace){ LK_PAGE_LEFT, 0, 0, FACT_WIDTH - GAP }, name);
  lk_pages_add_paragraph (pages, &pages->palette.foreground, LK_PAGE_LEFT + FACT_WIDTH,
                          LK_PAGE_ROOM - FACT_WIDTH, value);
  pages->y += 3;
  g_free (value);
}

static void
add_model (LkReport *self)
{
  LkModel *model = lk_scoring_get_model (self->scoring);
  LkMapSource *source = lk_scoring_get_source (self->scoring);
  g_autofree char *name = g_filename_display_basename (lk_map_source_get_name (source));
  g_autofree char *what
      = model != NULL ? lk_model_describe (model) : lk_map_source_describe (source);

  if (model == NULL)
    {
      add_fact (self, _ ("Maps"), g_strdup_printf ("%s: %s", name, what));
      add_fact (self, _ ("SHA-256"), g_strdup (lk_map_source_get_fingerprint (source)));
      return;
    }
  add_fact (self, _ ("Model"), g_strdup_printf (_ ("%s: %s"), name, what));
  add_fact (self, _ ("SHA-256"), g_strdup (lk_model_get_sha256 (model)));
}

static void
add_origin (LkReport *self)
{
  g_autofree char *day = lk_pages_get_day ();

  /* Translators: on which day a report was made, and with what. */
  add_fact (self, _ ("Made"),
            g_strdup_printf (_ ("%s, with Likeness %s"), day, LK_VERSION));
}

static double
find_ridge (LkReport *self)
{
  double ridge = self->options.ridge;

  for (guint i = 0; i < self->n_queries; i++)
    ridge = MAX (ridge, lk_explanation_get_ridge_used (
                            lk_scoring_get_explanation (self->scoring, i)));
  return ridge;
}

static void
add_metric (LkReport *self)
{
  const LkMetricOptions *options = &self->options;
  g_autofree char *weights = lk_levels_describe_numbers (options->weights, 3);
  double ridge = find_ridge (self);

  add_fact (self, _ ("Pixel and part"),
            g_strdup_printf (
                g_dngettext (GETTEXT_PACKAGE, "%u nearest neighbour; part: %s",
                             "%u nearest neighbours; part: %s", options->neighbours),
                options->neighbours, lk_part_form_get_title (options->part_form)));
  add_fact (self, _ ("Distribution"),
            g_strdup_printf (_ ("%s; ridge %g"),
                             lk_distance_get_title (options->distance), options->ridge));
  if (ridge > options->ridge)
    add_fact (self, _ ("Ridge"),
              g_strdup_printf (_ ("KL needed up to %g where %g was too small"), ridge,
                               options->ridge));
  /* Translators: how the levels are normalised, and the weight of each. */
  add_fact (self, _ ("Fusion"),
            g_strdup_printf (_ ("%s; weights: %s"),
                             lk_normalisation_get_title (options->normalisation),
                             weights));
}

/* Counts the labelled queries, and those that fusion, pooled prototypes and each level
 * alone got right. */
static guint
count_right (LkReport *self, guint *fused, guint *prototypes, guint alone[LK_N_LEVELS])
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  guint n_labelled = 0;

  for (guint i = 0; i < self->n_queries; i++)
    {
      const LkDecision *decision = self->decisions[i];
      const char *label
          = lk_query_get_label (lk_episode_state_get_queries (episode)->pdata[i]);

      if (label == NULL)
        continue;
      n_labelled++;
      *fused += g_str_equal (
          label, lk_episode_state_get_class_name (episode, decision->prediction));
      *prototypes += g_str_equal (
          label, lk_episode_state_get_class_name (
                     episode, lk_scoring_get_prototype (self->scoring, i)));
      for (guint level = 0; level < LK_N_LEVELS; level++)
        alone[level] += g_str_equal (
            label, lk_episode_state_get_class_name (episode, decision->alone[level]));
    }
  return n_labelled;
}

static void
add_right (LkReport *self)
{
  guint fused = 0, prototypes = 0;
  guint alone[LK_N_LEVELS] = { 0 };
  guint n_labelled = count_right (self, &fused, &prototypes, alone);
  g_autofree char *levels = NULL;
  char *counts[LK_N_LEVELS];

  if (n_labelled == 0)
    return;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    counts[level] = g_strdup_printf ("%u", alone[level]);
  levels = lk_levels_describe (counts);
  /* Translators: how many were right, and how many by each level alone. */
  add_fact (
      self, _ ("Right"),
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u labelled query; alone: %s",
                                    "%u of %u labelled queries; alone: %s", n_labelled),
                       fused, n_labelled, levels));
  add_fact (
      self, _ ("Prototypes"),
      g_strdup_printf (_ ("pooled, beside them: %u of %u"), prototypes, n_labelled));
}

void
lk_report_add_heading (LkReport *self, const char *title)
{
  lk_pages_add_contents (self->pages, _ ("Overview"));
  lk_pages_add_heading (self->pages, 1.6, title);
  self->pages->y += 8;
  lk_pages_draw_rule (self->pages, 0);
  self->pages->y += 10;
  add_origin (self);
  add_model (self);
  add_metric (self);
  add_right (self);
}

static guint
find_most_shots (LkEpisodeState *episode)
{
  guint most = 0;

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    most = MAX (most, lk_episode_state_get_shots (episode, i)->len);
  return most;
}

static void
draw_class (LkReport *self, guint class_index, double x, double name_width)
{
  LkPages *pages = self->pages;
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  GPtrArray *shots = lk_episode_state_get_shots (episode, class_index);

  lk_palette_draw_mark (&pages->palette, pages->cr, class_index, x + MARK / 2,
                        pages->y + THUMBNAIL / 2, MARK);
  lk_pages_draw_name (pages, x + NAME_X, THUMBNAIL / 2, name_width - GAP,
                      lk_episode_state_get_class_name (episode, class_index));
  for (guint i = 0; i < shots->len; i++)
    lk_report_draw_thumbnail (self, shots->pdata[i],
                              x + NAME_X + name_width + i * (THUMBNAIL + GAP), 0,
                              THUMBNAIL);
}

void
lk_report_add_support (LkReport *self)
{
  LkPages *pages = self->pages;
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  guint most = find_most_shots (episode);
  guint n_columns = most <= FEW_SHOTS ? 2 : 1;
  double width = (LK_PAGE_ROOM + COLUMN_GAP) / n_columns;
  double name_width = width - COLUMN_GAP - NAME_X - most * (THUMBNAIL + GAP) + GAP;

  pages->y += 16;
  lk_pages_add_heading (pages, 1, _ ("Support"));
  pages->y += 4;
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    {
      if (i % n_columns == 0)
        {
          pages->y += i > 0 ? THUMBNAIL + GAP : 0;
          lk_pages_need (pages, THUMBNAIL);
        }
      draw_class (self, i, LK_PAGE_LEFT + i % n_columns * width,
                  MIN (name_width, MAX_NAME_WIDTH));
    }
  pages->y += THUMBNAIL;
}
