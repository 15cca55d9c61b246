/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"
#include "lk-plot-confusion.h"
#include "lk-plot-view.h"

G_BEGIN_DECLS

/**
 * LkConfusionView:
 *
 * A confusion matrix, whose cells are pointed at. Signal "activated" (row, column): a
 * click, Return or Space on one. Where there are many classes, a block of them can be
 * seen more closely, between the names of its rows and columns.
 */
#define LK_TYPE_CONFUSION_VIEW (lk_confusion_view_get_type ())
G_DECLARE_FINAL_TYPE (LkConfusionView, lk_confusion_view, LK, CONFUSION_VIEW, LkPlotView)

/**
 * lk_confusion_view_set_counts:
 * @n_classes: 0 shows nothing
 * @class_names: [n_classes], copied
 * @counts: [n_classes, n_classes], copied: rows the truth
 * @marks: whether the classes are those of an episode, which have marks
 */
void lk_confusion_view_set_counts (LkConfusionView *self,
                                   guint n_classes,
                                   const char *const *class_names,
                                   const guint *counts,
                                   gboolean marks);

/** The same with all classes of @dataset; hides itself where there are no @counts, or
 * more than 1000 classes, which nobody can tell apart. */
void lk_confusion_view_set_dataset (LkConfusionView *self,
                                    LkDataset *dataset,
                                    const guint *counts);

G_END_DECLS
