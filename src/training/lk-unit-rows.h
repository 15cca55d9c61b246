/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Rows brought to unit length, and the way back. Norms are computed in double and held
 * above 1e-12, as those of the metric's descriptors are (lk-descriptors.h).
 */

/** Brings each of the rows [n_rows, n_dims] to unit length; @scales [n_rows] becomes what
 * they were multiplied by. */
void lk_unit_rows_normalise (float *rows, gsize n_rows, gsize n_dims, double *scales);

/**
 * lk_unit_rows_backward:
 * @units: [n_rows, n_dims]: rows of unit length
 * @scales: [n_rows]: by what they were multiplied
 * @gradient: [n_rows, n_dims]: by @units; becomes that by the rows as they were
 *
 * With u = x / |x|: dx = (du - u <u, du>) / |x|. Where the norm was held, u is linear in
 * x.
 */
void lk_unit_rows_backward (const float *units,
                            const double *scales,
                            gsize n_rows,
                            gsize n_dims,
                            float *gradient);

G_END_DECLS
