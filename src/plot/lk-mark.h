/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* The shape and the letter of a class, without its colour. Private to this room. */

#define LK_N_MARK_SHAPES 5

/** Adds the shape of class @class_index, about @size across, centred on (@x, @y), to the
 * path. */
void lk_mark_path (cairo_t *cr, guint class_index, double x, double y, double size);

/** (transfer full): A to Z, then AA, AB, ... */
char *lk_mark_letter (guint class_index);

/** The size in pixels of the letter that fits into the shape, and how far below the
 * centre it goes. */
void
lk_mark_text_place (guint class_index, double size, double *text_size, double *offset);

G_END_DECLS
