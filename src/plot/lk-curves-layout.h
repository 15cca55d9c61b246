/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pen.h"
#include "lk-plot-curves.h"

G_BEGIN_DECLS

#define LK_CURVES_MAX_TICKS 12
#define LK_CURVES_SAMPLE 27 /* of a curve, before its name in a key */

/**
 * LkCurvesAxis:
 * @low, @high: its ends, rounded to ticks where it stands
 * @from, @to: where they are, in pixels
 * @ticks: [n_ticks]
 * @step: between two ticks, of one that is not logarithmic
 */
typedef struct
{
  double low;
  double high;
  gboolean logarithmic;
  double from;
  double to;
  guint n_ticks;
  double ticks[LK_CURVES_MAX_TICKS];
  double step;
} LkCurvesAxis;

/** Where panels of a #LkCurvesPlot lie. */
typedef struct
{
  const char *title;
  const char *subtitle;
  double margin;
  double top;
  guint n_columns;
  guint n_rows;
  double panel_width;
  double panel_height;
  double gap;
  guint n_key_lines; /* the names of a panel's curves take */
} LkCurvesLayout;

/** An entry of a key: how far from its left end, and on which line. */
typedef struct
{
  double x;
  guint line;
} LkCurvesKeyPlace;

/** Where the entry of a curve called @name stands in a key as wide as @room, of which the
 * one before left @next, which moves on. */
LkCurvesKeyPlace lk_curves_key_place (const LkPen *pen,
                                      const char *name,
                                      double room,
                                      LkCurvesKeyPlace *next);

LkCurvesLayout lk_curves_layout_new (const LkCurvesPlot *data,
                                     double width,
                                     double height,
                                     const LkPalette *palette);

/** The area of @panel's curves, without titles and numbers. */
LkBox lk_curves_layout_get_area (const LkCurvesLayout *self,
                                 const LkPalette *palette,
                                 guint panel);

/** The shared axis, along @area. */
LkCurvesAxis lk_curves_axis_new_shared (const LkCurvesPlot *data, const LkBox *area);
/** That of @panel's numbers, which holds its curves and bands between the ends of
 * @shared, or all where none is. */
LkCurvesAxis lk_curves_axis_new_upright (const LkCurvesPanel *panel,
                                         const LkCurvesAxis *shared,
                                         const LkBox *area);

double lk_curves_axis_get_place (const LkCurvesAxis *self, double value);
double lk_curves_axis_get_value (const LkCurvesAxis *self, double place);

/** (transfer full): a tick as it is written: 1.2 M, 40 %, 0.05. */
char *lk_curves_axis_format (const LkCurvesAxis *self, double value, gboolean percent);

G_END_DECLS
