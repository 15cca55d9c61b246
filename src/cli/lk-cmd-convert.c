/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-conversion.h"
#include "lk-cli-files.h"
#include "lk-cli-network.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli.h"
#include "lk-error.h"
#include "lk-printable.h"

static char *
find_source (const char *name, GError **error)
{
  g_autoptr (LkModel) model = NULL;

  if (!g_str_has_prefix (name, "builtin:"))
    return g_strdup (name);
  model = lk_model_open (name, NULL, error);
  return model != NULL ? g_strdup (lk_model_get_path (model)) : NULL;
}

static gboolean
convert (GHashTable *choices, const char *name, const char *output, GError **error)
{
  g_autofree char *path = find_source (name, error);
  g_autofree char *title = NULL;
  g_autofree char *shown = lk_printable_path (output);
  g_autoptr (LkCheckpoint) source = NULL;
  g_autoptr (LkCheckpoint) result = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (path == NULL || !lk_cli_check_output (output, path, error))
    return FALSE;
  title = g_filename_display_basename (path);
  source = lk_checkpoint_load (path, error);
  if (source == NULL)
    return FALSE;
  result = lk_conversion_run (source, choices, title, error);
  if (result == NULL || !lk_checkpoint_save (result, output, error))
    return FALSE;
  names = lk_checkpoint_list_names (result);
  g_print (_ ("%s: %u tensors, %s, profile %s, pools %s, slope %s\n"), shown, names->len,
           lk_checkpoint_get_metadata (result, "backbone"),
           lk_checkpoint_get_metadata (result, "profile"),
           lk_checkpoint_get_metadata (result, "pools"),
           lk_checkpoint_get_metadata (result, "slope"));
  return TRUE;
}

gboolean
lk_cmd_convert (GStrv *arguments, GError **error)
{
  g_auto (LkCliOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "tensors", 0, 0, G_OPTION_ARG_CALLBACK, lk_cli_network_parse_tensors,
      N_ ("What the names of the network’s tensors begin with, if a file has several"),
      N_ ("PREFIX") },
    { NULL },
  };

  if (!lk_cli_options_parse (&options, LK_CLI_NETWORK, _ ("CHECKPOINT OUT.safetensors"),
                             _ ("Writes a checkpoint as safetensors with all that is "
                                "needed to use it again."),
                             entries, arguments, error))
    return FALSE;
  if (g_strv_length (*arguments) != 2)
    return lk_cli_wrong_use (error, _ ("Give a checkpoint and the file to write"));
  return convert (options.choices, (*arguments)[0], (*arguments)[1], error);
}
