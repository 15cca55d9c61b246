/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkDigits:
 *
 * A number that changes often, in digits of one width. Unlike a GtkLabel it has its
 * window laid out anew only where more than digits changed: a hundred margins follow a
 * slider. It says nothing to a screen reader: what has it does.
 */
#define LK_TYPE_DIGITS (lk_digits_get_type ())
G_DECLARE_FINAL_TYPE (LkDigits, lk_digits, LK, DIGITS, GtkWidget)

GtkWidget *lk_digits_new (void);
void lk_digits_set_text (LkDigits *self, const char *text);
const char *lk_digits_get_text (LkDigits *self);

G_END_DECLS
