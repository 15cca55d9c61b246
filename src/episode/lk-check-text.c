/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-check-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-number-text.h"

/* Pairs of classes that are named; of many, the worst. */
#define MAX_PAIRS 3

typedef struct
{
  const LkSupportCheck *check;
  LkEpisodeState *episode;
  GStrvBuilder *sentences;
} Writer;

static const char *
get_name (const Writer *self, guint class_index)
{
  return lk_episode_state_get_class_name (self->episode, class_index);
}

static const char *
get_title (const Writer *self, const LkCheckedShot *shot)
{
  GPtrArray *shots = lk_episode_state_get_shots (self->episode, shot->class_index);

  return lk_picture_get_title (shots->pdata[shot->shot]);
}

static void
take (Writer *self, char *sentence)
{
  g_strv_builder_add (self->sentences, sentence);
  g_free (sentence);
}

static void
add_recognised (Writer *self)
{
  const LkSupportCheck *check = self->check;

  if (check->n_shots == 0)
    {
      take (self, g_strdup (_ ("With one picture a class, nothing can be known of how "
                               "good the shots are.")));
      return;
    }
  take (self,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                      "%u of %u shot is recognised when it is left out.",
                                      "%u of %u shots are recognised when each is left "
                                      "out.",
                                      check->n_shots),
                         check->n_recognised, check->n_shots));
  if (check->n_unknown > 0)
    take (self, g_strdup_printf (
                    g_dngettext (GETTEXT_PACKAGE,
                                 "%u class has one shot: nothing can be known of it.",
                                 "%u classes have one shot each: nothing can be known "
                                 "of them.",
                                 check->n_unknown),
                    check->n_unknown));
}

static void
add_weakest (Writer *self)
{
  const LkCheckedShot *shot;
  g_autofree char *lead = NULL;

  if (self->check->weakest == G_MAXUINT)
    return;
  shot = &self->check->shots[self->check->weakest];
  lead = lk_number_fixed (fabs (shot->lead), 2);
  if (shot->prediction == shot->class_index)
    take (self, g_strdup_printf (_ ("“%s” fits its class %s least: %s ahead."),
                                 get_title (self, shot),
                                 get_name (self, shot->class_index), lead));
  else
    take (self,
          g_strdup_printf (_ ("“%s” fits its class %s least: it is more like %s, by %s."),
                           get_title (self, shot), get_name (self, shot->class_index),
                           get_name (self, shot->prediction), lead));
}

static void
add_pairs (Writer *self)
{
  for (guint i = 0; i < MIN (self->check->n_pairs, MAX_PAIRS); i++)
    {
      const LkMixedPair *pair = &self->check->pairs[i];

      take (self,
            g_strdup_printf (ngettext ("%s and %s can hardly be told apart: %u of their "
                                       "%u shots is more like the other class.",
                                       "%s and %s can hardly be told apart: %u of their "
                                       "%u shots are more like the other class.",
                                       pair->n_mixed),
                             get_name (self, pair->first), get_name (self, pair->second),
                             pair->n_mixed, pair->n_shots));
    }
}

static void
add_levels (Writer *self)
{
  const LkSupportCheck *check = self->check;
  char *counts[LK_N_LEVELS];
  g_autofree char *described = NULL;
  g_autofree char *weights = NULL;

  if (check->n_shots == 0)
    return;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    counts[level] = g_strdup_printf ("%u", check->level_recognised[level]);
  described = lk_levels_describe (counts);
  take (self, g_strdup_printf (_ ("%s level tells best; alone they recognise: %s."),
                               lk_level_get_title (check->best_level), described));
  if (check->best_recognised <= check->n_recognised)
    return;
  weights = lk_levels_describe_numbers (check->best_weights, 2);
  take (self, g_strdup_printf (_ ("Weights of %s would recognise %u."), weights,
                               check->best_recognised));
}

/* Pictures are the same where their bytes are. */
static gboolean
has_copy (GPtrArray *shots, LkPicture *picture)
{
  guint n = 0;

  for (guint i = 0; i < shots->len; i++)
    n += g_str_equal (lk_picture_get_sha256 (shots->pdata[i]),
                      lk_picture_get_sha256 (picture));
  return n > 1;
}

/* A copy among the shots recognises the other. This is told as often as a weight moves:
 * cautions about all pictures would be too many. */
static void
add_copies (Writer *self)
{
  for (guint i = 0; i < self->check->n_shots; i++)
    {
      const LkCheckedShot *shot = &self->check->shots[i];
      GPtrArray *shots = lk_episode_state_get_shots (self->episode, shot->class_index);
      LkPicture *picture = shots->pdata[shot->shot];

      if (!has_copy (shots, picture))
        continue;
      take (self, g_strdup_printf (_ ("“%s” is in %s twice: it is recognised by its "
                                      "copy, which proves nothing."),
                                   lk_picture_get_title (picture),
                                   get_name (self, shot->class_index)));
      return;
    }
}

GStrv
lk_check_text_describe (const LkSupportCheck *check, LkEpisodeState *episode)
{
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
  Writer writer = { check, episode, sentences };

  g_return_val_if_fail (check != NULL && episode != NULL, NULL);

  add_recognised (&writer);
  add_copies (&writer);
  add_weakest (&writer);
  add_pairs (&writer);
  add_levels (&writer);
  return g_strv_builder_end (sentences);
}

char *
lk_check_text_describe_shot (const LkSupportCheck *check,
                             guint index,
                             LkEpisodeState *episode)
{
  const LkCheckedShot *shot;
  g_autofree char *lead = NULL;

  g_return_val_if_fail (check != NULL && index < check->n_shots, NULL);

  shot = &check->shots[index];
  lead = lk_number_fixed (fabs (shot->lead), 2);
  if (shot->prediction == shot->class_index)
    return g_strdup_printf (_ ("Left out, it would be recognised, %s ahead."), lead);
  return g_strdup_printf (_ ("Left out, it would be taken for %s, %s ahead."),
                          lk_episode_state_get_class_name (episode, shot->prediction),
                          lead);
}
