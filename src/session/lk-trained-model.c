/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trained-model.h"

/* What B can say of the weights it had. */
static LkCompareWeights
find_weights (const double weights[LK_N_LEVELS])
{
  double sum = 0;
  gboolean equal = TRUE;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      sum += weights[level];
      equal = equal && weights[level] == weights[0];
    }
  if (equal)
    return LK_COMPARE_WEIGHTS_EQUAL;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    if (weights[level] == sum)
      return LK_COMPARE_WEIGHTS_LEVEL + level;
  return LK_COMPARE_WEIGHTS_SAME;
}

void
lk_trained_model_use (LkSession *session, const char *path)
{
  g_autoptr (LkOpponent) before = NULL;
  const LkMetricOptions *options;

  g_return_if_fail (LK_IS_SESSION (session));
  g_return_if_fail (path != NULL);

  if (g_strcmp0 (lk_session_get_model_name (session), path) == 0)
    return;
  options = lk_session_get_options (session);
  before = lk_opponent_new (lk_session_get_model_name (session),
                            lk_session_get_profile (session), options,
                            find_weights (options->weights));
  before->network = g_strdup (lk_session_get_network (session));
  lk_session_set_opponent (session, before);
  lk_session_set_model (session, path, NULL);
}
