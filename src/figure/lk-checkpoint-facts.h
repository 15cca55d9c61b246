/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"
#include "lk-trained-fusion.h"

G_BEGIN_DECLS

/**
 * LkCheckpointFacts:
 * @path: of the file
 * @problem: (nullable): why it is no network; then nothing of what follows is there
 * @layout: what was recognised
 * @map: [C, H, W] at the profile's crop
 * @n_parameters: as the papers count them
 * @stride, @offset, @receptive_field: as lk_network_get_geometry() gives them
 * @fusion: (nullable): the fusion layer
 *
 * What there is to know about a file of weights, and what becomes of it once it is
 * recognised and built: what "inspect" prints and the window's page of a network shows.
 */
typedef struct
{
  char *path;
  LkCheckpoint *checkpoint;
  GError *problem;
  LkLayout *layout;
  gsize map[3];
  gsize n_parameters;
  double stride;
  double offset;
  double receptive_field;
  LkTrainedFusion *fusion;
} LkCheckpointFacts;

/**
 * lk_checkpoint_facts_new:
 * @name: a path, or "builtin:conv64f"
 * @choices: (nullable): as for lk_model_open_as()
 *
 * Reads the file and builds the network: call it on another thread.
 *
 * Returns: (transfer full): or %NULL with an error of lk_checkpoint_load(). That the file
 *   is no network, as lk_layout_recognise_as(), lk_network_new() and
 *   lk_trained_fusion_new() say, is its problem.
 */
LkCheckpointFacts *
lk_checkpoint_facts_new (const char *name, GHashTable *choices, GError **error);
void lk_checkpoint_facts_free (LkCheckpointFacts *self);

/** (transfer full): array of titles and texts in turn, for people; what goes on with the
 * title before it has the title "". */
GPtrArray *lk_checkpoint_facts_list (LkCheckpointFacts *self);

/** (transfer full): array of the tensors' names and shapes in turn. */
GPtrArray *lk_checkpoint_facts_list_tensors (LkCheckpointFacts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCheckpointFacts, lk_checkpoint_facts_free)

G_END_DECLS
