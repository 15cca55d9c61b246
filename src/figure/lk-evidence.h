/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cell-margin.h"
#include "lk-plot-breakdown.h"
#include "lk-plot-cell-card.h"
#include "lk-plot-cells.h"
#include "lk-plot-channels.h"
#include "lk-plot-correspondence.h"
#include "lk-plot-ellipses.h"
#include "lk-plot-flip-map.h"
#include "lk-plot-matrix.h"
#include "lk-plot-scores.h"
#include "lk-plot-shots.h"
#include "lk-scoring.h"

G_BEGIN_DECLS

#define LK_AGAINST_NONE -1
#define LK_AGAINST_BEST_OTHER -2
#define LK_AGAINST_TRUTH -3
#define LK_AGAINST_MEAN -4 /* of all classes: of a margin alone */

/**
 * LkPixelLook:
 * @against: a class whose cells are taken away from the shown class's: the heatmap is
 * then a difference, and its cells add up to the difference of the pixel scores;
 *   %LK_AGAINST_NONE, or %LK_AGAINST_BEST_OTHER for the best fused class but the shown
 * one, or %LK_AGAINST_TRUTH for the query's true class, and for the best other where that
 * is shown or not known
 * @mutual_only: matches that are not mutual nearest neighbours are dimmed
 * @min_similarity: cells whose best match is below it are dimmed; -1 for none
 */
typedef struct
{
  int against;
  gboolean mutual_only;
  double min_similarity;
} LkPixelLook;

/** Order of the rows of the part matrix. */
typedef enum
{
  LK_PART_ORDER_INDEX,
  LK_PART_ORDER_CONTRIBUTION, /* largest first */
  LK_PART_ORDER_SIMILARITY,   /* optimal leaf order: similar rows side by side */
} LkPartOrder;
#define LK_N_PART_ORDERS 3

/**
 * LkEvidence:
 *
 * One query of a scored episode in the form the drawings take: pictures as the network
 * saw them, values, titles and the sums they add up to. The window and the figure files
 * draw from the same evidence. Computes nothing but the layout of what the scoring holds;
 * what is costly (a part matrix, a projection) is made when first asked for and kept.
 * Main thread only.
 *
 * What the getters return belongs to the evidence and holds until the next call of the
 * same getter; copy the struct to add what is hovered or pinned.
 */
/** An entry of the part matrix as lk_evidence_get_part() orders its rows. */
typedef struct
{
  guint row;
  guint column;
  double similarity;
} LkPartPair;

#define LK_TYPE_EVIDENCE (lk_evidence_get_type ())
G_DECLARE_FINAL_TYPE (LkEvidence, lk_evidence, LK, EVIDENCE, GObject)

/** Fails as lk_scoring_decide() does. */
LkEvidence *lk_evidence_new (LkScoring *scoring,
                             guint query,
                             const LkMetricOptions *options,
                             GError **error);

/** Decides anew under @options (distance, normalisation, weights); keeps what is costly.
 */
gboolean lk_evidence_set_options (LkEvidence *self,
                                  const LkMetricOptions *options,
                                  GError **error);

/** Draws from another scoring of the same episode and shots under @options, in which
 * other cells may be painted out: keeps what still holds. Fails as lk_scoring_decide()
 * does. */
gboolean lk_evidence_set_scoring (LkEvidence *self,
                                  LkScoring *scoring,
                                  const LkMetricOptions *options,
                                  GError **error);

/** Paints cells out: everything below is then about the kept cells, see
 * lk_what_if_masked().
 * @kept %NULL, or of another number of cells than the query has: as in the scoring. */
gboolean lk_evidence_set_mask (LkEvidence *self,
                               const gboolean *kept,
                               guint n_cells,
                               GError **error);
void lk_evidence_set_pixel_look (LkEvidence *self, const LkPixelLook *look);
void lk_evidence_set_part_order (LkEvidence *self, LkPartOrder order);
void lk_evidence_set_plane (LkEvidence *self, LkPlane plane);
/** Whom a class is compared with in the margin over the cells: a class, or as
 * #LkPixelLook has it, or %LK_AGAINST_MEAN. %LK_AGAINST_BEST_OTHER where nothing was
 * set, where nothing is no choice, and where it would be the class itself. */
void lk_evidence_set_margin_against (LkEvidence *self, int against);

LkScoring *lk_evidence_get_scoring (LkEvidence *self);
guint lk_evidence_get_query (LkEvidence *self);
/** The explanation in force: the scoring's, or that of the kept cells. */
LkExplanation *lk_evidence_get_explanation (LkEvidence *self);
/** What is decided with: see lk_scoring_combine_options(). */
const LkMetricOptions *lk_evidence_get_options (LkEvidence *self);
const LkDecision *lk_evidence_get_decision (LkEvidence *self);
/** The class that the query is labelled with, or -1. */
int lk_evidence_get_truth (LkEvidence *self);
/** Whether its label is known to be another class than the one decided for. */
gboolean lk_evidence_is_wrong (LkEvidence *self);
guint lk_evidence_get_n_cells (LkEvidence *self);

/** Ranking, contributions and raw scores. */
const LkScores *lk_evidence_get_scores (LkEvidence *self);
/** The weight triangle with the options' weights as the point and the nearest border;
 * %NULL where no unit scores can be had. */
const LkFlipPlot *lk_evidence_get_flip_map (LkEvidence *self);
/** (transfer none) (nullable): over the same triangle, how many of the scoring's labelled
 * queries come out right, see lk_accuracy_map_new(). */
const LkFlipAccuracy *lk_evidence_get_accuracy (LkEvidence *self);
/** The best of all other classes by the fused score: whom a class is compared with where
 * nobody says. */
guint lk_evidence_find_opponent (LkEvidence *self, guint class_index);
/** What lk_evidence_set_margin_against() comes to for @class_index: a class, or
 * %LK_CELL_MARGIN_MEAN. */
guint lk_evidence_get_margin_opponent (LkEvidence *self, guint class_index);
/** Whether what each cell gives is there: else the next call below computes it, as long
 * as lk_cells_new() takes. */
gboolean lk_evidence_has_cells (LkEvidence *self);
/** Takes what was computed of the explanation and the distance in force, on another
 * thread; %FALSE where it is of others. */
gboolean lk_evidence_set_cells (LkEvidence *self, LkCells *cells);
/** What each cell adds to the margin of @class_index over @against, a class or
 * %LK_CELL_MARGIN_MEAN. A weight costs a few multiply-adds a cell: what cells give is
 * kept until cells are painted out or the distance is another. */
const LkCellMargin *
lk_evidence_get_cell_margin (LkEvidence *self, guint class_index, guint against);
/** The same as maps over the picture, without what no cell owns. */
const LkCellMaps *
lk_evidence_get_cell_maps (LkEvidence *self, guint class_index, guint against);
/** What @cell says on a card: what it adds at each level, with its share of what no cell
 * owns, and the nearest cell of the shots of either class. */
const LkCellCard *lk_evidence_get_cell_card (LkEvidence *self,
                                             guint class_index,
                                             guint against,
                                             guint cell);
/** The heatmap of @class_index, and for @cell (or -1) the best match in every class. */
const LkCorrespondences *
lk_evidence_get_pixel (LkEvidence *self, guint class_index, int cell);
/** The cell that tells most for @class_index: its best match there beats by most that in
 * the class that is taken away, or where none is (#LkPixelLook), in the best other class.
 */
guint lk_evidence_find_telling_cell (LkEvidence *self, guint class_index);
/** A number that changes when the heatmap of @class_index does: with mask, look and the
 * class to take away, but not with the weights as such. */
guint lk_evidence_get_pixel_version (LkEvidence *self, guint class_index);
/** The shots of @class_index, whose cells can be pointed at, with the best match of each
 * of @n_pins pinned cells of the query. */
const LkShotStrip *lk_evidence_get_shots (LkEvidence *self,
                                          guint class_index,
                                          const guint *pins,
                                          guint n_pins);
/** (transfer full): the query cells that chose support cell @column of @class_index, most
 * alike first: array of guint. */
GArray *lk_evidence_get_choosers (LkEvidence *self, guint class_index, guint column);
/** (transfer full): a sentence about them. */
char *lk_evidence_describe_choosers (LkEvidence *self, guint class_index, guint column);
/** Channels of the query against channels of @class_index, in the chosen order. */
const LkMatrix *lk_evidence_get_part (LkEvidence *self, guint class_index);
/** The query channel that row @row of that matrix shows. */
guint lk_evidence_get_part_channel (LkEvidence *self, guint class_index, guint row);
/** The two channels of an entry of that matrix over their pictures. */
const LkChannelPair *
lk_evidence_get_channels (LkEvidence *self, guint class_index, guint row, guint column);
/** Gaussians on a plane, @class_index standing out; %NULL with @error where there is
 * none. */
const LkEllipses *
lk_evidence_get_distribution (LkEvidence *self, guint class_index, GError **error);
/** (transfer full): the entries that count for the part score of @class_index, the
 * strongest first, at most @n_pairs: array of #LkPartPair. */
GArray *lk_evidence_find_pairs (LkEvidence *self, guint class_index, guint n_pairs);
/** (transfer full): a few words about one of them. */
char *
lk_evidence_describe_pair (LkEvidence *self, guint class_index, const LkPartPair *pair);
/** (transfer full): which two channels it is, in fewer words. */
char *lk_evidence_name_pair (LkEvidence *self, guint class_index, const LkPartPair *pair);
/** A number that changes when what the two functions around this one tell of a class
 * does: with mask, plane and distance, but not with the weights. */
guint lk_evidence_get_distribution_version (LkEvidence *self);
/** The chosen distance to @class_index taken apart, and the table of all five; %NULL with
 * @error where it cannot be. */
const LkBreakdownPlot *
lk_evidence_get_breakdown (LkEvidence *self, guint class_index, GError **error);

/* One sentence about each, for a screen reader and as a status line. */
char *lk_evidence_describe_decision (LkEvidence *self);
/** What each level adds to the score of a class, and its place among the classes. */
char *lk_evidence_describe_class (LkEvidence *self, guint class_index);
char *lk_evidence_describe_cell (LkEvidence *self, guint class_index, int cell);
/** What @cell, which is not painted out, met in @class_index: where, its cosine, and the
 * place of that among the classes. */
char *lk_evidence_describe_match (LkEvidence *self, guint class_index, guint cell);
char *
lk_evidence_describe_entry (LkEvidence *self, guint class_index, guint row, guint column);
/** (transfer full): whom it is compared with, and what the cells add up to: the title of
 * the maps. */
char *lk_evidence_describe_margin (LkEvidence *self, guint class_index, guint against);
/** What each level adds to that margin in @cell, or (-1) what the maps are. */
char *lk_evidence_describe_cell_maps (LkEvidence *self,
                                      guint class_index,
                                      guint against,
                                      int cell);
char *lk_evidence_describe_weights (LkEvidence *self);

G_END_DECLS
