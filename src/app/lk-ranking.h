/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/** The classes in the order of their fused scores: mark, name, stacked contributions and
 * score. Activating one shows its evidence. */
#define LK_TYPE_RANKING (lk_ranking_get_type ())
G_DECLARE_FINAL_TYPE (LkRanking, lk_ranking, LK, RANKING, GtkWidget)

/** Shows the decision of @evidence (%NULL: nothing), @shown being the class whose
 * evidence is shown; the true class has a sign where it is known. */
void lk_ranking_update (LkRanking *self, LkEvidence *evidence, guint shown);
void lk_ranking_set_session (LkRanking *self, LkSession *session);

G_END_DECLS
