/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-correspondence-layout.h"

G_BEGIN_DECLS

/* What joins the query's cell with its matches. Private to this room. */

/** The line from the query's cell to match @index, dashed where it is not mutual. */
void lk_correspondence_draw_line (const LkCorrespondences *data,
                                  const LkCorrespondenceLayout *layout,
                                  const LkPen *pen,
                                  guint index);

/** Thin lines that branch off it to the further neighbours in the shown shot, and their
 * cells; the number of those in other shots in a corner. */
void lk_correspondence_draw_more (const LkCorrespondences *data,
                                  const LkCorrespondenceLayout *layout,
                                  const LkPen *pen,
                                  guint index);

/** The outline of the matched cell. */
void lk_correspondence_draw_match (const LkCorrespondences *data,
                                   const LkCorrespondenceLayout *layout,
                                   const LkPen *pen,
                                   guint index);

/** What the kinds of lines mean, of those that occur. */
void lk_correspondence_draw_legend (const LkCorrespondences *data,
                                    const LkCorrespondenceLayout *layout,
                                    const LkPen *pen);

G_END_DECLS
