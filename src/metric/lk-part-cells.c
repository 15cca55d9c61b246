/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cells-private.h"
#include "lk-descriptors.h"
#include "lk-explanation-private.h"
#include "lk-mask.h"
#include "lk-shot-parts.h"

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

/* The same over all @n positions, of which those that count in @both take part. */
static void
add_pair_of_both (const float *u,
                  const float *v,
                  const gboolean *both,
                  gsize n,
                  double similarity,
                  double *cells)
{
  double rest = similarity;
  gsize n_both = 0;

  for (gsize p = 0; p < n; p++)
    {
      rest -= both[p] ? (double) u[p] * v[p] : 0;
      n_both += both[p];
    }
  for (gsize p = 0; p < n; p++)
    if (both[p])
      cells[p] += (double) u[p] * v[p] + rest / (double) n_both;
}

/* The matches that are of @shot: @cells [P]. */
static void
add_shot (LkExplanation *explanation, guint class_index, guint shot, double *cells)
{
  const LkMatches *matches = lk_explanation_get_part (explanation, class_index);
  const gboolean *kept = lk_explanation_get_kept (explanation);
  LkSupport *support = lk_explanation_get_support (explanation);
  LkTensor *query = lk_explanation_get_query (explanation);
  const gboolean *of_shot = lk_support_get_kept (support, class_index, shot);
  g_autofree gboolean *both = NULL;
  g_auto (LkShotParts) parts = { 0 };

  lk_shot_parts_init (&parts, support, class_index, shot, query, kept,
                      lk_explanation_get_options (explanation)->part_form);
  if (of_shot != NULL)
    both = lk_mask_meet (kept, of_shot, parts.n_positions);
  for (gsize i = 0; i < (gsize) matches->n_rows * matches->n_neighbours; i++)
    {
      gsize row = i / matches->n_neighbours,
            column = matches->index[i] % parts.n_channels;
      const float *u = parts.rows + row * parts.n_positions;
      const float *v = parts.columns + column * parts.n_positions;

      if (matches->index[i] / parts.n_channels != shot)
        continue;
      if (both == NULL)
        add_pair (u, v, parts.n_positions, matches->similarity[i], kept, cells);
      else
        add_pair_of_both (u, v, both, parts.n_positions, matches->similarity[i], cells);
    }
}

/* Where cells of shots are painted out, every shot is compared over positions of its own.
 */
static void
fill_shot_by_shot (LkExplanation *explanation,
                   guint class_index,
                   LkCellsOf of,
                   double *cells)
{
  LkSupport *support = lk_explanation_get_support (explanation);
  const gboolean *kept = lk_explanation_get_kept (explanation);
  const gsize *shape = lk_support_get_map_shape (support);
  gsize n_positions = shape[1] * shape[2], n_done = 0;
  g_autofree double *all = g_new0 (double, n_positions);

  for (guint shot = 0; shot < lk_support_get_n_shots (support, class_index); shot++)
    add_shot (explanation, class_index, shot,
              of == LK_CELLS_OF_QUERY ? all : cells + shot * n_positions);
  for (gsize p = 0; of == LK_CELLS_OF_QUERY && p < n_positions; p++)
    if (kept == NULL || kept[p])
      cells[n_done++] = all[p];
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
  g_autofree float *rows = NULL;
  g_autofree float *own = NULL;
  const float *columns;

  if (lk_support_has_mask (lk_explanation_get_support (explanation), class_index))
    {
      fill_shot_by_shot (explanation, class_index, of, cells);
      return 0;
    }
  rows = g_new (float, n_channels *n);
  columns = lk_mask_parts (lk_explanation_get_support (explanation), form, class_index,
                           kept, &own);
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
