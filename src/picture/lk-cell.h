/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-image.h"

G_BEGIN_DECLS

/**
 * LkCell:
 *
 * Private to this room: one process likeness-decode, which can reach nothing: no files,
 * no network, no other process (lk-cell-walls.h). It decodes one picture after the other,
 * for one thread at a time, and ends with this process. What it says is not believed:
 * sizes are checked, texts made printable, and pixels are but pixels.
 */
typedef struct _LkCell LkCell;

/** Begins to start one: it may not be ready yet. %LK_ERROR_FILE where likeness-decode is
 * missing, %LK_ERROR_LIMIT where no process or no socket may be made: the error does not
 * name a picture. */
LkCell *lk_cell_new (GError **error);

/** Ends it, whatever it is doing. */
void lk_cell_free (LkCell *self);

/** Whether it is there and waits to be asked. */
gboolean lk_cell_is_idle (LkCell *self);

/** Its process. */
GPid lk_cell_get_pid (LkCell *self);

/**
 * lk_cell_decode:
 * @bytes: that lk_image_check() let pass
 *
 * As lk_image_decode_as(); the calling thread is in lk_pixel_budget_enter(). A picture
 * that ends the process, makes it do what it must not, or keeps it busy for minutes fails
 * with %LK_ERROR_FORMAT. @self is not to be used again where lk_cell_is_idle() says so.
 */
LkImage *lk_cell_decode (LkCell *self,
                         GBytes *bytes,
                         const char *name,
                         LkReading reading,
                         GError **error);

/** Whether the last picture failed as what was said was about one before it: that one had
 * its way with the process, and the last is to be decoded in another. */
gboolean lk_cell_spoke_late (LkCell *self);

/** For tests: seconds of a processor that a picture may take, and seconds in which
 * nothing may happen. */
void lk_cell_set_patience (guint busy, guint quiet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCell, lk_cell_free)

G_END_DECLS
