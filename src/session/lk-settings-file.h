/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session-file.h"
#include "lk-settings.h"

G_BEGIN_DECLS

/** (transfer full): the settings that @file holds for its episode. */
LkSettings *lk_settings_from_file (LkSessionFile *file);

/** Puts @self into @file, for the episode that stands there: masks and shots that are off
 * by their places. */
void lk_settings_to_file (const LkSettings *self, LkSessionFile *file);

G_END_DECLS
