/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-picture-tile.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkQueryStrip:
 *
 * The queries as tiles, each with the mark of the class that was chosen for it. The
 * selected one is explained in the views.
 */
#define LK_TYPE_QUERY_STRIP (lk_query_strip_get_type ())
G_DECLARE_FINAL_TYPE (LkQueryStrip, lk_query_strip, LK, QUERY_STRIP, GtkWidget)

/** (transfer full): the queries that what is done to @tile is done to; none where it is
 * no tile of a strip. */
GPtrArray *lk_query_strip_list_chosen (LkPictureTile *tile);
void lk_query_strip_set_session (LkQueryStrip *self, LkSession *session);
/** Lets @chooser say which queries are seen: see #LkQueryFilter. After the session. */
void lk_query_strip_set_chooser (LkQueryStrip *self, GtkDropDown *chooser);

G_END_DECLS
