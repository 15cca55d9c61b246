/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-evaluation.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-table.h"
#include "lk-options-json.h"
#include "lk-table.h"

static char *
show_dataset (LkDataset *dataset)
{
  g_autofree char *path = g_filename_display_name (lk_dataset_get_path (dataset));
  const char *split = lk_dataset_get_split (dataset);

  return split != NULL ? g_strdup_printf (_ ("%s, split %s"), path, split)
                       : g_steal_pointer (&path);
}

static void
print_heading (const LkCliEvaluation *self)
{
  LkDataset *dataset = lk_evaluation_get_dataset (self->evaluation);
  const LkSampler *sampler = lk_evaluation_get_sampler (self->evaluation);
  g_autofree char *shown = show_dataset (dataset);
  g_autofree char *name = g_filename_display_name (lk_model_get_name (self->model));
  g_autofree char *matching = lk_cli_options_describe_matching (self->options);
  g_autofree char *fusion = lk_cli_options_describe_fusion (self->options);

  g_print (_ ("Dataset   %s (%u classes)\n"), shown, lk_dataset_get_n_classes (dataset));
  g_print (_ ("Model     %s (%s, profile %s)\n"), name,
           lk_backbone_to_string (lk_model_get_layout (self->model)->backbone),
           lk_model_get_profile (self->model)->name);
  g_print (_ ("Episodes  %u: %u-way %u-shot, %u queries a class, seed %" PRIu64 "\n"),
           lk_evaluation_get_n_episodes (self->evaluation), sampler->n_ways,
           sampler->n_shots, sampler->n_queries, sampler->seed);
  g_print (_ ("Metric    %s\n"), matching);
  g_print (_ ("Fusion    %s\n\n"), fusion);
}

static const char *
get_judge_title (guint judge)
{
  return judge == LK_JUDGE_FUSED ? _ ("Fused") : lk_level_get_title (judge);
}

static void
print_accuracies (LkEvaluation *evaluation)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("lrr");

  lk_cli_table_add (table, _ ("level"), _ ("accuracy %"), _ ("± 95 %"));
  for (guint judge = 0; judge < LK_N_JUDGES; judge++)
    {
      double accuracy, ci95;
      GStrv cells = g_new0 (char *, 4);

      lk_evaluation_get_accuracy (evaluation, judge, &accuracy, &ci95);
      cells[0] = g_strdup (get_judge_title (judge));
      cells[1] = g_strdup_printf ("%.2f", accuracy);
      cells[2] = g_strdup_printf ("%.2f", ci95);
      lk_cli_table_take (table, cells);
    }
  lk_cli_table_print (table, 0);
}

static guint64
get_n_pictures (LkEvaluation *evaluation)
{
  guint64 n_embedded, n_repeated;

  lk_evaluation_get_n_embedded (evaluation, &n_embedded, &n_repeated);
  return n_embedded - n_repeated;
}

void
lk_cli_evaluation_print (const LkCliEvaluation *self)
{
  LkEvaluation *evaluation = self->evaluation;
  guint n_episodes = lk_evaluation_get_n_episodes (evaluation);
  double seconds = lk_evaluation_get_seconds (evaluation);

  print_heading (self);
  print_accuracies (evaluation);
  g_print (_ ("\n%.1f seconds, %.2f episodes a second; %" PRIu64 " pictures embedded\n"),
           seconds, seconds > 0 ? n_episodes / seconds : 0, get_n_pictures (evaluation));
  if (self->sessions == NULL)
    return;
  g_print (_ ("%u of %u mistakes saved:\n"), self->sessions->len,
           lk_evaluation_get_mistakes (evaluation)->len);
  for (guint i = 0; i < self->sessions->len; i++)
    {
      g_autofree char *shown = g_filename_display_name (self->sessions->pdata[i]);

      g_print ("  %s\n", shown);
    }
}

static void
add_accuracies (JsonObject *object, LkEvaluation *evaluation)
{
  for (guint judge = 0; judge < LK_N_JUDGES; judge++)
    {
      JsonObject *member = json_object_new ();
      double accuracy, ci95;

      lk_evaluation_get_accuracy (evaluation, judge, &accuracy, &ci95);
      json_object_set_double_member (member, "accuracy", accuracy);
      json_object_set_double_member (member, "ci95", ci95);
      json_object_set_object_member (object, lk_judge_to_string (judge), member);
    }
}

static void
add_sessions (JsonObject *object, GPtrArray *sessions)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < sessions->len; i++)
    {
      g_autofree char *shown = g_filename_display_name (sessions->pdata[i]);

      json_array_add_string_element (array, shown);
    }
  json_object_set_array_member (object, "sessions", array);
}

static void
add_what_was_run (JsonObject *object, const LkCliEvaluation *self)
{
  LkDataset *dataset = lk_evaluation_get_dataset (self->evaluation);
  const LkSampler *sampler = lk_evaluation_get_sampler (self->evaluation);
  g_autofree char *path = g_filename_display_name (lk_dataset_get_path (dataset));
  g_autofree char *name = g_filename_display_name (lk_model_get_name (self->model));

  json_object_set_string_member (object, "dataset", path);
  json_object_set_string_member (object, "split", lk_dataset_get_split (dataset));
  json_object_set_string_member (object, "model", name);
  json_object_set_string_member (object, "profile",
                                 lk_model_get_profile (self->model)->name);
  json_object_set_int_member (object, "way", sampler->n_ways);
  json_object_set_int_member (object, "shot", sampler->n_shots);
  json_object_set_int_member (object, "query", sampler->n_queries);
  json_object_set_int_member (object, "seed", (gint64) sampler->seed);
  json_object_set_object_member (object, "options",
                                 lk_options_json_write (self->options));
}

void
lk_cli_evaluation_print_json (const LkCliEvaluation *self)
{
  LkEvaluation *evaluation = self->evaluation;
  guint n_episodes = lk_evaluation_get_n_episodes (evaluation);
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  add_what_was_run (object, self);
  json_object_set_int_member (object, "episodes", n_episodes);
  json_object_set_boolean_member (object, "complete", n_episodes == self->n_wanted);
  add_accuracies (object, evaluation);
  json_object_set_int_member (object, "mistakes",
                              lk_evaluation_get_mistakes (evaluation)->len);
  json_object_set_int_member (object, "pictures", (gint64) get_n_pictures (evaluation));
  json_object_set_double_member (object, "seconds",
                                 lk_evaluation_get_seconds (evaluation));
  if (self->sessions != NULL)
    add_sessions (object, self->sessions);
  json_object_unref (object);
  lk_cli_print_json (node);
}

static LkTable *
make_confusion (LkEvaluation *evaluation)
{
  LkDataset *dataset = lk_evaluation_get_dataset (evaluation);
  const guint *confusion = lk_evaluation_get_confusion (evaluation);
  guint n = lk_dataset_get_n_classes (dataset);
  LkTable *table = g_new0 (LkTable, 1);

  table->title = g_strdup (_ ("Confusion"));
  table->n_columns = n + 1;
  table->titles = g_new0 (char *, n + 2);
  table->numeric = g_new0 (gboolean, n + 1);
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  table->titles[0] = g_strdup (_ ("truth"));
  for (guint i = 0; i < n; i++)
    {
      GStrv cells = g_new0 (char *, n + 2);

      table->titles[i + 1] = g_strdup (lk_dataset_get_class_name (dataset, i));
      table->numeric[i + 1] = TRUE;
      cells[0] = g_strdup (lk_dataset_get_class_name (dataset, i));
      for (guint j = 0; j < n; j++)
        cells[j + 1] = g_strdup_printf ("%u", confusion[(gsize) i * n + j]);
      g_ptr_array_add (table->rows, cells);
    }
  return table;
}

gboolean
lk_cli_evaluation_save_confusion (const LkCliEvaluation *self,
                                  const char *path,
                                  GError **error)
{
  g_autoptr (LkTable) table = make_confusion (self->evaluation);

  return lk_table_write_csv (table, path, error);
}
