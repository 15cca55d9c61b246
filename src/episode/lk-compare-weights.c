/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-compare-weights.h"

static const char *const names[LK_N_COMPARE_WEIGHTS]
    = { "same", "equal", "part", "pixel", "distribution" };

const char *
lk_compare_weights_to_string (LkCompareWeights self)
{
  g_return_val_if_fail (self < LK_N_COMPARE_WEIGHTS, NULL);
  return names[self];
}

gboolean
lk_compare_weights_from_string (const char *text, LkCompareWeights *self)
{
  for (guint i = 0; i < LK_N_COMPARE_WEIGHTS; i++)
    if (g_str_equal (text, names[i]))
      {
        *self = i;
        return TRUE;
      }
  return FALSE;
}

void
lk_compare_weights_apply (LkCompareWeights self, const double *same, double *weights)
{
  for (guint level = 0; level < LK_N_LEVELS; level++)
    if (self == LK_COMPARE_WEIGHTS_SAME)
      weights[level] = same[level];
    else if (self == LK_COMPARE_WEIGHTS_EQUAL)
      weights[level] = 1.0 / LK_N_LEVELS;
    else
      weights[level] = self - LK_COMPARE_WEIGHTS_PART == level ? 1 : 0;
}
