/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-model.h"

G_BEGIN_DECLS

/**
 * TestModel:
 * @seed: of the weights
 * @width: channels of the first three stages
 * @channels: of the map
 * @twins: whether all channels of the map are the same
 * @fusion: whether it has M2L's fusion layer, for five classes
 * @metadata: pairs of key and value, ended by %NULL; or %NULL
 *
 * A small Conv64F under M2L's keys.
 */
typedef struct
{
  guint32 seed;
  gsize width;
  gsize channels;
  gboolean twins;
  gboolean fusion;
  const char *const *metadata;
} TestModel;

/** Saves it in @folder and opens it. */
LkModel *test_model_open (const TestModel *self, const char *folder, const char *name);

G_END_DECLS
