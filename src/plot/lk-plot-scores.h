/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-palette.h"
#include "lk-pen.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/**
 * LkScores:
 * @decision: the ledger
 * @bars: (nullable): what the bars show, where that is not @decision itself: relative to
 *   the mean of the classes, as long bars of one length would say nothing
 * @scores: by #LkLevel, raw, one a class
 * @class_names: one a class
 * @title, @subtitle: (nullable): lines above
 * @wrong, @truth: whether another class than the winner is the true one, and which: its
 *   row is marked
 * @hovered_class: class under the pointer, or -1
 *
 * Per class: one stacked bar of the three contributions around zero, in the order of the
 * ranking, its fused score, and beside it the three raw scores as small bars a level.
 */
typedef struct
{
  const LkDecision *decision;
  const LkDecision *bars;
  const double *scores[LK_N_LEVELS];
  const char *const *class_names;
  const char *title;
  const char *subtitle;
  gboolean wrong;
  guint truth;
  int hovered_class;
} LkScores;

void lk_plot_scores (const LkScores *data,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette);

/* The same in two steps: the base is what does not change with @hovered_class; the
 * overlay shades its row. Both take the same data; drawn one over the other they give
 * exactly lk_plot_scores(). */
void lk_plot_scores_base (const LkScores *data,
                          cairo_t *cr,
                          double width,
                          double height,
                          const LkPalette *palette);
void lk_plot_scores_overlay (const LkScores *data,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette);

/** The height in which the rows of so many classes stand well, without a title. */
double lk_plot_scores_get_height (guint n_classes, const LkPalette *palette);

/** The class whose row is under (@x, @y), or -1. */
int lk_plot_scores_hit (const LkScores *data, const LkPointer *pointer);

/** Only the stacked bar of one class, for the ranking in the side panel: @limit is the
 * length from the zero line to the end of the room on either side. */
void lk_plot_contribution_bar (const LkDecision *decision,
                               guint class_index,
                               double limit,
                               const LkPen *pen,
                               double width,
                               double height);

G_END_DECLS
