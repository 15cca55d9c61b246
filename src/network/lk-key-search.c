/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-key-search.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-key-numbers.h"
#include "lk-key-structure.h"
#include "lk-names.h"

#define N_STAGES 4
#define MAX_LISTED 8
#define MAX_WHOLE 64

/* The first convolution of a backbone sees colours, all others see more. */
#define MAX_COLOURS 4

/* @groups: all that were found, by form and prefix; @names as lk_key_search_run() has it.
 */
typedef struct
{
  LkCheckpoint *checkpoint;
  GHashTable *names;
  GHashTable *groups;
} Search;

/* What is known of a prefix before stages are told from their numbers. */
typedef struct
{
  char *prefix;
  LkKeyForm form;
  LkKeyNumbers *numbers;
} Group;

static void
group_free (gpointer data)
{
  Group *self = data;

  g_free (self->prefix);
  lk_key_numbers_free (self->numbers);
  g_free (self);
}

void
lk_key_tree_free (LkKeyTree *self)
{
  g_free (self->prefix);
  g_hash_table_unref (self->canonical);
  g_strfreev (self->owned);
  g_free (self);
}

static gboolean
is_wrapping (const char *component)
{
  return g_str_equal (component, "module") || g_str_equal (component, "_orig_mod");
}

char *
lk_key_search_clean (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", -1);
  GString *result = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!is_wrapping (parts[i]))
      g_string_append_printf (result, "%s%s", result->len > 0 ? "." : "", parts[i]);
  return g_string_free (result, FALSE);
}

gboolean
lk_key_search_is_optimiser (const char *name)
{
  static const char *const leaves[]
      = { "exp_avg",    "exp_avg_sq", "max_exp_avg_sq", "momentum_buffer",
          "square_avg", "grad_avg",   "acc_delta",      "ax",
          "step",       NULL };
  g_auto (GStrv) parts = g_strsplit (name, ".", -1);
  const guint n = g_strv_length (parts);

  for (guint i = 0; i + 1 < n; i++)
    if (g_str_has_prefix (parts[i], "optim") || g_str_has_suffix (parts[i], "optimizer"))
      return TRUE;
  return n > 1 && g_strv_contains (leaves, parts[n - 1])
         && g_ascii_isdigit (*parts[n - 2]);
}

gboolean
lk_key_search_is_same (LkCheckpoint *checkpoint, const char *a, const char *b)
{
  LkTensor *first = lk_checkpoint_get_tensor (checkpoint, a);
  LkTensor *second = lk_checkpoint_get_tensor (checkpoint, b);

  return first != NULL && second != NULL
         && lk_tensor_has_shape (first, lk_tensor_get_n_dims (second),
                                 lk_tensor_get_shape (second))
         && memcmp (lk_tensor_get_data (first), lk_tensor_get_data (second),
                    lk_tensor_get_size (first) * sizeof (float))
                == 0;
}

static void
take_match (LkKeyForm form, const LkKeyMatch *match, const char *name, gpointer user_data)
{
  Search *self = user_data;
  g_autofree char *key = g_strdup_printf ("%u %s", (guint) form, match->prefix);
  const char *original = g_hash_table_lookup (self->names, name);
  Group *group = g_hash_table_lookup (self->groups, key);

  if (group == NULL)
    {
      group = g_new0 (Group, 1);
      group->prefix = g_strdup (match->prefix);
      group->form = form;
      group->numbers = lk_key_numbers_new (form);
      g_hash_table_insert (self->groups, g_steal_pointer (&key), group);
    }
  lk_key_numbers_add (group->numbers, match, original,
                      lk_checkpoint_get_tensor (self->checkpoint, original));
}

/* Many a network begins with a "conv1", and a head may have as many layers. */
static gboolean
is_whole (const Search *self, const LkKeyTree *tree)
{
  const char *const *needed = lk_key_form_list_needed (tree->form);
  const char *first = g_hash_table_lookup (tree->canonical, needed[0]);
  LkTensor *tensor
      = first != NULL ? lk_checkpoint_get_tensor (self->checkpoint, first) : NULL;

  if (tensor == NULL || lk_tensor_get_n_dims (tensor) != 4
      || lk_tensor_get_dim (tensor, 1) > MAX_COLOURS)
    return FALSE;
  for (guint i = 1; needed[i] != NULL; i++)
    if (!g_hash_table_contains (tree->canonical, needed[i]))
      return FALSE;
  return TRUE;
}

/* Half of the convolutions, or there is no telling what it is. */
static gboolean
is_like_one (const LkKeyTree *tree)
{
  const char *const *needed = lk_key_form_list_needed (tree->form);
  guint n = 0;

  for (guint i = 0; needed[i] != NULL; i++)
    n += g_hash_table_contains (tree->canonical, needed[i]);
  if (tree->form == LK_KEYS_WIDE || tree->form == LK_KEYS_WIDE_LAYER)
    return FALSE;
  return n >= N_STAGES / 2
         && (tree->form < LK_KEYS_STEM
             || (g_hash_table_contains (tree->canonical, needed[0])
                 && g_hash_table_contains (tree->canonical, needed[1])));
}

static gboolean
is_wanted (const LkKeyTree *tree, const char *wanted)
{
  const gsize length = wanted != NULL ? strlen (wanted) : 0;

  if (length == 0)
    return TRUE;
  return g_str_has_prefix (tree->prefix, wanted)
         && (wanted[length - 1] == '.' || tree->prefix[length] == '.');
}

/* By prefix; the form that most names have first. */
static int
compare_trees (gconstpointer a, gconstpointer b)
{
  const LkKeyTree *first = *(LkKeyTree *const *) a;
  const LkKeyTree *second = *(LkKeyTree *const *) b;
  const int order = strcmp (first->prefix, second->prefix);
  const guint n_first = g_hash_table_size (first->canonical);
  const guint n_second = g_hash_table_size (second->canonical);

  if (order != 0)
    return order;
  if (n_first != n_second)
    return n_first > n_second ? -1 : 1;
  return (int) first->form - (int) second->form;
}

static GPtrArray *
make_trees (const Search *self)
{
  GPtrArray *trees = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_key_tree_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Group *group = value;
      LkKeyTree *tree = g_new0 (LkKeyTree, 1);

      tree->prefix = g_strdup (group->prefix);
      tree->form = group->form;
      tree->canonical = lk_key_numbers_name (group->numbers, tree->pools);
      g_ptr_array_add (trees, tree);
    }
  g_ptr_array_sort (trees, compare_trees);
  return trees;
}

/* The same network under two names, or the same weights saved twice. */
static gboolean
is_same_tree (const Search *self, const LkKeyTree *a, const LkKeyTree *b)
{
  GHashTableIter iter;
  gpointer name;
  gpointer original;

  if (g_hash_table_size (a->canonical) != g_hash_table_size (b->canonical))
    return FALSE;
  g_hash_table_iter_init (&iter, a->canonical);
  while (g_hash_table_iter_next (&iter, &name, &original))
    {
      const char *other = g_hash_table_lookup (b->canonical, name);

      if (other == NULL || !lk_key_search_is_same (self->checkpoint, original, other))
        return FALSE;
    }
  return TRUE;
}

/* The whole ones among @trees, one a prefix, none like another. */
static GPtrArray *
list_whole (const Search *self, GPtrArray *trees, const char *wanted)
{
  GPtrArray *whole = g_ptr_array_new ();

  for (guint i = 0; i < trees->len && whole->len < MAX_WHOLE; i++)
    {
      LkKeyTree *tree = trees->pdata[i];
      gboolean is_new = is_wanted (tree, wanted) && is_whole (self, tree);

      for (guint j = 0; is_new && j < whole->len; j++)
        {
          const LkKeyTree *other = whole->pdata[j];

          is_new = !g_str_equal (other->prefix, tree->prefix)
                   && !is_same_tree (self, other, tree);
        }
      if (is_new)
        g_ptr_array_add (whole, tree);
    }
  return whole;
}

/* Whether @tree has all tensors of @part, and how many more. */
static gboolean
contains (const LkKeyTree *tree, const LkKeyTree *part, guint *n_more)
{
  g_autoptr (GHashTable) originals = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer original;

  g_hash_table_iter_init (&iter, tree->canonical);
  while (g_hash_table_iter_next (&iter, NULL, &original))
    g_hash_table_add (originals, original);
  g_hash_table_iter_init (&iter, part->canonical);
  while (g_hash_table_iter_next (&iter, NULL, &original))
    if (!g_hash_table_contains (originals, original))
      return FALSE;
  *n_more = g_hash_table_size (tree->canonical) - g_hash_table_size (part->canonical);
  return TRUE;
}

/* A form may fit a part of a network: "conv1" and "bn1" of blocks that have three. What
 * axes tell of the whole of it counts then. %FALSE: a form tells as much as @tree. */
static gboolean
replace_parts (const Search *self, GPtrArray *trees, const LkKeyTree *tree)
{
  for (guint i = trees->len; i > 0; i--)
    {
      guint n_more;

      if (!is_whole (self, trees->pdata[i - 1])
          || !contains (tree, trees->pdata[i - 1], &n_more))
        continue;
      if (n_more == 0)
        return FALSE;
      g_ptr_array_remove_index (trees, i - 1);
    }
  return TRUE;
}

/* What axes tell where names do not, or of less. */
static void
add_unnamed (const Search *self, GPtrArray *trees, const char *wanted)
{
  g_autoptr (GPtrArray) unnamed = lk_key_structure_find (self->checkpoint, self->names);

  while (unnamed->len > 0)
    {
      g_autoptr (LkKeyTree) tree = g_ptr_array_steal_index (unnamed, 0);
      const guint n = trees->len;
      g_autoptr (GPtrArray) whole = NULL;

      if (!replace_parts (self, trees, tree))
        continue;
      whole = list_whole (self, trees, wanted);
      if (trees->len < n || whole->len == 0
          || ((LkKeyTree *) whole->pdata[0])->form == LK_KEYS_OTHER
          || ((LkKeyTree *) whole->pdata[0])->form == LK_KEYS_OTHER_RESIDUAL)
        g_ptr_array_add (trees, g_steal_pointer (&tree));
    }
}

static char *
describe_prefix (const char *prefix)
{
  g_autofree char *bare = g_strndup (prefix, strlen (prefix) - (*prefix != '\0'));
  g_autofree char *printable = lk_names_make_printable (bare);

  return g_strdup_printf ("“%s”", printable);
}

static char *
list_prefixes (GPtrArray *trees)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (trees->len, MAX_LISTED); i++)
    {
      const LkKeyTree *tree = trees->pdata[i];
      g_autofree char *prefix = describe_prefix (tree->prefix);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", prefix);
    }
  if (trees->len > MAX_LISTED)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static gboolean
refuse_several (GPtrArray *whole, GError **error)
{
  g_autofree char *list = list_prefixes (whole);

  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
               _ ("it holds %u networks, below %s: choose one with --tensors PREFIX"),
               whole->len, list);
  return FALSE;
}

static gboolean
refuse_wanted (const Search *self, GPtrArray *trees, const char *wanted, GError **error)
{
  g_autoptr (GPtrArray) whole = list_whole (self, trees, NULL);
  g_autofree char *list = list_prefixes (whole);
  g_autofree char *printable = lk_names_make_printable (wanted);

  if (whole->len > 0)
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                 _ ("there is no network below “%s”, but below %s"), printable, list);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION, _ ("there is no network below “%s”"),
                 printable);
  return FALSE;
}

/* What comes closest, where nothing is whole: with a first convolution of colours before
 * all others, then with most names. */
static LkKeyTree *
find_closest (const Search *self, GPtrArray *trees, const char *wanted)
{
  LkKeyTree *closest = NULL;

  for (guint i = 0; i < trees->len; i++)
    {
      LkKeyTree *tree = trees->pdata[i];

      if (is_wanted (tree, wanted) && is_like_one (tree)
          && (closest == NULL
              || g_hash_table_size (tree->canonical)
                     > g_hash_table_size (closest->canonical)))
        closest = tree;
    }
  return closest;
}

static gboolean
choose (const Search *self,
        GPtrArray *trees,
        const char *wanted,
        LkKeyTree **tree,
        GError **error)
{
  g_autoptr (GPtrArray) whole = list_whole (self, trees, wanted);
  LkKeyTree *chosen = whole->len > 0 ? whole->pdata[0] : NULL;

  if (whole->len > 1)
    return refuse_several (whole, error);
  if (chosen == NULL)
    chosen = find_closest (self, trees, wanted);
  if (chosen == NULL && wanted != NULL)
    return refuse_wanted (self, trees, wanted, error);
  *tree = NULL;
  if (chosen != NULL)
    {
      guint index;

      g_ptr_array_find (trees, chosen, &index);
      *tree = g_ptr_array_steal_index (trees, index);
    }
  return TRUE;
}

/* All that looks like a backbone, by names and by axes. */
static GPtrArray *
find_trees (Search *self, const char *wanted)
{
  g_autoptr (GHashTable) groups
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, group_free);
  g_autoptr (GPtrArray) sorted = lk_names_sort_keys (self->names);
  GPtrArray *trees;

  self->groups = groups;
  lk_key_forms_match (sorted, take_match, self);
  trees = make_trees (self);
  add_unnamed (self, trees, wanted);
  return trees;
}

gboolean
lk_key_search_run (LkCheckpoint *checkpoint,
                   GHashTable *names,
                   const char *wanted,
                   LkKeyTree **tree,
                   GError **error)
{
  Search self = { checkpoint, names, NULL };
  g_autoptr (GPtrArray) trees = NULL;
  g_autofree char *clean = NULL;

  g_return_val_if_fail (LK_IS_CHECKPOINT (checkpoint) && names != NULL && tree != NULL,
                        FALSE);

  clean = wanted != NULL ? lk_key_search_clean (wanted) : NULL;
  trees = find_trees (&self, clean);
  return choose (&self, trees, clean, tree, error);
}

GPtrArray *
lk_key_search_list (LkCheckpoint *checkpoint, GHashTable *names)
{
  Search self = { checkpoint, names, NULL };
  GPtrArray *prefixes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) trees = NULL;
  g_autoptr (GPtrArray) whole = NULL;

  g_return_val_if_fail (LK_IS_CHECKPOINT (checkpoint) && names != NULL, prefixes);

  trees = find_trees (&self, NULL);
  whole = list_whole (&self, trees, NULL);
  for (guint i = 0; i < whole->len; i++)
    {
      const char *prefix = ((LkKeyTree *) whole->pdata[i])->prefix;

      g_ptr_array_add (prefixes, g_strndup (prefix, strlen (prefix) - (*prefix != '\0')));
    }
  return prefixes;
}
