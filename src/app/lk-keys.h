/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keys that mean the same on a keypad. */

/** Whether @keyval is an arrow; @dx and @dy (out): where to, one of them 0. */
gboolean lk_keys_get_arrow (guint keyval, int *dx, int *dy);
/** Whether it presses what has the focus: Enter or space. */
gboolean lk_keys_activates (guint keyval);

G_END_DECLS
