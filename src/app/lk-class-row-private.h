/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-class-row.h"
#include "lk-picture-tile.h"

G_BEGIN_DECLS

struct _LkClassRow
{
  GtkWidget parent_instance;

  LkSession *session;
  LkClass *class;
  GSimpleActionGroup *actions;

  GtkWidget *header;
  GtkWidget *mark;
  GtkWidget *name;
  GtkWidget *count;
  GtkWidget *menu_button;
  GtkWidget *caution;
  GtkWidget *shelf;
  GMenuModel *shot_menu;
};

/** Where the class is in the episode. */
guint lk_class_row_get_index (LkClassRow *self);
/** Says what went wrong, if anything did. */
void lk_class_row_tell (LkClassRow *self, GError *error);

/* Its shots. */

/** The row of @tile and where the shot is in it; %NULL where it is none of a row. */
LkClassRow *lk_class_row_find_shot (LkPictureTile *tile, guint *shot);
/** For lk_shelf_bind(): the tile of a shot, with what can be done to it. */
GtkWidget *lk_class_row_create_tile (gpointer item, gpointer user_data);
/** Shows whether the shot is switched off. */
void lk_class_row_update_off (LkClassRow *self, LkPictureTile *tile);

G_END_DECLS
