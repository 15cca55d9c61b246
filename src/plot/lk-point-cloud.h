/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"
#include "lk-plot-layout.h"

G_BEGIN_DECLS

/**
 * LkPointCloud:
 *
 * Thousands of small translucent shapes: on a screen collected in one surface of pixels
 * (tens of nanoseconds a point where a path takes microseconds), in a figure file as
 * paths.
 */
typedef struct _LkPointCloud LkPointCloud;

/** @area: what lies outside is cut off. */
LkPointCloud *lk_point_cloud_new (cairo_t *cr, const LkBox *area);
void lk_point_cloud_free (LkPointCloud *self);

/**
 * LkCloudMark:
 * @shape: that of a class, as in lk_mark_path()
 * @size: in pixels of the user space
 */
typedef struct
{
  guint shape;
  double size;
  const LkColor *color;
  double alpha;
} LkCloudMark;

/** @n points [n, 2] of the user space over what was added before. */
void lk_point_cloud_add (LkPointCloud *self,
                         const double *points,
                         gsize n,
                         const LkCloudMark *mark);

/** Paints what was collected. */
void lk_point_cloud_draw (LkPointCloud *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPointCloud, lk_point_cloud_free)

G_END_DECLS
