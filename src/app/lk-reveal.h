/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** Scrolls the scrolled window around @widget, once it is laid out, as little as shows
 * all of it; @widget may be one that is not laid out yet, or goes away before. */
void lk_reveal (GtkWidget *widget);

G_END_DECLS
