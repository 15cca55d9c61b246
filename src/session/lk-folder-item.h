/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-classified-table.h"

G_BEGIN_DECLS

/**
 * LkFolderItem:
 *
 * What was decided of a picture of a folder, as an item of a list model. Immutable.
 * Properties, read only, to sort by: "name", "class" (empty where it is of none),
 * "prediction", "margin", "decisive" (translated), "higher" (the share of the left-out
 * shots that are more like their own class; -1: not known).
 */
#define LK_TYPE_FOLDER_ITEM (lk_folder_item_get_type ())
G_DECLARE_FINAL_TYPE (LkFolderItem, lk_folder_item, LK, FOLDER_ITEM, GObject)

/** @folder: that @name is a path within */
LkFolderItem *lk_folder_item_new (LkEpisodeState *episode,
                                  const char *folder,
                                  const char *name,
                                  const LkClassified *found);

/** Its name stays the item's. */
const LkClassifiedPicture *lk_folder_item_get (LkFolderItem *self);
/** The file. */
const char *lk_folder_item_get_path (LkFolderItem *self);
/** Whether it is unlike every class. */
gboolean lk_folder_item_is_of_none (LkFolderItem *self);

G_END_DECLS
