/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shot-parts.h"

#include <string.h>

#include "lk-descriptors.h"
#include "lk-mask.h"
#include "lk-matches-private.h"

void
lk_shot_parts_init (LkShotParts *self,
                    LkSupport *support,
                    guint class_index,
                    guint shot,
                    LkTensor *query,
                    const gboolean *kept,
                    LkPartForm form)
{
  const gboolean *of_shot = lk_support_get_kept (support, class_index, shot);
  LkTensor *whole = lk_support_get_map (support, class_index, shot);
  g_autofree gboolean *both = NULL;
  g_autoptr (LkTensor) mine = NULL;
  g_autoptr (LkTensor) theirs = NULL;
  gsize size;

  self->n_channels = (guint) lk_tensor_get_dim (query, 0);
  if (of_shot == NULL)
    {
      mine = lk_mask_map (query, kept);
      theirs = lk_mask_map (whole, kept);
    }
  else
    {
      both = lk_mask_meet (kept, of_shot,
                           (guint) (lk_tensor_get_size (query) / self->n_channels));
      mine = lk_mask_blank (query, both);
      theirs = lk_mask_blank (whole, both);
    }
  size = lk_tensor_get_size (mine);
  self->n_positions = (guint) (size / self->n_channels);
  self->rows = g_new (float, size);
  self->columns = g_new (float, size);
  lk_descriptors_fill_parts (mine, form, self->rows);
  lk_descriptors_fill_parts (theirs, form, self->columns);
}

void
lk_shot_parts_clear (LkShotParts *self)
{
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->columns, g_free);
}

LkMatches *
lk_shot_parts_match (const LkShotParts *self, guint neighbours)
{
  return lk_matches_new (self->rows, self->n_channels, self->columns, self->n_channels,
                         self->n_positions, neighbours);
}

/* The nearest of all @lists, one a shot, which are sorted; the lower index first among
 * equals. */
static void
merge_row (LkMatches *self, GPtrArray *lists, guint row, guint *taken)
{
  memset (taken, 0, lists->len * sizeof *taken);
  for (gsize i = 0; i < self->n_neighbours; i++)
    {
      gsize entry = (gsize) row * self->n_neighbours + i;
      const LkMatches *best = NULL;
      guint of_best = 0;
      float largest = 0;

      for (guint shot = 0; shot < lists->len; shot++)
        {
          const LkMatches *list = lists->pdata[shot];
          gsize next = (gsize) row * list->n_neighbours + taken[shot];

          if (taken[shot] == list->n_neighbours
              || (best != NULL && list->similarity[next] <= largest))
            continue;
          best = list;
          of_best = shot;
          largest = list->similarity[next];
        }
      self->similarity[entry] = largest;
      self->index[entry]
          = of_best * best->n_columns
            + best->index[(gsize) row * best->n_neighbours + taken[of_best]++];
    }
}

LkMatches *
lk_shot_parts_match_class (LkSupport *support,
                           guint class_index,
                           LkTensor *query,
                           const gboolean *kept,
                           LkPartForm form,
                           guint neighbours)
{
  guint n_shots = lk_support_get_n_shots (support, class_index);
  guint n_channels = (guint) lk_tensor_get_dim (query, 0);
  g_autoptr (GPtrArray) lists
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_matches_free);
  g_autofree guint *taken = g_new (guint, n_shots);
  LkMatches *matches
      = lk_matches_new_unfilled (n_channels, n_shots * n_channels, neighbours);

  for (guint shot = 0; shot < n_shots; shot++)
    {
      g_auto (LkShotParts) parts = { 0 };

      lk_shot_parts_init (&parts, support, class_index, shot, query, kept, form);
      g_ptr_array_add (lists, lk_shot_parts_match (&parts, neighbours));
    }
  for (guint row = 0; row < n_channels; row++)
    merge_row (matches, lists, row, taken);
  lk_matches_finish (matches);
  return matches;
}

LkTensor *
lk_shot_parts_multiply_class (LkSupport *support,
                              guint class_index,
                              LkTensor *query,
                              const gboolean *kept,
                              LkPartForm form)
{
  guint n_shots = lk_support_get_n_shots (support, class_index);
  gsize n = lk_tensor_get_dim (query, 0);
  const gsize shape[2] = { n, n_shots * n };
  LkTensor *matrix = lk_tensor_new (2, shape);
  g_autofree float *products = g_new (float, n *n);

  for (guint shot = 0; shot < n_shots; shot++)
    {
      g_auto (LkShotParts) parts = { 0 };

      lk_shot_parts_init (&parts, support, class_index, shot, query, kept, form);
      lk_matches_multiply (parts.rows, (guint) n, parts.columns, (guint) n,
                           parts.n_positions, products);
      for (gsize i = 0; i < n; i++)
        memcpy (lk_tensor_get_data (matrix) + i * shape[1] + shot * n, products + i * n,
                n * sizeof *products);
    }
  return matrix;
}
