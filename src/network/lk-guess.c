/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-guess.h"

#include <glib/gi18n-lib.h>

static const struct
{
  LkGuess guess;
  const char *name;
  const char *title;
} guesses[LK_N_GUESSES] = {
  { LK_GUESS_POOLS, "pools", N_ ("pools") },
  { LK_GUESS_SLOPE, "slope", N_ ("slope") },
  { LK_GUESS_PADDING, "padding", N_ ("padding") },
  { LK_GUESS_STRIDES, "strides", N_ ("strides") },
  { LK_GUESS_SIZE, "size", N_ ("picture size") },
  { LK_GUESS_PROFILE, "profile", N_ ("profile") },
};

const char *
lk_guess_to_string (LkGuess guess)
{
  for (guint i = 0; i < LK_N_GUESSES; i++)
    if (guesses[i].guess == guess)
      return guesses[i].name;
  g_return_val_if_reached (NULL);
}

const char *
lk_guess_get_title (LkGuess guess)
{
  for (guint i = 0; i < LK_N_GUESSES; i++)
    if (guesses[i].guess == guess)
      return _ (guesses[i].title);
  g_return_val_if_reached (NULL);
}
