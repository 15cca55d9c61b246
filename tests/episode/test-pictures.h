/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-picture.h"

G_BEGIN_DECLS

/** A new empty folder for temporary files. */
char *test_folder_new (void);
/** Removes @folder with all that is in it, and frees its name. */
void test_folder_remove (char *folder);

/** Writes a PNG of @width x @height whose pixels follow from @seed; gives its path. */
char *test_png_write (const char *folder,
                      const char *name,
                      guint32 seed,
                      guint width,
                      guint height);

/** The same as a picture with a file of 8 x 8. */
LkPicture *test_picture_write (const char *folder, const char *name, guint32 seed);
/** And without one. */
LkPicture *test_picture_paste (const char *title, guint32 seed);

G_END_DECLS
