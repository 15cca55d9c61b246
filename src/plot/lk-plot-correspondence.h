/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-heatmap.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/**
 * LkCorrespondence:
 * @class_index: for the mark
 * @class_name: what a person reads
 * @shot: which shot the match lies in, from 0
 * @picture: that shot, as the network saw it
 * @row, @column: the cell in it
 * @similarity: cosine
 * @mutual: whether the query cell is that support cell's own best match; a line that is
 * not is dashed
 * @more: (nullable): further cells of the same shot or others, [n_more] of (shot, row,
 *   column): the next nearest neighbours, drawn smaller where they lie in the shown shot
 *
 * The best match of one query cell in one class.
 */
typedef struct
{
  guint class_index;
  const char *class_name;
  guint shot;
  cairo_surface_t *picture;
  guint row;
  guint column;
  double similarity;
  gboolean mutual;
  const guint (*more)[3];
  guint n_more;
} LkCorrespondence;

/**
 * LkCorrespondences:
 * @heatmap: drawn on the left, as large as the room allows
 * @cell: the query cell whose matches are shown, or -1 for none
 * @matches: one a class, best class first, drawn as a column on the right with a line
 * from the cell to each match
 * @n_matches: number of them
 * @hint: shown on the right while @cell is -1
 */
typedef struct
{
  LkHeatmap heatmap;
  int cell;
  const LkCorrespondence *matches;
  guint n_matches;
  const char *hint;
} LkCorrespondences;

void lk_plot_correspondences (const LkCorrespondences *data,
                              cairo_t *cr,
                              double width,
                              double height,
                              const LkPalette *palette);

/* The same in two steps: the base is the heatmap, whatever @cell and its @hovered are,
 * and depends of @matches on their number alone; the overlay adds the outlined cell with
 * its lines and cards, or the hint. Both take the same data; drawn one over the other
 * they give exactly lk_plot_correspondences(). */
void lk_plot_correspondences_base (const LkCorrespondences *data,
                                   cairo_t *cr,
                                   double width,
                                   double height,
                                   const LkPalette *palette);
void lk_plot_correspondences_overlay (const LkCorrespondences *data,
                                      cairo_t *cr,
                                      double width,
                                      double height,
                                      const LkPalette *palette);

/** The query cell under (@x, @y), or -1. */
int lk_plot_correspondences_hit (const LkCorrespondences *data, const LkPointer *pointer);

/** The match whose card is under (@x, @y), an index of @matches, or -1; none has one
 * while
 * @cell is -1. */
int lk_plot_correspondences_hit_match (const LkCorrespondences *data,
                                       const LkPointer *pointer);

/** The rectangle x, y, width, height of the query's cells. */
void lk_plot_correspondences_get_area (const LkCorrespondences *data,
                                       double width,
                                       double height,
                                       const LkPalette *palette,
                                       double area[4]);
/** That of the picture of match @index. */
void lk_plot_correspondences_get_match_area (const LkCorrespondences *data,
                                             guint index,
                                             double width,
                                             double height,
                                             const LkPalette *palette,
                                             double area[4]);

G_END_DECLS
