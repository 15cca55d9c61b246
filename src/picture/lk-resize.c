/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-resize.h"

#include <math.h>
#include <string.h>

/* docs/METHOD.md 1.2: weights in fixed point, so that 255 times their sum fits into 31
 * bits. */
#define PRECISION 22
#define HALF (1u << (PRECISION - 1))

/* The source pixels [first, first + n) that make one target pixel, and where their
 * weights are. */
typedef struct
{
  gsize first;
  gsize n;
  gsize offset;
} Window;

/* One direction of the resize: a window for each target pixel that is wanted, or, where
 * the length stays as it is, only the first of them. */
typedef struct
{
  gboolean unchanged;
  gsize from;
  guint n;
  Window *windows;
  guint32 *weights;
} Axis;

static double
triangle (double x)
{
  return MAX (1.0 - fabs (x), 0.0);
}

static Window
window_at (gsize target, gsize in, gsize out)
{
  double scale = (double) in / out;
  double radius = MAX (scale, 1.0);
  double center = (target + 0.5) * scale;
  double first = MAX (trunc (center - radius + 0.5), 0);
  double end = MIN (trunc (center + radius + 0.5), in);

  return (Window){ .first = first, .n = end - first };
}

/* The steps and their order decide the last bit: as docs/METHOD.md 1.2 has them, in
 * double. */
static void
fill_weights (const Window *window, gsize target, gsize in, gsize out, guint32 *weights)
{
  double scale = (double) in / out;
  double center = (target + 0.5) * scale;
  double narrow = 1.0 / MAX (scale, 1.0);
  double sum = 0;

  for (gsize i = 0; i < window->n; i++)
    sum += triangle ((i + window->first - center + 0.5) * narrow);
  for (gsize i = 0; i < window->n; i++)
    {
      double weight = triangle ((i + window->first - center + 0.5) * narrow);

      weights[i] = 0.5 + weight / sum * (1 << PRECISION);
    }
}

static void
axis_init (Axis *self, gsize in, gsize out, gsize from, guint n)
{
  gsize n_weights = 0;

  *self = (Axis){ .unchanged = in == out, .from = from, .n = n };
  if (self->unchanged)
    return;
  self->windows = g_new (Window, n);
  for (gsize i = 0; i < n; i++)
    {
      self->windows[i] = window_at (from + i, in, out);
      self->windows[i].offset = n_weights;
      n_weights += self->windows[i].n;
    }
  self->weights = g_new (guint32, n_weights);
  for (gsize i = 0; i < n; i++)
    fill_weights (&self->windows[i], from + i, in, out,
                  self->weights + self->windows[i].offset);
}

static void
axis_clear (Axis *self)
{
  g_free (self->windows);
  g_free (self->weights);
}

static guint8
round_sum (guint32 sum)
{
  return MIN (sum >> PRECISION, 255);
}

static void
filter_row (const Axis *axis, const guint8 *row, guint8 *to)
{
  for (gsize i = 0; i < axis->n; i++, to += 3)
    {
      const Window *window = &axis->windows[i];
      const guint32 *weights = axis->weights + window->offset;
      const guint8 *from = row + window->first * 3;
      guint32 red = HALF;
      guint32 green = HALF;
      guint32 blue = HALF;

      for (gsize j = 0; j < window->n; j++)
        {
          red += weights[j] * from[j * 3];
          green += weights[j] * from[j * 3 + 1];
          blue += weights[j] * from[j * 3 + 2];
        }
      to[0] = round_sum (red);
      to[1] = round_sum (green);
      to[2] = round_sum (blue);
    }
}

/* Row @y of the source after the horizontal pass; @buffer is where it may be put. */
static const guint8 *
get_filtered_row (const Axis *axis, LkImage *image, gsize y, guint8 *buffer)
{
  const guint8 *row = lk_image_get_rgb (image) + y * lk_image_get_width (image) * 3;

  if (axis->unchanged)
    return row + axis->from * 3;
  filter_row (axis, row, buffer);
  return buffer;
}

/* How many target rows are under way at most, when source rows come one by one. */
static gsize
count_open_rows (const Axis *axis)
{
  gsize most = 0;

  for (gsize done = 0, begun = 0; done < axis->n; done++)
    {
      gsize end = axis->windows[done].first + axis->windows[done].n;

      while (begun < axis->n && axis->windows[begun].first < end)
        begun++;
      most = MAX (most, begun - done);
    }
  return most;
}

static void
begin_row (guint32 *sums, gsize n)
{
  for (gsize i = 0; i < n; i++)
    sums[i] = HALF;
}

static void
add_row (guint32 *sums, const guint8 *row, guint32 weight, gsize n)
{
  for (gsize i = 0; i < n; i++)
    sums[i] += weight * row[i];
}

static void
finish_row (const guint32 *sums, guint8 *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = round_sum (sums[i]);
}

/* Takes the source row by row and adds each to the target rows whose windows it is in:
 * the whole of the intermediate picture is never kept. */
static void
filter_columns (const Axis *across, const Axis *down, LkImage *image, guint8 *to)
{
  gsize stride = (gsize) across->n * 3;
  gsize n_open = count_open_rows (down);
  g_autofree guint8 *buffer = g_malloc (stride);
  g_autofree guint32 *sums = g_malloc_n (n_open, stride * sizeof *sums);
  gsize done = 0;
  gsize begun = 0;

  for (gsize y = down->windows[0].first; done < down->n; y++)
    {
      const guint8 *row = get_filtered_row (across, image, y, buffer);

      for (; begun < down->n && down->windows[begun].first <= y; begun++)
        begin_row (sums + begun % n_open * stride, stride);
      for (gsize i = done; i < begun; i++)
        {
          const Window *window = &down->windows[i];

          add_row (sums + i % n_open * stride, row,
                   down->weights[window->offset + y - window->first], stride);
        }
      for (; done < begun && down->windows[done].first + down->windows[done].n == y + 1;
           done++)
        finish_row (sums + done % n_open * stride, to + done * stride, stride);
    }
}

static void
filter_rows_only (const Axis *across, const Axis *down, LkImage *image, guint8 *to)
{
  gsize stride = (gsize) across->n * 3;

  for (gsize i = 0; i < down->n; i++, to += stride)
    {
      const guint8 *row = get_filtered_row (across, image, down->from + i, to);

      if (row != to)
        memcpy (to, row, stride);
    }
}

LkImage *
lk_resize_part (LkImage *image,
                gsize width,
                gsize height,
                gsize x,
                gsize y,
                guint part_width,
                guint part_height)
{
  Axis across;
  Axis down;
  guint8 *rgb;

  g_return_val_if_fail (part_width > 0 && x <= width && part_width <= width - x, NULL);
  g_return_val_if_fail (part_height > 0 && y <= height && part_height <= height - y,
                        NULL);

  axis_init (&across, lk_image_get_width (image), width, x, part_width);
  axis_init (&down, lk_image_get_height (image), height, y, part_height);
  rgb = g_malloc_n (part_height, (gsize) part_width * 3);
  if (down.unchanged)
    filter_rows_only (&across, &down, image, rgb);
  else
    filter_columns (&across, &down, image, rgb);
  axis_clear (&across);
  axis_clear (&down);
  return lk_image_new (part_width, part_height, rgb);
}

LkImage *
lk_image_resize (LkImage *self, guint width, guint height)
{
  g_return_val_if_fail (self != NULL, NULL);

  return lk_resize_part (self, width, height, 0, 0, width, height);
}

LkImage *
lk_image_fit (LkImage *self, guint size)
{
  guint width, height, longer;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (size > 0, NULL);

  width = lk_image_get_width (self);
  height = lk_image_get_height (self);
  longer = MAX (width, height);
  if (longer <= size)
    return lk_image_ref (self);
  width = MAX (((guint64) width * size + longer / 2) / longer, 1);
  height = MAX (((guint64) height * size + longer / 2) / longer, 1);
  return lk_image_resize (self, width, height);
}
