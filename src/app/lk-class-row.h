/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkClassRow:
 *
 * A class of the support set: its mark, its name to be edited in place, and its shots.
 * Pictures dropped on it become shots; a shot of another row moves here.
 */
#define LK_TYPE_CLASS_ROW (lk_class_row_get_type ())
G_DECLARE_FINAL_TYPE (LkClassRow, lk_class_row, LK, CLASS_ROW, GtkWidget)

GtkWidget *lk_class_row_new (LkSession *session, LkClass *class);
/** That of the session. */
LkEpisode *lk_class_row_get_episode (LkClassRow *self);
LkClass *lk_class_row_get_class (LkClassRow *self);
/** Shows the mark of @index, and whether it is the class whose evidence is shown. */
void lk_class_row_update (LkClassRow *self, guint index, gboolean shown);

G_END_DECLS
