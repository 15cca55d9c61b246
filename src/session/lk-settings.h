/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-metric-options.h"
#include "lk-picture.h"
#include "lk-query.h"

G_BEGIN_DECLS

/**
 * LkSettings:
 *
 * What a session computes with beside its episode: options of the metric, model, cells of
 * queries that are painted out, shots that are switched off. Immutable once shared,
 * counted by reference: what undo goes back to.
 */
typedef struct _LkSettings LkSettings;

/** The defaults. */
LkSettings *lk_settings_new (void);
/** A copy, to be changed by the setters below before it is shared. */
LkSettings *lk_settings_copy (const LkSettings *self);
LkSettings *lk_settings_ref (LkSettings *self);
void lk_settings_unref (LkSettings *self);

const LkMetricOptions *lk_settings_get_options (const LkSettings *self);
void lk_settings_set_options (LkSettings *self, const LkMetricOptions *options);

const char *lk_settings_get_model (const LkSettings *self);
/** (nullable): the override of the model's own profile. */
const char *lk_settings_get_profile (const LkSettings *self);
void lk_settings_set_model (LkSettings *self, const char *model, const char *profile);

/** (nullable): a gboolean a cell: whether it counts. %NULL: all do. */
GBytes *lk_settings_get_mask (const LkSettings *self, LkQuery *query);
void lk_settings_set_mask (LkSettings *self, LkQuery *query, GBytes *kept);

gboolean lk_settings_is_off (const LkSettings *self, LkPicture *shot);
void lk_settings_set_off (LkSettings *self, LkPicture *shot, gboolean off);
gboolean lk_settings_has_off (const LkSettings *self);
/** Whether the same shots are off. */
gboolean lk_settings_same_off (const LkSettings *a, const LkSettings *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSettings, lk_settings_unref)

G_END_DECLS
