/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-point-cloud.h"

#include "lk-mark.h"

#include <math.h>

#define N_PHASES 2 /* of a pixel, along each axis */
#define MAX_SPRITE 32
#define MAX_PIXELS 8192

/* The coverage of a shape, with its centre at a fraction of a pixel. */
typedef struct
{
  int size;
  guint8 coverage[MAX_SPRITE][MAX_SPRITE];
} Sprite;

struct _LkPointCloud
{
  cairo_t *cr;
  LkBox area;
  double resolution;
  cairo_surface_t *surface; /* NULL where paths are drawn */
  guint32 *pixels;
  int width;
  int height;
  int stride;
  Sprite *sprites[LK_N_MARK_SHAPES]; /* [N_PHASES * N_PHASES], made when asked for */
  double sprite_size;
};

LkPointCloud *
lk_point_cloud_new (cairo_t *cr, const LkBox *area)
{
  LkPointCloud *self = g_new0 (LkPointCloud, 1);

  g_return_val_if_fail (cr != NULL && area != NULL, NULL);

  self->cr = cairo_reference (cr);
  self->area = *area;
  self->resolution = lk_plot_resolution (cr);
  self->width = (int) ceil (area->width * self->resolution);
  self->height = (int) ceil (area->height * self->resolution);
  if (lk_plot_is_vector (cr) || self->width < 1 || self->height < 1
      || self->width > MAX_PIXELS || self->height > MAX_PIXELS)
    return self;

  self->surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->width, self->height);
  self->pixels = (guint32 *) cairo_image_surface_get_data (self->surface);
  self->stride = cairo_image_surface_get_stride (self->surface) / 4;
  if (self->pixels == NULL)
    g_clear_pointer (&self->surface, cairo_surface_destroy);
  return self;
}

static void
clear_sprites (LkPointCloud *self)
{
  for (guint i = 0; i < LK_N_MARK_SHAPES; i++)
    g_clear_pointer (&self->sprites[i], g_free);
}

void
lk_point_cloud_free (LkPointCloud *self)
{
  clear_sprites (self);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  cairo_destroy (self->cr);
  g_free (self);
}

static void
sprite_init (Sprite *self, guint shape, double size, double phase_x, double phase_y)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_A8, MAX_SPRITE, MAX_SPRITE);
  cairo_t *cr = cairo_create (surface);
  const guint8 *data;

  self->size = MIN ((int) ceil (1.3 * size) + 3, MAX_SPRITE);
  lk_mark_path (cr, shape, self->size / 2 + phase_x, self->size / 2 + phase_y, size);
  cairo_fill (cr);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (int y = 0; y < self->size; y++)
    for (int x = 0; x < self->size; x++)
      self->coverage[y][x] = data[y * cairo_image_surface_get_stride (surface) + x];
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static const Sprite *
get_sprites (LkPointCloud *self, guint shape, double size)
{
  if (size != self->sprite_size)
    clear_sprites (self);
  self->sprite_size = size;
  if (self->sprites[shape] == NULL)
    {
      self->sprites[shape] = g_new (Sprite, N_PHASES * N_PHASES);
      for (guint i = 0; i < N_PHASES * N_PHASES; i++)
        sprite_init (&self->sprites[shape][i], shape, size,
                     (i % N_PHASES + 0.5) / N_PHASES, (i / N_PHASES + 0.5) / N_PHASES);
    }
  return self->sprites[shape];
}

static guint
divide_by_255 (guint value)
{
  value += 128;
  return (value + (value >> 8)) >> 8;
}

/* Two channels of a pixel at once, each divided by 255 and rounded. */
static guint32
divide_pair (guint32 pair)
{
  pair += 0x800080;
  return (pair + (pair >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
}

/* Source over destination, premultiplied; @argb is opaque, @cover is coverage times
 * alpha, 0 to 255. */
static guint32
blend (guint32 below, guint32 argb, guint cover)
{
  guint32 rest = 255 - cover;

  return divide_pair ((argb & 0xff00ff) * cover + (below & 0xff00ff) * rest)
         | divide_pair ((argb >> 8 & 0xff00ff) * cover + (below >> 8 & 0xff00ff) * rest)
               << 8;
}

static void
stamp (LkPointCloud *self,
       const Sprite *sprite,
       int left,
       int top,
       guint32 argb,
       guint alpha)
{
  int x_end = MIN (sprite->size, self->width - left);
  int y_end = MIN (sprite->size, self->height - top);

  if (x_end <= 0)
    return;
  for (int y = MAX (0, -top); y < y_end; y++)
    {
      guint32 *row = self->pixels + (gsize) (top + y) * self->stride + left;

      for (int x = MAX (0, -left); x < x_end; x++)
        if (sprite->coverage[y][x] != 0)
          row[x] = blend (row[x], argb, divide_by_255 (sprite->coverage[y][x] * alpha));
    }
}

static void
add_pixels (LkPointCloud *self, const double *points, gsize n, const LkCloudMark *mark)
{
  guint32 argb = 0xff000000 | (guint32) (255 * mark->color->red + 0.5) << 16
                 | (guint32) (255 * mark->color->green + 0.5) << 8
                 | (guint32) (255 * mark->color->blue + 0.5);
  const Sprite *sprites
      = get_sprites (self, mark->shape % LK_N_MARK_SHAPES,
                     MIN (mark->size * self->resolution, (MAX_SPRITE - 3) / 1.3));

  for (gsize i = 0; i < n; i++)
    {
      double x = (points[2 * i] - self->area.x) * self->resolution;
      double y = (points[2 * i + 1] - self->area.y) * self->resolution;
      guint phase;

      if (!(x > -MAX_SPRITE && x < self->width + MAX_SPRITE && y > -MAX_SPRITE
            && y < self->height + MAX_SPRITE))
        continue;
      phase = (guint) ((y - floor (y)) * N_PHASES) * N_PHASES
              + (guint) ((x - floor (x)) * N_PHASES);
      phase = MIN (phase, N_PHASES * N_PHASES - 1);
      stamp (self, &sprites[phase], (int) floor (x) - sprites[phase].size / 2,
             (int) floor (y) - sprites[phase].size / 2, argb, 255 * mark->alpha + 0.5);
    }
}

static void
add_paths (LkPointCloud *self, const double *points, gsize n, const LkCloudMark *mark)
{
  cairo_t *cr = self->cr;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, self->area.x, self->area.y, self->area.width, self->area.height);
  cairo_clip (cr);
  lk_palette_set_source (cr, mark->color, mark->alpha);
  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (points[2 * i]) || !isfinite (points[2 * i + 1]))
        continue;
      lk_mark_path (cr, mark->shape, points[2 * i], points[2 * i + 1], mark->size);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

void
lk_point_cloud_add (LkPointCloud *self,
                    const double *points,
                    gsize n,
                    const LkCloudMark *mark)
{
  g_return_if_fail (self != NULL && mark != NULL);

  if (self->surface != NULL)
    add_pixels (self, points, n, mark);
  else if (lk_plot_is_vector (self->cr))
    add_paths (self, points, n, mark);
}

void
lk_point_cloud_draw (LkPointCloud *self)
{
  g_return_if_fail (self != NULL);

  cairo_t *cr = self->cr;

  if (self->surface == NULL)
    return;
  cairo_surface_mark_dirty (self->surface);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, self->area.x, self->area.y, self->area.width, self->area.height);
  cairo_clip (cr);
  cairo_translate (cr, self->area.x, self->area.y);
  cairo_scale (cr, 1 / self->resolution, 1 / self->resolution);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
}
