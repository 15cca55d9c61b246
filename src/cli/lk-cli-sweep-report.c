/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-sweep-report.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-dataset.h"
#include "lk-cli-files.h"
#include "lk-cli-output.h"
#include "lk-cli-table.h"
#include "lk-dataset-overlap.h"
#include "lk-evaluation-json.h"
#include "lk-printable.h"
#include "lk-sweep-sheet.h"

static void
print_heading (LkSweep *sweep)
{
  LkDataset *dataset = lk_sweep_get_dataset (sweep);
  const LkSampler *sampler = lk_sweep_get_sampler (sweep);
  g_autofree char *shown = lk_cli_dataset_show (dataset);

  g_print (_ ("Dataset   %s (%u classes)\n"), shown, lk_dataset_get_n_classes (dataset));
  lk_cli_print_episodes (lk_sweep_get_n_episodes (sweep), sampler);
  g_print (_ ("Settings  %u; differences of “fused” to the first, episode by "
              "episode\n\n"),
           lk_sweep_get_n (sweep));
}

static char *
show_interval (double ci95, gboolean has_interval)
{
  return has_interval ? g_strdup_printf ("%.2f", ci95) : g_strdup ("–");
}

static GStrv
make_cells (LkSweep *sweep, guint i, const char *name)
{
  LkEvaluation *evaluation = lk_sweep_get_setting (sweep, i)->evaluation;
  gboolean is_empty = lk_evaluation_get_n_episodes (evaluation) == 0;
  GPtrArray *cells = g_ptr_array_new ();
  double value, ci95;
  gboolean has_interval = FALSE;

  g_ptr_array_add (cells, g_strdup (name));
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      has_interval = lk_evaluation_get_accuracy (evaluation, predictor, &value, &ci95);
      g_ptr_array_add (cells,
                       is_empty ? g_strdup ("–") : g_strdup_printf ("%.2f", value));
    }
  g_ptr_array_add (cells, show_interval (ci95, has_interval));
  has_interval = lk_sweep_get_difference (sweep, i, LK_PREDICTOR_FUSED, &value, &ci95);
  g_ptr_array_add (cells, i == 0 || is_empty ? g_strdup ("–")
                                             : g_strdup_printf ("%+.2f", value));
  g_ptr_array_add (cells, show_interval (ci95, i > 0 && has_interval));
  g_ptr_array_add (cells, NULL);
  return (GStrv) g_ptr_array_free (cells, FALSE);
}

static void
print_table (LkSweep *sweep)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("lrrrrrrr");
  g_auto (GStrv) names = lk_sweep_sheet_list_names (sweep);

  lk_cli_table_add (table, _ ("setting"), lk_level_speak (0, LK_SPOKEN_WORD),
                    lk_level_speak (1, LK_SPOKEN_WORD),
                    lk_level_speak (2, LK_SPOKEN_WORD), _ ("fused"), _ ("± 95 %"),
                    _ ("difference"), _ ("± 95 %"));
  for (guint i = 0; i < lk_sweep_get_n (sweep); i++)
    lk_cli_table_take (table, make_cells (sweep, i, names[i]));
  lk_cli_table_print (table, 0);
}

static guint64
get_n_pictures (LkSweep *sweep)
{
  guint64 n_embedded, n_repeated;

  lk_sweep_get_n_embedded (sweep, &n_embedded, &n_repeated);
  return n_embedded - n_repeated;
}

static void
print (LkSweep *sweep, GPtrArray *figures)
{
  double seconds = lk_sweep_get_seconds (sweep);
  guint n_episodes = lk_sweep_get_n_episodes (sweep);

  print_heading (sweep);
  print_table (sweep);
  lk_cli_print_pace (seconds, n_episodes, get_n_pictures (sweep));
  if (figures == NULL)
    return;
  g_print (_ ("Figures:\n"));
  for (guint i = 0; i < figures->len; i++)
    {
      g_autofree char *shown = lk_printable_path (figures->pdata[i]);

      g_print ("  %s\n", shown);
    }
}

static void
set_number (JsonObject *object, const char *name, double value, gboolean is_known)
{
  if (is_known)
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
write_differences (LkSweep *sweep, guint i)
{
  JsonObject *object = json_object_new ();

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      JsonObject *member = json_object_new ();
      double difference, ci95;
      gboolean has_interval
          = lk_sweep_get_difference (sweep, i, predictor, &difference, &ci95);

      set_number (member, "accuracy", difference, lk_sweep_get_n_episodes (sweep) > 0);
      set_number (member, "ci95", ci95, has_interval);
      json_object_set_object_member (object, lk_predictor_to_string (predictor), member);
    }
  return object;
}

/* What an evaluation of this setting alone prints, but for what all have in common. */
static JsonNode *
write_setting (LkSweep *sweep, guint i, guint n_wanted, const char *name)
{
  static const char *const common[] = { "pictures", "seconds" };
  const LkSweepSetting *setting = lk_sweep_get_setting (sweep, i);
  LkModel *model = lk_map_source_get_model (setting->source);
  JsonNode *node
      = lk_evaluation_to_json (setting->evaluation, model, &setting->options, n_wanted);
  JsonObject *object = json_node_get_object (node);
  g_autofree char *source
      = g_filename_display_name (lk_map_source_get_name (setting->source));

  for (guint j = 0; j < G_N_ELEMENTS (common); j++)
    json_object_remove_member (object, common[j]);
  if (model == NULL)
    json_object_set_string_member (object, "maps", source);
  else
    lk_cli_dataset_add_overlap (object, lk_sweep_get_dataset (sweep), model);
  json_object_set_string_member (object, "name", name);
  json_object_set_object_member (object, "difference", write_differences (sweep, i));
  return node;
}

static void
print_json (LkSweep *sweep, guint n_wanted, GPtrArray *figures)
{
  LkDataset *dataset = lk_sweep_get_dataset (sweep);
  const LkSampler *sampler = lk_sweep_get_sampler (sweep);
  g_auto (GStrv) names = lk_sweep_sheet_list_names (sweep);
  g_autofree char *path = g_filename_display_name (lk_dataset_get_path (dataset));
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);
  JsonArray *settings = json_array_new ();
  guint n_episodes = lk_sweep_get_n_episodes (sweep);

  for (guint i = 0; i < lk_sweep_get_n (sweep); i++)
    json_array_add_element (settings, write_setting (sweep, i, n_wanted, names[i]));
  json_object_set_string_member (object, "dataset", path);
  json_object_set_string_member (object, "split", lk_dataset_get_split (dataset));
  json_object_set_int_member (object, "way", sampler->n_ways);
  json_object_set_int_member (object, "shot", sampler->n_shots);
  json_object_set_int_member (object, "query", sampler->n_queries);
  json_object_set_int_member (object, "seed", (gint64) sampler->seed);
  json_object_set_int_member (object, "episodes", n_episodes);
  json_object_set_boolean_member (object, "complete", n_episodes == n_wanted);
  json_object_set_array_member (object, "settings", settings);
  json_object_set_int_member (object, "pictures", (gint64) get_n_pictures (sweep));
  json_object_set_double_member (object, "seconds", lk_sweep_get_seconds (sweep));
  lk_cli_dataset_add_left_out (object, dataset);
  if (figures != NULL)
    lk_cli_output_add_paths (object, "figures", figures);
  json_object_unref (object);
  lk_cli_print_json (node);
}

/* (transfer full): paths of what could be written. */
static GPtrArray *
save_figures (LkSweep *sweep, const LkCliEvaluationOutputs *outputs, GPtrArray *problems)
{
  static const char *const names[] = { "sweep.svg", "sweep.pdf", "sweep.png" };
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  double width = lk_cli_evaluation_outputs_get_width (outputs);
  GError *problem = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (outputs->figures, names[i], NULL);

      if (lk_sweep_sheet_write (sweep, width, path, problem == NULL ? &problem : NULL))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
  lk_cli_problems_add (problems, problem);
  return paths;
}

void
lk_cli_sweep_report (const LkCliEvaluationOutputs *outputs,
                     LkSweep *sweep,
                     guint n_wanted,
                     GPtrArray *problems)
{
  g_autoptr (GPtrArray) figures = NULL;
  g_autoptr (LkTable) table = lk_sweep_sheet_get_table (sweep);
  GError *problem = NULL;

  if (outputs->csv != NULL && !lk_table_write_csv (table, outputs->csv, &problem))
    lk_cli_problems_add (problems, problem);
  if (outputs->figures != NULL && lk_sweep_get_n_episodes (sweep) > 0)
    figures = save_figures (sweep, outputs, problems);
  if (outputs->json)
    print_json (sweep, n_wanted, figures);
  else
    print (sweep, figures);
}
