/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkWeightTriangle:
 *
 * The flip map of the selected query: the triangle of all weights with the region in
 * which each class wins. The point is the weights in force; dragging it, or the arrow
 * keys, change them. It can show how many labelled queries come out right instead.
 */
#define LK_TYPE_WEIGHT_TRIANGLE (lk_weight_triangle_get_type ())
G_DECLARE_FINAL_TYPE (LkWeightTriangle,
                      lk_weight_triangle,
                      LK,
                      WEIGHT_TRIANGLE,
                      GtkWidget)

void lk_weight_triangle_set_session (LkWeightTriangle *self, LkSession *session);
void lk_weight_triangle_set_accuracy (LkWeightTriangle *self, gboolean accuracy);

G_END_DECLS
