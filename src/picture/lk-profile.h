/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkProfile:
 * @name: "p1" and so on (docs/METHOD.md 1.4: one for each family of published code)
 * @title: what a person reads, untranslated: whose profile it is
 * @resize: edge length the picture is resized to before the crop
 * @keep_aspect: whether @resize is the short side (aspect kept) or both sides
 * @crop: edge length of the centre crop, which is what the network sees
 * @mean: per channel R, G, B, in units of the range 0 to 1
 * @std: likewise
 *
 * How a picture becomes the input of a network. Those that have a name are constants and
 * never freed; a copy of one may be changed, lk-profile-values.h.
 */
typedef struct
{
  const char *name;
  const char *title;
  guint resize;
  gboolean keep_aspect;
  guint crop;
  double mean[3];
  double std[3];
} LkProfile;

/** The profile called @name, or %NULL with %LK_ERROR_OPTION naming those that exist. */
const LkProfile *lk_profile_find (const char *name, GError **error);

/** All profiles, in the order of their names, ended by %NULL. */
const LkProfile *const *lk_profile_list (void);

G_END_DECLS
