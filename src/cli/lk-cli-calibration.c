/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-calibration.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-calibrated-model.h"
#include "lk-calibration-map.h"
#include "lk-cli-dataset.h"
#include "lk-cli-json.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-table.h"
#include "lk-options-json.h"
#include "lk-printable.h"
#include "lk-weights-sheet.h"

typedef struct
{
  guint n_shots;
  LkCalibration *calibration;
  LkFlipAccuracy *accuracy;
} Learned;

struct _LkCliCalibration
{
  LkDataset *dataset;
  LkModel *model;
  const LkCalibrator *calibrator;
  GArray *learned; /* of Learned */
  GPtrArray *figures;
  char *output;
};

static void
learned_clear (Learned *learned)
{
  lk_calibration_free (learned->calibration);
  lk_flip_accuracy_free (learned->accuracy);
}

LkCliCalibration *
lk_cli_calibration_new (LkDataset *dataset,
                        LkModel *model,
                        const LkCalibrator *calibrator)
{
  LkCliCalibration *self = g_new0 (LkCliCalibration, 1);

  self->dataset = g_object_ref (dataset);
  self->model = g_object_ref (model);
  self->calibrator = calibrator;
  self->learned = g_array_new (FALSE, FALSE, sizeof (Learned));
  g_array_set_clear_func (self->learned, (GDestroyNotify) learned_clear);
  return self;
}

void
lk_cli_calibration_free (LkCliCalibration *self)
{
  g_object_unref (self->dataset);
  g_object_unref (self->model);
  g_array_unref (self->learned);
  g_clear_pointer (&self->figures, g_ptr_array_unref);
  g_free (self->output);
  g_free (self);
}

static const Learned *
get_learned (const LkCliCalibration *self, guint i)
{
  return &g_array_index (self->learned, Learned, i);
}

void
lk_cli_calibration_add (LkCliCalibration *self,
                        guint n_shots,
                        LkEpisodeScores *const scores[LK_CALIBRATION_N_HALVES])
{
  const LkEpisodeScores *const halves[] = { scores[0], scores[1] };
  Learned learned
      = { n_shots, lk_calibration_new (halves), lk_calibration_map_new (scores) };

  g_array_append_val (self->learned, learned);
}

guint
lk_cli_calibration_get_n_learned (const LkCliCalibration *self)
{
  return self->learned->len;
}

static void
print_heading (const LkCliCalibration *self)
{
  const LkCalibrator *calibrator = self->calibrator;
  g_autofree char *path = lk_cli_dataset_show (self->dataset);
  g_autofree char *name = lk_printable_path (lk_model_get_name (self->model));
  g_autofree char *described = lk_model_describe (self->model);
  g_autofree char *matching = lk_cli_options_describe_matching (&calibrator->options);

  g_print (_ ("Dataset   %s (%u and %u classes)\n"), path,
           lk_dataset_get_n_classes (calibrator->halves[0]),
           lk_dataset_get_n_classes (calibrator->halves[1]));
  g_print (_ ("Model     %s (%s)\n"), name, described);
  g_print (_ ("Metric    %s, normalise %s\n"), matching,
           lk_normalisation_to_string (calibrator->options.normalisation));
}

static void
add_row (LkCliTable *table, const LkCalibrationRow *row, guint index)
{
  GStrv cells = g_new0 (char *, 6);

  cells[0] = lk_calibration_row_get_title (index);
  cells[1] = g_strdup_printf ("%.2f", row->accuracy);
  cells[2] = g_strdup_printf ("%.2f", row->ci95);
  cells[3] = index == LK_CALIBRATION_LEARNED ? g_strdup ("")
                                             : g_strdup_printf ("%+.2f", row->difference);
  cells[4] = index == LK_CALIBRATION_LEARNED
                 ? g_strdup ("")
                 : g_strdup_printf ("%.2f", row->difference_ci95);
  lk_cli_table_take (table, cells);
}

static char *
describe_fit (const LkFusionFit *fit)
{
  return g_strdup_printf (_ ("part %.3f, pixel %.3f, distribution %.3f, times %.3g"),
                          fit->weights[LK_LEVEL_PART], fit->weights[LK_LEVEL_PIXEL],
                          fit->weights[LK_LEVEL_DISTRIBUTION], fit->magnitude);
}

static void
print_learned (const LkCliCalibration *self, const Learned *learned)
{
  const LkCalibration *calibration = learned->calibration;
  const LkCalibrator *calibrator = self->calibrator;
  g_autoptr (LkCliTable) table = lk_cli_table_new ("lrrrr");
  g_autofree char *fit = describe_fit (&calibration->fit);
  g_autofree char *first = describe_fit (&calibration->half_fits[0]);
  g_autofree char *second = describe_fit (&calibration->half_fits[1]);

  g_print (
      ngettext ("\n%u-way %u-shot, %u episodes, %u query a class, seed %" PRIu64 "\n",
                "\n%u-way %u-shot, %u episodes, %u queries a class, seed %" PRIu64 "\n",
                calibrator->n_queries),
      calibrator->n_ways, learned->n_shots, calibration->n_episodes,
      calibrator->n_queries, calibrator->seed);
  lk_cli_table_add (table, _ ("fusion"), _ ("accuracy %"), _ ("± 95 %"), _ ("to learned"),
                    _ ("± 95 %"));
  for (guint row = 0; row < LK_CALIBRATION_N_ROWS; row++)
    add_row (table, &calibration->rows[row], row);
  lk_cli_table_print (table, 0);
  g_print (_ ("Learned   %s\n"), fit);
  g_print (_ ("  halves  %s\n"), first);
  g_print ("          %s\n", second);
  g_print (_ ("Best of the triangle, found after the fact: %.2f %%\n"),
           100 * learned->accuracy->best_accuracy);
}

void
lk_cli_calibration_print (const LkCliCalibration *self)
{
  print_heading (self);
  for (guint i = 0; i < self->learned->len; i++)
    print_learned (self, get_learned (self, i));
  for (guint i = 0; self->figures != NULL && i < self->figures->len; i++)
    {
      g_autofree char *shown = lk_printable_path (self->figures->pdata[i]);

      g_print ("%s%s\n", i == 0 ? "\n" : "", shown);
    }
  if (self->output != NULL)
    {
      g_autofree char *shown = lk_printable_path (self->output);

      g_print (_ ("\nThe model with these weights: %s\n"), shown);
    }
}

static void
add_weights (JsonBuilder *builder, const char *name, const double *weights)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      json_builder_set_member_name (builder, lk_level_to_string (level));
      json_builder_add_double_value (builder, weights[level]);
    }
  json_builder_end_object (builder);
}

static void
add_fit (JsonBuilder *builder, const LkFusionFit *fit)
{
  add_weights (builder, "weights", fit->weights);
  lk_cli_json_add_double (builder, "magnitude", fit->magnitude);
}

static void
add_rows (JsonBuilder *builder, const LkCalibration *calibration)
{
  json_builder_set_member_name (builder, "fusions");
  json_builder_begin_object (builder);
  for (guint i = 0; i < LK_CALIBRATION_N_ROWS; i++)
    {
      const LkCalibrationRow *row = &calibration->rows[i];
      g_autofree char *name = lk_calibration_row_to_string (i);

      json_builder_set_member_name (builder, name);
      json_builder_begin_object (builder);
      lk_cli_json_add_double (builder, "accuracy", row->accuracy);
      lk_cli_json_add_double (builder, "ci95", row->ci95);
      lk_cli_json_add_double (builder, "difference", row->difference);
      lk_cli_json_add_double (builder, "difference_ci95", row->difference_ci95);
      lk_cli_json_add_double (builder, "loss", row->loss);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_learned (JsonBuilder *builder, const Learned *learned)
{
  const LkCalibration *calibration = learned->calibration;

  json_builder_begin_object (builder);
  lk_cli_json_add_int (builder, "shot", learned->n_shots);
  lk_cli_json_add_int (builder, "episodes", calibration->n_episodes);
  add_fit (builder, &calibration->fit);
  json_builder_set_member_name (builder, "halves");
  json_builder_begin_array (builder);
  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    {
      json_builder_begin_object (builder);
      add_fit (builder, &calibration->half_fits[half]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_rows (builder, calibration);
  json_builder_set_member_name (builder, "best");
  json_builder_begin_object (builder);
  add_weights (builder, "weights", learned->accuracy->best);
  lk_cli_json_add_double (builder, "accuracy", 100 * learned->accuracy->best_accuracy);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_halves (JsonBuilder *builder, const LkCalibrator *calibrator)
{
  json_builder_set_member_name (builder, "classes");
  json_builder_begin_array (builder);
  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    {
      LkDataset *dataset = calibrator->halves[half];

      json_builder_begin_array (builder);
      for (guint i = 0; i < lk_dataset_get_n_classes (dataset); i++)
        json_builder_add_string_value (builder, lk_dataset_get_class_name (dataset, i));
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

static void
add_files (JsonBuilder *builder, const LkCliCalibration *self)
{
  if (self->figures != NULL)
    {
      json_builder_set_member_name (builder, "figures");
      json_builder_begin_array (builder);
      for (guint i = 0; i < self->figures->len; i++)
        {
          g_autofree char *shown = g_filename_display_name (self->figures->pdata[i]);

          json_builder_add_string_value (builder, shown);
        }
      json_builder_end_array (builder);
    }
  if (self->output != NULL)
    {
      g_autofree char *shown = g_filename_display_name (self->output);

      lk_cli_json_add_string (builder, "output", shown);
    }
}

void
lk_cli_calibration_print_json (const LkCliCalibration *self)
{
  const LkCalibrator *calibrator = self->calibrator;
  const LkMetricOptions *options = &calibrator->options;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *path = g_filename_display_name (lk_dataset_get_path (self->dataset));
  g_autofree char *name = g_filename_display_name (lk_model_get_name (self->model));
  JsonNode *node;

  json_builder_begin_object (builder);
  lk_cli_json_add_string (builder, "dataset", path);
  lk_cli_json_add_string (builder, "split", lk_dataset_get_split (self->dataset));
  lk_cli_json_add_string (builder, "model", name);
  lk_cli_json_add_int (builder, "way", calibrator->n_ways);
  lk_cli_json_add_int (builder, "query", calibrator->n_queries);
  lk_cli_json_add_int (builder, "seed", (gint64) calibrator->seed);
  lk_cli_json_add_int (builder, "neighbours", options->neighbours);
  lk_cli_json_add_string (builder, "part", lk_part_form_to_string (options->part_form));
  lk_cli_json_add_string (builder, "distance", lk_distance_to_string (options->distance));
  lk_cli_json_add_string (builder, "normalise",
                          lk_normalisation_to_string (options->normalisation));
  lk_cli_json_add_double (builder, "ridge", options->ridge);
  add_halves (builder, calibrator);
  json_builder_set_member_name (builder, "shots");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->learned->len; i++)
    add_learned (builder, get_learned (self, i));
  json_builder_end_array (builder);
  add_files (builder, self);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  lk_cli_dataset_add_overlap (json_node_get_object (node), self->dataset, self->model);
  lk_cli_print_json (node);
}

gboolean
lk_cli_calibration_save_figures (LkCliCalibration *self,
                                 const char *folder,
                                 double column,
                                 GError **error)
{
  static const char *const endings[] = { "svg", "pdf", "png" };
  g_autoptr (GError) failure = NULL;

  self->figures = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->learned->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (endings); j++)
      {
        const Learned *learned = get_learned (self, i);
        g_autofree char *name
            = g_strdup_printf ("weights-%u-shot.%s", learned->n_shots, endings[j]);
        g_autofree char *path = g_build_filename (folder, name, NULL);

        if (lk_weights_sheet_write (learned->accuracy, learned->calibration->fit.weights,
                                    column, path, failure == NULL ? &failure : NULL))
          g_ptr_array_add (self->figures, g_steal_pointer (&path));
      }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
lk_cli_calibration_save_model (LkCliCalibration *self, const char *path, GError **error)
{
  g_autoptr (GArray) fits = g_array_new (FALSE, FALSE, sizeof (LkShotFit));

  for (guint i = 0; i < self->learned->len; i++)
    {
      const Learned *learned = get_learned (self, i);
      const LkShotFit fit = { learned->n_shots, learned->calibration->fit };

      g_array_append_val (fits, fit);
    }
  if (!lk_calibrated_model_save (self->model, &self->calibrator->options,
                                 (const LkShotFit *) fits->data, fits->len, path, error))
    return FALSE;
  self->output = g_strdup (path);
  return TRUE;
}
