/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cells.h"

G_BEGIN_DECLS

/**
 * LkCellsFill:
 * @cells: zeros, to be filled with what a cell owns: of the query those that count
 *   (lk_explanation_get_counted()), of the shots all K * P,
 *   of which those that do not count stay 0
 *
 * How a level shares its score of a class out among cells. Whoever calls shares out the
 * rest, too: the rounding of float similarities, and what is returned.
 *
 * Returns: how much of the score no cell owns
 */
typedef double (*LkCellsFill) (LkExplanation *explanation,
                               LkDistance distance,
                               guint class_index,
                               LkCellsOf of,
                               double *cells);

/** Of [n]. */
double lk_cells_sum (const double *cells, gsize n);

/** That of a level, from the table in lk-level.c. */
LkCellsFill lk_level_get_cells_fill (LkLevel level);

double lk_part_cells_fill (LkExplanation *explanation,
                           LkDistance distance,
                           guint class_index,
                           LkCellsOf of,
                           double *cells);
double lk_pixel_cells_fill (LkExplanation *explanation,
                            LkDistance distance,
                            guint class_index,
                            LkCellsOf of,
                            double *cells);
double lk_distribution_cells_fill (LkExplanation *explanation,
                                   LkDistance distance,
                                   guint class_index,
                                   LkCellsOf of,
                                   double *cells);

G_END_DECLS
