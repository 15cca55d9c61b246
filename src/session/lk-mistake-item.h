/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"

G_BEGIN_DECLS

/**
 * LkMistakeItem:
 *
 * A mistake of an evaluation as an item of a list model. Immutable. Properties, read
 * only, to sort by: "episode", "truth", "prediction" (names of classes), "margin".
 */
#define LK_TYPE_MISTAKE_ITEM (lk_mistake_item_get_type ())
G_DECLARE_FINAL_TYPE (LkMistakeItem, lk_mistake_item, LK, MISTAKE_ITEM, GObject)

LkMistakeItem *lk_mistake_item_new (LkDataset *dataset, const LkMistake *mistake);

const LkMistake *lk_mistake_item_get (LkMistakeItem *self);
const char *lk_mistake_item_get_truth (LkMistakeItem *self);
const char *lk_mistake_item_get_prediction (LkMistakeItem *self);
/** (transfer full): the file of the query, with the sampler of the evaluation. */
char *lk_mistake_item_get_path (LkMistakeItem *self, const LkSampler *sampler);

G_END_DECLS
