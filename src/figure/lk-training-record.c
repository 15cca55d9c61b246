/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-record.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"
#include "lk-file.h"

#define MAX_LOG (256u << 20)

static const char *const judges[LK_EPISODE_N_LOSSES]
    = { "part", "pixel", "distribution", "fused" };

static void
forget (double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    values[i] = NAN;
}

static void
clear (LkTrainingRecord *self)
{
  *self = (LkTrainingRecord){ .stage = 1 };
  forget (self->losses, LK_N_OBJECTIVES);
  forget (self->accuracies, LK_N_OBJECTIVES);
  forget (self->validation[0], LK_VALIDATION_N_SHOTS * LK_EPISODE_N_LOSSES);
  forget (self->validation_ci95[0], LK_VALIDATION_N_SHOTS * LK_EPISODE_N_LOSSES);
  self->rate = NAN;
}

/* Where no step was taken since the line before, there is no rate either. */
static gboolean
has_losses (const LkTrainingRecord *self)
{
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    if (isfinite (self->losses[i]))
      return TRUE;
  return FALSE;
}

void
lk_training_record_init (LkTrainingRecord *self, const LkTrainingLine *line)
{
  g_return_if_fail (self != NULL && line != NULL);

  clear (self);
  self->stage = line->stage_index + 1;
  self->stage_pictures = (double) line->pictures;
  self->pictures = (double) line->total_pictures;
  self->loss = line->loss;
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    if (line->tallies[i].n > 0)
      {
        self->losses[i] = lk_loss_tally_get_loss (&line->tallies[i]);
        self->accuracies[i] = lk_loss_tally_get_accuracy (&line->tallies[i]);
      }
  if (has_losses (self))
    self->rate = line->rate;
  for (guint i = 0; line->validation != NULL && i < LK_VALIDATION_N_SHOTS; i++)
    for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
      {
        self->validation[i][j] = line->validation->accuracy[i][j];
        self->validation_ci95[i][j] = line->validation->ci95[i][j];
      }
}

gboolean
lk_training_record_is_validation (const LkTrainingRecord *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return isfinite (self->validation[0][0]);
}

static double
read_number (const char *text, double missing)
{
  char *end;
  double value;

  if (text == NULL || *text == '\0')
    return missing;
  value = g_ascii_strtod (text, &end);
  return *end == '\0' ? value : missing;
}

/* The cell of @row below the title @name; %NULL where there is none. */
static const char *
find_cell (GStrv titles, GStrv row, const char *name)
{
  for (guint i = 0; titles[i] != NULL && row[i] != NULL; i++)
    if (g_str_equal (titles[i], name))
      return row[i];
  return NULL;
}

static double
find_number (GStrv titles, GStrv row, const char *format, const char *name)
{
  g_autofree char *title = g_strconcat (format, name, NULL);

  return read_number (find_cell (titles, row, title), NAN);
}

static void
read_validation (LkTrainingRecord *self, GStrv titles, GStrv row)
{
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
      {
        g_autofree char *title = g_strdup_printf ("validation_%u_shot_%s",
                                                  lk_validation_shots[i], judges[j]);

        self->validation[i][j] = find_number (titles, row, title, "");
        self->validation_ci95[i][j] = find_number (titles, row, title, "_ci95");
      }
}

static void
read_losses (LkTrainingRecord *self, GStrv titles, GStrv row)
{
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    {
      self->losses[i] = find_number (titles, row, "loss_", lk_objective_to_string (i));
      self->accuracies[i]
          = find_number (titles, row, "accuracy_", lk_objective_to_string (i));
    }
}

static gboolean
read_row (LkTrainingRecord *self, GStrv titles, GStrv row)
{
  double stage = find_number (titles, row, "stage", "");

  clear (self);
  self->stage_pictures = find_number (titles, row, "pictures", "");
  self->pictures = find_number (titles, row, "total_pictures", "");
  self->loss = find_number (titles, row, "loss", "");
  if (!(stage >= 1 && stage <= LK_RECIPE_MAX_STAGES) || !isfinite (self->pictures)
      || !isfinite (self->stage_pictures))
    return FALSE;
  self->stage = (guint) stage;
  read_losses (self, titles, row);
  read_validation (self, titles, row);
  if (has_losses (self))
    self->rate = find_number (titles, row, "rate", "");
  return TRUE;
}

GArray *
lk_training_record_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) records = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) titles = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = lk_file_read (path, MAX_LOG, error);
  if (bytes == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  titles = g_strsplit (lines[0] != NULL ? lines[0] : "", ",", -1);
  records = g_array_new (FALSE, FALSE, sizeof (LkTrainingRecord));
  /* The last line may be half written. */
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      g_auto (GStrv) row = g_strsplit (lines[i], ",", -1);
      LkTrainingRecord record;

      if (!read_row (&record, titles, row))
        {
          g_autofree char *shown = g_filename_display_name (path);

          g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                       _ ("%s: line %u is none of a training’s log"), shown, i + 1);
          return NULL;
        }
      g_array_append_val (records, record);
    }
  return g_steal_pointer (&records);
}
