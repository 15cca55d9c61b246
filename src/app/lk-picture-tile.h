/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * LkPictureTile:
 *
 * A picture as a thumbnail: focusable, can be dragged, with a menu of its own. Its owner
 * fills its action group "tile" ("remove", "move-back", "move-on", and what else the menu
 * offers). Enter and a click activate it: signal "activated"; Alt+Enter, a double click
 * and its menu open the page about the picture (lk-picture-page.h). With Control a click
 * and the space bar, and with Shift all up to it, ask for it to be marked: signal
 * "marked" (whether it is a range).
 */
#define LK_TYPE_PICTURE_TILE (lk_picture_tile_get_type ())
G_DECLARE_FINAL_TYPE (LkPictureTile, lk_picture_tile, LK, PICTURE_TILE, GtkWidget)

GtkWidget *lk_picture_tile_new (LkPicture *picture, GMenuModel *menu);
LkPicture *lk_picture_tile_get_picture (LkPictureTile *self);
/** (transfer none): what its menu does. */
GActionMap *lk_picture_tile_get_actions (LkPictureTile *self);
/** The class that was chosen for it, as a mark in its corner; -1 for none. @wrong adds a
 * sign that this is not its label. */
void
lk_picture_tile_set_prediction (LkPictureTile *self, int class_index, gboolean wrong);
/** By how much that class is ahead, in a corner; %NULL for none. */
void lk_picture_tile_set_margin (LkPictureTile *self, const char *text);
/** Whether anything of it is seen: else it is not drawn, which software rendering does
 * for what is scrolled away too. */
void lk_picture_tile_set_in_sight (LkPictureTile *self, gboolean in_sight);
/** Drawn faint: the picture does not count. */
void lk_picture_tile_set_off (LkPictureTile *self, gboolean off);
void lk_picture_tile_set_selected (LkPictureTile *self, gboolean selected);
/** Whether it is one of those that what is done next is done to. */
void lk_picture_tile_set_marked (LkPictureTile *self, gboolean marked);
/** What a screen reader says, and the tooltip; @caution (nullable) follows it there, and
 * a sign in the lower corner says that there is one. */
void lk_picture_tile_set_description (LkPictureTile *self,
                                      const char *text,
                                      const char *caution);

/** (transfer full): @picture with its longer edge at most @size pixels. Software
 * rendering copies a texture in every frame: it should not be larger than it is shown. */
GdkTexture *lk_picture_tile_create_texture (LkPicture *picture, guint size);

G_END_DECLS
