/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * lk_hint_set_text:
 * @text: the tooltip, or %NULL for none
 *
 * A tooltip that is only looked up when the pointer rests. GTK asks the display server
 * where the pointer is whenever a tooltip's text is set; a hundred tiles whose tooltip
 * follows the weights would wait for a hundred answers.
 */
void lk_hint_set_text (GtkWidget *widget, const char *text);
const char *lk_hint_get_text (GtkWidget *widget);

G_END_DECLS
