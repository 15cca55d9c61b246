/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-options.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-choices.h"
#include "lk-cli-decimals.h"
#include "lk-cli-network.h"
#include "lk-cli-output.h"
#include "lk-cli-values.h"
#include "lk-decoder.h"
#include "lk-error.h"
#include "lk-model-defaults.h"
#include "lk-trained-fusion.h"

void
lk_cli_options_clear (LkCliOptions *self)
{
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->choices, g_hash_table_unref);
  g_clear_pointer (&self->maps, g_free);
  lk_cli_cache_clear (&self->cache);
}

/* Passes @valid on; the parsers of other rooms do not know that a value they refuse is a
 * command line used wrongly. */
static gboolean
given (LkCliOptions *self,
       LkGiven option,
       const char *name,
       gboolean valid,
       GError *problem,
       GError **error)
{
  if (valid)
    {
      self->given |= option;
      if (self->values != NULL)
        lk_cli_values_note (self->values, option, &self->metric);
      return TRUE;
    }
  lk_cli_wrong_use (error, "%s: %s", name, problem->message);
  g_error_free (problem);
  return FALSE;
}

static gboolean
parse_model (const char *name, const char *value, gpointer data, GError **error)
{
  LkCliOptions *self = data;

  g_free (self->model);
  self->model = g_strdup (value);
  if (self->values != NULL)
    lk_cli_values_note_model (self->values, value);
  return TRUE;
}

static gboolean
parse_neighbours (const char *name, const char *value, gpointer data, GError **error)
{
  LkCliOptions *self = data;
  GError *problem = NULL;
  guint64 number = 0;
  gboolean valid
      = g_ascii_string_to_unsigned (value, 10, 1, LK_MAX_NEIGHBOURS, &number, &problem);

  self->metric.neighbours = (guint) number;
  return given (self, LK_GIVEN_NEIGHBOURS, name, valid, problem, error);
}

static gboolean
parse_part (const char *name, const char *value, gpointer data, GError **error)
{
  LkCliOptions *self = data;
  GError *problem = NULL;
  gboolean valid = lk_part_form_parse (value, &self->metric.part_form, &problem);

  return given (self, LK_GIVEN_PART, name, valid, problem, error);
}

static gboolean
parse_distance (const char *name, const char *value, gpointer data, GError **error)
{
  LkCliOptions *self = data;
  GError *problem = NULL;
  gboolean valid = lk_distance_parse (value, &self->metric.distance, &problem);

  return given (self, LK_GIVEN_DISTANCE, name, valid, problem, error);
}

static gboolean
parse_ridge (const char *name, const char *value, gpointer data, GError **error)
{
  LkCliOptions *self = data;
  LkMetricOptions candidate = lk_metric_options_default ();
  GError *problem = NULL;
  char *end;
  gboolean valid;

  errno = 0;
  candidate.ridge = g_ascii_strtod (value, &end);
  if (*value == '\0' || *end != '\0' || errno != 0)
    return lk_cli_not_a_number (name, value, error);
  valid = lk_metric_options_validate (&candidate, &problem);
  self->metric.ridge = candidate.ridge;
  return given (self, LK_GIVEN_RIDGE, name, valid, problem, error);
}

static gboolean
parse_normalise (const char *name, const char *value, gpointer data, GError **error)
{
  LkCliOptions *self = data;
  GError *problem = NULL;
  gboolean valid = lk_normalisation_parse (value, &self->metric.normalisation, &problem);

  return given (self, LK_GIVEN_NORMALISE, name, valid, problem, error);
}

static gboolean
parse_weights (const char *name, const char *value, gpointer data, GError **error)
{
  LkCliOptions *self = data;
  GError *problem = NULL;
  gboolean valid = lk_weights_parse (value, self->metric.weights, &problem);
  double sum = 0;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    sum += self->metric.weights[level];
  if (valid && sum == 0)
    return lk_cli_wrong_use (error, _ ("%s: one of the weights must be above 0"), name);
  return given (self, LK_GIVEN_WEIGHTS, name, valid, problem, error);
}

static void
add_model_entries (GOptionGroup *group, LkCliOptions *self)
{
  const GOptionEntry entries[] = {
    { "model", 'm', G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, parse_model,
      N_ ("Checkpoint, or the built-in builtin:conv64f"), N_ ("MODEL") },
    { "tensors", 0, 0, G_OPTION_ARG_CALLBACK, lk_cli_network_parse_tensors,
      N_ ("What the names of the network’s tensors begin with, if a file has several"),
      N_ ("PREFIX") },
    { "as-published", 0, 0, G_OPTION_ARG_NONE, &self->as_published,
      N_ ("Read pictures as published code does: not turned, without alpha"), NULL },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

static void
add_maps_entry (GOptionGroup *group, LkCliOptions *self)
{
  const GOptionEntry entries[] = {
    { "maps", 0, 0, G_OPTION_ARG_FILENAME, &self->maps,
      N_ ("Feature maps from a file, instead of a model"), "MAPS.safetensors" },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

static void
add_matching_entries (GOptionGroup *group)
{
  const GOptionEntry entries[] = {
    { "neighbours", 'k', 0, G_OPTION_ARG_CALLBACK, parse_neighbours,
      N_ ("Neighbours of each descriptor, 1 to 64"), "K" },
    { "part", 0, 0, G_OPTION_ARG_CALLBACK, parse_part,
      N_ ("Part level: cosine or released"), N_ ("FORM") },
    { "ridge", 0, 0, G_OPTION_ARG_CALLBACK, parse_ridge,
      N_ ("Added to the covariances for KL, such as 0.01"), "R" },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

static void
add_fusion_entries (GOptionGroup *group)
{
  const GOptionEntry entries[] = {
    { "distance", 0, 0, G_OPTION_ARG_CALLBACK, parse_distance,
      N_ ("Distribution level: kl-sq, kl-qs, w2, w2-simplified or w2-released"),
      N_ ("DISTANCE") },
    { "normalise", 0, 0, G_OPTION_ARG_CALLBACK, parse_normalise,
      N_ ("Before fusion: episode, trained, trained-exact or raw"), N_ ("HOW") },
    { "weights", 0, 0, G_OPTION_ARG_CALLBACK, parse_weights,
      N_ ("Fusion weights, such as 0.2,0.5,0.3"), N_ ("PART,PIXEL,DISTRIBUTION") },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

/* What is left of the command line, without the subcommand's name, and without the "--"
 * that GOption leaves before names with a dash. */
static GStrv
take_arguments (GStrv arguments)
{
  GPtrArray *rest = g_ptr_array_new ();
  gboolean is_parted = FALSE;

  for (guint i = 1; arguments[i] != NULL; i++)
    if (!is_parted && g_str_equal (arguments[i], "--"))
      is_parted = TRUE;
    else
      g_ptr_array_add (rest, g_strdup (arguments[i]));
  g_ptr_array_add (rest, NULL);
  return (GStrv) g_ptr_array_free (rest, FALSE);
}

gboolean
lk_cli_options_parse (LkCliOptions *self,
                      LkCliOptionSet sets,
                      const char *parameters,
                      const char *summary,
                      const GOptionEntry *entries,
                      GStrv *arguments,
                      GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  GOptionGroup *group = g_option_group_new ("main", "", "", self, NULL);
  g_autoptr (GError) problem = NULL;
  g_auto (LkCliDecimals) decimals = { NULL };
  GStrv rest;

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  lk_cli_decimals_init (&decimals, entries);
  g_option_group_add_entries (group, decimals.replaced);
  if (sets & LK_CLI_MODEL)
    add_model_entries (group, self);
  if (sets & (LK_CLI_MODEL | LK_CLI_NETWORK))
    lk_cli_network_add_entries (group);
  if (sets & LK_CLI_MAPS)
    add_maps_entry (group, self);
  if (sets & LK_CLI_CACHE)
    lk_cli_cache_add_entries (&self->cache, group);
  if (sets & LK_CLI_MATCHING)
    add_matching_entries (group);
  if (sets & LK_CLI_FUSION)
    add_fusion_entries (group);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, summary);
  if (!g_option_context_parse_strv (context, arguments, &problem))
    return lk_cli_explain_use (problem, error);
  if (!lk_cli_decimals_read (&decimals, error))
    return FALSE;
  rest = take_arguments (*arguments);
  g_strfreev (*arguments);
  *arguments = rest;
  return TRUE;
}

static void
add_choices (const LkCliOptions *self, GHashTable *choices)
{
  GHashTableIter iter;
  gpointer name, text;

  if (self->choices == NULL)
    return;
  g_hash_table_iter_init (&iter, self->choices);
  while (g_hash_table_iter_next (&iter, &name, &text))
    g_hash_table_insert (choices, g_strdup (name), g_strdup (text));
}

GHashTable *
lk_cli_options_list_choices (const LkCliOptions *self)
{
  GHashTable *choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  add_choices (self, choices);
  return choices;
}

LkModel *
lk_cli_options_open (const LkCliOptions *self,
                     const char *name,
                     const char *profile,
                     const char *network,
                     GError **error)
{
  g_autoptr (GHashTable) choices
      = lk_choices_parse (network != NULL ? network : "", error);

  /* It gets ready while the model is opened. */
  if (choices == NULL || !lk_decoder_start (error))
    return NULL;
  if (profile != NULL)
    g_hash_table_insert (choices, g_strdup ("profile"), g_strdup (profile));
  add_choices (self, choices);
  return lk_model_open_as (name, choices, error);
}

LkModel *
lk_cli_options_open_model (const LkCliOptions *self, GError **error)
{
  return lk_cli_options_open (self, self->model != NULL ? self->model : LK_MODEL_DEFAULT,
                              NULL, NULL, error);
}

LkReading
lk_cli_options_get_reading (const LkCliOptions *self)
{
  return self->as_published ? LK_READING_AS_PUBLISHED : LK_READING_LIKENESS;
}

gboolean
lk_cli_options_check_maps (const LkCliOptions *self, GError **error)
{
  if (self->maps == NULL
      || (self->model == NULL && self->choices == NULL && !self->as_published))
    return TRUE;
  return lk_cli_wrong_use (error, _ ("--maps takes the place of a model: leave out "
                                     "--model and what is said of it"));
}

void
lk_cli_options_apply (const LkCliOptions *self, LkMetricOptions *options)
{
  if (self->given & LK_GIVEN_NEIGHBOURS)
    options->neighbours = self->metric.neighbours;
  if (self->given & LK_GIVEN_PART)
    options->part_form = self->metric.part_form;
  if (self->given & LK_GIVEN_DISTANCE)
    options->distance = self->metric.distance;
  if (self->given & LK_GIVEN_RIDGE)
    options->ridge = self->metric.ridge;
  if (self->given & LK_GIVEN_NORMALISE)
    options->normalisation = self->metric.normalisation;
  if (self->given & LK_GIVEN_WEIGHTS)
    for (guint i = 0; i < LK_N_LEVELS; i++)
      options->weights[i] = self->metric.weights[i];
}

static gboolean
apply_trained (const LkCliOptions *self,
               LkModel *model,
               LkMetricOptions *options,
               GError **error)
{
  const LkLayout *layout;
  g_autoptr (LkTrainedFusion) fusion = NULL;

  if (model == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_OPTION,
                           _ ("Maps from a file have no fusion layer: normalise by "
                              "episode or raw instead"));
      return FALSE;
    }
  layout = lk_model_get_layout (model);
  if (layout->fusion == NULL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("%s has no fusion layer: normalise by episode or raw instead"),
                   lk_model_get_name (model));
      return FALSE;
    }
  fusion = lk_trained_fusion_new (layout->fusion, error);
  if (fusion == NULL)
    return FALSE;
  if (!(self->given & LK_GIVEN_PART))
    options->part_form = fusion->part_form;
  if (!(self->given & LK_GIVEN_DISTANCE))
    options->distance = fusion->distance;
  if (!(self->given & LK_GIVEN_WEIGHTS))
    for (guint i = 0; i < LK_N_LEVELS; i++)
      options->weights[i] = 1;
  return TRUE;
}

/* The weights that were learned for a fusion that was not asked for are of no use. */
static void
apply_untrained (const LkCliOptions *self, LkMetricOptions *options)
{
  const LkMetricOptions house = lk_metric_options_default ();

  if (lk_normalisation_is_trained (options->normalisation)
      && (self->given & LK_GIVEN_NORMALISE)
      && !lk_normalisation_is_trained (self->metric.normalisation))
    memcpy (options->weights, house.weights, sizeof house.weights);
}

static void
warn (const LkCliOptions *self,
      const LkModelDefaults *defaults,
      const LkMetricOptions *saved,
      const LkMetricOptions *options,
      guint n_shots)
{
  g_autofree char *misfit = lk_model_defaults_describe_misfit (defaults, options);
  g_autofree char *shots = NULL;

  if (misfit != NULL)
    lk_cli_warn ("%s", misfit);
  if (saved == NULL && !(self->given & LK_GIVEN_WEIGHTS))
    shots = lk_model_defaults_describe_shots (defaults, n_shots);
  if (shots != NULL)
    lk_cli_warn ("%s", shots);
}

gboolean
lk_cli_options_settle (const LkCliOptions *self,
                       LkModel *model,
                       guint n_shots,
                       const LkMetricOptions *saved,
                       LkMetricOptions *resolved,
                       GError **error)
{
  g_autoptr (LkModelDefaults) defaults = lk_model_defaults_new (model);

  *resolved = saved != NULL ? *saved : lk_model_defaults_get_options (defaults, n_shots);
  if (saved == NULL)
    apply_untrained (self, resolved);
  if ((self->given & LK_GIVEN_NORMALISE)
      && lk_normalisation_is_trained (self->metric.normalisation)
      && !apply_trained (self, model, resolved, error))
    return FALSE;
  lk_cli_options_apply (self, resolved);
  return lk_metric_options_validate (resolved, error);
}

gboolean
lk_cli_options_resolve (const LkCliOptions *self,
                        LkModel *model,
                        guint n_shots,
                        const LkMetricOptions *saved,
                        LkMetricOptions *resolved,
                        GError **error)
{
  g_autoptr (LkModelDefaults) defaults = NULL;

  if (!lk_cli_options_settle (self, model, n_shots, saved, resolved, error))
    return FALSE;
  defaults = lk_model_defaults_new (model);
  warn (self, defaults, saved, resolved, n_shots);
  return TRUE;
}

char *
lk_cli_options_describe_matching (const LkMetricOptions *options)
{
  return g_strdup_printf (_ ("k = %u, part %s, distance %s, ridge %g"),
                          options->neighbours,
                          lk_part_form_to_string (options->part_form),
                          lk_distance_to_string (options->distance), options->ridge);
}

char *
lk_cli_options_describe_fusion (const LkMetricOptions *options)
{
  g_autofree char *weights = lk_levels_describe_numbers (options->weights, 3);

  /* Translators: how the levels are normalised, and the weight of each. */
  return g_strdup_printf (_ ("normalise %s, weights: %s"),
                          lk_normalisation_to_string (options->normalisation), weights);
}
