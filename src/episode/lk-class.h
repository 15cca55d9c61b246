/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * LkClass:
 *
 * One way of an episode: a name and its shots. Changed only through its #LkEpisode;
 * properties "name" (read only) and "shots" notify.
 */
#define LK_TYPE_CLASS (lk_class_get_type ())
G_DECLARE_FINAL_TYPE (LkClass, lk_class, LK, CLASS, GObject)

const char *lk_class_get_name (LkClass *self);
/** A list model of #LkPicture. */
GListModel *lk_class_get_shots (LkClass *self);

G_END_DECLS
