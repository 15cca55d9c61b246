/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-ellipses.h"
#include "lk-plot-layout.h"

G_BEGIN_DECLS

/**
 * LkEllipsesLayout:
 * @title, @subtitle: those there is room for
 * @axes: whether the axes have titles
 * @area: of the plane
 * @scale, @offset: a point p of the plane is drawn at offset[i] + scale[i] * p[i]; one
 *   unit is as long on both axes, the second goes up
 * @legend: its room; no width where there is none
 * @line_height: of a line of the legend
 * @n_legend_rows: in one of its columns
 * @n_legend_columns: one, or two where one is too long
 * @mark: size of the marks
 * @marks: [n_sets, 2]: where the marks stand: at the means, or moved so that they do not
 *   cover each other
 *
 * Where the parts of an #LkEllipses are, for drawing and for the hit test. Private to
 * this room.
 */
typedef struct
{
  const char *title;
  const char *subtitle;
  double margin;
  gboolean axes;
  LkBox area;
  double scale[2];
  double offset[2];
  LkBox legend;
  double line_height;
  guint n_legend_rows;
  guint n_legend_columns;
  double mark;
  double *marks;
} LkEllipsesLayout;

void lk_ellipses_layout_init (LkEllipsesLayout *self,
                              const LkEllipses *data,
                              double width,
                              double height,
                              const LkPalette *palette);
void lk_ellipses_layout_clear (LkEllipsesLayout *self);

/** The legend's line of @set; no width where it has none. */
LkBox lk_ellipses_layout_get_line (const LkEllipsesLayout *self, guint set);

/** Half axes of one sigma and the angle of the first, from the covariance [xx, xy, yy];
 * never negative. */
void lk_ellipse_get_axes (const LkEllipse *ellipse, double axes[2], double *angle);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LkEllipsesLayout, lk_ellipses_layout_clear)

G_END_DECLS
