/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-matches.h"
#include "lk-support.h"

G_BEGIN_DECLS

/**
 * LkShotParts:
 * @n_channels: C
 * @n_positions: n
 * @rows: [C, n]: part descriptors of the query
 * @columns: [C, n]: those of the shot
 *
 * What the part level compares of a query and of one shot: channels over the positions
 * that count in both, with norms over them (docs/METHOD.md 8.5). Of a shot that is whole
 * n are those that the query keeps. Of one with cells painted out n is P, and positions
 * that do not count in both are 0. Plain data.
 */
typedef struct
{
  guint n_channels;
  guint n_positions;
  float *rows;
  float *columns;
} LkShotParts;

/**
 * lk_shot_parts_init:
 * @query: [C, H, W], with all of its cells
 * @kept: (nullable): [P]: which of them count
 */
void lk_shot_parts_init (LkShotParts *self,
                         LkSupport *support,
                         guint class_index,
                         guint shot,
                         LkTensor *query,
                         const gboolean *kept,
                         LkPartForm form);
void lk_shot_parts_clear (LkShotParts *self);

/** (transfer full): the query against this shot alone. */
LkMatches *lk_shot_parts_match (const LkShotParts *self, guint neighbours);

/** (transfer full): the query against a class, shot by shot: for classes with cells
 * painted out. Parameters as for lk_shot_parts_init(). */
LkMatches *lk_shot_parts_match_class (LkSupport *support,
                                      guint class_index,
                                      LkTensor *query,
                                      const gboolean *kept,
                                      LkPartForm form,
                                      guint neighbours);

/** (transfer full): all inner products of a query and such a class: [C, K*C]. */
LkTensor *lk_shot_parts_multiply_class (LkSupport *support,
                                        guint class_index,
                                        LkTensor *query,
                                        const gboolean *kept,
                                        LkPartForm form);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LkShotParts, lk_shot_parts_clear)

G_END_DECLS
