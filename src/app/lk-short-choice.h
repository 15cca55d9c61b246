/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** Lets a drop-down of strings be narrower than what is chosen in it: the text is then
 * ellipsized, but for @width_chars; its list shows the texts whole. */
void lk_short_choice_set_up (GtkDropDown *drop_down, int width_chars);

G_END_DECLS
