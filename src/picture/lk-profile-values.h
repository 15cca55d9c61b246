/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-profile.h"

G_BEGIN_DECLS

/* A profile by its parts, each a text as metadata and options have it. */

/** The largest edge of a picture, in pixels. */
#define LK_PROFILE_MAX_EDGE 2048

/**
 * LK_PROFILE_VALUES:
 *
 * The names of the parts, ended by %NULL:
 * - "size": edge of what the network sees; the edge before the crop follows in proportion
 * - "resize": "92": the short side becomes so many pixels before the crop; "96x96": both
 * - "crop": edge of the crop alone
 * - "mean" and "std": "0.485,0.456,0.406", or one number for all three channels
 */
#define LK_PROFILE_VALUES                                                                \
  ((const char *const[]){ "size", "resize", "crop", "mean", "std", NULL })

/** Sets the part called @name to what @text says; %FALSE where it says nothing
 * possible. */
gboolean lk_profile_set_value (LkProfile *self, const char *name, const char *text);

/** (transfer full): the part called @name, which is not "size". */
char *lk_profile_get_value (const LkProfile *self, const char *name);

/** Whether pictures can be so prepared: the crop is no larger than what it is taken
 * from. */
gboolean lk_profile_is_possible (const LkProfile *self);

/** Whether both prepare pictures in the same way, whatever their names. */
gboolean lk_profile_equal (const LkProfile *a, const LkProfile *b);

/** (transfer full): "p1", and where it is not as that name says
 * "p1 with resize 96x96, crop 84, mean 0.5,0.5,0.5, std 0.5,0.5,0.5". */
char *lk_profile_describe (const LkProfile *self);

G_END_DECLS
