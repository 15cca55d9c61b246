/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Private to this room: whether a file of this name (without its folder) is a picture to
 * be taken from a folder: of a picture's type by its name, and not hidden. */
gboolean lk_picture_name_is_picture (const char *name);

/** Whether it is a drawing of lines by its name, which is no picture of pixels. */
gboolean lk_picture_name_is_drawing (const char *name);

G_END_DECLS
