/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-comparison.h"

G_BEGIN_DECLS

/**
 * LkChangedQueries:
 *
 * The queries that B of a comparison decides otherwise than A, each with its picture,
 * both answers, and which of them is right where that is known. Signal "activated": one
 * of them, by its place in the scoring.
 */
#define LK_TYPE_CHANGED_QUERIES (lk_changed_queries_get_type ())
G_DECLARE_FINAL_TYPE (LkChangedQueries,
                      lk_changed_queries,
                      LK,
                      CHANGED_QUERIES,
                      GtkWidget)

/** Shows those that are known now. */
void lk_changed_queries_update (LkChangedQueries *self,
                                LkComparison *comparison,
                                LkSession *session);
guint lk_changed_queries_get_n (LkChangedQueries *self);
/** (transfer full) (nullable): what a screen reader says of one. */
char *lk_changed_queries_describe (LkChangedQueries *self, guint position);

G_END_DECLS
