/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkGuess:
 * @LK_GUESS_POOLS: which stages a pool follows
 * @LK_GUESS_SLOPE: of the activation
 * @LK_GUESS_PADDING: of the stages' convolutions
 * @LK_GUESS_STRIDES: of the stages
 * @LK_GUESS_SIZE: of the pictures
 * @LK_GUESS_PROFILE: how pictures are prepared
 *
 * What the tensors of a network cannot tell (docs/METHOD.md 2.3): a set of those that
 * nothing else told either.
 */
typedef enum
{
  LK_GUESS_POOLS = 1 << 0,
  LK_GUESS_SLOPE = 1 << 1,
  LK_GUESS_PADDING = 1 << 2,
  LK_GUESS_STRIDES = 1 << 3,
  LK_GUESS_SIZE = 1 << 4,
  LK_GUESS_PROFILE = 1 << 5,
} LkGuess;
#define LK_N_GUESSES 6

/** What metadata and options call the one @guess: "pools", "slope", "padding", "strides",
 * "size" or "profile". */
const char *lk_guess_to_string (LkGuess guess);

/** The same for people, translated. */
const char *lk_guess_get_title (LkGuess guess);

G_END_DECLS
