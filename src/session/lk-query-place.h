/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evidence.h"
#include "lk-shot-check.h"

G_BEGIN_DECLS

/**
 * LkQueryPlace:
 *
 * Where the query that is shown lies among the shots of the check: compared on another
 * thread with the parts of the class it is taken for, judged anew at once when options
 * are. The signal "changed" tells of every change. Main thread only.
 */
#define LK_TYPE_QUERY_PLACE (lk_query_place_get_type ())
G_DECLARE_FINAL_TYPE (LkQueryPlace, lk_query_place, LK, QUERY_PLACE, GObject)

LkQueryPlace *lk_query_place_new (LkShotCheck *check);

/** @evidence: (nullable): of the query that is shown, and how it is decided now */
void lk_query_place_follow (LkQueryPlace *self, LkEvidence *evidence);

/** Sets @place to what is known of the query that is followed; %FALSE while that is
 * looked for, and where no shots were checked. */
gboolean lk_query_place_get (LkQueryPlace *self, LkPlace *place);

/** (transfer full) (nullable): sentences about it, the most important first. */
GStrv lk_query_place_describe (LkQueryPlace *self);

G_END_DECLS
