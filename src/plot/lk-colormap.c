/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-colormap.h"

#include "lk-plot-layout.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <math.h>

#define N_ENTRIES 256
#define N_SHADES 257 /* odd, so that one is the middle */
#define N_STOPS 48

/* Viridis, by Stefan van der Walt and Nathaniel Smith (CC0). clang-format off keeps its
 * rows. */
/* clang-format off */
static const guint32 viridis[N_ENTRIES] = {
  0x440154, 0x440256, 0x450457, 0x450559, 0x46075a, 0x46085c, 0x460a5d, 0x460b5e,
  0x470d60, 0x470e61, 0x471063, 0x471164, 0x471365, 0x481467, 0x481668, 0x481769,
  0x48186a, 0x481a6c, 0x481b6d, 0x481c6e, 0x481d6f, 0x481f70, 0x482071, 0x482173,
  0x482374, 0x482475, 0x482576, 0x482677, 0x482878, 0x482979, 0x472a7a, 0x472c7a,
  0x472d7b, 0x472e7c, 0x472f7d, 0x46307e, 0x46327e, 0x46337f, 0x463480, 0x453581,
  0x453781, 0x453882, 0x443983, 0x443a83, 0x443b84, 0x433d84, 0x433e85, 0x423f85,
  0x424086, 0x424186, 0x414287, 0x414487, 0x404588, 0x404688, 0x3f4788, 0x3f4889,
  0x3e4989, 0x3e4a89, 0x3e4c8a, 0x3d4d8a, 0x3d4e8a, 0x3c4f8a, 0x3c508b, 0x3b518b,
  0x3b528b, 0x3a538b, 0x3a548c, 0x39558c, 0x39568c, 0x38588c, 0x38598c, 0x375a8c,
  0x375b8d, 0x365c8d, 0x365d8d, 0x355e8d, 0x355f8d, 0x34608d, 0x34618d, 0x33628d,
  0x33638d, 0x32648e, 0x32658e, 0x31668e, 0x31678e, 0x31688e, 0x30698e, 0x306a8e,
  0x2f6b8e, 0x2f6c8e, 0x2e6d8e, 0x2e6e8e, 0x2e6f8e, 0x2d708e, 0x2d718e, 0x2c718e,
  0x2c728e, 0x2c738e, 0x2b748e, 0x2b758e, 0x2a768e, 0x2a778e, 0x2a788e, 0x29798e,
  0x297a8e, 0x297b8e, 0x287c8e, 0x287d8e, 0x277e8e, 0x277f8e, 0x27808e, 0x26818e,
  0x26828e, 0x26828e, 0x25838e, 0x25848e, 0x25858e, 0x24868e, 0x24878e, 0x23888e,
  0x23898e, 0x238a8d, 0x228b8d, 0x228c8d, 0x228d8d, 0x218e8d, 0x218f8d, 0x21908d,
  0x21918c, 0x20928c, 0x20928c, 0x20938c, 0x1f948c, 0x1f958b, 0x1f968b, 0x1f978b,
  0x1f988b, 0x1f998a, 0x1f9a8a, 0x1e9b8a, 0x1e9c89, 0x1e9d89, 0x1f9e89, 0x1f9f88,
  0x1fa088, 0x1fa188, 0x1fa187, 0x1fa287, 0x20a386, 0x20a486, 0x21a585, 0x21a685,
  0x22a785, 0x22a884, 0x23a983, 0x24aa83, 0x25ab82, 0x25ac82, 0x26ad81, 0x27ad81,
  0x28ae80, 0x29af7f, 0x2ab07f, 0x2cb17e, 0x2db27d, 0x2eb37c, 0x2fb47c, 0x31b57b,
  0x32b67a, 0x34b679, 0x35b779, 0x37b878, 0x38b977, 0x3aba76, 0x3bbb75, 0x3dbc74,
  0x3fbc73, 0x40bd72, 0x42be71, 0x44bf70, 0x46c06f, 0x48c16e, 0x4ac16d, 0x4cc26c,
  0x4ec36b, 0x50c46a, 0x52c569, 0x54c568, 0x56c667, 0x58c765, 0x5ac864, 0x5cc863,
  0x5ec962, 0x60ca60, 0x63cb5f, 0x65cb5e, 0x67cc5c, 0x69cd5b, 0x6ccd5a, 0x6ece58,
  0x70cf57, 0x73d056, 0x75d054, 0x77d153, 0x7ad151, 0x7cd250, 0x7fd34e, 0x81d34d,
  0x84d44b, 0x86d549, 0x89d548, 0x8bd646, 0x8ed645, 0x90d743, 0x93d741, 0x95d840,
  0x98d83e, 0x9bd93c, 0x9dd93b, 0xa0da39, 0xa2da37, 0xa5db36, 0xa8db34, 0xaadc32,
  0xaddc30, 0xb0dd2f, 0xb2dd2d, 0xb5de2b, 0xb8de29, 0xbade28, 0xbddf26, 0xc0df25,
  0xc2df23, 0xc5e021, 0xc8e020, 0xcae11f, 0xcde11d, 0xd0e11c, 0xd2e21b, 0xd5e21a,
  0xd8e219, 0xdae319, 0xdde318, 0xdfe318, 0xe2e418, 0xe5e419, 0xe7e419, 0xeae51a,
  0xece51b, 0xefe51c, 0xf1e51d, 0xf4e61e, 0xf6e620, 0xf8e621, 0xfbe723, 0xfde725,
};
/* clang-format on */

/* Two arms of equal lightness, even steps of it in Oklab, hues 256 and 55 degrees. */
static const guint32 diverging[] = {
  0x0c5cb5, 0x2770cb, 0x3c85e1, 0x5299f6, 0x72aefe, 0x96c3ff,
  0xb8d6fe, 0xd9e9ff, 0xfafafa, 0xffe1cd, 0xffc6a0, 0xfcaa72,
  0xf0914a, 0xdf7a22, 0xc86702, 0xab5805, 0x904902,
};

static double
channel (guint32 rgb, guint shift)
{
  return (rgb >> shift & 0xff) / 255.0;
}

static LkColor
mix (guint32 a, guint32 b, double share)
{
  return (LkColor){
    channel (a, 16) + share * (channel (b, 16) - channel (a, 16)),
    channel (a, 8) + share * (channel (b, 8) - channel (a, 8)),
    channel (a, 0) + share * (channel (b, 0) - channel (a, 0)),
  };
}

LkColor
lk_colormap_lookup (LkColormap colormap, double value)
{
  gboolean two_sided = colormap == LK_COLORMAP_DIVERGING;
  const guint32 *table = two_sided ? diverging : viridis;
  guint last = (two_sided ? G_N_ELEMENTS (diverging) : N_ENTRIES) - 1;
  double place = (value > 0 ? MIN (value, 1) : 0) * last;
  guint index = MIN ((guint) place, last - 1);

  return mix (table[index], table[index + 1], place - index);
}

static guint32
premultiply (const LkColor *color, double alpha)
{
  return (guint32) (255 * alpha + 0.5) << 24
         | (guint32) (255 * alpha * color->red + 0.5) << 16
         | (guint32) (255 * alpha * color->green + 0.5) << 8
         | (guint32) (255 * alpha * color->blue + 0.5);
}

cairo_surface_t *
lk_colormap_render (LkColormap colormap,
                    const double *values,
                    guint n_rows,
                    guint n_columns,
                    LkRange range,
                    double alpha)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, n_columns, n_rows);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  double factor = (N_SHADES - 1) / (range.high - range.low);
  double offset = 0;
  guint32 table[N_SHADES];

  if (data == NULL)
    return surface;
  if (!(range.high > range.low) || !isfinite (factor))
    {
      factor = 0;
      offset = (N_SHADES - 1) / 2.0;
    }
  for (guint i = 0; i < N_SHADES; i++)
    {
      LkColor color = lk_colormap_lookup (colormap, i / (N_SHADES - 1.0));

      table[i] = premultiply (&color, CLAMP (alpha, 0, 1));
    }
  for (guint y = 0; y < n_rows; y++)
    {
      guint32 *row = (guint32 *) (data + (gsize) y * stride);

      for (guint x = 0; x < n_columns; x++, values++)
        {
          double place = (*values - range.low) * factor + offset;

          row[x]
              = isnan (place) ? 0 : table[(guint) (CLAMP (place, 0, N_SHADES - 1) + 0.5)];
        }
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
draw_gradient (LkColormap colormap,
               cairo_t *cr,
               double x,
               double y,
               double width,
               double height)
{
  cairo_pattern_t *pattern = cairo_pattern_create_linear (x, 0, x + width, 0);

  for (guint i = 0; i <= N_STOPS; i++)
    {
      double offset = (double) i / N_STOPS;
      LkColor color = lk_colormap_lookup (colormap, offset);

      cairo_pattern_add_color_stop_rgb (pattern, offset, color.red, color.green,
                                        color.blue);
    }
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_set_source (cr, pattern);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_pattern_destroy (pattern);
}

void
lk_colormap_draw_bar (LkColormap colormap,
                      const LkPen *pen,
                      const LkBox *place,
                      LkRange range,
                      const char *caption)
{
  g_return_if_fail (pen != NULL && place != NULL);

  double low = range.low;
  double high = range.high;
  double x = place->x;
  double width = place->width;
  double scale = pen->palette->scale;
  double text_y = place->y + LK_COLOR_BAR_THICKNESS * scale + 3 * scale;
  gboolean zero = colormap == LK_COLORMAP_DIVERGING && low < 0 && high > 0;
  g_autofree char *low_text = lk_number_among (low, low, high, 2);
  g_autofree char *high_text = lk_number_among (high, low, high, 2);
  g_autofree char *right = NULL;
  double left_width;
  double room;

  if (!(width >= 1))
    return;
  draw_gradient (colormap, pen->cr, x, place->y, width, LK_COLOR_BAR_THICKNESS * scale);
  right = caption != NULL && caption[0] != '\0'
              ? g_strdup_printf ("%s %s", high_text, caption)
              : g_strdup (high_text);
  left_width = lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                                (LkTextPlace){ x, text_y, 0, 0.45 * width }, low_text);
  room = zero ? 0.5 * width - 14 * scale : width - left_width - 10 * scale;
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ x + width, text_y, 1, room }, right);
  if (zero)
    lk_text_draw_in (
        pen, LK_TEXT_SMALL, &pen->palette->dim,
        (LkTextPlace){ x - low / (high - low) * width, text_y, 0.5, 20 * scale }, "0");
}
