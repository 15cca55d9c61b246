/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-model-defaults.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-trained-fusion.h"

#define MAX_SHOTS 5000

typedef struct
{
  guint n_shots;
  double weights[LK_N_LEVELS];
  double magnitude; /* 0: not known */
} Learned;

struct _LkModelDefaults
{
  LkMetricOptions options;
  GArray *learned; /* of Learned */
  LkTrainedFusion *trained;
};

static const char *
look_up (LkModel *model, const char *key)
{
  return model != NULL ? lk_checkpoint_get_metadata (lk_model_get_checkpoint (model), key)
                       : NULL;
}

static void
take_neighbours (const char *text, LkMetricOptions *options)
{
  guint64 value;

  if (text != NULL
      && g_ascii_string_to_unsigned (text, 10, 1, LK_MAX_NEIGHBOURS, &value, NULL))
    options->neighbours = (guint) value;
}

static gboolean
parse_positive (const char *text, double *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value) && *value > 0;
}

static void
take_ridge (const char *text, LkMetricOptions *options)
{
  double value;

  if (text != NULL && parse_positive (text, &value))
    options->ridge = value;
}

/* As trained: docs/METHOD.md 6.5. */
static void
take_fusion (const LkTrainedFusion *trained, LkMetricOptions *options)
{
  options->part_form = trained->part_form;
  options->distance = trained->distance;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    options->weights[level] = 1;
}

static LkNormalisation
read_normalisation (LkModel *model, const LkTrainedFusion *trained)
{
  const char *text = look_up (model, LK_DEFAULTS_NORMALISE);
  LkNormalisation value;

  if (text == NULL || !lk_normalisation_parse (text, &value, NULL)
      || (lk_normalisation_is_trained (value) && trained == NULL))
    return lk_metric_options_default ().normalisation;
  return value;
}

/* Part form, distance, normalisation and weights as the metadata have them. */
static void
take_metadata (LkModelDefaults *self, LkModel *model)
{
  const char *part = look_up (model, LK_DEFAULTS_PART);
  const char *distance = look_up (model, LK_DEFAULTS_DISTANCE);
  const char *weights = look_up (model, LK_DEFAULTS_WEIGHTS);
  double values[LK_N_LEVELS];

  self->options.normalisation = read_normalisation (model, self->trained);
  if (lk_normalisation_is_trained (self->options.normalisation))
    take_fusion (self->trained, &self->options);
  if (part != NULL)
    lk_part_form_parse (part, &self->options.part_form, NULL);
  if (distance != NULL)
    lk_distance_parse (distance, &self->options.distance, NULL);
  if (weights != NULL && lk_weights_parse (weights, values, NULL))
    memcpy (self->options.weights, values, sizeof values);
}

static int
compare_shots (gconstpointer a, gconstpointer b)
{
  const Learned *left = a, *right = b;

  return left->n_shots < right->n_shots ? -1 : left->n_shots > right->n_shots;
}

/* "5:TEXT": @rest points to TEXT. */
static gboolean
parse_shots (const char *entry, guint *n_shots, const char **rest)
{
  const char *colon = strchr (entry, ':');
  g_autofree char *number = NULL;
  guint64 value;

  if (colon == NULL)
    return FALSE;
  number = g_strndup (entry, (gsize) (colon - entry));
  if (!g_ascii_string_to_unsigned (number, 10, 1, MAX_SHOTS, &value, NULL))
    return FALSE;
  *n_shots = (guint) value;
  *rest = colon + 1;
  return TRUE;
}

static Learned *
find_learned (const LkModelDefaults *self, guint n_shots)
{
  for (guint i = 0; i < self->learned->len; i++)
    if (g_array_index (self->learned, Learned, i).n_shots == n_shots)
      return &g_array_index (self->learned, Learned, i);
  return NULL;
}

static void
take_weights_by_shot (LkModelDefaults *self, const char *text)
{
  g_auto (GStrv) entries = text != NULL ? g_strsplit (text, ";", -1) : NULL;

  for (guint i = 0; entries != NULL && entries[i] != NULL; i++)
    {
      Learned learned = { 0 };
      const char *rest;

      if (parse_shots (entries[i], &learned.n_shots, &rest)
          && lk_weights_parse (rest, learned.weights, NULL)
          && find_learned (self, learned.n_shots) == NULL)
        g_array_append_val (self->learned, learned);
    }
  g_array_sort (self->learned, compare_shots);
}

static void
take_magnitude_by_shot (LkModelDefaults *self, const char *text)
{
  g_auto (GStrv) entries = text != NULL ? g_strsplit (text, ";", -1) : NULL;

  for (guint i = 0; entries != NULL && entries[i] != NULL; i++)
    {
      Learned *learned = NULL;
      const char *rest;
      guint n_shots;
      double value;

      if (parse_shots (entries[i], &n_shots, &rest) && parse_positive (rest, &value))
        learned = find_learned (self, n_shots);
      if (learned != NULL)
        learned->magnitude = value;
    }
}

static gboolean
tells_how (LkModel *model)
{
  const char *const keys[]
      = { LK_DEFAULTS_PART, LK_DEFAULTS_DISTANCE, LK_DEFAULTS_NORMALISE,
          LK_DEFAULTS_WEIGHTS, LK_DEFAULTS_WEIGHTS_BY_SHOT };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (look_up (model, keys[i]) != NULL)
      return TRUE;
  return FALSE;
}

LkModelDefaults *
lk_model_defaults_new (LkModel *model)
{
  LkModelDefaults *self;
  GHashTable *fusion;

  g_return_val_if_fail (model == NULL || LK_IS_MODEL (model), NULL);

  self = g_new0 (LkModelDefaults, 1);
  fusion = model != NULL ? lk_model_get_layout (model)->fusion : NULL;
  self->options = lk_metric_options_default ();
  self->learned = g_array_new (FALSE, TRUE, sizeof (Learned));
  /* A layer that cannot be read is reported by who scores with it. */
  if (fusion != NULL)
    self->trained = lk_trained_fusion_new (fusion, NULL);
  if (tells_how (model))
    {
      take_metadata (self, model);
      take_weights_by_shot (self, look_up (model, LK_DEFAULTS_WEIGHTS_BY_SHOT));
      take_magnitude_by_shot (self, look_up (model, LK_DEFAULTS_MAGNITUDE_BY_SHOT));
    }
  else if (self->trained != NULL)
    {
      self->options.normalisation = LK_NORMALISE_TRAINED;
      take_fusion (self->trained, &self->options);
    }
  take_neighbours (look_up (model, LK_DEFAULTS_NEIGHBOURS), &self->options);
  take_ridge (look_up (model, LK_DEFAULTS_RIDGE), &self->options);
  return self;
}

void
lk_model_defaults_free (LkModelDefaults *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->learned);
  g_clear_pointer (&self->trained, lk_trained_fusion_free);
  g_free (self);
}

static guint
distance_between (guint a, guint b)
{
  return a < b ? b - a : a - b;
}

/* (nullable) */
static const Learned *
find_nearest (const LkModelDefaults *self, guint n_shots)
{
  const Learned *nearest = NULL;

  for (guint i = 0; i < self->learned->len; i++)
    {
      const Learned *learned = &g_array_index (self->learned, Learned, i);

      if (nearest == NULL
          || distance_between (learned->n_shots, n_shots)
                 < distance_between (nearest->n_shots, n_shots))
        nearest = learned;
    }
  return nearest;
}

LkMetricOptions
lk_model_defaults_get_options (const LkModelDefaults *self, guint n_shots)
{
  LkMetricOptions options = lk_metric_options_default ();
  const Learned *nearest;

  g_return_val_if_fail (self != NULL, options);

  options = self->options;
  nearest = find_nearest (self, n_shots);
  if (nearest != NULL)
    memcpy (options.weights, nearest->weights, sizeof options.weights);
  return options;
}

guint
lk_model_defaults_get_learned_shots (const LkModelDefaults *self, guint n_shots)
{
  const Learned *nearest;

  g_return_val_if_fail (self != NULL, 0);

  nearest = find_nearest (self, n_shots);
  return nearest != NULL ? nearest->n_shots : 0;
}

double
lk_model_defaults_get_magnitude (const LkModelDefaults *self, guint n_shots)
{
  const Learned *nearest;

  g_return_val_if_fail (self != NULL, 0);

  nearest = find_nearest (self, n_shots);
  return nearest != NULL ? nearest->magnitude : 0;
}

char *
lk_model_defaults_describe_misfit (const LkModelDefaults *self,
                                   const LkMetricOptions *options)
{
  const LkTrainedFusion *trained;

  g_return_val_if_fail (self != NULL && options != NULL, NULL);

  trained = self->trained;
  if (trained == NULL || !lk_normalisation_is_trained (options->normalisation))
    return NULL;
  if (options->distance != trained->distance)
    return g_strdup_printf (
        _ ("The fusion layer was trained with the distance %s, not %s: its slopes say "
           "nothing about this one"),
        lk_distance_to_string (trained->distance),
        lk_distance_to_string (options->distance));
  if (trained->n_inputs == LK_N_LEVELS && options->part_form != trained->part_form)
    return g_strdup_printf (
        _ ("The fusion layer was trained with the part form %s, not %s: its slopes say "
           "nothing about this one"),
        lk_part_form_to_string (trained->part_form),
        lk_part_form_to_string (options->part_form));
  if (options->neighbours != 1)
    return g_strdup_printf (_ ("The fusion layer was trained with k = 1, not %u: its "
                               "slopes say nothing about this one"),
                            options->neighbours);
  return NULL;
}

char *
lk_model_defaults_describe_shots (const LkModelDefaults *self, guint n_shots)
{
  guint learned;

  g_return_val_if_fail (self != NULL, NULL);

  learned = lk_model_defaults_get_learned_shots (self, n_shots);
  if (learned == 0 || learned == n_shots)
    return NULL;
  return g_strdup_printf (
      ngettext ("This model has learned no weights for %u shot: those for %u are taken",
                "This model has learned no weights for %u shots: those for %u are taken",
                n_shots),
      n_shots, learned);
}
