/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-map-source.h"
#include "lk-session-file.h"
#include "lk-settings.h"

G_BEGIN_DECLS

/**
 * LkSavedModel:
 *
 * What a session file says of its model's weights, until that model is open: all %NULL
 * where nothing is known.
 */
typedef struct
{
  char *model;
  char *profile;
  char *network;
  char *fingerprint;
  char *sha256;
} LkSavedModel;

/** Takes what @file says, and forgets what another said. */
void lk_saved_model_set (LkSavedModel *self, const LkSessionFile *file);
void lk_saved_model_clear (LkSavedModel *self);

/** (nullable): SHA-256 of the file of weights: of @source (nullable), once it is open,
 * else as saved, where @settings (nullable) name the same model. */
const char *lk_saved_model_get_sha256 (const LkSavedModel *self,
                                       const LkSettings *settings,
                                       LkMapSource *source);
/** (nullable): likewise the fingerprint, where they name the same profile and network as
 * well: it counts with those that it was made with. */
const char *lk_saved_model_get_fingerprint (const LkSavedModel *self,
                                            const LkSettings *settings,
                                            LkMapSource *source);

/** Whether it knows anything of the weights that @settings (nullable) name. */
gboolean lk_saved_model_expects (const LkSavedModel *self, const LkSettings *settings);
/** Whether @source has the weights that it knows of. Where another profile was chosen
 * meanwhile, the file alone tells; of a file of maps its SHA-256 does. */
gboolean lk_saved_model_is (const LkSavedModel *self,
                            const LkSettings *settings,
                            LkMapSource *source);

G_END_DECLS
