/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * LkChangeCard:
 *
 * A change and what comes of it: a picture, two lines, and a button. Signals: "apply",
 * and "pointed" with whether the pointer or the focus is on it.
 */
#define LK_TYPE_CHANGE_CARD (lk_change_card_get_type ())
G_DECLARE_FINAL_TYPE (LkChangeCard, lk_change_card, LK, CHANGE_CARD, GtkWidget)

GtkWidget *lk_change_card_new (void);
/** @picture: (nullable) */
void lk_change_card_show (LkChangeCard *self,
                          LkPicture *picture,
                          const char *title,
                          const char *text);
/** (transfer none): what it says. */
const char *lk_change_card_get_title (LkChangeCard *self);
const char *lk_change_card_get_text (LkChangeCard *self);

G_END_DECLS
