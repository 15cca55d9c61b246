/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-cli-files.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli.h"
#include "lk-error.h"
#include "lk-feature-cache.h"

/* Pictures held at a time, so that memory does not grow with their number. */
#define BATCH 32

static GPtrArray *
load_pictures (GStrv paths, guint first, guint n_paths, GError **error)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_paths; i++)
    {
      LkPicture *picture = lk_picture_load (paths[first + i], error);

      if (picture == NULL)
        return NULL;
      g_ptr_array_add (pictures, picture);
    }
  return g_steal_pointer (&pictures);
}

/* The maps of pictures @first and following, copied to where they belong in @features. */
static gboolean
embed_batch (LkModel *model, GStrv paths, guint first, LkTensor *features, GError **error)
{
  guint n_paths = (guint) MIN (BATCH, lk_tensor_get_dim (features, 0) - first);
  gsize map_size = lk_tensor_get_size (features) / lk_tensor_get_dim (features, 0);
  g_autoptr (LkFeatureCache) cache = lk_feature_cache_new ();
  g_autoptr (GPtrArray) pictures = load_pictures (paths, first, n_paths, error);
  g_autoptr (GPtrArray) maps = NULL;

  if (pictures == NULL)
    return FALSE;
  maps = lk_feature_cache_embed (cache, model, pictures, NULL, NULL, NULL, error);
  if (maps == NULL)
    return FALSE;
  for (guint i = 0; i < n_paths; i++)
    memcpy (lk_tensor_get_data (features) + (first + i) * map_size,
            lk_tensor_get_data (maps->pdata[i]), map_size * sizeof (float));
  return TRUE;
}

static LkTensor *
embed (LkModel *model, GStrv paths, GError **error)
{
  guint crop = lk_model_get_profile (model)->crop;
  gsize shape[4] = { g_strv_length (paths) };
  g_autoptr (LkTensor) features = NULL;

  lk_network_get_map_shape (lk_model_get_network (model), crop, crop, shape + 1);
  features = lk_tensor_new (4, shape);
  for (guint first = 0; first < shape[0]; first += BATCH)
    if (!embed_batch (model, paths, first, features, error))
      return NULL;
  return g_steal_pointer (&features);
}

static gboolean
save (LkTensor *features, LkModel *model, const char *path, GError **error)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LkCheckpoint) file = NULL;

  g_hash_table_insert (tensors, "features", features);
  g_hash_table_insert (
      metadata, "backbone",
      (gpointer) lk_backbone_to_string (lk_model_get_layout (model)->backbone));
  g_hash_table_insert (metadata, "profile",
                       (gpointer) lk_model_get_profile (model)->name);
  g_hash_table_insert (metadata, "model_sha256", (gpointer) lk_model_get_sha256 (model));
  file = lk_checkpoint_new (tensors, metadata);
  return lk_checkpoint_save (file, path, error);
}

static gboolean
check_output (const char *output, GStrv paths, LkModel *model, GError **error)
{
  if (!lk_cli_check_output (output, lk_model_get_path (model), error))
    return FALSE;
  for (guint i = 0; paths[i] != NULL; i++)
    if (!lk_cli_check_output (output, paths[i], error))
      return FALSE;
  return TRUE;
}

gboolean
lk_cmd_embed (GStrv *arguments, GError **error)
{
  g_auto (LkCliOptions) options = { NULL };
  g_autofree char *output = NULL;
  g_autofree char *shape = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (LkModel) model = NULL;
  g_autoptr (LkTensor) features = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      N_ ("File to write the feature maps to"), N_ ("FEATURES.safetensors") },
    { NULL },
  };

  if (!lk_cli_options_parse (&options, LK_CLI_MODEL, _ ("PICTURE… --output FILE"),
                             _ ("Writes the feature maps of pictures as one tensor "
                                "“features” [n, C, H, W]."),
                             entries, arguments, error))
    return FALSE;
  if ((*arguments)[0] == NULL)
    return lk_cli_wrong_use (error, _ ("Give at least one picture"));
  if (output == NULL)
    return lk_cli_wrong_use (error,
                             _ ("Say where to write: --output FEATURES.safetensors"));
  model = lk_cli_options_open_model (&options, error);
  if (model == NULL || !check_output (output, *arguments, model, error))
    return FALSE;
  features = embed (model, *arguments, error);
  if (features == NULL || !save (features, model, output, error))
    return FALSE;
  shape = lk_tensor_describe_shape (features);
  shown = g_filename_display_name (output);
  g_print (_ ("%s: features %s\n"), shown, shape);
  return TRUE;
}
