/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decision-text.h"

#include <glib/gi18n-lib.h>

#include "lk-number-text.h"

char *
lk_decision_text_get_title (const LkDecision *decision, LkEpisodeState *episode)
{
  g_autofree char *margin = lk_number_fixed (decision->margin, 2);

  return g_strdup_printf (_ ("%s, %s ahead of %s"),
                          lk_episode_state_get_class_name (episode, decision->prediction),
                          margin,
                          lk_episode_state_get_class_name (episode, decision->runner_up));
}

static void
append_alone (GString *text, const char *level, const char *class_name)
{
  /* Translators: a level of the metric, and the name of a class; the sentence follows
   * another one, at once in a language that has no spaces. */
  g_string_append_printf (text, _ (" %s level alone would choose %s."), level,
                          class_name);
}

char *
lk_decision_text_describe (const LkDecision *decision, LkEpisodeState *episode)
{
  GString *text = g_string_new (NULL);
  LkLevel decisive = decision->decisive;
  double share = decision->margin_split[decisive];
  const char *winner = lk_episode_state_get_class_name (episode, decision->prediction);
  g_autofree char *given = lk_number_fixed (share, 2);
  g_autofree char *taken = lk_number_fixed (share - decision->margin, 2);
  g_autofree char *margin = lk_number_fixed (decision->margin, 2);

  if (decision->margin > 0 && share > decision->margin)
    g_string_append_printf (
        text,
        _ ("%s level decided: it gives %s %s, of which the other levels take %s back: a "
           "margin of %s."),
        lk_level_get_title (decisive), winner, given, taken, margin);
  else if (decision->margin > 0)
    g_string_append_printf (text,
                            _ ("%s level decided: it gives %s %s of a margin of %s."),
                            lk_level_get_title (decisive), winner, given, margin);
  else
    g_string_append_printf (
        text, _ ("No level decided: %s and %s are level."), winner,
        lk_episode_state_get_class_name (episode, decision->runner_up));
  for (guint level = 0; level < LK_N_LEVELS; level++)
    if (decision->alone[level] != decision->prediction)
      append_alone (text, lk_level_get_title (level),
                    lk_episode_state_get_class_name (episode, decision->alone[level]));
  return g_string_free (text, FALSE);
}

char *
lk_decision_text_describe_baseline (const LkDecision *decision,
                                    guint prototype,
                                    LkEpisodeState *episode)
{
  g_return_val_if_fail (decision != NULL && episode != NULL, NULL);

  if (prototype == decision->prediction)
    return g_strdup (_ ("Pooled prototypes would say so too."));
  return g_strdup_printf (_ ("Pooled prototypes would choose %s."),
                          lk_episode_state_get_class_name (episode, prototype));
}
