/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-compare-weights.h"

const char *
lk_compare_weights_to_string (LkCompareWeights self)
{
  g_return_val_if_fail (self < LK_N_COMPARE_WEIGHTS, NULL);
  if (self >= LK_COMPARE_WEIGHTS_LEVEL)
    return lk_level_to_string (self - LK_COMPARE_WEIGHTS_LEVEL);
  return self == LK_COMPARE_WEIGHTS_SAME ? "same" : "equal";
}

gboolean
lk_compare_weights_from_string (const char *text, LkCompareWeights *self)
{
  for (guint i = 0; i < LK_N_COMPARE_WEIGHTS; i++)
    if (g_str_equal (text, lk_compare_weights_to_string (i)))
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
      weights[level] = self - LK_COMPARE_WEIGHTS_LEVEL == level ? 1 : 0;
}
