/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-confusion-cells.h"

#include "lk-pattern.h"

#include <math.h>

#define N_SHADES 256

/* Right is blue, wrong is orange; where they stand says the same. */
static const LkColor right_color = { 0.11, 0.44, 0.85 };
static const LkColor wrong_color = { 0.84, 0.41, 0.02 };

LkColor
lk_confusion_get_color (const LkPalette *palette, gboolean right, double share)
{
  const LkColor light = { 0.35, 0.66, 1 };
  const LkColor orange = { 1, 0.6, 0.2 };
  LkColor end = right ? right_color : wrong_color;

  if (palette->dark)
    end = right ? light : orange;
  return lk_color_mix (&palette->background, &end, sqrt (CLAMP (share, 0, 1)));
}

static guint32
to_pixel (const LkColor *color)
{
  return 0xff000000 | (guint32) (255 * color->red + 0.5) << 16
         | (guint32) (255 * color->green + 0.5) << 8
         | (guint32) (255 * color->blue + 0.5);
}

double *
lk_confusion_invert_sums (const LkConfusion *data)
{
  double *factors = g_new (double, data->n_classes);

  for (gsize row = 0; row < data->n_classes; row++)
    {
      const guint *counts = data->counts + row * data->n_classes;
      double sum = 0;

      for (guint column = 0; column < data->n_classes; column++)
        sum += counts[column];
      factors[row] = sum > 0 ? 1 / sum : 0;
    }
  return factors;
}

/* The largest share of the entries that fall on each pixel of a row of them, the right
 * ones negative. */
static void
reduce_row (const LkConfusion *data,
            const double *factors,
            const LkConfusionLayout *layout,
            gsize pixel,
            guint n,
            double *shares)
{
  gsize last = layout->row + (pixel + 1) * layout->n / n;

  for (gsize row = layout->row + pixel * layout->n / n; row < last; row++)
    {
      const guint *counts = data->counts + row * data->n_classes;

      for (gsize bin = 0; bin < n; bin++)
        for (gsize column = layout->column + bin * layout->n / n;
             column < layout->column + (bin + 1) * layout->n / n; column++)
          {
            double share = counts[column] * factors[row];

            if (share > fabs (shares[bin]))
              shares[bin] = row == column ? -share : share;
          }
    }
}

void
lk_confusion_draw_cells (const LkConfusion *data,
                         const LkConfusionLayout *layout,
                         const LkPen *pen)
{
  g_autofree double *factors = lk_confusion_invert_sums (data);
  guint n = MIN (layout->n,
                 (guint) MAX (layout->area.width * lk_plot_resolution (pen->cr), 1));
  cairo_surface_t *cells = cairo_image_surface_create (CAIRO_FORMAT_RGB24, n, n);
  guint8 *pixels = cairo_image_surface_get_data (cells);
  gsize stride = cairo_image_surface_get_stride (cells);
  g_autofree double *shares = g_new (double, n);
  guint32 shades[2][N_SHADES];

  for (guint i = 0; i < 2 * N_SHADES; i++)
    {
      LkColor color = lk_confusion_get_color (pen->palette, i < N_SHADES,
                                              i % N_SHADES / (N_SHADES - 1.0));

      shades[i / N_SHADES][i % N_SHADES] = to_pixel (&color);
    }
  for (gsize row = 0; row < n && pixels != NULL; row++)
    {
      guint32 *out = (guint32 *) (pixels + row * stride);

      for (guint column = 0; column < n; column++)
        shares[column] = 0;
      reduce_row (data, factors, layout, row, n, shares);
      for (guint column = 0; column < n; column++)
        {
          guint shade = (guint) (MIN (fabs (shares[column]), 1) * (N_SHADES - 1) + 0.5);

          if (shade == 0 && shares[column] != 0)
            shade = 1;
          out[column] = shades[shares[column] < 0 ? 0 : 1][shade];
        }
    }
  cairo_surface_mark_dirty (cells);
  lk_plot_paint_cells (pen->cr, cells, &layout->area);
  cairo_surface_destroy (cells);
}
