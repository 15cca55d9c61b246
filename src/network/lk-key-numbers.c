/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-key-numbers.h"

#include <string.h>

#define N_STAGES 4

/* Without a stage: the stem. */
typedef struct
{
  int number;
  guint block;
  char *part;
  char *original;
  gboolean is_kernel;
} Entry;

struct _LkKeyNumbers
{
  LkKeyForm form;
  GArray *entries;
};

/* Where the convolutions of M2L's and DN4's "features" stand: a pool takes an index of
 * its own. */
static const int two_pools[N_STAGES] = { 0, 4, 8, 11 };
static const int four_pools[N_STAGES] = { 0, 4, 8, 12 };

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->part);
  g_free (entry->original);
}

LkKeyNumbers *
lk_key_numbers_new (LkKeyForm form)
{
  LkKeyNumbers *self = g_new0 (LkKeyNumbers, 1);

  self->form = form;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
lk_key_numbers_free (LkKeyNumbers *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

void
lk_key_numbers_add (LkKeyNumbers *self,
                    const LkKeyMatch *match,
                    const char *original,
                    LkTensor *tensor)
{
  const Entry entry = {
    match->number,
    match->block,
    g_strdup (match->part),
    g_strdup (original),
    tensor != NULL && lk_tensor_get_n_dims (tensor) == 4,
  };

  g_array_append_val (self->entries, entry);
}

static const Entry *
get_entry (LkKeyNumbers *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

static gboolean
is_convolution (LkKeyNumbers *self, const Entry *entry, const char *suffix)
{
  if (self->form == LK_KEYS_SEQUENTIAL)
    return entry->is_kernel && g_str_equal (entry->part, "weight");
  return entry->number >= 0 && g_str_has_suffix (entry->part, suffix);
}

/* The numbers of the convolutions whose parts end in @suffix, each once, in their order.
 */
static GArray *
list_numbers (LkKeyNumbers *self, const char *suffix)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (int));
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < self->entries->len; i++)
    if (is_convolution (self, get_entry (self, i), suffix))
      g_array_append_val (all, get_entry (self, i)->number);
  g_array_sort (all, compare_numbers);
  for (guint i = 0; i < all->len; i++)
    if (i == 0 || g_array_index (all, int, i) != g_array_index (all, int, i - 1))
      g_array_append_val (numbers, g_array_index (all, int, i));
  g_array_unref (all);
  return numbers;
}

static void
put (GHashTable *canonical, const char *place, const char *part, const char *original)
{
  g_hash_table_insert (canonical, g_strconcat (place, ".", part, NULL),
                       g_strdup (original));
}

static void
put_entry (GHashTable *canonical, const Entry *entry, guint stage)
{
  g_autofree char *place = NULL;

  if (entry->number < 0)
    place = g_strdup (entry->number == LK_KEY_STEM ? "stem" : "final");
  else if (entry->block > 0)
    place = g_strdup_printf ("stage%u.block%u", stage, entry->block);
  else
    place = g_strdup_printf ("stage%u", stage);
  put (canonical, place, entry->part, entry->original);
}

static GArray *
list_convolutions (LkKeyNumbers *self)
{
  return list_numbers (self,
                       self->form == LK_KEYS_CHILDREN ? "conv1.weight" : "conv.weight");
}

/* The stage, from 1 on, in the order of @numbers; 0: none of the first four. */
static guint
find_rank (GArray *numbers, int number)
{
  for (guint i = 0; i < MIN (numbers->len, N_STAGES); i++)
    if (g_array_index (numbers, int, i) == number)
      return i + 1;
  return 0;
}

static void
name_stages (LkKeyNumbers *self, GHashTable *canonical)
{
  const int first = lk_key_form_get_first (self->form);
  g_autoptr (GArray) numbers = list_convolutions (self);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = get_entry (self, i);
      guint stage = 0;

      if (entry->number >= 0 && first >= 0)
        stage = (guint) (entry->number - first + 1);
      else if (entry->number >= 0)
        stage = find_rank (numbers, entry->number);
      if (entry->number < 0 || stage > 0)
        put_entry (canonical, entry, stage);
    }
}

/* Blocks of each stage, by the number of all. */
static const guint *
find_counts (guint n_blocks)
{
  static const guint counts[][N_STAGES]
      = { { 1, 1, 1, 1 }, { 2, 2, 2, 2 }, { 3, 4, 6, 3 }, { 3, 4, 23, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i][0] + counts[i][1] + counts[i][2] + counts[i][3] == n_blocks)
      return counts[i];
  return NULL;
}

/* Stage and block, both from 1 on, of the @rank-th block; what is of no known number of
 * blocks is all one stage. */
static void
find_place (const guint *counts, guint rank, guint *stage, guint *block)
{
  *stage = 1;
  while (counts != NULL && rank >= counts[*stage - 1])
    rank -= counts[(*stage)++ - 1];
  *block = rank + 1;
}

/* CloserLook numbers the blocks of all stages in one row. */
static void
name_row (LkKeyNumbers *self, GHashTable *canonical)
{
  g_autoptr (GArray) numbers = list_numbers (self, "conv1.weight");
  const guint *counts = find_counts (numbers->len);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry entry = *get_entry (self, i);
      guint stage = 0;

      for (guint rank = 0; entry.number >= 0 && rank < numbers->len; rank++)
        if (g_array_index (numbers, int, rank) == entry.number)
          find_place (counts, rank, &stage, &entry.block);
      if (entry.number < 0 || stage > 0)
        put_entry (canonical, &entry, stage);
    }
}

/* Whether all numbers are of these convolutions or of the norms behind them. */
static gboolean
fits_indices (LkKeyNumbers *self, const int *indices)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const int number = get_entry (self, i)->number;
      gboolean found = FALSE;

      for (guint j = 0; j < N_STAGES; j++)
        found = found || number == indices[j] || number == indices[j] + 1;
      if (!found)
        return FALSE;
    }
  return TRUE;
}

static GArray *
copy_indices (const int *indices)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (int));

  g_array_append_vals (numbers, indices, N_STAGES);
  return numbers;
}

/* A convolution that is missing would shift all others: what has known indices is named
 * by them. */
static GArray *
find_sequence (LkKeyNumbers *self)
{
  if (fits_indices (self, two_pools))
    return copy_indices (two_pools);
  if (fits_indices (self, four_pools))
    return copy_indices (four_pools);
  return list_convolutions (self);
}

/* The last convolution at or before @number. */
static guint
find_stage (GArray *numbers, int number)
{
  guint stage = 0;

  for (guint i = 0; i < numbers->len && g_array_index (numbers, int, i) <= number; i++)
    stage = i + 1;
  return stage;
}

/* The first layer with a norm's tensors behind the convolution of @stage, or -1. */
static int
find_norm (LkKeyNumbers *self, GArray *numbers, guint stage)
{
  int norm = -1;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = get_entry (self, i);

      if (entry->number != g_array_index (numbers, int, stage - 1)
          && find_stage (numbers, entry->number) == stage
          && (norm < 0 || entry->number < norm))
        norm = entry->number;
    }
  return norm;
}

static void
name_sequence (LkKeyNumbers *self, GHashTable *canonical, gboolean pools[4])
{
  g_autoptr (GArray) numbers = find_sequence (self);
  int norms[N_STAGES + 1] = { 0 };

  for (guint i = 0; i + 1 < MIN (numbers->len, N_STAGES); i++)
    pools[i] = g_array_index (numbers, int, i + 1) - g_array_index (numbers, int, i) > 3;
  pools[3] = pools[2];
  for (guint i = 1; i <= MIN (numbers->len, N_STAGES); i++)
    norms[i] = find_norm (self, numbers, i);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = get_entry (self, i);
      const guint stage = find_stage (numbers, entry->number);
      g_autofree char *place = g_strdup_printf ("stage%u", stage);
      g_autofree char *part = NULL;

      if (stage == 0 || stage > N_STAGES)
        continue;
      if (entry->number == g_array_index (numbers, int, stage - 1))
        part = g_strconcat ("conv.", entry->part, NULL);
      else if (entry->number == norms[stage])
        part = g_strconcat ("norm.", entry->part, NULL);
      if (part != NULL)
        put (canonical, place, part, entry->original);
    }
}

GHashTable *
lk_key_numbers_name (LkKeyNumbers *self, gboolean pools[4])
{
  GHashTable *canonical = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_return_val_if_fail (self != NULL, canonical);

  if (self->form == LK_KEYS_SEQUENTIAL)
    name_sequence (self, canonical, pools);
  else if (self->form == LK_KEYS_TRUNK_STEM)
    name_row (self, canonical);
  else
    name_stages (self, canonical);
  return canonical;
}
