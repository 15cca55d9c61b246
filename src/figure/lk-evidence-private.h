/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode.h"
#include "lk-evidence.h"

G_BEGIN_DECLS

enum
{
  LK_TEXT_OF_SCORES,
  LK_TEXT_OF_PIXEL,
  LK_TEXT_OF_PART,
  LK_TEXT_OF_DISTRIBUTION,
  LK_TEXT_OF_CELLS,
  LK_N_TEXTS
};

/** A part matrix in the chosen order: row i shows query channel order[i]. */
typedef struct
{
  LkTensor *values;
  LkMatches *matches;
  guint *order;
} LkOrderedPart;

struct _LkEvidence
{
  GObject parent_instance;

  LkScoring *scoring;
  guint query;
  LkMetricOptions options;
  LkDecision *decision;
  LkExplanation *explanation; /* in force; cells may be painted out in it */

  LkPixelLook pixel_look;
  guint pixel_version;
  LkPartOrder part_order;
  LkPlane plane;
  int margin_against;

  char **class_names;
  double *all_distances; /* [LK_N_DISTANCES, n_classes] */
  LkOrderedPart *parts;  /* [n_classes] */
  LkProjection *projection;
  guint projection_class;
  guint distribution_version;
  LkBreakdown *breakdown;
  guint breakdown_class;
  LkFlipMap *flip_map;
  LkFlipBorder border;
  LkFlipAccuracy *accuracy;
  gboolean accuracy_known; /* that there is none, too */
  LkCorrespondence *matches;
  guint (*neighbours)[3]; /* [n_classes * LK_MAX_NEIGHBOURS] */
  double *difference;     /* [n_cells] */
  gboolean *dimmed;       /* [n_cells] */
  gboolean *masked_cells; /* [n_cells]: follows from the explanation */
  gboolean any_masked;
  cairo_surface_t *shots[LK_EPISODE_MAX_SHOTS];
  float *channels[2]; /* [n_cells] */

  LkCells *cells; /* of the explanation and the distance in force */
  LkCellMargin *cell_margin;
  double *owned[LK_N_CELL_MAPS]; /* [n_cells] */

  LkCellMaps cell_maps;
  LkCellCard card;
  char *card_title;
  char *met_titles[LK_CELL_CARD_N_MET];
  char *met_texts[LK_CELL_CARD_N_MET];
  LkScores scores;
  LkDecision bars;    /* of the decision, less the mean of the classes */
  double *bar_values; /* [LK_N_LEVELS + 1, n_classes], of @bars */
  LkFlipPlot flip_plot;
  LkCorrespondences pixel;
  LkShotStrip strip;
  char *strip_title;
  guint *strip_pins;
  LkMatrix part;
  LkChannelPair pair;
  LkEllipses ellipses;
  LkBreakdownPlot breakdown_plot;
  char *titles[LK_N_TEXTS];
  char *subtitles[LK_N_TEXTS];
  char *labels[2];
};

guint lk_evidence_n_classes (LkEvidence *self);
/** Takes the strings over. */
void lk_evidence_set_texts (LkEvidence *self, guint which, char *title, char *subtitle);
/** [C, H, W] */
const gsize *lk_evidence_map_shape (LkEvidence *self);
cairo_surface_t *lk_evidence_query_picture (LkEvidence *self);
cairo_surface_t *
lk_evidence_shot_picture (LkEvidence *self, guint class_index, guint shot);
/** Forgets what each cell gives. */
void lk_evidence_forget_cells (LkEvidence *self);
/** Forgets what stands on the card of a cell. */
void lk_evidence_forget_card (LkEvidence *self);
/** Forgets the ordered part matrices. */
void lk_evidence_forget_parts (LkEvidence *self);

G_END_DECLS
