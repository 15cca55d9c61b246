/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-key-structure.h"

#include <string.h>

#include "lk-key-series.h"

#define N_STAGES LK_KEY_SERIES_LENGTH
#define N_MAIN 3
#define MAX_COLOURS 4

/* @trees: what was found */
typedef struct
{
  GHashTable *names;
  GPtrArray *series;
  GPtrArray *trees;
} Structure;

static const LkKeySeries *
get_series (const Structure *self, guint index)
{
  return self->series->pdata[index];
}

/* How much of @before, which ends within a name or behind it, stands before that name. */
static gsize
measure_scope (const char *before)
{
  gsize length = strlen (before);

  length -= length > 0 && before[length - 1] == '.';
  while (length > 0 && before[length - 1] != '.')
    length--;
  return length;
}

static gboolean
has_same_scope (const LkKeySeries *a, const LkKeySeries *b)
{
  const gsize length = measure_scope (a->before);

  return measure_scope (b->before) == length
         && strncmp (a->before, b->before, length) == 0;
}

static gboolean
has_same_numbers (const LkKeySeries *a, const LkKeySeries *b)
{
  return memcmp (a->numbers, b->numbers, sizeof a->numbers) == 0;
}

static gboolean
has_same_widths (const LkKeySeries *a, const LkKeySeries *b)
{
  return memcmp (a->n_out, b->n_out, sizeof a->n_out) == 0;
}

/* Whether each stage sees what the one before it has. */
static gboolean
is_chain (const LkKeySeries *self)
{
  if (self->n_in[0] > MAX_COLOURS)
    return FALSE;
  for (guint i = 1; i < N_STAGES; i++)
    if (self->n_in[i] != self->n_out[i - 1])
      return FALSE;
  return TRUE;
}

/* Up to the last '.' that @a and @b have in common. */
static char *
find_prefix (const char *a, const char *b)
{
  gsize length = 0;

  while (a[length] != '\0' && a[length] == b[length])
    length++;
  while (length > 0 && a[length - 1] != '.')
    length--;
  return g_strndup (a, length);
}

static LkKeyTree *
add_tree (Structure *self, LkKeyForm form, const char *before, const char *other)
{
  LkKeyTree *tree = g_new0 (LkKeyTree, 1);
  gsize length;

  tree->prefix = find_prefix (before, other);
  length = strlen (tree->prefix);
  tree->form = form;
  tree->canonical = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  tree->owned = g_new0 (char *, 3);
  tree->owned[0] = g_strdup (before + length);
  tree->owned[1] = g_strdup (other + length);
  g_ptr_array_add (self->trees, tree);
  return tree;
}

/* The tensors of the layers of @series, as @part of their stages. */
static void
name_layers (Structure *self,
             LkKeyTree *tree,
             const LkKeySeries *series,
             const char *part)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };

  for (guint i = 0; i < N_STAGES; i++)
    for (guint j = 0; j < G_N_ELEMENTS (leaves); j++)
      {
        g_autofree char *layer = lk_key_series_get_name (series, i);
        g_autofree char *name = g_strdup_printf ("%s.%s", layer, leaves[j]);
        const char *original = g_hash_table_lookup (self->names, name);

        if (original != NULL)
          g_hash_table_insert (tree->canonical,
                               g_strdup_printf ("stage%u.%s.%s", i + 1, part, leaves[j]),
                               g_strdup (original));
      }
}

static gboolean
fits_norm (const LkKeySeries *convolution, const LkKeySeries *norm)
{
  return norm->layer == LK_KEY_NORM && has_same_scope (convolution, norm)
         && has_same_numbers (convolution, norm) && has_same_widths (convolution, norm);
}

static void
find_plain (Structure *self, const LkKeySeries *convolution)
{
  const LkKeySeries *norm = NULL;
  LkKeyTree *tree;

  if (convolution->layer != LK_KEY_KERNEL_3 || !is_chain (convolution))
    return;
  for (guint i = 0; i < self->series->len; i++)
    if (fits_norm (convolution, get_series (self, i)))
      {
        if (norm != NULL)
          return;
        norm = get_series (self, i);
      }
  if (norm == NULL)
    return;
  tree = add_tree (self, LK_KEYS_OTHER, convolution->before, norm->before);
  name_layers (self, tree, convolution, "conv");
  name_layers (self, tree, norm, "norm");
}

/* The series of @layer that count the same blocks as @first, if there are @n; else NULL.
 */
static GPtrArray *
list_beside (const Structure *self, const LkKeySeries *first, LkKeyLayer layer, guint n)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; i < self->series->len; i++)
    if (get_series (self, i)->layer == layer
        && g_str_equal (get_series (self, i)->before, first->before)
        && has_same_numbers (get_series (self, i), first)
        && has_same_widths (get_series (self, i), first))
      g_ptr_array_add (list, self->series->pdata[i]);
  return list->len == n ? g_steal_pointer (&list) : NULL;
}

static gboolean
count_layers (GPtrArray *list, int *numbers)
{
  const char *afters[N_MAIN + 1];

  for (guint i = 0; i < list->len; i++)
    afters[i] = ((const LkKeySeries *) list->pdata[i])->after;
  return lk_key_series_count (afters, list->len, numbers);
}

/* Sorts @list by the number in which its members differ; %FALSE where they do in more. */
static gboolean
sort_layers (GPtrArray *list)
{
  int numbers[N_MAIN + 1];

  if (!count_layers (list, numbers))
    return FALSE;
  for (guint i = 1; i < list->len; i++)
    for (guint j = i; j > 0 && numbers[j - 1] > numbers[j]; j--)
      {
        gpointer layer = list->pdata[j];
        const int number = numbers[j];

        list->pdata[j] = list->pdata[j - 1];
        list->pdata[j - 1] = layer;
        numbers[j] = numbers[j - 1];
        numbers[j - 1] = number;
      }
  return TRUE;
}

static GPtrArray *
copy_list (GPtrArray *list)
{
  GPtrArray *copy = g_ptr_array_new ();

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (copy, list->pdata[i]);
  return copy;
}

/* Where a shortcut is counted with the other convolutions, so is its norm. */
static int
rank_shortcut (GPtrArray *convolutions, LkKeySeries *shortcut)
{
  g_autoptr (GPtrArray) all = copy_list (convolutions);
  guint index;

  g_ptr_array_add (all, shortcut);
  if (!sort_layers (all))
    return -1;
  g_ptr_array_find (all, shortcut, &index);
  return (int) index;
}

/* Takes that norm out of @norms, four of them, that is not counted with the others; what
 * is left is in order. */
static const LkKeySeries *
take_shortcut_norm (GPtrArray *norms, GPtrArray *convolutions, LkKeySeries *shortcut)
{
  g_autoptr (GPtrArray) all = copy_list (norms);
  int index = -1;

  if (sort_layers (all))
    {
      index = rank_shortcut (convolutions, shortcut);
      if (index < 0)
        return NULL;
      g_ptr_array_set_size (norms, 0);
      g_ptr_array_extend (norms, all, NULL, NULL);
      return g_ptr_array_steal_index (norms, (guint) index);
    }
  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (GPtrArray) others = copy_list (all);

      g_ptr_array_remove_index (others, i);
      if (sort_layers (others))
        {
          g_ptr_array_set_size (norms, 0);
          g_ptr_array_extend (norms, others, NULL, NULL);
          return all->pdata[i];
        }
    }
  return NULL;
}

/* Whether the second and third convolution of each block see what the first one has. */
static gboolean
is_inside (const LkKeySeries *self)
{
  return memcmp (self->n_in, self->n_out, sizeof self->n_in) == 0;
}

static void
name_block (Structure *self, LkKeyTree *tree, GPtrArray *layers, const char *kind)
{
  for (guint i = 0; i < layers->len; i++)
    {
      g_autofree char *part = g_strdup_printf ("%s%u", kind, i + 1);

      name_layers (self, tree, layers->pdata[i], part);
    }
}

/* @first: of the first convolutions of the blocks */
static void
find_residual (Structure *self, const LkKeySeries *first)
{
  g_autoptr (GPtrArray) convolutions = NULL;
  g_autoptr (GPtrArray) shortcuts = NULL;
  g_autoptr (GPtrArray) norms = NULL;
  const LkKeySeries *norm;
  LkKeyTree *tree;

  if (first->layer != LK_KEY_KERNEL_3 || !is_chain (first))
    return;
  convolutions = list_beside (self, first, LK_KEY_KERNEL_3, N_MAIN);
  shortcuts = list_beside (self, first, LK_KEY_KERNEL_1, 1);
  norms = list_beside (self, first, LK_KEY_NORM, N_MAIN + 1);
  if (convolutions == NULL || shortcuts == NULL || norms == NULL
      || !sort_layers (convolutions) || convolutions->pdata[0] != first
      || !is_inside (convolutions->pdata[1]) || !is_inside (convolutions->pdata[2])
      || !is_chain (shortcuts->pdata[0]))
    return;
  norm = take_shortcut_norm (norms, convolutions, shortcuts->pdata[0]);
  if (norm == NULL)
    return;
  tree = add_tree (self, LK_KEYS_OTHER_RESIDUAL, first->before, first->before);
  name_block (self, tree, convolutions, "conv");
  name_block (self, tree, norms, "norm");
  name_layers (self, tree, shortcuts->pdata[0], "shortcut.conv");
  name_layers (self, tree, norm, "shortcut.norm");
}

GPtrArray *
lk_key_structure_find (LkCheckpoint *checkpoint, GHashTable *names)
{
  Structure self = { .names = names };
  g_autoptr (GPtrArray) series = NULL;

  g_return_val_if_fail (LK_IS_CHECKPOINT (checkpoint) && names != NULL, NULL);

  series = lk_key_series_list (checkpoint, names);
  self.series = series;
  self.trees = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_key_tree_free);
  for (guint i = 0; i < series->len; i++)
    {
      find_plain (&self, series->pdata[i]);
      find_residual (&self, series->pdata[i]);
    }
  return self.trees;
}
