/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-place-text.h"

#include <glib/gi18n-lib.h>

char *
lk_place_text_describe (const LkPlace *place)
{
  guint higher;

  g_return_val_if_fail (place != NULL, NULL);

  if (place->n_members == 0)
    return g_strdup (_ ("With one picture of its class, it cannot be known whether the "
                        "query is like any class here."));
  higher = place->n_higher[LK_MEMBERSHIP_FUSED];
  if (lk_place_is_unlike (place))
    return g_strdup_printf (
        g_dngettext (
            GETTEXT_PACKAGE,
            "Unlike every class here: lower than %u of %u shot at its own class.",
            "Unlike every class here: lower than %u of %u shots at their own "
            "class.",
            place->n_members),
        higher, place->n_members);
  return g_strdup_printf (
      g_dngettext (
          GETTEXT_PACKAGE,
          "As like its class as shots are: lower than %u of %u at its own class.",
          "As like its class as shots are: lower than %u of %u at their own "
          "class.",
          place->n_members),
      higher, place->n_members);
}

char *
lk_place_text_describe_levels (const LkPlace *place)
{
  char *counts[LK_N_LEVELS];
  g_autofree char *described = NULL;

  g_return_val_if_fail (place != NULL, NULL);

  if (place->n_members == 0)
    return NULL;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    counts[level] = g_strdup_printf ("%u", place->n_higher[level]);
  described = lk_levels_describe (counts);
  return g_strdup_printf (_ ("Shots more like their own class, by level: %s."),
                          described);
}

guint
lk_place_text_count_below (const LkSupportCheck *check, double margin)
{
  guint n = 0;

  g_return_val_if_fail (check != NULL, 0);

  for (guint i = 0; i < check->n_shots; i++)
    n += check->shots[i].lead < margin;
  return n;
}

char *
lk_place_text_describe_margin (const LkSupportCheck *check, double margin)
{
  g_return_val_if_fail (check != NULL, NULL);

  if (check->n_shots == 0)
    return NULL;
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "Its margin is larger than the lead of %u of %u shot when it is left "
                   "out.",
                   "Its margin is larger than the lead of %u of %u shots when each is "
                   "left out.",
                   check->n_shots),
      lk_place_text_count_below (check, margin), check->n_shots);
}
