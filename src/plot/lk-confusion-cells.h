/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-confusion-layout.h"

G_BEGIN_DECLS

/* The entries of an #LkConfusion as pixels. Private to this room. */

/** Of an entry that is @right or not and holds this share of its row. Small shares are to
 * be seen: the root of the share is shown. */
LkColor lk_confusion_get_color (const LkPalette *palette, gboolean right, double share);

/** (transfer full): [n_classes]: 1 over what each row adds up to, 0 for a row without
 * entries. */
double *lk_confusion_invert_sums (const LkConfusion *data);

/** Entries that share a pixel show the largest of them. */
void lk_confusion_draw_cells (const LkConfusion *data,
                              const LkConfusionLayout *layout,
                              const LkPen *pen);

G_END_DECLS
