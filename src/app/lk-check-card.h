/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkCheckCard:
 *
 * How good the shots are: how many are recognised when they are left out, and, opened,
 * which fits least, what is mixed up and what tells best. Hidden where nothing is scored.
 */
#define LK_TYPE_CHECK_CARD (lk_check_card_get_type ())
G_DECLARE_FINAL_TYPE (LkCheckCard, lk_check_card, LK, CHECK_CARD, GtkWidget)

/** Once. */
void lk_check_card_set_session (LkCheckCard *self, LkSession *session);
/** What it says: the line, and the sentences below it. */
const char *lk_check_card_get_summary (LkCheckCard *self);
const char *lk_check_card_get_findings (LkCheckCard *self);

G_END_DECLS
