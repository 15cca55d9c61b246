/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-network.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-profile-values.h"

static gboolean
choose (LkCliOptions *self, const char *option, const char *value)
{
  if (self->choices == NULL)
    self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (self->choices, g_strdup (option + strspn (option, "-")),
                       g_strdup (value));
  return TRUE;
}

static gboolean
parse_profile (const char *option, const char *value, gpointer data, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (lk_profile_find (value, &problem) == NULL)
    return lk_cli_wrong_use (error, "--profile: %s", problem->message);
  return choose (data, "profile", value);
}

static gboolean
parse_part (const char *option, const char *value, gpointer data, GError **error)
{
  LkProfile any = *lk_profile_list ()[0];

  if (!lk_profile_set_value (&any, option + strspn (option, "-"), value))
    return lk_cli_wrong_use (error, _ ("%s: “%s” is not possible: see --help"), option,
                             value);
  return choose (data, option, value);
}

/* How many stages there are is the network's. */
static gboolean
parse_digits (const char *option, const char *value, gpointer data, GError **error)
{
  const gsize length = strlen (value);

  if (length < LK_BACKBONE_MIN_STAGES || length > LK_BACKBONE_MAX_STAGES
      || strspn (value, "01") != length)
    return lk_cli_wrong_use (error, _ ("%s: “%s” is not four digits 0 or 1, one a stage"),
                             option, value);
  return choose (data, option, value);
}

static gboolean
parse_strides (const char *option, const char *value, gpointer data, GError **error)
{
  const gsize length = strlen (value);

  if (length < LK_BACKBONE_MIN_STAGES || length > LK_BACKBONE_MAX_STAGES
      || strspn (value, "12") != length)
    return lk_cli_wrong_use (error, _ ("%s: “%s” is not four digits 1 or 2, one a stage"),
                             option, value);
  return choose (data, option, value);
}

static gboolean
parse_slope (const char *option, const char *value, gpointer data, GError **error)
{
  char *end;
  double slope;

  errno = 0;
  slope = g_ascii_strtod (value, &end);
  if (!(slope >= 0 && slope <= 1) || errno != 0 || *end != '\0' || end == value)
    return lk_cli_wrong_use (error, _ ("%s: “%s” is not a number from 0 to 1"), option,
                             value);
  return choose (data, option, value);
}

gboolean
lk_cli_network_parse_tensors (const char *option,
                              const char *value,
                              gpointer data,
                              GError **error)
{
  return choose (data, "tensors", value != NULL ? value : "");
}

static gboolean
parse_any (const char *option, const char *value, gpointer data, GError **error)
{
  return choose (data, option, value);
}

void
lk_cli_network_add_entries (GOptionGroup *group)
{
  const GOptionEntry entries[] = {
    { "profile", 'p', 0, G_OPTION_ARG_CALLBACK, parse_profile,
      N_ ("How pictures are prepared: p1, p2, p3, p3-deepemd, p4, imagenet, "
          "imagenet-224"),
      N_ ("PROFILE") },
    { "size", 0, 0, G_OPTION_ARG_CALLBACK, parse_part,
      N_ ("Edge of what the network sees; the profile’s resize follows"), "S" },
    { "resize", 0, 0, G_OPTION_ARG_CALLBACK, parse_part,
      N_ ("Before the crop: 92 (short side) or 96x96"), "R" },
    { "crop", 0, 0, G_OPTION_ARG_CALLBACK, parse_part, N_ ("Edge of the crop alone"),
      "C" },
    { "mean", 0, 0, G_OPTION_ARG_CALLBACK, parse_part,
      N_ ("Taken from the channels, such as 0.485,0.456,0.406"), "R,G,B" },
    { "std", 0, 0, G_OPTION_ARG_CALLBACK, parse_part,
      N_ ("What the channels are divided by then"), "R,G,B" },
    { "pools", 0, 0, G_OPTION_ARG_CALLBACK, parse_digits,
      N_ ("Stages that a pool follows, such as 1100"), N_ ("DIGITS") },
    { "padding", 0, 0, G_OPTION_ARG_CALLBACK, parse_digits,
      N_ ("Stages whose convolution is padded, such as 1111"), N_ ("DIGITS") },
    { "slope", 0, 0, G_OPTION_ARG_CALLBACK, parse_slope,
      N_ ("Slope of the LeakyReLU; 0 is ReLU"), "S" },
    { "strides", 0, 0, G_OPTION_ARG_CALLBACK, parse_strides,
      N_ ("Strides of a ResNet’s stages, such as 1222"), N_ ("DIGITS") },
    { "stage", 0, 0, G_OPTION_ARG_CALLBACK, parse_any,
      N_ ("Stage whose output is the map, instead of the last"), "N" },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

void
lk_cli_network_warn (LkModel *model)
{
  g_autofree char *guesses = lk_model_describe_guesses (model);
  g_autofree char *name = g_filename_display_basename (lk_model_get_name (model));
  g_autoptr (GString) options = g_string_new (NULL);

  if (guesses == NULL)
    return;
  for (guint i = 0; i < LK_N_GUESSES; i++)
    if (lk_model_get_guessed (model) & 1u << i)
      g_string_append_printf (options, "%s--%s", options->len > 0 ? ", " : "",
                              lk_guess_to_string (1u << i));
  lk_cli_warn (
      _ ("%s does not tell all of its network; guessed: %s; set what is otherwise "
         "with %s"),
      name, guesses, options->str);
}
