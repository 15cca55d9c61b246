/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cells-private.h"

/* Every match lies on one cell of the query and on one of a shot (docs/METHOD.md 4.5). */
double
lk_pixel_cells_fill (LkExplanation *explanation,
                     LkDistance distance,
                     guint class_index,
                     LkCellsOf of,
                     double *cells)
{
  const LkMatches *matches = lk_explanation_get_pixel (explanation, class_index);
  const gboolean *kept = lk_explanation_get_kept (explanation);
  gsize n_done = 0;

  for (gsize p = 0; p < matches->n_rows; p++)
    {
      gsize first = p * matches->n_neighbours;

      if (kept != NULL && !kept[p])
        continue;
      if (of == LK_CELLS_OF_QUERY)
        cells[n_done++] = matches->row[p];
      else
        for (gsize i = first; i < first + matches->n_neighbours; i++)
          cells[matches->index[i]] += matches->similarity[i];
    }
  return 0;
}
