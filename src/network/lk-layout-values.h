/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"

G_BEGIN_DECLS

/* What keys cannot tell, and others can: each under its name, as a text. */

/** Who told a value: how far a message trusts it. */
typedef enum
{
  LK_TOLD_BY_METADATA,
  LK_TOLD_BY_CONFIGURATION,
  LK_TOLD_BY_PERSON,
} LkToldBy;

/** Whether @name is that of a value: "profile", "size", "resize", "crop", "mean", "std",
 * "pools", "padding", "unpadded", "slope", "strides" or "stage". */
gboolean lk_layout_is_value (const char *name);

/**
 * lk_layout_take_values:
 * @told: (nullable): names to texts; other names are ignored
 *
 * Sets in @self what @told says, and takes it out of what is guessed.
 *
 * Returns: %FALSE where a value is impossible for the network, with %LK_ERROR_OPTION if a
 *   person said it, else %LK_ERROR_FORMAT
 */
gboolean
lk_layout_take_values (LkLayout *self, GHashTable *told, LkToldBy who, GError **error);

/**
 * lk_layout_take_profile:
 * @profile: how pictures are prepared so far; changed
 * @told: (nullable): names to texts; those of a profile and its parts count, which in
 *   metadata only do beside the name of a profile: other people's have a "size", too
 * @guessed: what is told is taken out of it
 *
 * Returns: %FALSE as lk_layout_take_values()
 */
gboolean lk_layout_take_profile (LkProfile *profile,
                                 GHashTable *told,
                                 LkToldBy who,
                                 LkGuess *guessed,
                                 GError **error);

/** Whether pictures so prepared leave a map of at least one cell; else
 * %LK_ERROR_OPTION. */
gboolean
lk_layout_check_pictures (const LkLayout *self, const LkProfile *profile, GError **error);

G_END_DECLS
