/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-brush.h"

#include <math.h>
#include <string.h>

void
lk_brush_clear (LkBrush *self)
{
  g_return_if_fail (self != NULL);
  g_clear_pointer (&self->before, g_bytes_unref);
}

/* A rectangle of cells, as far as it lies on the map. */
static gboolean
mark (const LkBrushCells *cells, const int first[2], const int last[2], gboolean keep)
{
  int n_columns = (int) cells->n_columns, n_rows = (int) cells->n_cells / n_columns;
  gboolean changed = FALSE;

  for (int row = MAX (first[1], 0); row <= MIN (last[1], n_rows - 1); row++)
    for (int column = MAX (first[0], 0); column <= MIN (last[0], n_columns - 1); column++)
      {
        gboolean *cell = &cells->kept[row * n_columns + column];

        changed = changed || *cell != keep;
        *cell = keep;
      }
  return changed;
}

/* A quick pointer skips cells: the stroke goes straight from the last one to this. */
static gboolean
mark_line (const LkBrush *self, const LkBrushCells *cells, int radius)
{
  int n_columns = (int) cells->n_columns;
  int x = (int) self->last % n_columns, y = (int) self->last / n_columns;
  int dx = (int) cells->cell % n_columns - x, dy = (int) cells->cell / n_columns - y;
  int n = MAX (MAX (ABS (dx), ABS (dy)), 1);
  gboolean changed = FALSE;

  for (int i = 0; i <= n; i++)
    {
      int column = x + (int) lrint ((double) dx * i / n);
      int row = y + (int) lrint ((double) dy * i / n);
      const int first[] = { column - radius, row - radius };
      const int last[] = { column + radius, row + radius };

      changed = mark (cells, first, last, !self->painting) || changed;
    }
  return changed;
}

static gboolean
mark_rectangle (const LkBrush *self, const LkBrushCells *cells)
{
  int n_columns = (int) cells->n_columns;
  const int a[] = { (int) self->first % n_columns, (int) self->first / n_columns };
  const int b[] = { (int) cells->cell % n_columns, (int) cells->cell / n_columns };
  const int first[] = { MIN (a[0], b[0]), MIN (a[1], b[1]) };
  const int last[] = { MAX (a[0], b[0]), MAX (a[1], b[1]) };
  gsize size = cells->n_cells * sizeof *cells->kept;
  g_autofree gboolean *now = g_memdup2 (cells->kept, size);

  memcpy (cells->kept, g_bytes_get_data (self->before, NULL), size);
  mark (cells, first, last, !self->painting);
  return memcmp (cells->kept, now, size) != 0;
}

gboolean
lk_brush_stroke (LkBrush *self,
                 LkBrushTip tip,
                 const LkBrushCells *cells,
                 gboolean begins)
{
  gsize size;
  gboolean changed;

  g_return_val_if_fail (self != NULL && cells != NULL && cells->kept != NULL, FALSE);
  g_return_val_if_fail (cells->n_columns > 0 && cells->cell < cells->n_cells, FALSE);

  size = cells->n_cells * sizeof *cells->kept;
  if (begins)
    self->painting = cells->kept[cells->cell];
  if (begins || self->last >= cells->n_cells || self->before == NULL
      || g_bytes_get_size (self->before) != size)
    {
      self->first = self->last = cells->cell;
      lk_brush_clear (self);
      self->before = g_bytes_new (cells->kept, size);
    }
  if (tip == LK_BRUSH_RECTANGLE)
    changed = mark_rectangle (self, cells);
  else
    changed = mark_line (self, cells, (int) tip);
  self->last = cells->cell;
  return changed;
}

void
lk_brush_paint (LkBrush *self, LkSession *session, guint n_columns, gboolean begins)
{
  LkEvidence *evidence;
  g_autofree gboolean *kept = NULL;
  const gboolean *mask;
  guint n_cells, n_masked;
  int cell;

  g_return_if_fail (self != NULL && LK_IS_SESSION (session) && n_columns > 0);

  evidence = lk_session_get_evidence (session);
  cell = lk_session_get_cell (session);
  if (evidence == NULL || cell < 0)
    return;
  n_cells = lk_evidence_get_n_cells (evidence);
  if ((guint) cell >= n_cells)
    return;
  mask = lk_session_get_mask (session, &n_masked);
  kept = g_new (gboolean, n_cells);
  for (guint i = 0; i < n_cells; i++)
    kept[i] = mask != NULL && n_masked == n_cells ? mask[i] : TRUE;
  if (lk_brush_stroke (self, lk_session_get_look (session)->tip,
                       &(LkBrushCells){ kept, n_cells, n_columns, (guint) cell }, begins))
    lk_session_set_mask (session, kept, n_cells);
}
