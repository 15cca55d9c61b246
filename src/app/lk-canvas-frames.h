/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkCanvasFrames:
 * @frames: the base with what is hovered: shown, and shown before
 * @base: (nullable): what does not change as the pointer moves
 * @width, @height, @scale: of all three
 *
 * The pictures a canvas keeps of itself. Plain data, all 0 at first.
 */
typedef struct
{
  cairo_surface_t *frames[2];
  cairo_surface_t *base;
  int width;
  int height;
  int scale;
} LkCanvasFrames;

/** Makes room for what is as large as @widget; those of another size are forgotten. */
void lk_canvas_frames_fit (LkCanvasFrames *self, GtkWidget *widget);
/** (transfer full): draws a new base. */
cairo_t *lk_canvas_frames_begin_base (LkCanvasFrames *self, GtkWidget *widget);
/** (transfer full): draws over a copy of the base, in the frame that is not shown: the
 * one that the window still shows would have to be copied first. It is the first from now
 * on.
 */
cairo_t *lk_canvas_frames_begin (LkCanvasFrames *self);
void lk_canvas_frames_clear_base (LkCanvasFrames *self);
void lk_canvas_frames_clear (LkCanvasFrames *self);

G_END_DECLS
