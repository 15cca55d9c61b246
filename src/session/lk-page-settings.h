/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-opponent.h"
#include "lk-sampling.h"

G_BEGIN_DECLS

/**
 * LkPageSettings:
 *
 * What the pages of many queries are set to: what episodes are sampled from, and what the
 * session is compared with. Part of a session, not of its undo.
 *
 * Signals: "sampling-changed", "opponent-changed".
 */
#define LK_TYPE_PAGE_SETTINGS (lk_page_settings_get_type ())
G_DECLARE_FINAL_TYPE (LkPageSettings, lk_page_settings, LK, PAGE_SETTINGS, GObject)

/** Those of a new session. */
LkPageSettings *lk_page_settings_new (void);

const LkSampling *lk_page_settings_get_sampling (LkPageSettings *self);
/** @sampling %NULL: that of a new session. Returns whether it is another. */
gboolean lk_page_settings_set_sampling (LkPageSettings *self, const LkSampling *sampling);

/** (nullable): %NULL: the session itself. */
const LkOpponent *lk_page_settings_get_opponent (LkPageSettings *self);
gboolean lk_page_settings_set_opponent (LkPageSettings *self, const LkOpponent *opponent);
/** Remembers which weights its model turned out to have; there must be an opponent. */
void lk_page_settings_note_weights (LkPageSettings *self, const char *sha256);

G_END_DECLS
