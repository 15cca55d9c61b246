/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-box.h"
#include "lk-colormap.h"
#include "lk-pen.h"

G_BEGIN_DECLS

/**
 * LkChannelPair:
 * @query_picture, @support_picture: as the network saw them
 * @n_rows, @n_columns: cells
 * @query_values, @support_values: [n_rows, n_columns]: activation of the two channels
 * @query_label, @support_label: such as "channel 12" and "channel 40 of Fox, shot 2"
 * @similarity: of the pair
 *
 * Two channels that the part level compares, over the pictures they come from.
 */
typedef struct
{
  cairo_surface_t *query_picture;
  cairo_surface_t *support_picture;
  guint n_rows;
  guint n_columns;
  const float *query_values;
  const float *support_values;
  const char *query_label;
  const char *support_label;
  double similarity;
} LkChannelPair;

/** Both maps side by side (or above one another where that is larger), each in its own
 * range around zero. */
void lk_plot_channels (const LkChannelPair *data,
                       cairo_t *cr,
                       double width,
                       double height,
                       const LkPalette *palette);

/** One of the two alone, without its texts: the query's, or @index 1 the support's. */
void lk_plot_channel_map (const LkChannelPair *data,
                          guint index,
                          const LkPen *pen,
                          const LkBox *box);

G_END_DECLS
