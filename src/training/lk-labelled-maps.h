/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkLabelledMaps:
 * @maps: [n_maps, C, n_cells]
 * @labels: [n_maps]
 *
 * What a head of classification is given. Borrows both.
 */
typedef struct
{
  const float *maps;
  gsize n_maps;
  gsize n_cells;
  const guint *labels;
} LkLabelledMaps;

G_END_DECLS
