/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-roc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of rounding, where a share is a whole number of scores. */
#define SLACK 1e-9

static int
compare_falling (const void *a, const void *b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? 1 : left > right ? -1 : 0;
}

static double *
sort (const double *scores, guint n)
{
  double *sorted = g_memdup2 (scores, n * sizeof *scores);

  qsort (sorted, n, sizeof *sorted, compare_falling);
  return sorted;
}

/* Of scores that fall, how many are above @bound, or @or_equal. */
static guint
count_above (const double *sorted, guint n, double bound, gboolean or_equal)
{
  guint low = 0, high = n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (sorted[middle] > bound || (or_equal && sorted[middle] == bound))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

double
lk_roc_get_area (const LkRoc *self)
{
  g_autofree double *unknown = NULL;
  double sum = 0;

  g_return_val_if_fail (self != NULL, NAN);
  if (self->n_known == 0 || self->n_unknown == 0)
    return NAN;

  unknown = sort (self->unknown, self->n_unknown);
  for (guint i = 0; i < self->n_known; i++)
    {
      guint above = count_above (unknown, self->n_unknown, self->known[i], FALSE);
      guint level = count_above (unknown, self->n_unknown, self->known[i], TRUE) - above;

      sum += self->n_unknown - above - level / 2.0;
    }
  return sum / self->n_known / self->n_unknown;
}

double
lk_roc_get_accepted (const LkRoc *self, double share)
{
  g_autofree double *known = NULL, *unknown = NULL;
  guint n;

  g_return_val_if_fail (self != NULL && share > 0 && share <= 1, NAN);
  if (self->n_known == 0 || self->n_unknown == 0)
    return NAN;

  known = sort (self->known, self->n_known);
  unknown = sort (self->unknown, self->n_unknown);
  n = (guint) ceil (share * self->n_known - SLACK);
  return (double) count_above (unknown, self->n_unknown, known[MAX (n, 1) - 1], TRUE)
         / self->n_unknown;
}

void
lk_roc_fill_curve (const LkRoc *self, double shares[LK_ROC_POINTS])
{
  g_autofree double *known = NULL, *unknown = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->n_known > 0 && self->n_unknown > 0);

  known = sort (self->known, self->n_known);
  unknown = sort (self->unknown, self->n_unknown);
  for (guint i = 0; i < LK_ROC_POINTS; i++)
    {
      guint n
          = (guint) floor ((double) i * self->n_unknown / (LK_ROC_POINTS - 1) + SLACK);

      shares[i] = n >= self->n_unknown
                      ? 1
                      : (double) count_above (known, self->n_known, unknown[n], FALSE)
                            / self->n_known;
    }
}
