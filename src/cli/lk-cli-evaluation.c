/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-evaluation.h"

#include <glib/gi18n-lib.h>

#include "lk-accuracy-sheet.h"
#include "lk-cli-dataset.h"
#include "lk-cli-files.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-reading.h"
#include "lk-cli-table.h"
#include "lk-evaluation-json.h"
#include "lk-printable.h"

static void
print_heading (const LkCliEvaluation *self)
{
  LkDataset *dataset = lk_evaluation_get_dataset (self->evaluation);
  const LkSampler *sampler = lk_evaluation_get_sampler (self->evaluation);
  g_autofree char *shown = lk_cli_dataset_show (dataset);
  LkModel *model = lk_map_source_get_model (self->source);
  g_autofree char *name = lk_printable_path (lk_map_source_get_name (self->source));
  g_autofree char *what
      = model != NULL ? lk_model_describe (model) : lk_map_source_describe (self->source);
  g_autofree char *matching = lk_cli_options_describe_matching (self->options);
  g_autofree char *fusion = lk_cli_options_describe_fusion (self->options);

  g_print (_ ("Dataset   %s (%u classes)\n"), shown, lk_dataset_get_n_classes (dataset));
  if (model != NULL)
    g_print (_ ("Model     %s (%s)\n"), name, what);
  else
    g_print (_ ("Maps      %s (%s)\n"), name, what);
  lk_cli_print_episodes (lk_evaluation_get_n_episodes (self->evaluation), sampler);
  g_print (_ ("Metric    %s\n"), matching);
  g_print (_ ("Fusion    %s\n\n"), fusion);
}

/* What the levels add to. */
static void
print_baseline (LkEvaluation *evaluation)
{
  double accuracy, ci95;
  gboolean has_interval;

  if (!lk_evaluation_get_baseline (evaluation, &accuracy, &ci95, &has_interval))
    return;
  if (has_interval)
    g_print (_ ("Pooled prototypes, beside them: %.2f ± %.2f\n"), accuracy, ci95);
  else
    g_print (_ ("Pooled prototypes, beside them: %.2f\n"), accuracy);
}

static void
print_accuracies (LkEvaluation *evaluation)
{
  guint n_episodes = lk_evaluation_get_n_episodes (evaluation);
  g_autoptr (LkCliTable) table = lk_cli_table_new ("lrr");

  lk_cli_table_add (table, _ ("level"), _ ("accuracy %"), _ ("± 95 %"));
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      double accuracy, ci95;
      gboolean has_interval
          = lk_evaluation_get_accuracy (evaluation, predictor, &accuracy, &ci95);

      GStrv cells = g_new0 (char *, 4);

      cells[0] = g_strdup (lk_predictor_get_title (predictor));
      cells[1] = n_episodes > 0 ? g_strdup_printf ("%.2f", accuracy) : g_strdup ("–");
      cells[2]
          = has_interval ? g_strdup_printf ("%.2f", ci95) : g_strdup (_ ("no interval"));
      lk_cli_table_take (table, cells);
    }
  lk_cli_table_print (table, 0);
  print_baseline (evaluation);
}

static guint64
get_n_pictures (LkEvaluation *evaluation)
{
  guint64 n_embedded, n_repeated;

  lk_evaluation_get_n_embedded (evaluation, &n_embedded, &n_repeated);
  return n_embedded - n_repeated;
}

static void
print_paths (GPtrArray *paths)
{
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *shown = lk_printable_path (paths->pdata[i]);

      g_print ("  %s\n", shown);
    }
}

void
lk_cli_evaluation_print (const LkCliEvaluation *self)
{
  LkEvaluation *evaluation = self->evaluation;
  guint n_episodes = lk_evaluation_get_n_episodes (evaluation);
  double seconds = lk_evaluation_get_seconds (evaluation);

  print_heading (self);
  print_accuracies (evaluation);
  if (self->findings != NULL)
    lk_cli_findings_print (self->findings);
  lk_cli_print_pace (seconds, n_episodes, get_n_pictures (evaluation));
  if (self->sessions != NULL)
    {
      g_print (ngettext ("%u of %u mistake saved:\n", "%u of %u mistakes saved:\n",
                         lk_evaluation_get_mistakes (evaluation)->len),
               self->sessions->len, lk_evaluation_get_mistakes (evaluation)->len);
      print_paths (self->sessions);
    }
  if (self->figures != NULL)
    {
      g_print (_ ("Figures:\n"));
      print_paths (self->figures);
    }
}

/* What became of the pictures, where that is not what one expects. */
static void
add_pictures (const LkCliEvaluation *self, JsonObject *object)
{
  LkDataset *dataset = lk_evaluation_get_dataset (self->evaluation);
  LkModel *model = lk_map_source_get_model (self->source);

  if (self->as_published)
    json_object_set_boolean_member (object, "as_published", TRUE);
  else if (self->embedder != NULL)
    lk_cli_reading_add_counts (object, self->embedder);
  lk_cli_dataset_add_left_out (object, dataset);
  if (model != NULL)
    lk_cli_dataset_add_overlap (object, dataset, model);
}

void
lk_cli_evaluation_print_json (const LkCliEvaluation *self)
{
  LkModel *model = lk_map_source_get_model (self->source);
  JsonNode *node
      = lk_evaluation_to_json (self->evaluation, model, self->options, self->n_wanted);
  g_autofree char *name = g_filename_display_name (lk_map_source_get_name (self->source));

  if (model == NULL)
    json_object_set_string_member (json_node_get_object (node), "maps", name);

  add_pictures (self, json_node_get_object (node));
  if (self->findings != NULL)
    lk_cli_findings_add (self->findings, json_node_get_object (node));
  if (self->sessions != NULL)
    lk_cli_output_add_paths (json_node_get_object (node), "sessions", self->sessions);
  if (self->figures != NULL)
    lk_cli_output_add_paths (json_node_get_object (node), "figures", self->figures);
  lk_cli_print_json (node);
}

gboolean
lk_cli_evaluation_save_confusion (const LkCliEvaluation *self,
                                  const char *path,
                                  GError **error)
{
  g_autoptr (LkAccuracySheet) sheet
      = lk_accuracy_sheet_new_for_evaluation (self->evaluation);
  g_autoptr (LkTable) table = lk_accuracy_sheet_get_table (sheet, LK_SHEET_CONFUSION);

  return lk_table_write_csv (table, path, error);
}

static void
save_sheet (LkAccuracySheet *sheet,
            LkSheetKind kind,
            const char *folder,
            double column,
            GPtrArray *paths,
            GError **error)
{
  static const char *const endings[] = { "svg", "pdf", "png" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name
          = g_strconcat (lk_sheet_kind_to_string (kind), ".", endings[i], NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (lk_accuracy_sheet_write (sheet, kind, column, path,
                                   *error == NULL ? error : NULL))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

gboolean
lk_cli_evaluation_save_figures (LkCliEvaluation *self,
                                const char *folder,
                                double column,
                                GError **error)
{
  g_autoptr (LkAccuracySheet) sheet
      = lk_accuracy_sheet_new_for_evaluation (self->evaluation);
  g_autoptr (GError) failure = NULL;

  if (!lk_cli_make_folder (folder, error))
    return FALSE;
  self->figures = g_ptr_array_new_with_free_func (g_free);
  for (guint kind = 0; kind < LK_N_SHEETS; kind++)
    {
      g_autoptr (GError) problem = NULL;

      if (!lk_accuracy_sheet_can_draw (sheet, kind, &problem))
        lk_cli_warn ("%s", problem->message);
      else
        save_sheet (sheet, kind, folder, column, self->figures, &failure);
    }
  if (self->findings != NULL)
    lk_cli_findings_save (self->findings, folder, column, self->figures, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
