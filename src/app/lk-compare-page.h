/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkComparePage:
 *
 * The session's episode under two models or two settings side by side: A is the session,
 * B is chosen here. Both ledgers of the selected query, the differences per class and
 * level, and all queries with what changes. Nothing is computed while it is not shown.
 */
#define LK_TYPE_COMPARE_PAGE (lk_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (LkComparePage, lk_compare_page, LK, COMPARE_PAGE, GtkWidget)

/** Once. */
void lk_compare_page_set_session (LkComparePage *self, LkSession *session);
/** Gives B another model: a name as for lk_model_open(). */
void lk_compare_page_open_model (LkComparePage *self, const char *name);

/** Asks where to save both sides as a figure, or copies it. */
void lk_compare_page_take_figure (LkComparePage *self, gboolean copy);

G_END_DECLS
