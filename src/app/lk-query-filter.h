/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkQueryFilter:
 *
 * Which queries a list of them shows: all, those that are wrong, the quarter with the
 * smallest margins, or those that are most like one class. Plain: whoever asks draws the
 * list anew.
 */
typedef struct _LkQueryFilter LkQueryFilter;

/** Shows all. */
LkQueryFilter *lk_query_filter_new (LkSession *session);
void lk_query_filter_free (LkQueryFilter *self);

/** (transfer none): what can be chosen, as strings; follows lk_query_filter_update(). */
GListModel *lk_query_filter_get_choices (LkQueryFilter *self);
guint lk_query_filter_get_chosen (LkQueryFilter *self);
void lk_query_filter_choose (LkQueryFilter *self, guint position);
/** Takes the classes and the decisions as they are now; a class that went is not chosen
 * any more. Returns whether the choices became others. */
gboolean lk_query_filter_update (LkQueryFilter *self);
/** What is not decided is shown where all are. */
gboolean lk_query_filter_shows (LkQueryFilter *self, LkQuery *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkQueryFilter, lk_query_filter_free)

G_END_DECLS
