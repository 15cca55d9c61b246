/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-cli-table.h"
#include "lk-layout.h"
#include "lk-trained-fusion.h"

G_BEGIN_DECLS

/**
 * LkSummary:
 * @layout: what was recognised
 * @map: [C, H, W] at the profile's crop
 * @n_parameters: as the papers count them
 * @stride, @offset, @receptive_field: as lk_network_get_geometry() gives them
 * @fusion: (nullable): the fusion layer
 *
 * What a checkpoint becomes once it is recognised and built.
 */
typedef struct
{
  LkLayout *layout;
  gsize map[3];
  gsize n_parameters;
  double stride;
  double offset;
  double receptive_field;
  LkTrainedFusion *fusion;
} LkSummary;

/** Fails as lk_layout_recognise_as(), lk_network_new() and lk_trained_fusion_new() do. */
LkSummary *lk_summary_new (LkCheckpoint *checkpoint, GHashTable *choices, GError **error);
void lk_summary_free (LkSummary *self);

/** Rows of two columns, for people. */
void lk_summary_add_rows (const LkSummary *self, LkCliTable *table);
/** Members of the object that @builder has open. */
void lk_summary_build_json (const LkSummary *self, JsonBuilder *builder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSummary, lk_summary_free)

G_END_DECLS
