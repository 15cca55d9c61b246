/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-keys.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"

#define NORM "(weight|bias|running_mean|running_var)"
#define BLOCK "^layer([1-4])\\.([0-9]{1,2})\\."

/* The pattern's first group is a stage, of which the first is number @first in these
 * keys; @target: with what to expand the match. With %LK_KEYS_STEM a second group is a
 * block of it, from 0 on, and without groups it is the stem's. */
typedef struct
{
  LkKeyForm form;
  const char *pattern;
  int first;
  const char *target;
} Rule;

static const Rule rules[] = {
  { LK_KEYS_RESIDUAL, "^layer([1-4])\\.0\\.conv([1-3])\\.weight$", 1, "conv\\2.weight" },
  { LK_KEYS_RESIDUAL, "^layer([1-4])\\.0\\.bn([1-3])\\." NORM "$", 1, "norm\\2.\\3" },
  { LK_KEYS_RESIDUAL, "^layer([1-4])\\.0\\.downsample\\.0\\.weight$", 1,
    "shortcut.conv.weight" },
  { LK_KEYS_RESIDUAL, "^layer([1-4])\\.0\\.downsample\\.1\\." NORM "$", 1,
    "shortcut.norm.\\2" },
  { LK_KEYS_LAYER, "^layer([1-4])\\.0\\.(weight|bias)$", 1, "conv.\\2" },
  { LK_KEYS_LAYER, "^layer([1-4])\\.1\\." NORM "$", 1, "norm.\\2" },
  { LK_KEYS_INDEX, "^([0-3])\\.0\\.(weight|bias)$", 0, "conv.\\2" },
  { LK_KEYS_INDEX, "^([0-3])\\.1\\." NORM "$", 0, "norm.\\2" },
  { LK_KEYS_BLOCK, "^([0-3])\\.block\\.0\\.(weight|bias)$", 0, "conv.\\2" },
  { LK_KEYS_BLOCK, "^([0-3])\\.block\\.1\\." NORM "$", 0, "norm.\\2" },
  { LK_KEYS_TRUNK, "^trunk\\.([0-3])\\.C\\.(weight|bias)$", 0, "conv.\\2" },
  { LK_KEYS_TRUNK, "^trunk\\.([0-3])\\.BN\\." NORM "$", 0, "norm.\\2" },
  { LK_KEYS_STEM, "^conv1\\.weight$", 1, "conv.weight" },
  { LK_KEYS_STEM, "^bn1\\." NORM "$", 1, "norm.\\1" },
  { LK_KEYS_STEM, BLOCK "conv([12])\\.weight$", 1, "conv\\3.weight" },
  { LK_KEYS_STEM, BLOCK "bn([12])\\." NORM "$", 1, "norm\\3.\\4" },
  { LK_KEYS_STEM, BLOCK "downsample\\.0\\.weight$", 1, "shortcut.conv.weight" },
  { LK_KEYS_STEM, BLOCK "downsample\\.1\\." NORM "$", 1, "shortcut.norm.\\3" },
};

/* Where the convolutions of "features" stand: a pool takes an index of its own. */
static const guint indices_two_pools[] = { 0, 4, 8, 11 };
static const guint indices_four_pools[] = { 0, 4, 8, 12 };

/* What belongs to the backbone in each form, known or not; CloserLook keeps every tensor
 * of a block twice. */
static const char *const stems[LK_N_KEY_FORMS] = {
  [LK_KEYS_SEQUENTIAL] = "^features\\.",
  [LK_KEYS_LAYER] = "^layer[0-9]",
  [LK_KEYS_INDEX] = "^[0-9]+\\.",
  [LK_KEYS_BLOCK] = "^[0-9]+\\.",
  [LK_KEYS_TRUNK] = "^trunk\\.[0-9]+\\.(?!trunk\\.)",
  [LK_KEYS_RESIDUAL] = "^layer[0-9]",
  [LK_KEYS_STEM] = "^(conv1|bn1|layer[0-9])",
};

static const char *
find_wrapper (GPtrArray *names)
{
  static const char *const wrappers[]
      = { "state_dict", "model", "params", "embedding", "fsl", "state" };

  for (guint i = 0; i < G_N_ELEMENTS (wrappers); i++)
    {
      const gsize length = strlen (wrappers[i]);

      for (guint j = 0; j < names->len; j++)
        {
          const char *name = names->pdata[j];

          if (g_str_has_prefix (name, wrappers[i]) && name[length] == '.')
            return wrappers[i];
        }
    }
  return "";
}

/* The name below the wrapper, or NULL. */
static const char *
unwrap (const char *name, const char *wrapper)
{
  if (*wrapper == '\0')
    return name;
  return g_str_has_prefix (name, wrapper) && name[strlen (wrapper)] == '.'
             ? name + strlen (wrapper) + 1
             : NULL;
}

/* DataParallel puts a "module" somewhere into the path. */
static char *
drop_module (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", -1);
  GString *result = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_str_equal (parts[i], "module"))
      g_string_append_printf (result, "%s%s", result->len > 0 ? "." : "", parts[i]);
  return g_string_free (result, FALSE);
}

static const char *
strip_prefixes (const char *name)
{
  static const char *const prefixes[] = { "emb_func.", "encoder.", "feature." };
  const char *start;

  do
    {
      start = name;
      for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
        if (g_str_has_prefix (name, prefixes[i]))
          name += strlen (prefixes[i]);
      if (g_str_has_prefix (name, "features.features.")
          || g_str_has_prefix (name, "features.layer"))
        name += strlen ("features.");
    }
  while (name != start);
  return name;
}

static gboolean
fail_name (GError **error, LkError code, const char *name, const char *message)
{
  g_autofree char *printable = lk_names_make_printable (name);

  g_set_error (error, LK_ERROR, code, _ ("“%s” %s"), printable, message);
  return FALSE;
}

/* Elsewhere prefixes may well be all that tells two tensors apart. */
static gboolean
may_be_backbone (const char *bare)
{
  return g_ascii_isdigit (*bare) || g_str_has_prefix (bare, "features.")
         || g_str_has_prefix (bare, "layer") || g_str_has_prefix (bare, "trunk.");
}

/* @inner becomes names to names in the file; @stripped the same without prefixes, of all
 * that could be a weight. */
static gboolean
read_names (GPtrArray *names,
            const char *wrapper,
            GHashTable *inner,
            GHashTable *stripped,
            GError **error)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *below = unwrap (names->pdata[i], wrapper);
      g_autofree char *name = below != NULL ? drop_module (below) : NULL;
      const char *bare;

      if (name == NULL || g_str_has_suffix (name, "num_batches_tracked"))
        continue;
      bare = strip_prefixes (name);
      if (g_hash_table_contains (stripped, bare) && may_be_backbone (bare))
        return fail_name (error, LK_ERROR_FORMAT, names->pdata[i],
                          _ ("is there twice, under two prefixes"));
      g_hash_table_insert (stripped, g_strdup (bare), g_strdup (names->pdata[i]));
      g_hash_table_insert (inner, g_steal_pointer (&name), g_strdup (names->pdata[i]));
    }
  return TRUE;
}

/* "stage2", "stage2.block1" or "stem". */
static char *
find_place (const Rule *rule, const GMatchInfo *match)
{
  const gboolean has_block = g_str_has_prefix (rule->pattern, BLOCK);
  g_autofree char *stage = NULL;
  g_autofree char *block = NULL;
  int number;

  if (rule->form == LK_KEYS_STEM && !has_block)
    return g_strdup ("stem");
  stage = g_match_info_fetch (match, 1);
  number = *stage - '0' + 1 - rule->first;
  if (!has_block)
    return g_strdup_printf ("stage%d", number);
  block = g_match_info_fetch (match, 2);
  return g_strdup_printf ("stage%d.block%d", number, atoi (block) + 1);
}

static void
apply_rule (const Rule *rule, GHashTable *stripped, GHashTable *canonical)
{
  g_autoptr (GRegex) regex
      = g_regex_new (rule->pattern, G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer original;

  g_hash_table_iter_init (&iter, stripped);
  while (g_hash_table_iter_next (&iter, &name, &original))
    {
      g_autoptr (GMatchInfo) match = NULL;
      g_autofree char *place = NULL;
      g_autofree char *rest = NULL;

      if (!g_regex_match (regex, name, 0, &match))
        continue;
      place = find_place (rule, match);
      rest = g_match_info_expand_references (match, rule->target, NULL);
      g_hash_table_insert (canonical, g_strconcat (place, ".", rest, NULL),
                           g_strdup (original));
    }
}

/* The names of @form among the stripped ones. */
static GHashTable *
match_rules (GHashTable *stripped, LkKeyForm form)
{
  GHashTable *canonical = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].form == form)
      apply_rule (&rules[i], stripped, canonical);
  return canonical;
}

static void
match_index (GHashTable *stripped,
             GHashTable *canonical,
             guint index,
             guint stage,
             const char *part)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      g_autofree char *name = g_strdup_printf ("features.%u.%s", index, leaves[i]);
      const char *original = g_hash_table_lookup (stripped, name);

      if (original != NULL)
        g_hash_table_insert (canonical,
                             g_strdup_printf ("stage%u.%s.%s", stage, part, leaves[i]),
                             g_strdup (original));
    }
}

static GHashTable *
match_sequential (GHashTable *stripped, gboolean pools[4])
{
  GHashTable *canonical = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const gboolean four = g_hash_table_contains (stripped, "features.13.weight")
                        || g_hash_table_contains (stripped, "features.13.running_mean");
  const guint *indices = four ? indices_four_pools : indices_two_pools;

  for (guint i = 0; i < 4; i++)
    {
      pools[i] = i < 2 || four;
      match_index (stripped, canonical, indices[i], i + 1, "conv");
      match_index (stripped, canonical, indices[i] + 1, i + 1, "norm");
    }
  return canonical;
}

static gboolean
refuse_unknown_form (GPtrArray *names, GHashTable *stripped, GError **error)
{
  g_autofree char *first = NULL;
  GHashTableIter iter;
  gpointer name;

  if (names->len == 0)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                           _ ("it holds no tensors"));
      return FALSE;
    }
  g_hash_table_iter_init (&iter, stripped);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, "feat_extractor."))
      {
        g_set_error_literal (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                             _ ("it holds DN4’s ResNet256F (2019), which is not among "
                                "the backbones: Conv64F and ResNet-12"));
        return FALSE;
      }
  first = lk_names_make_printable (names->pdata[0]);
  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
               ngettext ("it holds neither a Conv64F nor a ResNet-12 of a known key "
                         "layout, but %u tensor: “%s”",
                         "it holds neither a Conv64F nor a ResNet-12 of a known key "
                         "layout, but %u tensors, the first of them “%s”",
                         names->len),
               names->len, first);
  return FALSE;
}

/* Many a network begins with a "conv1"; a ResNet goes on with blocks. */
static gboolean
is_whole (LkKeyForm form, GHashTable *canonical)
{
  return form != LK_KEYS_STEM
         || (g_hash_table_contains (canonical, "stem.conv.weight")
             && g_hash_table_contains (canonical, "stage1.block1.conv1.weight"));
}

/* The form that most names have. */
static gboolean
find_form (LkLayoutKeys *self, GPtrArray *names, GHashTable *stripped, GError **error)
{
  self->canonical = match_sequential (stripped, self->pools);
  self->form = LK_KEYS_SEQUENTIAL;
  for (guint form = LK_KEYS_SEQUENTIAL + 1; form < LK_N_KEY_FORMS; form++)
    {
      g_autoptr (GHashTable) canonical = match_rules (stripped, form);

      if (g_hash_table_size (canonical) > g_hash_table_size (self->canonical)
          && is_whole (form, canonical))
        {
          g_hash_table_unref (self->canonical);
          self->canonical = g_steal_pointer (&canonical);
          self->form = form;
        }
    }
  return g_hash_table_size (self->canonical) > 0
         || refuse_unknown_form (names, stripped, error);
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
  if (strstr (name, ".se.") != NULL)
    return fail_name (error, LK_ERROR_UNSUPPORTED, name,
                      _ ("belongs to a squeeze-and-excitation block (SE), which is not "
                         "supported"));
  return fail_name (error, LK_ERROR_UNSUPPORTED, name,
                    _ ("is a tensor that none of the known networks has: Conv64F, "
                       "ResNet-12, ResNet-18, ResNet-34"));
}

/* A tensor left over in the backbone means a network that would not be built as it is. */
static gboolean
check_left_over (LkLayoutKeys *self, GHashTable *stripped, GError **error)
{
  g_autoptr (GPtrArray) names = lk_names_sort_keys (stripped);
  g_autoptr (GHashTable) used = list_used (self);
  g_autoptr (GRegex) stem = g_regex_new (stems[self->form], G_REGEX_OPTIMIZE, 0, NULL);

  for (guint i = 0; i < names->len; i++)
    {
      const char *original = g_hash_table_lookup (stripped, names->pdata[i]);

      if (g_regex_match (stem, names->pdata[i], 0, NULL)
          && !g_hash_table_contains (used, original))
        return refuse_tensor (original, error);
    }
  return TRUE;
}

static const char *
find_first (LkKeyForm form)
{
  if (form == LK_KEYS_STEM)
    return "stem.conv.weight";
  return form == LK_KEYS_RESIDUAL ? "stage1.conv1.weight" : "stage1.conv.weight";
}

LkLayoutKeys *
lk_layout_keys_new (LkCheckpoint *checkpoint, GError **error)
{
  g_autoptr (LkLayoutKeys) self = g_new0 (LkLayoutKeys, 1);
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);
  g_autoptr (GHashTable) stripped
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *first = NULL;

  self->wrapper = g_strdup (find_wrapper (names));
  self->inner = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!read_names (names, self->wrapper, self->inner, stripped, error)
      || !find_form (self, names, stripped, error)
      || !check_left_over (self, stripped, error))
    return NULL;
  first = lk_layout_keys_guess_name (self, find_first (self->form));
  self->first = g_strdup (unwrap (first, self->wrapper));
  if (self->first == NULL)
    self->first = g_strdup ("");
  return g_steal_pointer (&self);
}

void
lk_layout_keys_free (LkLayoutKeys *self)
{
  g_free (self->wrapper);
  g_free (self->first);
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
