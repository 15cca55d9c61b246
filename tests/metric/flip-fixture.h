/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-flip-map.h"

#define FLIP_MAX_CLASSES 20

typedef struct
{
  guint n_classes;
  double values[LK_N_FLIP_LEVELS][FLIP_MAX_CLASSES];
} FlipTable;

/* Contributions between -2 and 2 of 2 to FLIP_MAX_CLASSES classes. */
FlipTable flip_fixture_random_table (GRand *random);

/* Uniform over the triangle. */
void flip_fixture_random_weights (GRand *random, double weights[LK_N_FLIP_LEVELS]);

LkFlipMap *flip_fixture_map (const FlipTable *table);

/* The winner by its score, the lower index first among equals, and by how much it wins.
 */
guint flip_fixture_choose (const FlipTable *table,
                           const double weights[LK_N_FLIP_LEVELS],
                           double *margin);

/* That none is negative and all add up to 1. */
void flip_fixture_check_weights (const double *weights);
