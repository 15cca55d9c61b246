/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-options-json.h"

#include "lk-error.h"
#include "lk-json-reader.h"

JsonObject *
lk_options_json_write (const LkMetricOptions *options)
{
  JsonObject *object = json_object_new ();
  JsonObject *weights = json_object_new ();

  json_object_set_int_member (object, "neighbours", options->neighbours);
  json_object_set_string_member (object, "part",
                                 lk_part_form_to_string (options->part_form));
  json_object_set_string_member (object, "distance",
                                 lk_distance_to_string (options->distance));
  json_object_set_string_member (object, "normalise",
                                 lk_normalisation_to_string (options->normalisation));
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    json_object_set_double_member (weights, lk_level_to_string (level),
                                   options->weights[level]);
  json_object_set_object_member (object, "weights", weights);
  json_object_set_double_member (object, "ridge", options->ridge);
  return object;
}

static gboolean
read_forms (JsonObject *object,
            const char *where,
            LkMetricOptions *options,
            GError **error)
{
  const char *part;
  const char *distance;
  const char *normalise;

  return lk_json_read_string (object, where, "part", &part, error)
         && lk_json_read_string (object, where, "distance", &distance, error)
         && lk_json_read_string (object, where, "normalise", &normalise, error)
         && lk_part_form_parse (part, &options->part_form, error)
         && lk_distance_parse (distance, &options->distance, error)
         && lk_normalisation_parse (normalise, &options->normalisation, error);
}

static gboolean
read_numbers (JsonObject *object,
              const char *where,
              LkMetricOptions *options,
              GError **error)
{
  g_autofree char *inner = g_strconcat (where, ".weights", NULL);
  gint64 neighbours;
  JsonObject *weights;

  if (!lk_json_read_int (object, where, "neighbours", &neighbours, error)
      || !lk_json_read_object (object, where, "weights", &weights, error)
      || !lk_json_read_double (object, where, "ridge", &options->ridge, error))
    return FALSE;
  options->neighbours = (guint) CLAMP (neighbours, 0, G_MAXINT32);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    if (level >= LK_N_FLIP_LEVELS
        && !json_object_has_member (weights, lk_level_to_string (level)))
      options->weights[level] = 0;
    else if (!lk_json_read_double (weights, inner, lk_level_to_string (level),
                                   &options->weights[level], error))
      return FALSE;
  return TRUE;
}

gboolean
lk_options_json_read (JsonObject *object,
                      const char *where,
                      LkMetricOptions *options,
                      GError **error)
{
  LkMetricOptions read = lk_metric_options_default ();
  g_autoptr (GError) reason = NULL;

  if (!read_forms (object, where, &read, &reason)
      || !read_numbers (object, where, &read, &reason)
      || !lk_metric_options_validate (&read, &reason))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, reason->message);
      return FALSE;
    }
  *options = read;
  return TRUE;
}
