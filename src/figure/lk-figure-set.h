/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evidence.h"

G_BEGIN_DECLS

/** The views of one query, in the order of the window's tabs. */
typedef enum
{
  LK_FIGURE_DECISION,
  LK_FIGURE_PIXEL,
  LK_FIGURE_PART,
  LK_FIGURE_DISTRIBUTION,
} LkFigureKind;
#define LK_N_FIGURES 4

const char *lk_figure_kind_to_string (LkFigureKind kind); /* "decision", "pixel", ... */
const char *lk_figure_kind_get_title (LkFigureKind kind);
/** Whether @name is one of them. */
gboolean lk_figure_kind_from_string (const char *name, LkFigureKind *kind);

/** Draws one view of @evidence without anything hovered: for files and for print. The
 * pixel view shows the matches of the cell that speaks most for @class_index. */
void lk_figure_draw (LkEvidence *evidence,
                     LkFigureKind kind,
                     guint class_index,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette);

/** The size in points a figure of this kind looks best at. */
void lk_figure_get_size (LkFigureKind kind, double *width, double *height);

/**
 * lk_figure_write:
 * @path: ends in .svg, .pdf or .png
 */
gboolean lk_figure_write (LkEvidence *evidence,
                          LkFigureKind kind,
                          guint class_index,
                          const char *path,
                          GError **error);

G_END_DECLS
