/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-evaluation-job.h"

G_BEGIN_DECLS

/**
 * LkMistakesView:
 *
 * The mistakes of an evaluation as a table: picture, episode, true and predicted class,
 * margin; sorted by any of them. Signal "activated" (#LkMistakeItem): a double click or
 * Enter on one.
 */
#define LK_TYPE_MISTAKES_VIEW (lk_mistakes_view_get_type ())
G_DECLARE_FINAL_TYPE (LkMistakesView, lk_mistakes_view, LK, MISTAKES_VIEW, GtkWidget)

/** @job (nullable) */
void lk_mistakes_view_set_job (LkMistakesView *self, LkEvaluationJob *job);
/** Shows only the mistakes of class @truth taken for @prediction; -1 for all. */
void lk_mistakes_view_set_filter (LkMistakesView *self, int truth, int prediction);
/** How many are shown. */
guint lk_mistakes_view_get_n_shown (LkMistakesView *self);

G_END_DECLS
