/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"
#include "lk-network.h"

G_BEGIN_DECLS

/**
 * LkModel:
 *
 * What a person chooses: a backbone with its weights, the profile its pictures are
 * prepared with, and the fusion layer that came with it. Immutable.
 */
#define LK_TYPE_MODEL (lk_model_get_type ())
G_DECLARE_FINAL_TYPE (LkModel, lk_model, LK, MODEL, GObject)

#define LK_MODEL_DEFAULT "builtin:conv64f"

/**
 * lk_model_open_as:
 * @name: "builtin:conv64f", or the path of a checkpoint
 * @choices: (nullable): what overrides the file: names to texts as in metadata, see
 *   lk_layout_recognise_as()
 *
 * Reads the whole file once: what becomes of it later changes nothing.
 *
 * Returns: (transfer full): or %NULL with an error of lk_profile_find(),
 *   lk_checkpoint_load(), lk_layout_recognise_as() or lk_network_new()
 */
LkModel *lk_model_open_as (const char *name, GHashTable *choices, GError **error);

/** The same with at most one choice, @profile (nullable). */
LkModel *lk_model_open (const char *name, const char *profile, GError **error);

/** The same with @profile and @network (both nullable), the latter a line as
 * lk_choices_parse() has it, whose errors it gives as well. */
LkModel *lk_model_open_for (const char *name,
                            const char *profile,
                            const char *network,
                            GError **error);

/** (transfer full): array of what the choice "tensors" may be for the checkpoint at
 * @path: the prefixes of the networks in it; empty where it is none. Reads the whole
 * file. */
GPtrArray *lk_model_list_networks (const char *path);

/** As it was opened: "builtin:conv64f" or an absolute path. */
const char *lk_model_get_name (LkModel *self);
/** The path of the file of weights, also of a built-in model. */
const char *lk_model_get_path (LkModel *self);
/** SHA-256 of the file of weights. */
const char *lk_model_get_sha256 (LkModel *self);

/**
 * lk_model_get_fingerprint:
 *
 * SHA-256 in hexadecimal of all that a map of a picture depends on: the blocks of the
 * network, its weights under canonical names, and how pictures are prepared. Files of
 * other formats or with other metadata give the same, if they give the same maps.
 */
const char *lk_model_get_fingerprint (LkModel *self);

/**
 * lk_model_matches:
 * @fingerprint: (nullable): that of a model of old
 * @sha256: (nullable): that of its file, which counts where there is no fingerprint
 *
 * Whether this is the same model as far as those tell; %TRUE where neither is there.
 */
gboolean lk_model_matches (LkModel *self, const char *fingerprint, const char *sha256);

LkNetwork *lk_model_get_network (LkModel *self);
const LkLayout *lk_model_get_layout (LkModel *self);
LkCheckpoint *lk_model_get_checkpoint (LkModel *self);
/** (transfer none): the choices it was opened with, names to texts; empty where there
 * were none. */
GHashTable *lk_model_get_choices (LkModel *self);
/** The profile in force: the override, else the layout's. */
const LkProfile *lk_model_get_profile (LkModel *self);
/** A set of #LkGuess: what nobody told of the network or of its pictures. */
LkGuess lk_model_get_guessed (LkModel *self);

/** (transfer full) (nullable): what is guessed, for people: "pools 1100, slope 0.2". */
char *lk_model_describe_guesses (LkModel *self);

/** (transfer full): in a line: "conv64f, profile p1; guessed: pools 1100, slope 0.2". */
char *lk_model_describe (LkModel *self);

G_END_DECLS
