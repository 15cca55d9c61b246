/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-calibrated-model.h"

#include <glib/gi18n-lib.h>

#include "lk-conversion.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-layout-write.h"
#include "lk-model-defaults.h"
#include "lk-number.h"
#include "lk-profile-values.h"
#include "lk-safetensors.h"

static void
take (GHashTable *metadata, const char *key, char *value)
{
  g_hash_table_insert (metadata, g_strdup (key), value);
}

static char *
join_weights (const double weights[LK_N_LEVELS])
{
  GString *text = g_string_new (NULL);

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      g_autofree char *number = lk_number_format (weights[level]);

      g_string_append_printf (text, "%s%s", level > 0 ? "," : "", number);
    }
  return g_string_free (text, FALSE);
}

static void
take_fits (GHashTable *metadata, const LkShotFit *fits, guint n_fits)
{
  GString *weights = g_string_new (NULL);
  GString *magnitudes = g_string_new (NULL);

  for (guint i = 0; i < n_fits; i++)
    {
      g_autofree char *joined = join_weights (fits[i].fit.weights);
      g_autofree char *magnitude = lk_number_format (fits[i].fit.magnitude);
      const char *separator = i > 0 ? ";" : "";

      g_string_append_printf (weights, "%s%u:%s", separator, fits[i].n_shots, joined);
      g_string_append_printf (magnitudes, "%s%u:%s", separator, fits[i].n_shots,
                              magnitude);
    }
  take (metadata, LK_DEFAULTS_WEIGHTS, join_weights (fits[0].fit.weights));
  take (metadata, LK_DEFAULTS_WEIGHTS_BY_SHOT, g_string_free (weights, FALSE));
  take (metadata, LK_DEFAULTS_MAGNITUDE_BY_SHOT, g_string_free (magnitudes, FALSE));
}

static void
copy_all (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    take (to, key, g_strdup (value));
}

/* @before, and what was learned in the place of what it said of the same. */
static GHashTable *
make_metadata (GHashTable *before,
               LkModel *model,
               const LkMetricOptions *options,
               const LkShotFit *fits,
               guint n_fits)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const LkProfile *profile = lk_model_get_profile (model);

  copy_all (before, metadata);
  copy_all (lk_model_get_choices (model), metadata);
  take (metadata, LK_DEFAULTS_NEIGHBOURS, g_strdup_printf ("%u", options->neighbours));
  take (metadata, LK_DEFAULTS_PART,
        g_strdup (lk_part_form_to_string (options->part_form)));
  take (metadata, LK_DEFAULTS_DISTANCE,
        g_strdup (lk_distance_to_string (options->distance)));
  take (metadata, LK_DEFAULTS_NORMALISE,
        g_strdup (lk_normalisation_to_string (options->normalisation)));
  take (metadata, LK_DEFAULTS_RIDGE, lk_number_format (options->ridge));
  if (!lk_profile_equal (profile, lk_model_get_layout (model)->profile)
      || g_hash_table_contains (metadata, "profile"))
    lk_layout_write_profile (profile, metadata);
  take_fits (metadata, fits, n_fits);
  return metadata;
}

/* (transfer full): the file that @model was opened from. */
static GBytes *
read_again (LkModel *model, GError **error)
{
  const char *path = lk_model_get_path (model);
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *sha256 = NULL;
  g_autoptr (GBytes) bytes = lk_file_read (path, G_MAXSSIZE, error);

  if (bytes == NULL)
    return NULL;
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_str_equal (sha256, lk_model_get_sha256 (model)))
    return g_steal_pointer (&bytes);
  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("“%s” was changed while its weights were learned"), shown);
  return NULL;
}

static gboolean
save_safetensors (LkModel *model, GHashTable *metadata, const char *path, GError **error)
{
  g_autoptr (GBytes) before = read_again (model, error);
  g_autoptr (GBytes) after = NULL;
  const guint8 *data;
  gsize size;

  if (before == NULL)
    return FALSE;
  after = lk_safetensors_replace_metadata (before, metadata, error);
  if (after == NULL)
    return FALSE;
  data = g_bytes_get_data (after, &size);
  return lk_file_write (path, data, size, error);
}

static GHashTable *
list_tensors (LkCheckpoint *checkpoint)
{
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);
  GHashTable *tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < names->len; i++)
    g_hash_table_insert (
        tensors, g_strdup (names->pdata[i]),
        lk_tensor_ref (lk_checkpoint_get_tensor (checkpoint, names->pdata[i])));
  return tensors;
}

static gboolean
save_converted (LkModel *model,
                const LkMetricOptions *options,
                const LkShotFit *fits,
                guint n_fits,
                const char *path,
                GError **error)
{
  g_autofree char *title = g_filename_display_basename (lk_model_get_path (model));
  g_autoptr (LkCheckpoint) converted = lk_conversion_run (
      lk_model_get_checkpoint (model), lk_model_get_choices (model), title, error);
  g_autoptr (GHashTable) tensors = NULL;
  g_autoptr (GHashTable) metadata = NULL;
  g_autoptr (LkCheckpoint) result = NULL;

  if (converted == NULL)
    return FALSE;
  tensors = list_tensors (converted);
  metadata = make_metadata (lk_checkpoint_get_all_metadata (converted), model, options,
                            fits, n_fits);
  result = lk_checkpoint_new (tensors, metadata);
  return lk_checkpoint_save (result, path, error);
}

gboolean
lk_calibrated_model_save (LkModel *model,
                          const LkMetricOptions *options,
                          const LkShotFit *fits,
                          guint n_fits,
                          const char *path,
                          GError **error)
{
  LkCheckpoint *checkpoint;
  g_autoptr (GHashTable) metadata = NULL;

  g_return_val_if_fail (LK_IS_MODEL (model) && options != NULL, FALSE);
  g_return_val_if_fail (fits != NULL && n_fits > 0 && path != NULL, FALSE);

  checkpoint = lk_model_get_checkpoint (model);
  if (!g_str_equal (lk_checkpoint_get_format (checkpoint), "safetensors"))
    return save_converted (model, options, fits, n_fits, path, error);
  metadata = make_metadata (lk_checkpoint_get_all_metadata (checkpoint), model, options,
                            fits, n_fits);
  return save_safetensors (model, metadata, path, error);
}
