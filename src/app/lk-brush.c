/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-brush.h"

#include <math.h>

/* A quick pointer skips cells: the stroke goes straight from the last one to this. */
static gboolean
mark_line (gboolean *kept, guint n_columns, guint from, guint to, gboolean keep)
{
  int x = (int) (from % n_columns), y = (int) (from / n_columns);
  int dx = (int) (to % n_columns) - x, dy = (int) (to / n_columns) - y;
  int n = MAX (MAX (ABS (dx), ABS (dy)), 1);
  gboolean changed = FALSE;

  for (int i = 0; i <= n; i++)
    {
      int column = x + (int) lrint ((double) dx * i / n);
      int row = y + (int) lrint ((double) dy * i / n);
      gboolean *cell = &kept[row * (int) n_columns + column];

      changed = changed || *cell != keep;
      *cell = keep;
    }
  return changed;
}

gboolean
lk_brush_stroke (LkBrush *self,
                 gboolean *kept,
                 guint n_cells,
                 guint n_columns,
                 guint cell,
                 gboolean begins)
{
  gboolean changed;

  g_return_val_if_fail (self != NULL && kept != NULL, FALSE);
  g_return_val_if_fail (n_columns > 0 && cell < n_cells, FALSE);

  if (begins)
    self->painting = kept[cell];
  if (begins || self->last >= n_cells)
    self->last = cell;
  changed = mark_line (kept, n_columns, self->last, cell, !self->painting);
  self->last = cell;
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
  if (lk_brush_stroke (self, kept, n_cells, n_columns, (guint) cell, begins))
    lk_session_set_mask (session, kept, n_cells);
}
