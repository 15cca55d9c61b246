/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-line.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "lk-error.h"

static const char *const judges[LK_EPISODE_N_LOSSES]
    = { "part", "pixel", "distribution", "fused" };

static char *
format_time (double seconds)
{
  guint64 whole = (guint64) MAX (seconds, 0);

  return g_strdup_printf ("%" PRIu64 ":%02u:%02u", whole / 3600,
                          (guint) (whole / 60 % 60), (guint) (whole % 60));
}

char *
lk_training_line_format (const LkTrainingLine *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s %u/%u, step %" PRIu64 ", %" PRIu64 " pictures"),
                          self->stage, self->stage_index + 1, self->n_stages, self->step,
                          self->pictures);
  g_string_append_printf (text, _ (", loss %.4f"), self->loss);
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    if (self->tallies[i].n > 0)
      g_string_append_printf (text, " (%s %.3f, %.1f %%)", lk_objective_to_string (i),
                              lk_loss_tally_get_loss (&self->tallies[i]),
                              lk_loss_tally_get_accuracy (&self->tallies[i]));
  g_string_append_printf (text,
                          _ (", rate %.3g, gradient %.3g, %.0f pictures/s, %zu MiB"),
                          self->rate, self->norm, self->speed, self->memory >> 20);
  if (self->seconds_left >= 0)
    {
      g_autofree char *left = format_time (self->seconds_left);

      g_string_append_printf (text, _ (", %s left"), left);
    }
  return g_string_free (text, FALSE);
}

char *
lk_training_line_format_validation (const LkValidationResult *validation,
                                    gboolean is_best)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("validation, %u episodes:"), validation->n_episodes);
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    {
      g_string_append_printf (text, _ ("%s %u-shot"), i > 0 ? ";" : "",
                              lk_validation_shots[i]);
      for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
        g_string_append_printf (text, " %s %.2f ± %.2f", judges[j],
                                validation->accuracy[i][j], validation->ci95[i][j]);
    }
  for (guint i = 0; validation->n_compared > 0 && i < LK_VALIDATION_N_SHOTS; i++)
    g_string_append_printf (text,
                            i == 0 ? _ ("; to the best before: %u-shot %+.2f ± %.2f")
                                   : _ (", %u-shot %+.2f ± %.2f"),
                            lk_validation_shots[i], validation->difference[i],
                            validation->difference_ci95[i]);
  if (is_best)
    g_string_append (text, _ (" (the best so far)"));
  return g_string_free (text, FALSE);
}

static void
append_number (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.9g", value));
}

static void
append_header (GString *text)
{
  g_string_append (text, "stage,step,pictures,total_pictures,seconds,loss");
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    g_string_append_printf (text, ",loss_%s,accuracy_%s", lk_objective_to_string (i),
                            lk_objective_to_string (i));
  g_string_append (text, ",rate,gradient_norm,pictures_per_second,memory_bytes,"
                         "seconds_left");
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
      g_string_append_printf (text, ",validation_%u_shot_%s,validation_%u_shot_%s_ci95",
                              lk_validation_shots[i], judges[j], lk_validation_shots[i],
                              judges[j]);
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    g_string_append_printf (
        text, ",validation_%u_shot_difference,validation_%u_shot_difference_ci95",
        lk_validation_shots[i], lk_validation_shots[i]);
  g_string_append (text, "\n");
}

static void
append_validation (GString *text, const LkValidationResult *validation)
{
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    for (guint j = 0; j < LK_EPISODE_N_LOSSES; j++)
      if (validation == NULL)
        g_string_append (text, ",,");
      else
        {
          append_number (text, validation->accuracy[i][j]);
          append_number (text, validation->ci95[i][j]);
        }
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    if (validation == NULL || validation->n_compared == 0)
      g_string_append (text, ",,");
    else
      {
        append_number (text, validation->difference[i]);
        append_number (text, validation->difference_ci95[i]);
      }
}

static void
append_row (GString *text, const LkTrainingLine *self)
{
  g_string_append_printf (text, "%u,%" PRIu64 ",%" PRIu64 ",%" PRIu64,
                          self->stage_index + 1, self->step, self->pictures,
                          self->total_pictures);
  append_number (text, self->seconds);
  append_number (text, self->loss);
  for (guint i = 0; i < LK_N_OBJECTIVES; i++)
    if (self->tallies[i].n == 0)
      g_string_append (text, ",,");
    else
      {
        append_number (text, lk_loss_tally_get_loss (&self->tallies[i]));
        append_number (text, lk_loss_tally_get_accuracy (&self->tallies[i]));
      }
  append_number (text, self->rate);
  append_number (text, self->norm);
  append_number (text, self->speed);
  append_number (text, (double) self->memory);
  append_number (text, self->seconds_left);
  append_validation (text, self->validation);
  g_string_append (text, "\n");
}

gboolean
lk_training_line_append_csv (const LkTrainingLine *self, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean is_new = !g_file_test (path, G_FILE_TEST_EXISTS);
  FILE *file = g_fopen (path, "a");
  gboolean fine;

  if (is_new)
    append_header (text);
  append_row (text, self);
  fine = file != NULL && fwrite (text->str, 1, text->len, file) == text->len;
  if (file != NULL && fclose (file) != 0)
    fine = FALSE;
  if (!fine)
    {
      int problem = errno;
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s cannot be written: %s"), shown,
                   g_strerror (problem));
    }
  return fine;
}

gsize
lk_training_line_get_memory (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  parts = g_strsplit (text, " ", 3);
  if (g_strv_length (parts) < 2)
    return 0;
  return g_ascii_strtoull (parts[1], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}
