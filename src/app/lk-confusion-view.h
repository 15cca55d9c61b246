/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-dataset.h"
#include "lk-plot-confusion.h"

G_BEGIN_DECLS

/**
 * LkConfusionView:
 *
 * A confusion matrix that answers to the pointer and the arrow keys. Property "summary":
 * the sentence about the cell under them, or about the whole; a screen reader reads it
 * as the description. Signal "activated" (row, column): a click, Return or Space on a
 * cell. Where there are many classes, a block of them can be seen more closely, between
 * the names of its rows and columns: see #LkCanvasZoom.
 */
#define LK_TYPE_CONFUSION_VIEW (lk_confusion_view_get_type ())
G_DECLARE_FINAL_TYPE (LkConfusionView, lk_confusion_view, LK, CONFUSION_VIEW, GtkWidget)

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

const char *lk_confusion_view_get_summary (LkConfusionView *self);

G_END_DECLS
