/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lk-map-source.h"

G_BEGIN_DECLS

/**
 * LkPicturePage:
 *
 * A window about one picture: the picture itself, to be looked at closely; what the
 * network sees of it; and the facts of #LkPictureFacts, among them in what that differs
 * from what published code sees. What takes time is done on another thread.
 */
#define LK_TYPE_PICTURE_PAGE (lk_picture_page_get_type ())
G_DECLARE_FINAL_TYPE (LkPicturePage, lk_picture_page, LK, PICTURE_PAGE, AdwWindow)

/** Shows the page of @picture over @parent; @source (nullable): of its map. */
LkPicturePage *
lk_picture_page_present (GtkWindow *parent, LkPicture *picture, LkMapSource *source);

/** (transfer none): titles and texts in turn, as they are shown; empty until the picture
 * was read. */
GPtrArray *lk_picture_page_get_facts (LkPicturePage *self);

G_END_DECLS
