/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"

G_BEGIN_DECLS

/**
 * LkConversion:
 * @profile: (nullable): name of the profile to write instead of @source's own
 * @pools: (nullable): "1100", likewise
 * @slope: (nullable): a number, likewise
 * @stage: (nullable): a number, that of the stage whose output is to be the map
 *
 * What a person sets of a checkpoint that does not say it itself.
 */
typedef struct
{
  const char *profile;
  const char *pools;
  const char *slope;
  const char *stage;
} LkConversion;

/**
 * lk_conversion_run:
 * @source: a checkpoint of any layout that is known
 * @title: of the source, for the metadata
 *
 * The same network under our own keys (lk_layout_write_tensors()) and metadata that say
 * how it is to be used. What those keys cannot express keeps its own, without the
 * wrapper. Before it is handed out the result is recognised again and compared: every
 * tensor is the same to the bit.
 *
 * Returns: (transfer full): or %NULL as lk_layout_recognise() fails, or with
 *   %LK_ERROR_UNSUPPORTED where no keys give the same network
 */
LkCheckpoint *lk_conversion_run (const LkConversion *self,
                                 LkCheckpoint *source,
                                 const char *title,
                                 GError **error);

G_END_DECLS
