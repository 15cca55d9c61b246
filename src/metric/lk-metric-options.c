/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-metric-options.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"

typedef struct
{
  const char *name;
  const char *title;
} Choice;

static const Choice part_forms[LK_N_PART_FORMS] = {
  { "cosine", N_ ("Cosine (paper)") },
  { "released", N_ ("Inner product (released code)") },
};

static const Choice distances[LK_N_DISTANCES] = {
  { "kl-sq", N_ ("KL(S‖Q), paper") },
  { "kl-qs", N_ ("KL(Q‖S), ADM") },
  { "w2", N_ ("Wasserstein, exact") },
  { "w2-simplified", N_ ("Wasserstein, simplified") },
  { "w2-released", N_ ("Wasserstein, released code") },
};

static const Choice normalisations[LK_N_NORMALISATIONS] = {
  { "episode", N_ ("Within the episode") },
  { "trained", N_ ("As trained") },
  { "trained-exact", N_ ("As trained, slot by slot") },
  { "raw", N_ ("None (raw scores)") },
};

LkMetricOptions
lk_metric_options_default (void)
{
  LkMetricOptions options = {
    .neighbours = 1,
    .part_form = LK_PART_COSINE,
    .distance = LK_DISTANCE_W2,
    .ridge = 0.01,
    .normalisation = LK_NORMALISE_EPISODE,
  };

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    options.weights[level] = 1.0 / LK_N_LEVELS;
  return options;
}

gboolean
lk_metric_options_equal (const LkMetricOptions *a, const LkMetricOptions *b)
{
  return a->neighbours == b->neighbours && a->part_form == b->part_form
         && a->distance == b->distance && a->ridge == b->ridge
         && a->normalisation == b->normalisation
         && memcmp (a->weights, b->weights, sizeof a->weights) == 0;
}

gboolean
lk_metric_options_validate (const LkMetricOptions *options, GError **error)
{
  if (options->neighbours < 1 || options->neighbours > LK_MAX_NEIGHBOURS)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("The number of neighbours must be from 1 to %d, not %u"),
                   LK_MAX_NEIGHBOURS, options->neighbours);
      return FALSE;
    }
  if (!isfinite (options->ridge) || options->ridge <= 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("The ridge must be a positive number, not %g"), options->ridge);
      return FALSE;
    }
  for (guint i = 0; i < LK_N_LEVELS; i++)
    if (!(options->weights[i] >= 0 && options->weights[i] <= LK_MAX_WEIGHT))
      {
        g_set_error (
            error, LK_ERROR, LK_ERROR_OPTION,
            _ ("The weight of the level “%s” must be a number from 0 to %g, not %g"),
            lk_level_to_string (i), LK_MAX_WEIGHT, options->weights[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
choice_parse (const Choice *choices,
              guint n_choices,
              const char *text,
              guint *value,
              GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < n_choices; i++)
    {
      if (g_str_equal (choices[i].name, text))
        {
          *value = i;
          return TRUE;
        }
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", choices[i].name);
    }
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION, _ ("“%s” is none of: %s"), text,
               names->str);
  return FALSE;
}

const char *
lk_part_form_to_string (LkPartForm form)
{
  return part_forms[form].name;
}

const char *
lk_part_form_get_title (LkPartForm form)
{
  return _ (part_forms[form].title);
}

gboolean
lk_part_form_parse (const char *text, LkPartForm *form, GError **error)
{
  return choice_parse (part_forms, LK_N_PART_FORMS, text, (guint *) form, error);
}

const char *
lk_distance_to_string (LkDistance distance)
{
  return distances[distance].name;
}

const char *
lk_distance_get_title (LkDistance distance)
{
  return _ (distances[distance].title);
}

gboolean
lk_distance_parse (const char *text, LkDistance *distance, GError **error)
{
  return choice_parse (distances, LK_N_DISTANCES, text, (guint *) distance, error);
}

const char *
lk_normalisation_to_string (LkNormalisation normalisation)
{
  return normalisations[normalisation].name;
}

gboolean
lk_normalisation_is_trained (LkNormalisation normalisation)
{
  return normalisation == LK_NORMALISE_TRAINED
         || normalisation == LK_NORMALISE_TRAINED_EXACT;
}

const char *
lk_normalisation_get_title (LkNormalisation normalisation)
{
  return _ (normalisations[normalisation].title);
}

gboolean
lk_normalisation_parse (const char *text, LkNormalisation *normalisation, GError **error)
{
  return choice_parse (normalisations, LK_N_NORMALISATIONS, text, (guint *) normalisation,
                       error);
}

static gboolean
parse_weight (char *text, double *weight)
{
  char *end;

  g_strstrip (text);
  errno = 0;
  *weight = g_ascii_strtod (text, &end);
  return *text != '\0' && *end == '\0' && errno == 0 && *weight >= 0
         && *weight <= LK_MAX_WEIGHT;
}

gboolean
lk_weights_parse (const char *text, double weights[LK_N_LEVELS], GError **error)
{
  g_auto (GStrv) fields = g_strsplit (text, ",", -1);
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = g_strv_length (fields);
  gboolean valid = n >= LK_N_FLIP_LEVELS && n <= LK_N_LEVELS;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      g_string_append_printf (names, "%s%s", level > 0 ? "," : "",
                              lk_level_to_string (level));
      weights[level] = 0;
      if (valid && level < n)
        valid = parse_weight (fields[level], &weights[level]);
    }
  if (!valid)
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                 _ ("“%s” is not a weight for each of: %s"), text, names->str);
  return valid;
}
