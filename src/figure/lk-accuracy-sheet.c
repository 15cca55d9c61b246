/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-accuracy-sheet.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-error.h"
#include "lk-figure-file.h"
#include "lk-number-text.h"
#include "lk-plot-accuracy.h"
#include "lk-plot-confusion.h"
#include "lk-table-private.h"

#define MAX_POINTS 400
#define MAX_CLASSES 1000

struct _LkAccuracySheet
{
  guint n_classes;
  char **class_names;
  guint *confusion;
  gboolean marks;

  char *titles[LK_N_SHEETS];
  char *subtitle;
  char *numbers[LK_N_PREDICTORS];
  double accuracy[LK_N_PREDICTORS];
  double ci95[LK_N_PREDICTORS];
  gboolean has_interval;
  double chance;
  guint n_right[LK_N_PREDICTORS]; /* of n_labelled, where that is not 0 */
  guint n_labelled;
  guint n_points;
  guint *counts;
  double *running[LK_N_PREDICTORS];
  double *running_ci95[LK_N_PREDICTORS];
};

typedef struct
{
  LkAccuracySheet *sheet;
  LkSheetKind kind;
} Drawing;

static const char *const kinds[LK_N_SHEETS] = { "accuracy", "confusion" };

const char *
lk_sheet_kind_to_string (LkSheetKind kind)
{
  g_return_val_if_fail (kind < LK_N_SHEETS, NULL);
  return kinds[kind];
}

gboolean
lk_sheet_kind_from_string (const char *name, LkSheetKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (guint i = 0; i < LK_N_SHEETS; i++)
    if (g_str_equal (kinds[i], name))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

void
lk_accuracy_sheet_free (LkAccuracySheet *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->class_names);
  g_free (self->confusion);
  for (guint kind = 0; kind < LK_N_SHEETS; kind++)
    g_free (self->titles[kind]);
  g_free (self->subtitle);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      g_free (self->numbers[predictor]);
      g_free (self->running[predictor]);
      g_free (self->running_ci95[predictor]);
    }
  g_free (self->counts);
  g_free (self);
}

static LkAccuracySheet *
sheet_new (guint n_classes, const guint *confusion)
{
  LkAccuracySheet *self = g_new0 (LkAccuracySheet, 1);

  self->n_classes = n_classes;
  self->class_names = g_new0 (char *, n_classes + 1);
  self->confusion
      = g_memdup2 (confusion, (gsize) n_classes * n_classes * sizeof *confusion);
  return self;
}

/* After how many episodes the curves are drawn: all, or some at equal distances. */
static void
fill_running (LkAccuracySheet *self, LkEvaluation *evaluation)
{
  guint n = lk_evaluation_get_n_episodes (evaluation);

  self->n_points = MIN (n, MAX_POINTS);
  self->counts = g_new (guint, self->n_points);
  for (guint i = 0; i < self->n_points; i++)
    self->counts[i] = (guint) ((guint64) (i + 1) * n / self->n_points);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      self->running[predictor] = g_new (double, self->n_points);
      self->running_ci95[predictor] = g_new (double, self->n_points);
      lk_evaluation_get_running (evaluation, predictor, self->n_points, self->counts,
                                 self->running[predictor], self->running_ci95[predictor]);
    }
}

LkAccuracySheet *
lk_accuracy_sheet_new_for_evaluation (LkEvaluation *evaluation)
{
  g_return_val_if_fail (evaluation != NULL, NULL);

  LkDataset *dataset = lk_evaluation_get_dataset (evaluation);
  const LkSampler *sampler = lk_evaluation_get_sampler (evaluation);
  guint n_episodes = lk_evaluation_get_n_episodes (evaluation);
  g_autofree char *name = g_filename_display_basename (lk_dataset_get_path (dataset));
  LkAccuracySheet *self;

  self = sheet_new (lk_dataset_get_n_classes (dataset),
                    lk_evaluation_get_confusion (evaluation));
  for (guint i = 0; i < self->n_classes; i++)
    self->class_names[i] = g_strdup (lk_dataset_get_class_name (dataset, i));
  self->titles[LK_SHEET_ACCURACY]
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Accuracy over %u episode of %s",
                                      "Accuracy over %u episodes of %s", n_episodes),
                         n_episodes, name);
  self->titles[LK_SHEET_CONFUSION] = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "What was taken for what in %u episode of %s",
                   "What was taken for what in %u episodes of %s", n_episodes),
      n_episodes, name);
  self->subtitle = g_strdup_printf (
      g_dngettext (
          GETTEXT_PACKAGE, "%u-way %u-shot, %u query of each class, seed %" PRIu64,
          "%u-way %u-shot, %u queries of each class, seed %" PRIu64, sampler->n_queries),
      sampler->n_ways, sampler->n_shots, sampler->n_queries, sampler->seed);
  self->chance = 100.0 / sampler->n_ways;
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      double accuracy, ci95;
      g_autofree char *share = NULL, *interval = NULL;

      self->has_interval
          = lk_evaluation_get_accuracy (evaluation, predictor, &accuracy, &ci95);
      share = lk_number_percent (accuracy / 100, 1);
      interval = lk_number_fixed (ci95, 1);
      self->accuracy[predictor] = accuracy;
      self->ci95[predictor] = ci95;
      self->numbers[predictor] = self->has_interval
                                     ? g_strdup_printf (_ ("%s ± %s"), share, interval)
                                     : g_steal_pointer (&share);
    }
  fill_running (self, evaluation);
  return self;
}

LkAccuracySheet *
lk_accuracy_sheet_new_for_tally (const LkTally *tally, LkEpisodeState *episode)
{
  LkAccuracySheet *self;

  g_return_val_if_fail (tally != NULL && episode != NULL, NULL);

  if (tally->n_labelled == 0)
    return NULL;
  self = sheet_new (tally->n_classes, tally->confusion);
  self->marks = TRUE;
  for (guint i = 0; i < self->n_classes; i++)
    self->class_names[i] = g_strdup (lk_episode_state_get_class_name (episode, i));
  self->titles[LK_SHEET_ACCURACY] = g_strdup (_ ("How the labelled queries come out"));
  self->titles[LK_SHEET_CONFUSION] = g_strdup (_ ("What the queries were taken for"));
  self->subtitle = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u classes, %u labelled query, %u right",
                   "%u classes, %u labelled queries, %u right", tally->n_labelled),
      tally->n_classes, tally->n_labelled, tally->n_right[LK_PREDICTOR_FUSED]);
  self->chance = 100.0 / tally->n_classes;
  self->n_labelled = tally->n_labelled;
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      self->n_right[predictor] = tally->n_right[predictor];
      self->accuracy[predictor] = 100.0 * tally->n_right[predictor] / tally->n_labelled;
      self->numbers[predictor] = g_strdup_printf (
          _ ("%u of %u"), tally->n_right[predictor], tally->n_labelled);
    }
  return self;
}

static void
draw_accuracy (LkAccuracySheet *self,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  LkAccuracyPlot plot = {
    .chance = self->chance,
    .n_points = self->n_points,
    .counts = self->counts,
    .title = self->titles[LK_SHEET_ACCURACY],
    .subtitle = self->subtitle,
  };

  G_STATIC_ASSERT (LK_N_ACCURACIES == LK_N_PREDICTORS);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      plot.titles[predictor] = lk_predictor_get_title (predictor);
      plot.numbers[predictor] = self->numbers[predictor];
      plot.accuracy[predictor] = self->accuracy[predictor];
      plot.ci95[predictor] = self->ci95[predictor];
      plot.running[predictor] = self->running[predictor];
      plot.running_ci95[predictor] = self->running_ci95[predictor];
    }
  lk_plot_accuracy (&plot, cr, width, height, palette);
}

static void
draw_confusion (LkAccuracySheet *self,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  const LkConfusion plot = {
    .n_classes = self->n_classes,
    .class_names = (const char *const *) self->class_names,
    .counts = self->confusion,
    .marks = self->marks,
    .title = self->titles[LK_SHEET_CONFUSION],
    .subtitle = self->subtitle,
    .hovered_row = -1,
    .hovered_column = -1,
  };

  lk_plot_confusion (&plot, cr, width, height, palette);
}

void
lk_accuracy_sheet_get_size (LkAccuracySheet *self,
                            LkSheetKind kind,
                            double *width,
                            double *height)
{
  g_return_if_fail (self != NULL);

  double side = CLAMP (36.0 * self->n_classes, 260, 1100);

  *width = kind == LK_SHEET_ACCURACY ? 720 : side + 250;
  *height = kind == LK_SHEET_CONFUSION ? side + 190 : self->n_points >= 2 ? 460 : 220;
}

gboolean
lk_accuracy_sheet_can_draw (LkAccuracySheet *self, LkSheetKind kind, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (kind != LK_SHEET_CONFUSION || self->n_classes <= MAX_CLASSES)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
               _ ("A confusion matrix of %u classes is too large to be drawn"),
               self->n_classes);
  return FALSE;
}

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  const Drawing *drawing = data;

  if (drawing->kind == LK_SHEET_ACCURACY)
    draw_accuracy (drawing->sheet, cr, width, height, palette);
  else
    draw_confusion (drawing->sheet, cr, width, height, palette);
}

gboolean
lk_accuracy_sheet_write (LkAccuracySheet *self,
                         LkSheetKind kind,
                         double column,
                         const char *path,
                         GError **error)
{
  Drawing drawing = { self, kind };
  double width, height;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!lk_accuracy_sheet_can_draw (self, kind, error))
    return FALSE;
  lk_accuracy_sheet_get_size (self, kind, &width, &height);
  return lk_figure_file_write (path, &(LkFigureSize){ width, height, column }, draw,
                               &drawing, error);
}

static LkTable *
new_accuracy_table (LkAccuracySheet *self)
{
  LkTable *table = lk_table_new (g_strdup (self->titles[LK_SHEET_ACCURACY]));

  lk_table_add_column (table, FALSE, g_strdup (_ ("Level")));
  lk_table_add_column (table, TRUE, g_strdup (_ ("Accuracy in percent")));
  if (self->n_labelled > 0)
    lk_table_add_column (table, TRUE, g_strdup (_ ("Right")));
  else
    lk_table_add_column (table, TRUE, g_strdup (_ ("Half of the interval (95 %)")));
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      char **row = lk_table_add_row (table);

      lk_table_set_text (row, 0, lk_predictor_get_title (predictor));
      lk_table_set_number (row, 1, self->accuracy[predictor]);
      if (self->n_labelled > 0)
        lk_table_set_count (row, 2, self->n_right[predictor]);
      else if (self->has_interval)
        lk_table_set_number (row, 2, self->ci95[predictor]);
    }
  return table;
}

static LkTable *
new_confusion_table (LkAccuracySheet *self)
{
  guint n = self->n_classes;
  LkTable *table = lk_table_new (g_strdup (self->titles[LK_SHEET_CONFUSION]));

  lk_table_add_column (table, FALSE, g_strdup (_ ("truth")));
  for (guint i = 0; i < n; i++)
    lk_table_add_column (table, TRUE, g_strdup (self->class_names[i]));
  for (guint i = 0; i < n && self->confusion != NULL; i++)
    {
      char **row = lk_table_add_row (table);

      lk_table_set_text (row, 0, self->class_names[i]);
      for (guint j = 0; j < n; j++)
        lk_table_set_count (row, 1 + j, self->confusion[(gsize) i * n + j]);
    }
  return table;
}

LkTable *
lk_accuracy_sheet_get_table (LkAccuracySheet *self, LkSheetKind kind)
{
  g_return_val_if_fail (self != NULL, NULL);
  return kind == LK_SHEET_ACCURACY ? new_accuracy_table (self)
                                   : new_confusion_table (self);
}
