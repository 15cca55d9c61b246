/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evidence.h"
#include "lk-pen.h"

G_BEGIN_DECLS

/** What is drawn of one query: first the views, in the order of the window's tabs, then
 * what the window draws beside them. */
typedef enum
{
  LK_FIGURE_DECISION,
  LK_FIGURE_PIXEL,
  LK_FIGURE_PART,
  LK_FIGURE_DISTRIBUTION,
  LK_FIGURE_FLIP_MAP,
  LK_FIGURE_BREAKDOWN,
  LK_FIGURE_EVIDENCE, /* the margin over the cells of the picture */
} LkFigureKind;
#define LK_N_VIEWS 4
#define LK_N_FIGURES 7

/** "decision", "pixel", ..., "flip-map", "breakdown", "evidence" */
const char *lk_figure_kind_to_string (LkFigureKind kind);
/** Whether @name is one of them. */
gboolean lk_figure_kind_from_string (const char *name, LkFigureKind *kind);
/** Whether @name is one that is a tab of the window. */
gboolean lk_figure_kind_from_view (const char *name, LkFigureKind *kind);

/** Whether there is such a figure of @evidence: Gaussians need not have a plane, nor a
 * distance its terms; fails as lk_evidence_get_distribution() and
 * lk_evidence_get_breakdown() do. */
gboolean lk_figure_can_draw (LkEvidence *evidence,
                             LkFigureKind kind,
                             guint class_index,
                             GError **error);

/** Draws @evidence without anything hovered: for files and for print. The pixel view
 * shows the matches of the cell that speaks most for @class_index; the flip map, which is
 * of no class, has the accuracy of the labelled queries beside it, where there are any.
 */
void lk_figure_draw (LkEvidence *evidence,
                     LkFigureKind kind,
                     guint class_index,
                     const LkPen *pen,
                     double width,
                     double height);

/** The size in points a figure of this kind looks best at, of few classes. */
void lk_figure_get_size (LkFigureKind kind, double *width, double *height);

/**
 * lk_figure_write:
 * @column: see #LkFigureSize
 * @path: ends in .svg, .pdf or .png
 *
 * Returns: or %FALSE as lk_figure_can_draw() and lk_figure_file_write() fail
 */
gboolean lk_figure_write (LkEvidence *evidence,
                          LkFigureKind kind,
                          guint class_index,
                          double column,
                          const char *path,
                          GError **error);

G_END_DECLS
