/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-mark.h"

#include <math.h>

typedef enum
{
  SHAPE_CIRCLE,
  SHAPE_SQUARE,
  SHAPE_DIAMOND,
  SHAPE_TRIANGLE,
  SHAPE_HEXAGON,
} Shape;

/* Corners on a circle of @radius, the first at @start radians. */
static void
polygon (cairo_t *cr, double x, double y, double radius, guint n_corners, double start)
{
  for (guint i = 0; i < n_corners; i++)
    {
      double angle = start + 2 * G_PI * i / n_corners;

      cairo_line_to (cr, x + radius * cos (angle), y + radius * sin (angle));
    }
  cairo_close_path (cr);
}

void
lk_mark_path (cairo_t *cr, guint class_index, double x, double y, double size)
{
  cairo_new_sub_path (cr);
  switch ((Shape) (class_index % LK_N_MARK_SHAPES))
    {
    case SHAPE_CIRCLE:
      cairo_arc (cr, x, y, 0.5 * size, 0, 2 * G_PI);
      cairo_close_path (cr);
      break;
    case SHAPE_SQUARE:
      cairo_rectangle (cr, x - 0.44 * size, y - 0.44 * size, 0.88 * size, 0.88 * size);
      break;
    case SHAPE_DIAMOND:
      polygon (cr, x, y, 0.58 * size, 4, 0);
      break;
    case SHAPE_TRIANGLE:
      polygon (cr, x, y + 0.1 * size, 0.64 * size, 3, -G_PI / 2);
      break;
    case SHAPE_HEXAGON:
      polygon (cr, x, y, 0.53 * size, 6, 0);
      break;
    }
}

char *
lk_mark_letter (guint class_index)
{
  if (class_index < 26)
    return g_strdup_printf ("%c", 'A' + (int) class_index);
  return g_strdup_printf ("%c%c", 'A' + (int) ((class_index / 26 - 1) % 26),
                          'A' + (int) (class_index % 26));
}

void
lk_mark_text_place (guint class_index, double size, double *text_size, double *offset)
{
  Shape shape = class_index % LK_N_MARK_SHAPES;

  *text_size = size * (shape == SHAPE_TRIANGLE || shape == SHAPE_DIAMOND ? 0.55 : 0.6);
  if (class_index >= 26)
    *text_size *= 0.66;
  *offset = shape == SHAPE_TRIANGLE ? 0.12 * size : 0;
}
