/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-level.h"

G_BEGIN_DECLS

/** cosine: the paper's R_ij = cos (u_i, v_j). released: the published code's inner
 * products of rows that were normalised over the channels only (docs/METHOD.md 4.2). */
typedef enum
{
  LK_PART_COSINE,
  LK_PART_RELEASED,
} LkPartForm;
#define LK_N_PART_FORMS 2

/** The five distances between the Gaussians of query and class (docs/METHOD.md 5.3, 5.4).
 */
typedef enum
{
  LK_DISTANCE_KL_SQ,         /* KL (S || Q), the paper's */
  LK_DISTANCE_KL_QS,         /* KL (Q || S), ADM's */
  LK_DISTANCE_W2,            /* 2-Wasserstein, squared (Bures), exact */
  LK_DISTANCE_W2_SIMPLIFIED, /* the paper's simplification */
  LK_DISTANCE_W2_RELEASED,   /* the published code's, norms over C and C^2 */
} LkDistance;
#define LK_N_DISTANCES 5

typedef enum
{
  LK_NORMALISE_EPISODE,       /* z-score over the classes, per query */
  LK_NORMALISE_TRAINED,       /* a checkpoint's fusion layer, collapsed to three slopes */
  LK_NORMALISE_TRAINED_EXACT, /* the same layer slot by slot: as many classes as it has */
  LK_NORMALISE_RAW,
} LkNormalisation;
#define LK_N_NORMALISATIONS 4

#define LK_MAX_NEIGHBOURS 64
#define LK_MAX_WEIGHT 1e30

/**
 * LkMetricOptions:
 * @neighbours: k of both local levels, 1 to %LK_MAX_NEIGHBOURS; fewer are used where
 * there are fewer
 * @ridge: added to the diagonals of both covariances for KL, not for Wasserstein; > 0
 * @weights: by #LkLevel, 0 to %LK_MAX_WEIGHT; the distance enters with a minus sign
 *
 * Everything that turns feature maps into a decision.
 */
typedef struct
{
  guint neighbours;
  LkPartForm part_form;
  LkDistance distance;
  double ridge;
  LkNormalisation normalisation;
  double weights[LK_N_LEVELS];
} LkMetricOptions;

/** k = 1, cosine, exact W2, ridge 0.01, within the episode, equal weights (1 /
 * LK_N_LEVELS).
 */
LkMetricOptions lk_metric_options_default (void);

/** Whether all values are the same. */
gboolean lk_metric_options_equal (const LkMetricOptions *a, const LkMetricOptions *b);

/** Whether all values lie in their ranges, else %LK_ERROR_OPTION. */
gboolean lk_metric_options_validate (const LkMetricOptions *options, GError **error);

/* Names as on the command line and in session files. The parsers set %LK_ERROR_OPTION
 * with the names that exist. Titles are translated, for people. */
const char *lk_part_form_to_string (LkPartForm form);
const char *lk_part_form_get_title (LkPartForm form);
gboolean lk_part_form_parse (const char *text, LkPartForm *form, GError **error);
const char *lk_distance_to_string (LkDistance distance); /* "kl-sq", ... */
const char *lk_distance_get_title (LkDistance distance);
gboolean lk_distance_parse (const char *text, LkDistance *distance, GError **error);
const char *lk_normalisation_to_string (LkNormalisation normalisation);
const char *lk_normalisation_get_title (LkNormalisation normalisation);
/** Whether it is one of those that a fusion layer is needed for. */
gboolean lk_normalisation_is_trained (LkNormalisation normalisation);
gboolean
lk_normalisation_parse (const char *text, LkNormalisation *normalisation, GError **error);
/** "0.2,0.5,0.3": by #LkLevel; later levels may be left out. */
gboolean lk_weights_parse (const char *text, double weights[LK_N_LEVELS], GError **error);

G_END_DECLS
