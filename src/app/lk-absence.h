/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * lk_absence_attach:
 * @tile: shows @picture within an #LkWindow
 * @menu: (nullable): of the tile
 *
 * What a placeholder's tile offers: actions "absence.…" that locate the picture in a file
 * or a folder, or take the file as it is now.
 *
 * Returns: (transfer full) (nullable): @menu with those at its head; @menu itself where
 *   @picture is no placeholder
 */
GMenuModel *lk_absence_attach (GtkWidget *tile, LkPicture *picture, GMenuModel *menu);

/** (transfer full) (nullable): the sign that is shown in the placeholder's place. */
GtkWidget *lk_absence_create_sign (LkPicture *picture);

G_END_DECLS
