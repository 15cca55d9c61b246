/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-reliability.h"

#include <math.h>
#include <stdlib.h>

static guint
find_bin (double probability)
{
  guint bin = 0;

  while (bin + 1 < LK_RELIABILITY_BINS
         && probability > (double) (bin + 1) / LK_RELIABILITY_BINS)
    bin++;
  return bin;
}

LkReliability
lk_reliability_find (const double *probabilities, const gboolean *right, guint n)
{
  LkReliability self = { 0 };

  for (guint i = 0; i < n; i++)
    {
      LkReliabilityBin *bin = &self.bins[find_bin (probabilities[i])];
      double difference = probabilities[i] - (right[i] ? 1 : 0);

      bin->n++;
      bin->probability += probabilities[i];
      bin->accuracy += right[i] ? 1 : 0;
      self.brier += difference * difference / n;
    }
  for (guint i = 0; i < LK_RELIABILITY_BINS; i++)
    {
      LkReliabilityBin *bin = &self.bins[i];

      if (bin->n == 0)
        continue;
      bin->probability /= bin->n;
      bin->accuracy /= bin->n;
      self.error += fabs (bin->probability - bin->accuracy) * bin->n / n;
    }
  return self;
}

typedef struct
{
  double margin;
  gboolean right;
} Decision;

static int
compare_decisions (const void *a, const void *b)
{
  const Decision *left = a, *right = b;

  return left->margin < right->margin ? 1 : left->margin > right->margin ? -1 : 0;
}

GArray *
lk_coverage_list (const double *margins, const gboolean *right, guint n)
{
  g_autofree Decision *decisions = g_new (Decision, n);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (LkCoverage));
  guint n_right = 0;

  for (guint i = 0; i < n; i++)
    decisions[i] = (Decision){ margins[i], right[i] };
  qsort (decisions, n, sizeof *decisions, compare_decisions);
  for (guint i = 0; i < n; i++)
    {
      LkCoverage coverage = { decisions[i].margin, (double) (i + 1) / n, 0 };

      n_right += decisions[i].right;
      coverage.accuracy = (double) n_right / (i + 1);
      if (i + 1 == n || decisions[i + 1].margin != decisions[i].margin)
        g_array_append_val (list, coverage);
    }
  return list;
}

const LkCoverage *
lk_coverage_find (const GArray *list, double accuracy)
{
  g_return_val_if_fail (list != NULL, NULL);

  for (guint i = list->len; i > 0; i--)
    if (g_array_index (list, LkCoverage, i - 1).accuracy >= accuracy)
      return &g_array_index (list, LkCoverage, i - 1);
  return NULL;
}
