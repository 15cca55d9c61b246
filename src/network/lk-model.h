/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"
#include "lk-network.h"

G_BEGIN_DECLS

/**
 * LkModel:
 *
 * What a person chooses: a backbone with its weights, the profile its pictures are
 * prepared with, and the fusion layer that came with it. Immutable but for the profile
 * given when it is opened.
 */
#define LK_TYPE_MODEL (lk_model_get_type ())
G_DECLARE_FINAL_TYPE (LkModel, lk_model, LK, MODEL, GObject)

#define LK_MODEL_DEFAULT "builtin:conv64f"

/**
 * lk_model_open:
 * @name: "builtin:conv64f", or the path of a checkpoint
 * @profile: (nullable): "p1" and so on, to override what the file says
 */
LkModel *lk_model_open (const char *name, const char *profile, GError **error);

/** As it was opened: "builtin:conv64f" or an absolute path. */
const char *lk_model_get_name (LkModel *self);
/** The path of the file of weights, also of a built-in model. */
const char *lk_model_get_path (LkModel *self);
/** SHA-256 of the file of weights. */
const char *lk_model_get_sha256 (LkModel *self);
LkNetwork *lk_model_get_network (LkModel *self);
const LkLayout *lk_model_get_layout (LkModel *self);
LkCheckpoint *lk_model_get_checkpoint (LkModel *self);
/** The profile in force: the override, else the layout's. */
const LkProfile *lk_model_get_profile (LkModel *self);

G_END_DECLS
