/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cells-private.h"
#include "lk-descriptors.h"
#include "lk-explanation-private.h"
#include "lk-mask.h"

/* Adds the terms u_p v_p of one pair of channels, and the rounding of their float sum
 * evenly, so that they add up to @similarity. */
static void
add_pair (const float *u,
          const float *v,
          gsize n,
          double similarity,
          const gboolean *kept,
          double *cells)
{
  double rest = similarity;
  gsize p = 0;

  for (gsize i = 0; i < n; i++)
    rest -= (double) u[i] * v[i];
  rest /= (double) n;
  for (gsize i = 0; i < n; i++, p++)
    {
      while (kept != NULL && !kept[p])
        p++;
      cells[p] += (double) u[i] * v[i] + rest;
    }
}

/* An inner product of two channels is a sum over the positions they are compared at: on
 * the query, and at the same place on the shot that owns the matched channel
 * (docs/METHOD.md 4.5). */
double
lk_part_cells_fill (LkExplanation *explanation,
                    LkDistance distance,
                    guint class_index,
                    LkCellsOf of,
                    double *cells)
{
  const LkMatches *matches = lk_explanation_get_part (explanation, class_index);
  const gboolean *kept = lk_explanation_get_kept (explanation);
  LkPartForm form = lk_explanation_get_options (explanation)->part_form;
  LkTensor *query = lk_explanation_get_query (explanation);
  LkTensor *counted = lk_explanation_get_counted (explanation);
  gsize n_channels = lk_tensor_get_dim (query, 0);
  gsize n_positions = lk_tensor_get_size (query) / n_channels;
  gsize n = lk_tensor_get_size (counted) / n_channels;
  g_autofree float *rows = g_new (float, n_channels *n);
  g_autofree float *own = NULL;
  const float *columns = lk_mask_parts (lk_explanation_get_support (explanation), form,
                                        class_index, kept, &own);

  lk_descriptors_fill_parts (counted, form, rows);
  for (gsize i = 0; i < (gsize) matches->n_rows * matches->n_neighbours; i++)
    {
      const float *u = rows + i / matches->n_neighbours * n;
      const float *v = columns + matches->index[i] * n;
      gsize shot = matches->index[i] / n_channels;

      if (of == LK_CELLS_OF_QUERY)
        add_pair (u, v, n, matches->similarity[i], NULL, cells);
      else
        add_pair (u, v, n, matches->similarity[i], kept, cells + shot * n_positions);
    }
  return 0;
}
