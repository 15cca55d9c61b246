/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-conversion.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-layout-values.h"
#include "lk-layout-write.h"
#include "lk-network.h"
#include "lk-profile-values.h"
#include "lk-trained-fusion.h"

static GHashTable *
name_as_source (LkCheckpoint *source, const char *wrapper)
{
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (source);
  g_autofree char *prefix
      = *wrapper != '\0' ? g_strconcat (wrapper, ".", NULL) : g_strdup ("");
  GHashTable *tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];

      if (g_str_has_prefix (name, prefix))
        g_hash_table_insert (tensors, g_strdup (name + strlen (prefix)),
                             lk_tensor_ref (lk_checkpoint_get_tensor (source, name)));
    }
  return tensors;
}

static gboolean
tensors_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer name, value;

  if (a == NULL || b == NULL)
    return a == b;
  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      LkTensor *other = g_hash_table_lookup (b, name);

      if (other == NULL
          || !lk_tensor_has_shape (other, lk_tensor_get_n_dims (value),
                                   lk_tensor_get_shape (value))
          || memcmp (lk_tensor_get_data (other), lk_tensor_get_data (value),
                     lk_tensor_get_size (value) * sizeof (float))
                 != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
layouts_equal (const LkLayout *a, const LkLayout *b)
{
  g_autofree char *first = lk_architecture_describe (a->architecture);
  g_autofree char *second = lk_architecture_describe (b->architecture);

  return g_str_equal (first, second) && lk_profile_equal (a->profile, b->profile)
         && a->stage == b->stage && a->backbone.slope == b->backbone.slope
         && tensors_equal (a->tensors, b->tensors)
         && tensors_equal (a->fusion, b->fusion);
}

static void
set (GHashTable *metadata, const char *key, const char *value)
{
  g_hash_table_insert (metadata, g_strdup (key), g_strdup (value));
}

static GHashTable *
copy_metadata (LkCheckpoint *source)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, lk_checkpoint_get_all_metadata (source));
  while (g_hash_table_iter_next (&iter, &key, &value))
    set (copy, key, value);
  return copy;
}

static GHashTable *
describe (LkCheckpoint *source, const LkLayout *layout, const char *title)
{
  GHashTable *metadata = copy_metadata (source);

  lk_layout_write_metadata (layout, metadata);
  if (g_hash_table_contains (metadata, "converted_from"))
    return metadata;
  set (metadata, "converted_from", title);
  set (metadata, "converted_from_layout", layout->name);
  set (metadata, "converted_from_sha256", lk_checkpoint_get_sha256 (source));
  return metadata;
}

static LkCheckpoint *
try_names (GHashTable *tensors, GHashTable *metadata, const LkLayout *wanted)
{
  g_autoptr (LkCheckpoint) candidate = lk_checkpoint_new (tensors, metadata);
  g_autoptr (LkLayout) layout = lk_layout_recognise (candidate, NULL);

  return layout != NULL && layouts_equal (layout, wanted) ? g_steal_pointer (&candidate)
                                                          : NULL;
}

/* What @source is, which has to be a whole network. */
static LkLayout *
recognise (LkCheckpoint *source, GHashTable *choices, GError **error)
{
  g_autoptr (LkLayout) layout = lk_layout_recognise_as (source, choices, error);
  g_autoptr (LkNetwork) network = NULL;
  g_autoptr (LkTrainedFusion) fusion = NULL;

  if (layout == NULL || !lk_layout_check_pictures (layout, layout->profile, error))
    return NULL;
  network = lk_network_new (layout->architecture, layout->tensors, error);
  if (network == NULL)
    return NULL;
  if (layout->fusion != NULL)
    {
      fusion = lk_trained_fusion_new (layout->fusion, error);
      if (fusion == NULL)
        return NULL;
    }
  return g_steal_pointer (&layout);
}

LkCheckpoint *
lk_conversion_run (LkCheckpoint *source,
                   GHashTable *choices,
                   const char *title,
                   GError **error)
{
  g_autoptr (LkLayout) layout = recognise (source, choices, error);
  g_autoptr (GHashTable) metadata = NULL;
  g_autoptr (GHashTable) ours = NULL;
  g_autoptr (GHashTable) theirs = NULL;
  LkCheckpoint *result;

  if (layout == NULL)
    return NULL;
  metadata = describe (source, layout, title);
  ours = lk_layout_write_tensors (layout);
  result = try_names (ours, metadata, layout);
  if (result != NULL)
    return result;
  theirs = name_as_source (source, layout->wrapper);
  result = try_names (theirs, metadata, layout);
  if (result == NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                 _ ("%s cannot be written so that it stays the same network"), title);
  return result;
}
