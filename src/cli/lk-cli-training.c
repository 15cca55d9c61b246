/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-training.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-files.h"
#include "lk-cli-output.h"
#include "lk-file.h"
#include "lk-printable.h"
#include "lk-rate-sheet.h"
#include "lk-training-curves.h"

#define N_STEPS 100
#define LOWEST_RATE 1e-5
#define HIGHEST_RATE 10

static const char *const endings[] = { "svg", "pdf" };

static gboolean
draw_curves (const char *folder, GError **error)
{
  g_autofree char *log = g_build_filename (folder, "log.csv", NULL);
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *title = g_strdup_printf (_ ("Training in %s"), shown);
  g_autoptr (LkTrainingCurves) curves = NULL;

  /* Interrupted before the first line. */
  if (!g_file_test (log, G_FILE_TEST_EXISTS))
    return TRUE;
  curves = lk_training_curves_load (log, error);
  if (curves == NULL)
    return FALSE;
  lk_training_curves_set_titles (curves, title, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat ("curves.", endings[i], NULL);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (lk_training_curves_get_n_lines (curves) > 0
          && !lk_training_curves_write (curves, 0, path, error))
        return FALSE;
    }
  return TRUE;
}

void
lk_cli_training_draw_curves (const char *folder)
{
  g_autoptr (GError) error = NULL;

  if (!draw_curves (folder, &error))
    lk_cli_warn ("%s", error->message);
}

static gboolean
write_table (GArray *rates, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new ("rate,loss\n");

  for (guint i = 0; i < rates->len; i++)
    {
      const LkTrainerRate *found = &g_array_index (rates, LkTrainerRate, i);
      char rate[G_ASCII_DTOSTR_BUF_SIZE], loss[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text, "%s,%s\n",
                              g_ascii_formatd (rate, sizeof rate, "%.6g", found->rate),
                              g_ascii_formatd (loss, sizeof loss, "%.6g", found->loss));
    }
  return lk_file_write (path, text->str, text->len, error);
}

static gboolean
write_rates (GArray *rates, const char *folder, GError **error)
{
  g_autofree char *table = g_build_filename (folder, "rates.csv", NULL);

  if (!lk_cli_make_folder (folder, error) || !write_table (rates, table, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat ("rates.", endings[i], NULL);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (!lk_rate_sheet_write (rates, path, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
lk_cli_training_find_rate (LkTrainer *trainer,
                           const char *folder,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GArray) rates = lk_trainer_find_rate (trainer, N_STEPS, LOWEST_RATE,
                                                   HIGHEST_RATE, cancellable, error);
  g_autofree char *shown = lk_printable_path (folder);
  double steepest;

  if (rates == NULL || !write_rates (rates, folder, error))
    return FALSE;
  steepest = lk_trainer_rate_get_steepest (rates);
  if (steepest > 0)
    g_print (
        _ ("The loss falls most steeply at a rate of %.2g; it was tried up to %.2g\n"),
        steepest, g_array_index (rates, LkTrainerRate, rates->len - 1).rate);
  else
    g_print (_ ("The loss falls at none of the rates\n"));
  g_print (_ ("The loss by rate: %s\n"), shown);
  return TRUE;
}
