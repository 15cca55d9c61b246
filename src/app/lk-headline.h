/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/** The verdict on the selected query, which is told here and nowhere else: its picture,
 * who won and by how much, whether that is wrong, and, in the decision view, why. */
#define LK_TYPE_HEADLINE (lk_headline_get_type ())
G_DECLARE_FINAL_TYPE (LkHeadline, lk_headline, LK, HEADLINE, GtkWidget)

void lk_headline_set_session (LkHeadline *self, LkSession *session);

G_END_DECLS
