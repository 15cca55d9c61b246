/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-palette.h"

G_BEGIN_DECLS

/**
 * LkKeptDrawing:
 *
 * What a widget draws that does not follow the pointer, kept until the widget has another
 * size or lk_kept_drawing_clear() is called. All zeros is an empty one.
 */
typedef struct
{
  GskRenderNode *node;
  int width;
  int height;
} LkKeptDrawing;

typedef void (*LkKeptDrawingDraw) (gconstpointer data,
                                   cairo_t *cr,
                                   double width,
                                   double height,
                                   const LkPalette *palette);

/**
 * lk_kept_drawing_snapshot:
 * @base: draws @data, where nothing is kept
 * @overlay: (nullable): draws what follows the pointer, over it
 *
 * Both as large as @widget, in its palette.
 */
void lk_kept_drawing_snapshot (LkKeptDrawing *self,
                               GtkWidget *widget,
                               GtkSnapshot *snapshot,
                               LkKeptDrawingDraw base,
                               LkKeptDrawingDraw overlay,
                               gconstpointer data);
void lk_kept_drawing_clear (LkKeptDrawing *self);

G_END_DECLS
