/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-cautions.h"
#include "lk-picture-tile.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkClassRow:
 *
 * A class of the support set: its mark, its name to be edited in place, and its shots.
 * Pictures dropped on it become shots; a shot of another row moves here; a query that is
 * dropped on it is labelled with it. One stop for Tab, within which the arrow keys move.
 */
#define LK_TYPE_CLASS_ROW (lk_class_row_get_type ())
G_DECLARE_FINAL_TYPE (LkClassRow, lk_class_row, LK, CLASS_ROW, GtkWidget)

GtkWidget *lk_class_row_new (LkSession *session, LkClass *class);
/** That of the session. */
LkEpisode *lk_class_row_get_episode (LkClassRow *self);
LkClass *lk_class_row_get_class (LkClassRow *self);
/** (transfer full): the shots that what is done to @tile is done to; none where it is no
 * tile of a row. @name (out) (optional): of their class. */
GPtrArray *lk_class_row_list_shots (LkPictureTile *tile, const char **name);
/** How many of its shots count: are not switched off. */
guint lk_class_row_count_shots (LkClassRow *self);
/** Shows the mark of the class at @scored among those that are scored, or none for -1,
 * and whether it is the class whose evidence is shown. */
void lk_class_row_update (LkClassRow *self, int scored, gboolean shown);
/** Says what there is to be cautious about: the class is at @index of @cautions, and the
 * @scored-th that is scored (-1: it is not), so that @check may doubt its shots. */
void lk_class_row_warn (LkClassRow *self,
                        LkCautions *cautions,
                        guint index,
                        LkShotCheck *check,
                        int scored);
/** Gives the focus to its name, to be typed over. */
void lk_class_row_start_name (LkClassRow *self);

G_END_DECLS
