/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-curves.h"
#include "lk-training-line.h"

G_BEGIN_DECLS

/**
 * LkTrainingCurves:
 *
 * How a training went, as curves over the pictures it learned from: the loss of each head
 * and level, how often each decided right, what validation found with intervals, by
 * number of shots, and the rate. Grows with each line. Not for two threads at once.
 */
typedef struct _LkTrainingCurves LkTrainingCurves;

LkTrainingCurves *lk_training_curves_new (void);

/** From the "log.csv" of a training: with columns in any order, and those that are not
 * there missing. A training that went on from a checkpoint may have lines after it that
 * were lost: those are left out. %NULL with %LK_ERROR_FILE or %LK_ERROR_FORMAT. */
LkTrainingCurves *lk_training_curves_load (const char *path, GError **error);
void lk_training_curves_free (LkTrainingCurves *self);

void lk_training_curves_add (LkTrainingCurves *self, const LkTrainingLine *line);

guint lk_training_curves_get_n_lines (const LkTrainingCurves *self);

/** What is above the panels of figure files, of which either may be %NULL. */
void lk_training_curves_set_titles (LkTrainingCurves *self,
                                    const char *title,
                                    const char *subtitle);

/** (transfer none) (nullable): valid until the next line; %NULL before the first. Its
 * titles are those of a figure file. */
const LkCurvesPlot *lk_training_curves_get_plot (LkTrainingCurves *self);

/** (transfer full) (nullable): in one sentence, what it was like when @pictures had been
 * learned from, or with NaN at last. */
char *lk_training_curves_describe (LkTrainingCurves *self, double pictures);

/** As lk_figure_file_write(); fails with %LK_ERROR_EPISODE before the first line.
 * @column: see #LkFigureSize. */
gboolean lk_training_curves_write (LkTrainingCurves *self,
                                   double column,
                                   const char *path,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrainingCurves, lk_training_curves_free)

G_END_DECLS
