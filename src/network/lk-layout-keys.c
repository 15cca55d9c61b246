/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-keys.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"

/* Keys of the dictionaries that scripts put around a network's own. */
static const char *const outer_keys[]
    = { "state_dict", "model",   "params",           "embedding",
        "fsl",        "state",   "model_state_dict", "model_state",
        "net",        "network", "model_sd",         "checkpoint",
        NULL };

/* What families call the module that is the backbone. */
static const char *const family_keys[]
    = { "emb_func", "encoder", "feature", "features", "feature_extractor", NULL };

/* Of fusion layers, which lk-layout-fusion.c reads. */
static const char *const fusion_prefixes[] = { "classifier.", "adm_layer." };

static gboolean
fail_name (GError **error, LkError code, const char *name, const char *message)
{
  g_autofree char *printable = lk_names_make_printable (name);

  g_set_error (error, LK_ERROR, code, _ ("“%s” %s"), printable, message);
  return FALSE;
}

/* Whether the first component of @name is one of @beside. */
static gboolean
is_beside (const char *const *beside, const char *name)
{
  g_autofree char *first = g_strndup (name, strcspn (name, "."));

  return beside != NULL && g_strv_contains (beside, first);
}

/* Adds @names to @clean, without counters, optimisers and what the file says is none of
 * the network's. */
static gboolean
add_clean_names (LkCheckpoint *checkpoint,
                 GPtrArray *names,
                 GHashTable *clean,
                 GError **error)
{
  const char *told = lk_checkpoint_get_metadata (checkpoint, LK_TENSORS_BESIDE);
  g_auto (GStrv) beside = told != NULL ? g_strsplit (told, ",", -1) : NULL;

  for (guint i = 0; i < names->len; i++)
    {
      const char *original = names->pdata[i];
      g_autofree char *name = NULL;
      const char *before;

      if (g_str_has_suffix (original, "num_batches_tracked")
          || lk_key_search_is_optimiser (original)
          || is_beside ((const char *const *) beside, original))
        continue;
      name = lk_key_search_clean (original);
      before = g_hash_table_lookup (clean, name);
      if (before == NULL)
        g_hash_table_insert (clean, g_steal_pointer (&name), g_strdup (original));
      else if (!lk_key_search_is_same (checkpoint, before, original))
        return fail_name (error, LK_ERROR_FORMAT, original,
                          _ ("is there twice, under two prefixes"));
    }
  return TRUE;
}

/* Clean names to those in the file; also of what cannot be read, which may be needed. */
static GHashTable *
list_clean_names (LkCheckpoint *checkpoint, GPtrArray *names, GError **error)
{
  g_autoptr (GHashTable) clean
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) unread = lk_checkpoint_list_unread (checkpoint);

  if (!add_clean_names (checkpoint, names, clean, error)
      || !add_clean_names (checkpoint, unread, clean, error))
    return NULL;
  return g_steal_pointer (&clean);
}

/* The components of @prefix, which ends in '.', without the last ones of @keys. */
static char *
drop_last_keys (const char *prefix, const char *const *keys)
{
  g_auto (GStrv) parts = g_strsplit (prefix, ".", -1);
  guint n = g_strv_length (parts);
  gsize length = 0;

  n -= n > 0;
  while (n > 0 && g_strv_contains (keys, parts[n - 1]))
    n--;
  for (guint i = 0; i < n; i++)
    length += strlen (parts[i]) + 1;
  return g_strndup (prefix, length > 0 ? length - 1 : 0);
}

/* How long the outer dictionaries' part of @prefix is, with its '.'. */
static gsize
measure_outer (const char *prefix)
{
  g_auto (GStrv) parts = g_strsplit (prefix, ".", -1);
  gsize length = 0;

  for (guint i = 0; parts[i] != NULL && g_strv_contains (outer_keys, parts[i]); i++)
    length += strlen (parts[i]) + 1;
  return MIN (length, strlen (prefix));
}

static gboolean
has_attention (GPtrArray *names)
{
  static const char *const parts[] = { "cls_token", "pos_embed", "class_embedding",
                                       ".attn.",    "self_attn", "attention." };

  for (guint i = 0; i < names->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
      if (strstr (names->pdata[i], parts[j]) != NULL)
        return TRUE;
  return FALSE;
}

static gboolean
refuse_unknown_form (GPtrArray *names, GHashTable *clean, GError **error)
{
  g_autofree char *first = NULL;
  g_autoptr (GPtrArray) left = lk_names_sort_keys (clean);

  if (names->len == 0)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                           _ ("it holds no tensors"));
      return FALSE;
    }
  if (left->len == 0)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                           _ ("it holds the state of an optimiser alone: choose the file "
                              "that model.state_dict() was saved to"));
      return FALSE;
    }
  if (has_attention (left))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                           _ ("it holds a transformer, which is not among the networks "
                              "here: write its maps with python/likeness.py, and open "
                              "these"));
      return FALSE;
    }
  for (guint i = 0; i < left->len; i++)
    if (strstr (left->pdata[i], "feat_extractor.") != NULL)
      {
        g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                             _ ("it holds DN4’s ResNet256F (2019), which is not among "
                                "the backbones: Conv64F and ResNet-12"));
        return FALSE;
      }
  first = lk_names_make_printable (g_hash_table_lookup (clean, left->pdata[0]));
  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
               ngettext ("it holds neither a Conv64F nor a ResNet-12 of a known key "
                         "layout, but %u tensor: “%s”",
                         "it holds neither a Conv64F nor a ResNet-12 of a known key "
                         "layout, but %u tensors, the first of them “%s”",
                         left->len),
               left->len, first);
  return FALSE;
}

static GHashTable *
list_used (LkLayoutKeys *self)
{
  GHashTable *used = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer original;

  g_hash_table_iter_init (&iter, self->canonical);
  while (g_hash_table_iter_next (&iter, NULL, &original))
    g_hash_table_add (used, original);
  return used;
}

static gboolean
refuse_tensor (const char *name, GError **error)
{
  return fail_name (error, LK_ERROR_UNSUPPORTED, name,
                    _ ("is a tensor that none of the known networks has: Conv64F, "
                       "ResNet-12, SE-ResNet-12, ResNet-10 to ResNet-101, WRN-28-10"));
}

static guint
count_axes (LkCheckpoint *checkpoint, const char *name)
{
  LkTensor *tensor = name != NULL ? lk_checkpoint_get_tensor (checkpoint, name) : NULL;
  const LkUnread *unread
      = name != NULL ? lk_checkpoint_get_unread (checkpoint, name) : NULL;

  if (tensor != NULL)
    return lk_tensor_get_n_dims (tensor);
  return unread != NULL ? unread->n_axes : 0;
}

/* A classifier behind the last stage: "13.weight" of two axes, and its "13.bias". */
static gboolean
is_linear (LkCheckpoint *checkpoint,
           GHashTable *clean,
           const char *name,
           const char *rest)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *weight = NULL;

  if (!g_regex_match_simple ("^[0-9]+\\.(weight|bias)$", rest, 0, 0))
    return FALSE;
  weight = g_strdup_printf ("%.*s.weight", (int) (dot - name), name);
  return count_axes (checkpoint, g_hash_table_lookup (clean, weight)) == 2;
}

static gboolean
is_fusion (const char *rest)
{
  for (guint i = 0; i < G_N_ELEMENTS (fusion_prefixes); i++)
    if (g_str_has_prefix (rest, fusion_prefixes[i]))
      return TRUE;
  return FALSE;
}

/* Some modules have two names, and so have their tensors. */
static gboolean
is_another_name (LkCheckpoint *checkpoint, GHashTable *used, const char *name)
{
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &other, NULL))
    if (lk_key_search_is_same (checkpoint, name, other))
      return TRUE;
  return FALSE;
}

static gboolean
owns (const LkLayoutKeys *self, const char *rest)
{
  for (guint i = 0; self->owned != NULL && self->owned[i] != NULL; i++)
    if (g_str_has_prefix (rest, self->owned[i])
        && g_ascii_isdigit (rest[strlen (self->owned[i])]))
      return TRUE;
  return lk_key_form_owns (self->form, rest);
}

/* One with weights, a PReLU, is none of those that are built. */
static gboolean
is_activation (const char *rest)
{
  return g_regex_match_simple (
      "(^|[._])(p?relu|activation|act)[0-9_]*\\.([0-9]+\\.)?weight$", rest,
      G_REGEX_CASELESS, 0);
}

/* A tensor left over in the backbone means a network that would not be built as it is:
 * what the form tells is its own, and whatever has the axes of a convolution. */
static gboolean
check_left_over (LkLayoutKeys *self,
                 LkCheckpoint *checkpoint,
                 GHashTable *clean,
                 GError **error)
{
  g_autoptr (GPtrArray) names = lk_names_sort_keys (clean);
  g_autoptr (GHashTable) used = list_used (self);
  const gsize length = strlen (self->prefix);

  for (guint i = 0; i < names->len; i++)
    {
      const char *original = g_hash_table_lookup (clean, names->pdata[i]);
      const char *rest = (const char *) names->pdata[i] + length;

      if (!g_str_has_prefix (names->pdata[i], self->prefix)
          || count_axes (checkpoint, original) == 0
          || g_hash_table_contains (used, original) || is_fusion (rest)
          || is_linear (checkpoint, clean, names->pdata[i], rest))
        continue;
      if (owns (self, rest) || is_activation (rest)
          || (count_axes (checkpoint, original) >= 3
              && !is_another_name (checkpoint, used, original)))
        return refuse_tensor (original, error);
    }
  return TRUE;
}

/* Those below the outer dictionaries lose these, all others keep their names. */
static GHashTable *
list_inner (GHashTable *clean, const char *prefix)
{
  GHashTable *inner = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const gsize length = measure_outer (prefix);
  g_autofree char *outer = g_strndup (prefix, length);
  GHashTableIter iter;
  gpointer name;
  gpointer original;

  g_hash_table_iter_init (&iter, clean);
  while (g_hash_table_iter_next (&iter, &name, &original))
    g_hash_table_insert (
        inner, g_strdup ((char *) name + (g_str_has_prefix (name, outer) ? length : 0)),
        g_strdup (original));
  return inner;
}

/* The first convolution's name in the file, below the wrapper where that is in one piece.
 */
static char *
find_first (const LkLayoutKeys *self)
{
  g_autofree char *name
      = lk_layout_keys_guess_name (self, lk_key_form_list_needed (self->form)[0]);
  const gsize length = strlen (self->wrapper);

  if (length == 0)
    return g_steal_pointer (&name);
  if (g_str_has_prefix (name, self->wrapper) && name[length] == '.')
    return g_strdup (name + length + 1);
  return g_strdup ("");
}

LkLayoutKeys *
lk_layout_keys_new (LkCheckpoint *checkpoint, const char *wanted, GError **error)
{
  g_autoptr (LkLayoutKeys) self = g_new0 (LkLayoutKeys, 1);
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);
  g_autoptr (GHashTable) clean = list_clean_names (checkpoint, names, error);
  g_autoptr (LkKeyTree) tree = NULL;

  if (clean == NULL || !lk_key_search_run (checkpoint, clean, wanted, &tree, error))
    return NULL;
  if (tree == NULL)
    {
      refuse_unknown_form (names, clean, error);
      return NULL;
    }
  self->prefix = g_strdup (tree->prefix);
  self->form = tree->form;
  self->canonical = g_hash_table_ref (tree->canonical);
  self->owned = g_strdupv (tree->owned);
  memcpy (self->pools, tree->pools, sizeof self->pools);
  self->wrapper = drop_last_keys (self->prefix, family_keys);
  self->inner = list_inner (clean, self->prefix);
  if (!check_left_over (self, checkpoint, clean, error))
    return NULL;
  self->first = find_first (self);
  return g_steal_pointer (&self);
}

GPtrArray *
lk_layout_keys_list_networks (LkCheckpoint *checkpoint)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GHashTable) clean = NULL;

  g_return_val_if_fail (LK_IS_CHECKPOINT (checkpoint), NULL);

  names = lk_checkpoint_list_names (checkpoint);
  clean = list_clean_names (checkpoint, names, NULL);
  return clean != NULL ? lk_key_search_list (checkpoint, clean)
                       : g_ptr_array_new_with_free_func (g_free);
}

void
lk_layout_keys_free (LkLayoutKeys *self)
{
  g_free (self->wrapper);
  g_free (self->prefix);
  g_free (self->first);
  g_strfreev (self->owned);
  g_clear_pointer (&self->inner, g_hash_table_unref);
  g_clear_pointer (&self->canonical, g_hash_table_unref);
  g_free (self);
}

/* The file's name for @canonical, made from that of a neighbour: another leaf of the same
 * layer. */
char *
lk_layout_keys_guess_name (const LkLayoutKeys *self, const char *canonical)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };
  const char *original = g_hash_table_lookup (self->canonical, canonical);
  const char *leaf = strrchr (canonical, '.') + 1;

  if (original != NULL)
    return g_strdup (original);
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      g_autofree char *neighbour
          = g_strdup_printf ("%.*s%s", (int) (leaf - canonical), canonical, leaves[i]);
      const char *name = g_hash_table_lookup (self->canonical, neighbour);

      if (name != NULL)
        return g_strdup_printf ("%.*s.%s", (int) (strrchr (name, '.') - name), name,
                                leaf);
    }
  return g_strdup (canonical);
}
