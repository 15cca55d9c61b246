/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/** Where pictures that come in are put. Folders become classes, except for the queries:
 * there they are labelled with their folder's name. */
typedef enum
{
  LK_INTAKE_CLASS,     /* shots of a class */
  LK_INTAKE_NEW_CLASS, /* loose pictures become one new class */
  LK_INTAKE_QUERIES,
} LkIntakeTarget;

/**
 * lk_intake_take:
 * @class_index: for %LK_INTAKE_CLASS
 * @value: a #GdkFileList, #GdkTexture, #GFile or a string with addresses of files
 *
 * Takes in what was dropped, pasted or chosen: reads it on another thread, then changes
 * the episode in one step that can be undone. What cannot be used is told as a message of
 * the session; the rest is taken all the same.
 */
void lk_intake_take (LkSession *session,
                     LkIntakeTarget target,
                     guint class_index,
                     const GValue *value);

/** The same with what lies on the clipboard. */
void lk_intake_paste (LkSession *session,
                      LkIntakeTarget target,
                      guint class_index,
                      GdkClipboard *clipboard);

/** A drop target for pictures, files, folders, and addresses of files. */
GtkDropTarget *lk_intake_drop_target_new (void);

G_END_DECLS
