/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-coarse.h"
#include "lk-match-kernels.h"

G_BEGIN_DECLS

/**
 * LkPanels:
 * @kernels: whose layout this is
 * @width: vectors in a panel
 * @is_columns: whether they are the columns of a match
 * @data: [n_panels, n_dims, width]: vector i is column i % width of panel i / width; the
 *   last panel is filled up with zeros. Aligned to 64 bytes
 * @coarse: (nullable): the same vectors for screening, where that is worth it
 *
 * Vectors in the order in which the matching kernels read them. A side of a match is
 * packed once and used as often as there are vectors on the other side.
 */
typedef struct
{
  const LkMatchKernels *kernels;
  gsize n_vectors;
  gsize n_dims;
  gsize n_panels;
  guint width;
  gboolean is_columns;
  float *data;
  LkCoarse *coarse;
} LkPanels;

/** For @n_vectors to be filled in, as rows or as columns of a match. */
LkPanels *
lk_panels_new_rows (const LkMatchKernels *kernels, gsize n_vectors, gsize n_dims);
LkPanels *
lk_panels_new_columns (const LkMatchKernels *kernels, gsize n_vectors, gsize n_dims);
void lk_panels_free (LkPanels *self);

/** Panel @index: [n_dims, width]. */
float *lk_panels_get (const LkPanels *self, gsize index);

/** Makes the form for screening of vectors that were filled in by hand. Without it they
 * are matched in float alone: so where they are used too seldom to be worth it. Memory is
 * allocated the first time. */
void lk_panels_coarsen (LkPanels *self);

/** Fills in all vectors: @vectors [n_vectors, n_dims]. */
void lk_panels_fill (LkPanels *self, const float *vectors);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPanels, lk_panels_free)

G_END_DECLS
