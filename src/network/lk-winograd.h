/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Winograd's minimal filtering F(m x m, 3 x 3) (Lavin & Gray 2016, "Fast Algorithms for
 * Convolutional Neural Networks"): a tile of m x m outputs is
 *
 *   Y = A^T [ (G g G^T) . (B^T d B) ] A
 *
 * of the (m + 2) x (m + 2) inputs d that it sees and the kernel g, with a product at each
 * of the (m + 2)^2 positions instead of 9 m^2. Summed over input channels, each position
 * is a matrix product of its own: [tiles, n_in] by [n_in, n_out].
 *
 * The matrices evaluate and interpolate polynomials at points. With the points p that are
 * roots of M(x), M' its derivative, and M_p(x) = M(x) / (x - p):
 *
 *   row p of B^T: the coefficients of M_p;  of infinity: those of M
 *   row p of G:   (1, p, p^2) / M'(p);      of infinity: (0, 0, 1)
 *   column p of A^T: (1, p, .., p^(m-1));   of infinity: (0, .., 0, 1)
 *
 * F(2x2): 0, 1, -1, infinity. F(4x4): 0, +-NEAR, +-FAR, infinity with points that err
 * less than half as much in float32 as the textbook's 0, +-1, +-2, infinity.
 */
#define LK_WINOGRAD_NEAR 0.625
#define LK_WINOGRAD_FAR 1.5
#define LK_WINOGRAD_MAX_POSITIONS 36

/** Output channels that a block of transformed weights holds. */
#define LK_WINOGRAD_OUT 32

/** Positions of a tile with @edge x @edge outputs, 2 or 4. */
static inline gsize
lk_winograd_count_positions (gsize edge)
{
  return (edge + 2) * (edge + 2);
}

/**
 * lk_winograd_transform_weights:
 * @edge: of a tile's outputs, 2 or 4
 * @weight: [n_out, n_in, 3, 3]
 * @first: output channel, a multiple of 32
 * @transformed: @transformed[position * @position_size + in * 32 + out - @first] is that
 * of G g G^T for output channels @first to @first + 31, zeros for those that are not
 * there
 *
 * Computes in double and rounds once.
 */
void lk_winograd_transform_weights (gsize edge,
                                    const float *weight,
                                    gsize n_in,
                                    gsize n_out,
                                    gsize first,
                                    float *transformed,
                                    gsize position_size);

G_END_DECLS
