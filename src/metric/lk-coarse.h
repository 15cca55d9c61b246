/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-screen-kernels.h"

G_BEGIN_DECLS

/* The length that vectors are brought to. Rounding may add a little, and entries must fit
 * into 16 bits. */
#define LK_COARSE_LENGTH 32000.0
#define LK_COARSE_MAX_LENGTH 32767.0

/* What rounding changes an entry by, at most; a little more than a half, for the scales
 * are rounded as well. */
#define LK_COARSE_ROUNDING 0.51

/**
 * LkCoarse:
 * @n_vectors: without those that fill up the last panel
 * @n_pairs: entries of a vector: two dimensions each
 * @n_panels: of rows, or of columns to whole blocks
 * @width: vectors in a panel
 * @is_even: whether all vectors have one scale, and the last of them fills up the rest
 * @scales: [n_panels * width]: what vectors were multiplied by; 0: they have no coarse
 *   form, since they are zero or too short or long for one
 * @squares: [n_vectors]: the squares of the lengths
 * @data: [n_panels, n_pairs, width]: as in LkPanels. Aligned to 64 bytes
 *
 * The vectors of LkPanels as integers of 16 bits, which are multiplied twice as fast.
 * Each row has its own scale; columns, which are compared with each other, have that of
 * the longest, or none has; so have rows that are columns as well.
 */
typedef struct
{
  const LkScreenKernels *kernels;
  gsize n_vectors;
  gsize n_dims;
  gsize n_pairs;
  gsize n_panels;
  guint width;
  gboolean is_even;
  float *scales;
  double *squares;
  gint32 *data;
} LkCoarse;

/** For @n_vectors > 0 to be filled in, as rows or as columns of a match. */
LkCoarse *
lk_coarse_new_rows (const LkScreenKernels *kernels, gsize n_vectors, gsize n_dims);
LkCoarse *
lk_coarse_new_columns (const LkScreenKernels *kernels, gsize n_vectors, gsize n_dims);
/** As rows of a match both ways. */
LkCoarse *
lk_coarse_new_even_rows (const LkScreenKernels *kernels, gsize n_vectors, gsize n_dims);
void lk_coarse_free (LkCoarse *self);

/** Rounds the vectors of @panels [..., n_dims, width], laid out as in LkPanels. Where
 * all have one scale, the last one is repeated to fill up the last block, so that what
 * fills it up changes no maximum. */
void lk_coarse_fill (LkCoarse *self, const float *panels, gsize width);

/** Panel @index: [n_pairs, width]. */
const gint32 *lk_coarse_get (const LkCoarse *self, gsize index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCoarse, lk_coarse_free)

G_END_DECLS
