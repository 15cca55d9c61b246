/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-network.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-summary.h"
#include "lk-cli-table.h"
#include "lk-cli.h"
#include "lk-model.h"

/* What is known of a file: without @summary it is a checkpoint of no known layout. */
typedef struct
{
  char *path;
  LkCheckpoint *checkpoint;
  LkSummary *summary;
  GError *problem;
} Inspection;

static void
inspection_clear (Inspection *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_object (&self->checkpoint);
  g_clear_pointer (&self->summary, lk_summary_free);
  g_clear_error (&self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inspection, inspection_clear)

static char *
find_path (const char *name, GError **error)
{
  g_autoptr (LkModel) model = NULL;

  if (!g_str_has_prefix (name, "builtin:"))
    return g_strdup (name);
  model = lk_model_open (name, NULL, error);
  return model != NULL ? g_strdup (lk_model_get_path (model)) : NULL;
}

static gboolean
inspect (const char *name, GHashTable *choices, Inspection *inspection, GError **error)
{
  inspection->path = find_path (name, error);
  if (inspection->path == NULL)
    return FALSE;
  inspection->checkpoint = lk_checkpoint_load (inspection->path, error);
  if (inspection->checkpoint == NULL)
    return FALSE;
  inspection->summary
      = lk_summary_new (inspection->checkpoint, choices, &inspection->problem);
  return TRUE;
}

static void
build_metadata (JsonBuilder *builder, LkCheckpoint *checkpoint)
{
  GHashTable *metadata = lk_checkpoint_get_all_metadata (checkpoint);
  g_autoptr (GList) keys
      = g_list_sort (g_hash_table_get_keys (metadata), (GCompareFunc) g_strcmp0);

  json_builder_set_member_name (builder, "metadata");
  json_builder_begin_object (builder);
  for (GList *l = keys; l != NULL; l = l->next)
    {
      json_builder_set_member_name (builder, l->data);
      json_builder_add_string_value (builder, g_hash_table_lookup (metadata, l->data));
    }
  json_builder_end_object (builder);
}

static void
build_tensors (JsonBuilder *builder, LkCheckpoint *checkpoint)
{
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);

  json_builder_set_member_name (builder, "tensors");
  json_builder_begin_object (builder);
  for (guint i = 0; i < names->len; i++)
    {
      LkTensor *tensor = lk_checkpoint_get_tensor (checkpoint, names->pdata[i]);

      json_builder_set_member_name (builder, names->pdata[i]);
      json_builder_begin_array (builder);
      for (guint axis = 0; axis < lk_tensor_get_n_dims (tensor); axis++)
        json_builder_add_int_value (builder, lk_tensor_get_dim (tensor, axis));
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
print_json (const Inspection *inspection, gboolean tensors)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *file = g_filename_display_name (inspection->path);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, file);
  json_builder_set_member_name (builder, "format");
  json_builder_add_string_value (builder,
                                 lk_checkpoint_get_format (inspection->checkpoint));
  json_builder_set_member_name (builder, "sha256");
  json_builder_add_string_value (builder,
                                 lk_checkpoint_get_sha256 (inspection->checkpoint));
  if (inspection->summary != NULL)
    lk_summary_build_json (inspection->summary, builder);
  else
    {
      json_builder_set_member_name (builder, "layout");
      json_builder_add_null_value (builder);
      json_builder_set_member_name (builder, "problem");
      json_builder_add_string_value (builder, inspection->problem->message);
    }
  build_metadata (builder, inspection->checkpoint);
  if (tensors)
    build_tensors (builder, inspection->checkpoint);
  json_builder_end_object (builder);
  lk_cli_print_json (json_builder_get_root (builder));
}

static void
add_metadata (LkCliTable *table, LkCheckpoint *checkpoint)
{
  GHashTable *metadata = lk_checkpoint_get_all_metadata (checkpoint);
  g_autoptr (GList) keys
      = g_list_sort (g_hash_table_get_keys (metadata), (GCompareFunc) g_strcmp0);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      g_autofree char *value = g_strdelimit (
          g_strdup (g_hash_table_lookup (metadata, l->data)), "\n\r\t", ' ');
      g_autofree char *line = g_strdup_printf ("%s = %s", (char *) l->data, value);

      lk_cli_table_add (table, l == keys ? _ ("Metadata") : "", line);
    }
}

static void
print_tensors (LkCheckpoint *checkpoint)
{
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);
  g_autoptr (LkCliTable) table = lk_cli_table_new ("ll");

  g_print ("\n");
  g_print (ngettext ("%u tensor", "%u tensors", names->len), names->len);
  g_print ("\n");
  for (guint i = 0; i < names->len; i++)
    {
      LkTensor *tensor = lk_checkpoint_get_tensor (checkpoint, names->pdata[i]);
      g_autofree char *shape = lk_tensor_describe_shape (tensor);

      lk_cli_table_add (table, names->pdata[i], shape);
    }
  lk_cli_table_print (table, 2);
}

static void
print_text (const Inspection *inspection, gboolean tensors)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("ll");
  g_autofree char *file = g_filename_display_name (inspection->path);

  lk_cli_table_add (table, _ ("File"), file);
  lk_cli_table_add (table, _ ("Format"),
                    lk_checkpoint_get_format (inspection->checkpoint));
  if (inspection->summary != NULL)
    lk_summary_add_rows (inspection->summary, table);
  else
    lk_cli_table_add (table, _ ("Layout"), inspection->problem->message);
  add_metadata (table, inspection->checkpoint);
  lk_cli_table_add (table, "SHA-256", lk_checkpoint_get_sha256 (inspection->checkpoint));
  lk_cli_table_print (table, 0);
  if (tensors)
    print_tensors (inspection->checkpoint);
}

/* Whether the tensors are to be listed: without a prefix --tensors asks for that, and
 * then what was taken for one may be the file. */
static gboolean
take_listing (LkCliOptions *options, GStrv *arguments)
{
  const char *prefix = options->choices != NULL
                           ? g_hash_table_lookup (options->choices, "tensors")
                           : NULL;

  if (prefix == NULL || (*prefix != '\0' && g_strv_length (*arguments) > 0))
    return FALSE;
  if (*prefix != '\0')
    {
      g_auto (GStrv) none = *arguments;

      *arguments = g_new0 (char *, 2);
      (*arguments)[0] = g_strdup (prefix);
    }
  g_hash_table_remove (options->choices, "tensors");
  return TRUE;
}

gboolean
lk_cmd_inspect (GStrv *arguments, GError **error)
{
  gboolean json = FALSE;
  gboolean tensors;
  g_auto (LkCliOptions) options = { NULL };
  g_auto (Inspection) inspection = { NULL };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON object"), NULL },
    { "tensors", 't', G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK,
      lk_cli_network_parse_tensors,
      N_ ("List the tensors too, also of an unknown layout; or what the names of the "
          "network’s tensors begin with, if a file has several"),
      N_ ("PREFIX") },
    { NULL },
  };

  if (!lk_cli_options_parse (&options, LK_CLI_NETWORK, _ ("CHECKPOINT"),
                             _ ("Tells what a file of weights holds and how Likeness "
                                "would use it."),
                             entries, arguments, error))
    return FALSE;
  tensors = take_listing (&options, arguments);
  if (g_strv_length (*arguments) != 1)
    return lk_cli_wrong_use (error, _ ("Give one checkpoint: a file, or %s"),
                             LK_MODEL_DEFAULT);
  if (!inspect ((*arguments)[0], options.choices, &inspection, error))
    return FALSE;
  if (inspection.summary == NULL && !tensors)
    {
      g_propagate_error (error, g_steal_pointer (&inspection.problem));
      return FALSE;
    }
  if (json)
    print_json (&inspection, tensors);
  else
    print_text (&inspection, tensors);
  return TRUE;
}
