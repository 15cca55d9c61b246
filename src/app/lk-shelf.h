/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-picture-tile.h"

G_BEGIN_DECLS

/**
 * LkShelf:
 *
 * Tiles that wrap, one for each item of a list model, and a button at their end that asks
 * for more: the shots of a class, or the queries. One stop for Tab, within which the
 * arrow keys go from one to the next. Several tiles can be marked (Ctrl+A: all): what is
 * done to one of them is done to all.
 */
#define LK_TYPE_SHELF (lk_shelf_get_type ())
G_DECLARE_FINAL_TYPE (LkShelf, lk_shelf, LK, SHELF, GtkWidget)

/** Makes the tile of @item; its actions and its menu are the caller's. */
typedef GtkWidget *(*LkShelfCreate) (gpointer item, gpointer user_data);

/** @action is what the button at the end does; @hint its tooltip. */
GtkWidget *lk_shelf_new (const char *action, const char *hint);
void lk_shelf_bind (LkShelf *self,
                    GListModel *items,
                    LkShelfCreate create,
                    gpointer user_data);
/** Another tooltip of the button, which is also what a screen reader says. */
void lk_shelf_set_hint (LkShelf *self, const char *hint);
/** The tile that Tab comes to, until another had the focus. */
void lk_shelf_set_stop (LkShelf *self, guint position);
/** Position of @tile, or -1. */
int lk_shelf_find (LkShelf *self, LkPictureTile *tile);
/** (nullable): the tile at @position. */
LkPictureTile *lk_shelf_get_tile (LkShelf *self, guint position);
/** Where something dropped at (@x, @y), in coordinates of @self, would be inserted. */
guint lk_shelf_find_insertion (LkShelf *self, double x, double y);
/** Position of an item of the list model, or -1. */
int lk_shelf_find_item (LkShelf *self, gpointer item);
/** (transfer full): the items that what is done to @tile is done to, in their order:
 * those that are marked where it is one of them, else its own. */
GPtrArray *lk_shelf_list_chosen (LkShelf *self, LkPictureTile *tile);
/** Shows where something dropped at (@x, @y) would be inserted, until it is hidden. */
void lk_shelf_show_insertion (LkShelf *self, double x, double y);
void lk_shelf_hide_insertion (LkShelf *self);

G_END_DECLS
