/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-ellipses-layout.h"

G_BEGIN_DECLS

/* Query and classes on the plane of an #LkEllipses. Private to this room. */

/** Descriptors, ellipses and marks of all sets, the class that stands out last but one,
 * the query last; nothing of @hovered_set. */
void lk_ellipses_draw_sets (const LkEllipses *data,
                            const LkEllipsesLayout *layout,
                            const LkPen *pen);

/** Fades what is drawn and draws the query and the hovered set once more. */
void lk_ellipses_draw_hovered (const LkEllipses *data,
                               const LkEllipsesLayout *layout,
                               const LkPen *pen);

/** The mark of a class, or of the query for @set 0. */
void lk_ellipses_draw_mark (const LkPen *pen, guint set, double x, double y, double size);

G_END_DECLS
