/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-compare-weights.h"

G_BEGIN_DECLS

/**
 * LkOpponent:
 * @model: as for lk_model_open(): "builtin:conv64f" or a path
 * @profile: (nullable): an override of the model's
 * @network: (nullable): what a person says of the network, as lk_choices_parse() has it
 * @options: all but the weights
 * @weights: where those come from
 * @takes_defaults: whether @options are to become what the model brings, once it is
 *   opened; not written to files
 * @sha256: (nullable): of the weights in the model's file when it was last scored with
 *
 * B: what the session's own model and options (A) are compared with.
 */
typedef struct
{
  char *model;
  char *profile;
  char *network;
  LkMetricOptions options;
  LkCompareWeights weights;
  gboolean takes_defaults;
  char *sha256;
} LkOpponent;

/** Without a @network and a @sha256. */
LkOpponent *lk_opponent_new (const char *model,
                             const char *profile,
                             const LkMetricOptions *options,
                             LkCompareWeights weights);
LkOpponent *lk_opponent_copy (const LkOpponent *self);
void lk_opponent_free (LkOpponent *self);
/** Whether both are the same opponent of the same A, whatever is known of their files;
 * either may be %NULL. */
gboolean lk_opponent_equal (const LkOpponent *a, const LkOpponent *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkOpponent, lk_opponent_free)

G_END_DECLS
