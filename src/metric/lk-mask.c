/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-mask.h"

#include <string.h>

#include "lk-descriptors.h"
#include "lk-matches-private.h"

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

/* The next stretch of kept cells, from *@first on: its end; *@first where it begins. */
static gsize
find_stretch (const gboolean *kept, gsize n_cells, gsize *first)
{
  gsize end;

  while (*first < n_cells && !kept[*first])
    ++*first;
  for (end = *first; end < n_cells && kept[end];)
    end++;
  return end;
}

LkTensor *
lk_mask_map (LkTensor *map, const gboolean *kept)
{
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_channels;
  const float *from = lk_tensor_get_data (map);
  gsize shape[3] = { n_channels, 1, 0 }, end, n_done = 0;
  LkTensor *masked;
  float *to;

  if (kept == NULL)
    return lk_tensor_ref (map);

  shape[2] = count_kept (kept, n_cells);
  masked = lk_tensor_new (3, shape);
  to = lk_tensor_get_data (masked);
  for (gsize first = 0; (end = find_stretch (kept, n_cells, &first)) > first; first = end)
    {
      for (gsize c = 0; c < n_channels; c++)
        memcpy (to + c * shape[2] + n_done, from + c * n_cells + first,
                (end - first) * sizeof *to);
      n_done += end - first;
    }
  return masked;
}

LkTensor *
lk_mask_blank (LkTensor *map, const gboolean *kept)
{
  LkTensor *blank = lk_tensor_new (3, lk_tensor_get_shape (map));
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_channels;
  const float *from = lk_tensor_get_data (map);
  float *to = lk_tensor_get_data (blank);

  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      if (kept[p])
        to[c * n_cells + p] = from[c * n_cells + p];
  return blank;
}

gboolean *
lk_mask_meet (const gboolean *a, const gboolean *b, guint n_cells)
{
  gboolean *both = g_memdup2 (b, n_cells * sizeof *b);

  for (guint p = 0; a != NULL && p < n_cells; p++)
    both[p] = both[p] && a[p];
  return both;
}

void
lk_mask_place_columns (LkMatches *matches, LkSupport *support, guint class_index)
{
  const gsize *shape = lk_support_get_map_shape (support);
  guint32 n_cells = (guint32) (shape[1] * shape[2]);
  guint n_shots = lk_support_get_n_shots (support, class_index);
  g_autofree guint32 *places = g_new (guint32, matches->n_columns);
  guint n = 0;

  for (guint shot = 0; shot < n_shots; shot++)
    {
      const gboolean *kept = lk_support_get_kept (support, class_index, shot);

      for (guint32 p = 0; p < n_cells; p++)
        if (kept == NULL || kept[p])
          places[n++] = shot * n_cells + p;
    }
  for (gsize i = 0; i < (gsize) matches->n_rows * matches->n_neighbours; i++)
    matches->index[i] = places[matches->index[i]];
  matches->n_columns = n_shots * n_cells;
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

LkMatches *
lk_mask_matches (const LkMatches *whole, const gboolean *kept)
{
  LkMatches *masked
      = lk_matches_new_unfilled (whole->n_rows, whole->n_columns, whole->n_neighbours);
  gsize n = whole->n_neighbours;

  for (gsize row = 0; row < whole->n_rows; row++)
    {
      for (gsize i = row * n; i < (row + 1) * n; i++)
        {
          masked->index[i] = kept[row] ? whole->index[i] : G_MAXUINT32;
          masked->similarity[i] = kept[row] ? whole->similarity[i] : 0;
        }
      masked->row[row] = kept[row] ? whole->row[row] : 0;
      masked->score += masked->row[row];
    }
  return masked;
}
