/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"
#include "lk-metric-options.h"

G_BEGIN_DECLS

/**
 * LkSettings:
 *
 * What a session computes with beside its episode: options of the metric, model, cells of
 * queries and of shots that are painted out, shots that are switched off. Immutable once
 * shared, counted by reference: what undo goes back to.
 */
typedef struct _LkSettings LkSettings;

/** The built-in model and what it brings. */
LkSettings *lk_settings_new (void);
/** A copy, to be changed by the setters below before it is shared. */
LkSettings *lk_settings_copy (const LkSettings *self);
LkSettings *lk_settings_ref (LkSettings *self);
void lk_settings_unref (LkSettings *self);

const LkMetricOptions *lk_settings_get_options (const LkSettings *self);
/** From then on they are what a person wants, and no model's defaults are waited for. */
void lk_settings_set_options (LkSettings *self, const LkMetricOptions *options);
/** Whether the options are to become what the model brings, once it is opened. */
gboolean lk_settings_get_takes_defaults (const LkSettings *self);
void lk_settings_set_takes_defaults (LkSettings *self, gboolean takes);

const char *lk_settings_get_model (const LkSettings *self);
/** (nullable): the override of the model's own profile. */
const char *lk_settings_get_profile (const LkSettings *self);
/** (nullable): what a person says of the network, as lk_choices_parse() has it. */
const char *lk_settings_get_network (const LkSettings *self);
/** Another model is another network: nothing is said of it then. */
void lk_settings_set_model (LkSettings *self, const char *model, const char *profile);
void lk_settings_set_network (LkSettings *self, const char *network);

/** (nullable): a gboolean a cell: whether it counts. %NULL: all do. */
GBytes *lk_settings_get_mask (const LkSettings *self, LkQuery *query);
void lk_settings_set_mask (LkSettings *self, LkQuery *query, GBytes *kept);

/** The same of the cells of a shot. */
GBytes *lk_settings_get_shot_mask (const LkSettings *self, LkPicture *shot);
void lk_settings_set_shot_mask (LkSettings *self, LkPicture *shot, GBytes *kept);

gboolean lk_settings_is_off (const LkSettings *self, LkPicture *shot);
void lk_settings_set_off (LkSettings *self, LkPicture *shot, gboolean off);

/** Whether the same model is asked for, with the same profile and network: whether what
 * was computed with one is what the other asks for. */
gboolean lk_settings_same_model (const LkSettings *a, const LkSettings *b);
/** Whether one scoring of an episode does for both: the model and all that matching
 * depends on (neighbours, part form, ridge). Shots that are off, and
 * cells painted out of shots, are the episode's, see lk_settings_apply(). */
gboolean lk_settings_same_scoring (const LkSettings *a, const LkSettings *b);

/** (transfer full): @episode without the shots that are switched off and without
 * placeholders, with the cells of shots painted out: what is scored. It is @episode
 * itself where there are none. */
LkEpisodeState *lk_settings_apply (const LkSettings *self, LkEpisodeState *episode);
/** (transfer full): the masks of @episode's queries by their index: %GUINT_TO_POINTER to
 * #GBytes. */
GHashTable *lk_settings_list_masks (const LkSettings *self, LkEpisodeState *episode);
/**
 * lk_settings_follow:
 *
 * A query is immutable: another label makes another query of it, and its mask has to
 * follow.
 *
 * Returns: (transfer full): the settings for an episode that was @before and is @after
 */
LkSettings *
lk_settings_follow (LkSettings *self, LkEpisodeState *before, LkEpisodeState *after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSettings, lk_settings_unref)

G_END_DECLS
