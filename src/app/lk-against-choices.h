/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evidence.h"

G_BEGIN_DECLS

/**
 * LkAgainstChoices:
 *
 * What the evidence of a class can be compared with: nothing, the true class where
 * another one is shown, the next best, and the other classes; never itself, none twice.
 */
typedef struct _LkAgainstChoices LkAgainstChoices;

/** Of the heatmap. */
LkAgainstChoices *lk_against_choices_new (LkEvidence *evidence, guint shown_class);
/** Of the margin over the cells: the true class first, where another one is shown; never
 * nothing, and the mean of all classes last. */
LkAgainstChoices *lk_against_choices_new_for_margin (LkEvidence *evidence,
                                                     guint shown_class);
void lk_against_choices_free (LkAgainstChoices *self);
gboolean lk_against_choices_equal (LkAgainstChoices *a, LkAgainstChoices *b);

/** (transfer none): a list of strings. */
GListModel *lk_against_choices_get_titles (LkAgainstChoices *self);
/** As #LkPixelLook has it, or %LK_AGAINST_MEAN. */
int lk_against_choices_get (LkAgainstChoices *self, guint position);
/** The position that does what @against does. */
guint lk_against_choices_find (LkAgainstChoices *self, int against);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkAgainstChoices, lk_against_choices_free)

G_END_DECLS
