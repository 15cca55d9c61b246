/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/** Gives @button a menu of the strongest pairs of channels of the class that is shown,
 * made when it pops up; its items activate "win.show-pair" with row and column of the
 * part matrix. */
void lk_pairs_menu_attach (GtkMenuButton *button, LkSession *session);

G_END_DECLS
