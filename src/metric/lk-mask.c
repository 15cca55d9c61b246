/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-mask.h"

#include "lk-descriptors.h"

static guint
count_kept (const gboolean *kept, gsize n_cells)
{
  guint n_kept = 0;

  for (gsize p = 0; p < n_cells; p++)
    n_kept += kept[p] ? 1 : 0;
  return n_kept;
}

gboolean *
lk_mask_copy (const gboolean *kept, guint n_cells)
{
  if (kept == NULL || count_kept (kept, n_cells) == n_cells)
    return NULL;
  return g_memdup2 (kept, n_cells * sizeof *kept);
}

LkTensor *
lk_mask_map (LkTensor *map, const gboolean *kept)
{
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_channels;
  const float *from = lk_tensor_get_data (map);
  gsize shape[3] = { n_channels, 1, 0 };
  LkTensor *masked;
  float *to;

  if (kept == NULL)
    return lk_tensor_ref (map);

  shape[2] = count_kept (kept, n_cells);
  masked = lk_tensor_new (3, shape);
  to = lk_tensor_get_data (masked);
  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      if (kept[p])
        *to++ = from[c * n_cells + p];
  return masked;
}

const float *
lk_mask_parts (LkSupport *support,
               LkPartForm form,
               guint class_index,
               const gboolean *kept,
               float **own)
{
  guint n_shots = lk_support_get_n_shots (support, class_index);

  if (kept == NULL)
    return lk_support_get_parts (support, form, class_index);

  for (guint i = 0; i < n_shots; i++)
    {
      g_autoptr (LkTensor) map
          = lk_mask_map (lk_support_get_map (support, class_index, i), kept);
      gsize size = lk_tensor_get_size (map);

      if (i == 0)
        *own = g_new (float, n_shots *size);
      lk_descriptors_fill_parts (map, form, *own + i * size);
    }
  return *own;
}

void
lk_mask_spread (LkMatches *matches, const gboolean *kept, guint n_cells)
{
  gsize n_neighbours = matches->n_neighbours, from = matches->n_rows;

  if (kept == NULL)
    return;

  matches->n_rows = n_cells;
  matches->index = g_renew (guint32, matches->index, n_cells * n_neighbours);
  matches->similarity = g_renew (float, matches->similarity, n_cells *n_neighbours);
  matches->row = g_renew (double, matches->row, n_cells);
  for (gsize to = n_cells; to-- > 0;)
    {
      if (kept[to])
        from--;
      for (gsize i = 0; i < n_neighbours; i++)
        {
          gsize source = from * n_neighbours + i, target = to * n_neighbours + i;

          matches->index[target] = kept[to] ? matches->index[source] : G_MAXUINT32;
          matches->similarity[target] = kept[to] ? matches->similarity[source] : 0;
        }
      matches->row[to] = kept[to] ? matches->row[from] : 0;
    }
}
