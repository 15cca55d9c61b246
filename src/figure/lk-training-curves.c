/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-curves.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-figure-file.h"
#include "lk-number-text.h"
#include "lk-tally.h"
#include "lk-training-record.h"

#define FIGURE_WIDTH 760

/* Panels: losses, how often they decided right, validation by shots, the rate. */
#define PANEL_LOSS 0
#define PANEL_RIGHT 1
#define PANEL_VALIDATION 2
#define PANEL_RATE (PANEL_VALIDATION + LK_VALIDATION_N_SHOTS)
#define N_PANELS (PANEL_RATE + 1)
#define MAX_CURVES MAX (LK_N_OBJECTIVES, LK_EPISODE_N_LOSSES)

struct _LkTrainingCurves
{
  GArray *records; /* of LkTrainingRecord */
  char *title;
  char *subtitle;

  /* What is drawn of them, until another comes. */
  gboolean is_drawn;
  LkCurvesPlot plot;
  LkCurvesPanel panels[N_PANELS];
  LkCurve curves[N_PANELS][MAX_CURVES];
  GPtrArray *numbers; /* the arrays of the curves */
  GArray *marks;      /* of LkCurvesMark */
  GPtrArray *names;   /* all strings of the plot */
};

LkTrainingCurves *
lk_training_curves_new (void)
{
  LkTrainingCurves *self = g_new0 (LkTrainingCurves, 1);

  self->records = g_array_new (FALSE, FALSE, sizeof (LkTrainingRecord));
  self->numbers = g_ptr_array_new_with_free_func (g_free);
  self->marks = g_array_new (FALSE, FALSE, sizeof (LkCurvesMark));
  self->names = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
lk_training_curves_free (LkTrainingCurves *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->records);
  g_ptr_array_unref (self->numbers);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->names);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self);
}

static LkTrainingRecord *
get_record (const LkTrainingCurves *self, guint i)
{
  return &g_array_index (self->records, LkTrainingRecord, i);
}

/* What was written after the checkpoint that a training went on from never was. */
static void
take (LkTrainingCurves *self, const LkTrainingRecord *record)
{
  while (self->records->len > 0
         && get_record (self, self->records->len - 1)->pictures > record->pictures)
    g_array_set_size (self->records, self->records->len - 1);
  g_array_append_vals (self->records, record, 1);
  self->is_drawn = FALSE;
}

LkTrainingCurves *
lk_training_curves_load (const char *path, GError **error)
{
  g_autoptr (LkTrainingCurves) self = NULL;
  g_autoptr (GArray) records = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  records = lk_training_record_load (path, error);
  if (records == NULL)
    return NULL;
  self = lk_training_curves_new ();
  for (guint i = 0; i < records->len; i++)
    take (self, &g_array_index (records, LkTrainingRecord, i));
  return g_steal_pointer (&self);
}

void
lk_training_curves_add (LkTrainingCurves *self, const LkTrainingLine *line)
{
  LkTrainingRecord record;

  g_return_if_fail (self != NULL && line != NULL);

  lk_training_record_init (&record, line);
  take (self, &record);
}

guint
lk_training_curves_get_n_lines (const LkTrainingCurves *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->records->len;
}

void
lk_training_curves_set_titles (LkTrainingCurves *self,
                               const char *title,
                               const char *subtitle)
{
  g_return_if_fail (self != NULL);

  g_free (self->title);
  g_free (self->subtitle);
  self->title = g_strdup (title);
  self->subtitle = g_strdup (subtitle);
  self->is_drawn = FALSE;
}

static const char *
get_title (LkObjective objective)
{
  switch (objective)
    {
    case LK_OBJECTIVE_POOLED:
      return _ ("Pooled");
    case LK_OBJECTIVE_DENSE:
      return _ ("Dense");
    case LK_OBJECTIVE_PROTOTYPES:
      return _ ("Prototypes");
    case LK_OBJECTIVE_ROTATION:
      return _ ("Rotation");
    default:
      return lk_predictor_get_title (objective - LK_OBJECTIVE_PART);
    }
}

static guint
get_ink (LkObjective objective)
{
  if (objective < LK_OBJECTIVE_PART)
    return LK_CURVE_OTHER (objective);
  return objective - LK_OBJECTIVE_PART; /* a level's, or the foreground's */
}

static double *
add_numbers (LkTrainingCurves *self)
{
  double *numbers = g_new (double, MAX (self->records->len, 1));

  g_ptr_array_add (self->numbers, numbers);
  return numbers;
}

/* One more curve in @panel, of what stands @offset bytes into a record; of validation,
 * where @half_offset is not 0, the later of two at one place counts. */
static void
add_curve (LkTrainingCurves *self,
           guint panel,
           const LkCurve *style,
           gsize offset,
           gsize half_offset)
{
  LkCurve *curve = &self->curves[panel][self->panels[panel].n_curves];
  double *x = add_numbers (self), *y = add_numbers (self);
  double *half = half_offset > 0 ? add_numbers (self) : NULL;
  guint n = 0;

  for (guint i = 0; i < self->records->len; i++)
    {
      const LkTrainingRecord *record = get_record (self, i);
      double value = G_STRUCT_MEMBER (double, record, offset);

      if (!isfinite (value))
        continue;
      if (half != NULL && n > 0 && x[n - 1] == record->pictures)
        n--;
      x[n] = record->pictures;
      y[n] = value;
      if (half != NULL)
        half[n] = G_STRUCT_MEMBER (double, record, half_offset);
      n++;
    }
  if (n == 0)
    return;
  *curve = *style;
  curve->n = n;
  curve->x = x;
  curve->y = y;
  curve->half = half;
  self->panels[panel].curves = self->curves[panel];
  self->panels[panel].n_curves++;
}

static void
add_objectives (LkTrainingCurves *self)
{
  for (LkObjective i = 0; i < LK_N_OBJECTIVES; i++)
    {
      const LkCurve style = { .name = get_title (i), .ink = get_ink (i) };

      add_curve (self, PANEL_LOSS, &style,
                 G_STRUCT_OFFSET (LkTrainingRecord, losses) + i * sizeof (double), 0);
      add_curve (self, PANEL_RIGHT, &style,
                 G_STRUCT_OFFSET (LkTrainingRecord, accuracies) + i * sizeof (double), 0);
    }
}

static void
add_validation (LkTrainingCurves *self)
{
  for (guint shots = 0; shots < LK_VALIDATION_N_SHOTS; shots++)
    for (guint i = 0; i < LK_EPISODE_N_LOSSES; i++)
      {
        const LkCurve style = { .name = lk_predictor_get_title (i), .ink = i };
        gsize place = (shots * LK_EPISODE_N_LOSSES + i) * sizeof (double);

        add_curve (self, PANEL_VALIDATION + shots, &style,
                   G_STRUCT_OFFSET (LkTrainingRecord, validation) + place,
                   G_STRUCT_OFFSET (LkTrainingRecord, validation_ci95) + place);
      }
}

static void
add_marks (LkTrainingCurves *self)
{
  for (guint i = 1; i < self->records->len; i++)
    {
      const LkTrainingRecord *record = get_record (self, i);
      LkCurvesMark mark = { record->pictures - record->stage_pictures, NULL };
      char *name;

      if (record->stage == get_record (self, i - 1)->stage)
        continue;
      name = g_strdup_printf (_ ("stage %u"), record->stage);
      g_ptr_array_add (self->names, name);
      mark.name = name;
      g_array_append_val (self->marks, mark);
    }
}

static void
set_panels (LkTrainingCurves *self)
{
  self->panels[PANEL_LOSS].title = _ ("Loss");
  self->panels[PANEL_RIGHT].title = _ ("Right in Training");
  self->panels[PANEL_RIGHT].percent = TRUE;
  for (guint shots = 0; shots < LK_VALIDATION_N_SHOTS; shots++)
    {
      char *title
          = g_strdup_printf (_ ("Validation, %u-Shot"), lk_validation_shots[shots]);

      g_ptr_array_add (self->names, title);
      self->panels[PANEL_VALIDATION + shots].title = title;
      self->panels[PANEL_VALIDATION + shots].percent = TRUE;
    }
  self->panels[PANEL_RATE].title = _ ("Rate");
}

/* Those without a curve, as validation where there is none, make room for the others. */
static void
drop_empty_panels (LkTrainingCurves *self)
{
  guint n = 0;

  for (guint i = 0; i < N_PANELS; i++)
    if (self->panels[i].n_curves > 0)
      self->panels[n++] = self->panels[i];
  self->plot.n_panels = n;
}

const LkCurvesPlot *
lk_training_curves_get_plot (LkTrainingCurves *self)
{
  const LkCurve rate = { .ink = LK_CURVE_FOREGROUND };

  g_return_val_if_fail (self != NULL, NULL);

  if (self->records->len == 0)
    return NULL;
  if (self->is_drawn)
    return &self->plot;
  g_ptr_array_set_size (self->numbers, 0);
  g_ptr_array_set_size (self->names, 0);
  g_array_set_size (self->marks, 0);
  memset (self->panels, 0, sizeof self->panels);
  set_panels (self);
  add_objectives (self);
  add_validation (self);
  add_curve (self, PANEL_RATE, &rate, G_STRUCT_OFFSET (LkTrainingRecord, rate), 0);
  add_marks (self);
  self->plot
      = (LkCurvesPlot){ .panels = self->panels,
                        .n_marks = self->marks->len,
                        .marks = (const LkCurvesMark *) self->marks->data,
                        .x_title = _ ("pictures"),
                        .high = get_record (self, self->records->len - 1)->pictures,
                        .hovered = NAN,
                        .title = self->title,
                        .subtitle = self->subtitle };
  drop_empty_panels (self);
  self->is_drawn = TRUE;
  return &self->plot;
}

/* Index of the last record with losses, or with validation, up to @pictures; else the
 * first one, or -1. */
static int
find_record (const LkTrainingCurves *self, double pictures, gboolean validation)
{
  int found = -1;

  for (guint i = 0; i < self->records->len; i++)
    if (lk_training_record_is_validation (get_record (self, i)) == validation
        && (found < 0 || !(get_record (self, i)->pictures > pictures)))
      found = (int) i;
  return found;
}

static void
describe_losses (const LkTrainingRecord *record, GString *text)
{
  g_autofree char *loss = lk_number_fixed (record->loss, 3);
  g_autofree char *rate = lk_number_short (record->rate);
  gulong n_pictures = (gulong) record->pictures;

  g_string_append_printf (
      text, g_dngettext (GETTEXT_PACKAGE, "%lu picture", "%lu pictures", n_pictures),
      n_pictures);
  g_string_append_printf (text, _ (", loss %s"), loss);
  for (LkObjective i = 0; i < LK_N_OBJECTIVES; i++)
    if (isfinite (record->losses[i]))
      {
        g_autofree char *one = lk_number_fixed (record->losses[i], 3);
        g_autofree char *right = lk_number_percent (record->accuracies[i] / 100, 1);

        g_string_append_printf (text, _ ("; %s %s, %s right"), get_title (i), one, right);
      }
  g_string_append_printf (text, _ ("; rate %s"), rate);
}

static void
describe_validation (const LkTrainingRecord *record, GString *text)
{
  for (guint shots = 0; shots < LK_VALIDATION_N_SHOTS; shots++)
    {
      const double *accuracy = record->validation[shots];
      guint best = accuracy[LK_EPISODE_FUSED] >= accuracy[LK_LEVEL_PIXEL]
                       ? LK_EPISODE_FUSED
                       : LK_LEVEL_PIXEL;

      g_string_append_printf (text, _ ("; validation %u-shot %.1f ± %.1f %% (%s)"),
                              lk_validation_shots[shots], accuracy[best],
                              record->validation_ci95[shots][best],
                              lk_predictor_get_title (best));
    }
}

char *
lk_training_curves_describe (LkTrainingCurves *self, double pictures)
{
  GString *text;
  int losses, validation;

  g_return_val_if_fail (self != NULL, NULL);

  losses = find_record (self, pictures, FALSE);
  validation = find_record (self, pictures, TRUE);
  if (losses < 0 && validation < 0)
    return NULL;
  text = g_string_new (NULL);
  if (losses >= 0)
    describe_losses (get_record (self, (guint) losses), text);
  if (validation >= 0 && !(get_record (self, (guint) validation)->pictures > pictures))
    describe_validation (get_record (self, (guint) validation), text);
  return g_string_free (text, FALSE);
}

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  lk_plot_curves (data, cr, width, height, palette);
}

gboolean
lk_training_curves_write (LkTrainingCurves *self,
                          double column,
                          const char *path,
                          GError **error)
{
  double room = lk_figure_file_get_room (FIGURE_WIDTH, column);
  const LkCurvesPlot *plot;
  LkPalette palette;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  plot = lk_training_curves_get_plot (self);
  if (plot == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_EPISODE,
                           _ ("There are no curves before the first line"));
      return FALSE;
    }
  lk_palette_init (&palette, FALSE, FALSE);
  return lk_figure_file_write (
      path,
      &(LkFigureSize){ FIGURE_WIDTH, lk_plot_curves_get_height (plot, room, &palette),
                       column },
      draw, (gpointer) plot, error);
}
