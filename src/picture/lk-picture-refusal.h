/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-picture-kind.h"

G_BEGIN_DECLS

/**
 * lk_picture_refuse_unknown:
 * @name: for the message; its ending counts for formats without a mark of their own
 *
 * Private to this room: what @bytes are, where they are no picture of a format that is
 * decoded, and what to do about it. %LK_ERROR_UNSUPPORTED for pictures of other formats,
 * %LK_ERROR_FORMAT for all that is no picture.
 */
void lk_picture_refuse_unknown (GBytes *bytes, const char *name, GError **error);

/** Whether @bytes are of @kind but of a form of it that is not decoded, or that would be
 * decoded wrongly: then %LK_ERROR_UNSUPPORTED. */
gboolean lk_picture_refuse_form (GBytes *bytes,
                                 LkPictureKind kind,
                                 const char *name,
                                 GError **error);

/** Of a picture whose end is missing: %LK_ERROR_FORMAT. */
void lk_picture_set_cut_short_error (GError **error, const char *name);

G_END_DECLS
