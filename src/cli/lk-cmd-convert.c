/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-cli-convert.h"
#include "lk-cli-files.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli.h"
#include "lk-error.h"

static gboolean
check_overrides (const LkConversion *conversion, GError **error)
{
  g_autoptr (GError) problem = NULL;
  char *end;

  if (conversion->profile != NULL
      && lk_profile_find (conversion->profile, &problem) == NULL)
    return lk_cli_wrong_use (error, "--profile: %s", problem->message);
  if (conversion->pools != NULL
      && (strlen (conversion->pools) != 4 || strspn (conversion->pools, "01") != 4))
    return lk_cli_wrong_use (error,
                             _ ("--pools: “%s” is not four digits 0 or 1, one a stage"),
                             conversion->pools);
  if (conversion->slope == NULL)
    return TRUE;
  errno = 0;
  if (!(g_ascii_strtod (conversion->slope, &end) >= 0) || errno != 0 || *end != '\0'
      || end == conversion->slope || !isfinite (g_ascii_strtod (conversion->slope, NULL)))
    return lk_cli_wrong_use (error, _ ("--slope: “%s” is not a number from 0 up"),
                             conversion->slope);
  return TRUE;
}

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
convert (const LkConversion *conversion,
         const char *name,
         const char *output,
         GError **error)
{
  g_autofree char *path = find_source (name, error);
  g_autofree char *title = NULL;
  g_autofree char *shown = g_filename_display_name (output);
  g_autoptr (LkCheckpoint) source = NULL;
  g_autoptr (LkCheckpoint) result = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (path == NULL || !lk_cli_check_output (output, path, error))
    return FALSE;
  title = g_filename_display_basename (path);
  source = lk_checkpoint_load (path, error);
  if (source == NULL)
    return FALSE;
  result = lk_conversion_run (conversion, source, title, error);
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
  g_autofree char *profile = NULL;
  g_autofree char *pools = NULL;
  g_autofree char *slope = NULL;
  g_autofree char *stage = NULL;
  LkConversion conversion;
  const GOptionEntry entries[] = {
    { "profile", 'p', 0, G_OPTION_ARG_STRING, &profile,
      N_ ("Profile to write instead of the one that was found"), N_ ("PROFILE") },
    { "pools", 0, 0, G_OPTION_ARG_STRING, &pools,
      N_ ("Stages that a pool follows, such as 1100"), N_ ("DIGITS") },
    { "slope", 0, 0, G_OPTION_ARG_STRING, &slope,
      N_ ("Slope of the LeakyReLU; 0 is ReLU"), "S" },
    { "stage", 0, 0, G_OPTION_ARG_STRING, &stage,
      N_ ("Stage whose output is the map, instead of the last"), "N" },
    { NULL },
  };

  if (!lk_cli_options_parse (NULL, 0, _ ("CHECKPOINT OUT.safetensors"),
                             _ ("Writes a checkpoint as safetensors with all that is "
                                "needed to use it again."),
                             entries, arguments, error))
    return FALSE;
  if (g_strv_length (*arguments) != 2)
    return lk_cli_wrong_use (error, _ ("Give a checkpoint and the file to write"));
  conversion = (LkConversion){ profile, pools, slope, stage };
  if (!check_overrides (&conversion, error))
    return FALSE;
  return convert (&conversion, (*arguments)[0], (*arguments)[1], error);
}
