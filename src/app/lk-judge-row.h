/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-tally.h"

G_BEGIN_DECLS

/**
 * LkJudgeRow:
 *
 * The accuracy of one judge on a line: its colour and hatch, its name, the number, and a
 * bar from 0 to 100 % with the interval on it and a hairline where guessing would be.
 */
#define LK_TYPE_JUDGE_ROW (lk_judge_row_get_type ())
G_DECLARE_FINAL_TYPE (LkJudgeRow, lk_judge_row, LK, JUDGE_ROW, GtkWidget)

/** @judge: a #LkLevel, or %LK_JUDGE_FUSED */
GtkWidget *lk_judge_row_new (guint judge);

/** All in percent; @chance 0 draws no hairline. */
void
lk_judge_row_set_interval (LkJudgeRow *self, double accuracy, double ci95, double chance);
/** Counted rather than estimated. */
void lk_judge_row_set_count (LkJudgeRow *self, guint n_right, guint n, double chance);

G_END_DECLS
