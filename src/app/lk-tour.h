/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkTourStop:
 * @widget: what the hint points at
 * @position: the side of @widget it stands on
 * @text: the hint, translated
 */
typedef struct
{
  GtkWidget *widget;
  GtkPositionType position;
  const char *text;
} LkTourStop;

/** Shows hints one after the other, each with its number, and with buttons to the next,
 * to the one before and out; Escape ends the tour too. What is not to be seen is passed
 * over. The stops are copied; their widgets must live as long as the window. */
void lk_tour_start (const LkTourStop *stops, guint n_stops);

G_END_DECLS
