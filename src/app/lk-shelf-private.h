/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-shelf.h"

G_BEGIN_DECLS

/* What the files of a shelf share. Private to them. */

struct _LkShelf
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GListModel *items;
  char *action;
  char *hint;
  LkShelfCreate create;
  gpointer user_data;
  guint stop;           /* where the focus was last, or comes to */
  GHashTable *marked;   /* items of the list model */
  guint last_marked;    /* where a range begins */
  GdkRGBA line;         /* the colour of the line */
  int insertion;        /* where a line says what is dropped goes to, or -1 */
  GdkFrameClock *clock; /* while it is realized */
};

guint lk_shelf_count (LkShelf *self);
/* A tile, or the button; NULL past it. */
GtkWidget *lk_shelf_get_item (LkShelf *self, guint position);
/* A filter has put it away: nobody sees it, and nothing is done to it. */
gboolean lk_shelf_is_hidden (LkShelf *self, guint position);

/* Tells the tiles which of them are in sight: after every layout, as what moves a shelf
 * need not lay it out itself. */
void lk_shelf_update_sight (LkShelf *self);

G_END_DECLS
