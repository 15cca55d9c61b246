/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"
#include "lk-plot-layout.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/** Inks of curves: those of the levels, by #LkLevel; the foreground's; others by number,
 * from 0. Each has dashes of its own, so that colour is not the only carrier. */
#define LK_CURVE_FOREGROUND LK_N_LEVELS
#define LK_CURVE_OTHER(i) (LK_N_LEVELS + 1 + (i))
#define LK_N_CURVE_OTHERS 4

/**
 * LkCurve:
 * @ink: see above
 * @x, @y: [n], @x not falling
 * @half: (nullable): [n]: half the height of a band around it
 */
typedef struct
{
  const char *name;
  guint ink;
  guint n;
  const double *x;
  const double *y;
  const double *half;
} LkCurve;

/**
 * LkCurvesPanel:
 * @percent: whether its numbers are percents, which stay within 0 and 100
 * @logarithmic: whether its axis is; numbers that are not above 0 are left out
 */
typedef struct
{
  const char *title;
  gboolean percent;
  gboolean logarithmic;
  guint n_curves;
  const LkCurve *curves;
} LkCurvesPanel;

/** A place on the axis that all panels share, such as where a stage begins. */
typedef struct
{
  double x;
  const char *name;
} LkCurvesMark;

/**
 * LkCurvesPlot:
 * @x_title: below the last panels
 * @low, @high: of the axis that all panels share
 * @logarithmic: whether that is
 * @hovered: the place on it that is pointed at; NaN: none
 * @title, @subtitle: (nullable)
 *
 * Several panels of curves over one axis.
 */
typedef struct
{
  guint n_panels;
  const LkCurvesPanel *panels;
  guint n_marks;
  const LkCurvesMark *marks;
  const char *x_title;
  double low;
  double high;
  gboolean logarithmic;
  double hovered;
  const char *title;
  const char *subtitle;
} LkCurvesPlot;

void lk_plot_curves (const LkCurvesPlot *data,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette);

/** What is pointed at, over what lk_plot_curves() drew. */
void lk_plot_curves_overlay (const LkCurvesPlot *data,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette);

/** Whether (@x, @y) is over a panel, and where on the shared axis. */
gboolean
lk_plot_curves_hit (const LkCurvesPlot *data, const LkPointer *pointer, double *place);

/** Leaves of the shared axis the part that begins at @start and is as long as @share,
 * both of its whole, 1. What is shown of the curves decides how high the panels reach. */
void lk_plot_curves_show_part (LkCurvesPlot *data, double start, double share);
/** Where @place is on the shared axis, from 0 to 1. */
double lk_plot_curves_find_share (const LkCurvesPlot *data, double place);
/** The area of the curves in the panel at @pointer, or else in the first. */
LkBox lk_plot_curves_get_area (const LkCurvesPlot *data, const LkPointer *pointer);

/** The height at which panels are easy to read at @width. */
double lk_plot_curves_get_height (const LkCurvesPlot *data,
                                  double width,
                                  const LkPalette *palette);

/** Index of the point of @curve nearest to @x, -1 where it has none. */
int lk_curve_find (const LkCurve *curve, double x);

G_END_DECLS
