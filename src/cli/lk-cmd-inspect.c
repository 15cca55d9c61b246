/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-checkpoint.h"
#include "lk-cli-network.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-table.h"
#include "lk-cli.h"

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
print_json (LkCheckpointFacts *facts, gboolean tensors)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *file = g_filename_display_name (facts->path);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, file);
  json_builder_set_member_name (builder, "format");
  json_builder_add_string_value (builder, lk_checkpoint_get_format (facts->checkpoint));
  json_builder_set_member_name (builder, "sha256");
  json_builder_add_string_value (builder, lk_checkpoint_get_sha256 (facts->checkpoint));
  if (facts->layout != NULL)
    lk_cli_checkpoint_build_json (facts, builder);
  else
    {
      json_builder_set_member_name (builder, "layout");
      json_builder_add_null_value (builder);
      json_builder_set_member_name (builder, "problem");
      json_builder_add_string_value (builder, facts->problem->message);
    }
  build_metadata (builder, facts->checkpoint);
  if (tensors)
    build_tensors (builder, facts->checkpoint);
  json_builder_end_object (builder);
  lk_cli_print_json (json_builder_get_root (builder));
}

static void
print_rows (GPtrArray *rows, int indent)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("ll");

  for (guint i = 0; i + 1 < rows->len; i += 2)
    lk_cli_table_add (table, rows->pdata[i], rows->pdata[i + 1]);
  lk_cli_table_print (table, indent);
}

static void
print_text (LkCheckpointFacts *facts, gboolean tensors)
{
  g_autoptr (GPtrArray) rows = lk_checkpoint_facts_list (facts);
  g_autoptr (GPtrArray) shapes = lk_checkpoint_facts_list_tensors (facts);
  guint n_tensors = shapes->len / 2;

  print_rows (rows, 0);
  if (!tensors)
    return;
  g_print ("\n");
  g_print (ngettext ("%u tensor", "%u tensors", n_tensors), n_tensors);
  g_print ("\n");
  print_rows (shapes, 2);
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
  g_autoptr (LkCheckpointFacts) facts = NULL;
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
  facts = lk_checkpoint_facts_new ((*arguments)[0], options.choices, error);
  if (facts == NULL)
    return FALSE;
  if (facts->problem != NULL && !tensors)
    {
      g_propagate_error (error, g_steal_pointer (&facts->problem));
      return FALSE;
    }
  if (json)
    print_json (facts, tensors);
  else
    print_text (facts, tensors);
  return TRUE;
}
