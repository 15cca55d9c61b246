/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Bins of equal width: as Guo et al., "On calibration of modern neural networks", ICML
 * 2017. */
#define LK_RELIABILITY_BINS 15

/** Decisions with a probability in (i, i + 1] / %LK_RELIABILITY_BINS: how many, their
 * mean probability, and the share that is right; 0 without any. */
typedef struct
{
  guint n;
  double probability;
  double accuracy;
} LkReliabilityBin;

/**
 * LkReliability:
 * @error: expected calibration error: the mean, over the decisions, of the distance of
 *   probability and accuracy of their bin (Guo et al. 2017, 3)
 * @brier: mean square of the distance of the probability from 1 where a decision is
 *   right, from 0 where it is not (Brier 1950, of "it is right")
 *
 * Whether decisions of which it is said that they are right with a probability are right
 * as often (docs/METHOD.md 12.3).
 */
typedef struct
{
  LkReliabilityBin bins[LK_RELIABILITY_BINS];
  double error;
  double brier;
} LkReliability;

/** @probabilities, @right: [@n] */
LkReliability
lk_reliability_find (const double *probabilities, const gboolean *right, guint n);

/**
 * LkCoverage:
 * @margin: decisions with this margin or more are made
 * @coverage: their share of all
 * @accuracy: the share of them that is right
 */
typedef struct
{
  double margin;
  double coverage;
  double accuracy;
} LkCoverage;

/** (transfer full): array of #LkCoverage, one for each margin there is, the largest
 * first. */
GArray *lk_coverage_list (const double *margins, const gboolean *right, guint n);

/** The place in what lk_coverage_list() gives where most decisions are made and @accuracy
 * of them or more are right; %NULL where there is none. */
const LkCoverage *lk_coverage_find (const GArray *list, double accuracy);

G_END_DECLS
