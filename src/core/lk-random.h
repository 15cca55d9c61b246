/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkRandom:
 *
 * Private to this room: random numbers that are the same on every machine and with every
 * version of every library. xoshiro256** (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", ACM TOMS 47, 2021), its state filled by SplitMix64
 * (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014)
 * as its authors advise. Not for secrets.
 */
typedef struct
{
  guint64 state[4];
} LkRandom;

/** Stream @stream of @seed; neighbouring streams and seeds have nothing in common. */
void lk_random_init (LkRandom *self, guint64 seed, guint64 stream);

guint64 lk_random_next (LkRandom *self);

/** 0 to @n - 1, each as likely as the others: numbers from the incomplete last round of
 * @n are drawn anew. @n is at least 1. */
guint64 lk_random_below (LkRandom *self, guint64 n);

/** @chosen: [@n_chosen]: different numbers below @n, in random order (the first steps of
 * Fisher and Yates' shuffle; Knuth, TAOCP 2, 3.4.2 P). @n_chosen is at most @n. */
void lk_random_choose (LkRandom *self, guint n, guint n_chosen, guint *chosen);

/** Whether @number may be chosen. */
typedef gboolean (*LkRandomAccept) (guint number, gpointer user_data);

/** Goes on with the same shuffle past those that @accept refuses: where it refuses none,
 * the same as lk_random_choose(). Returns: how many were found, at most @n_chosen. */
guint lk_random_choose_accepted (LkRandom *self,
                                 guint n,
                                 guint n_chosen,
                                 LkRandomAccept accept,
                                 gpointer user_data,
                                 guint *chosen);

/** The next number of SplitMix64. */
guint64 lk_split_mix_next (guint64 *state);

G_END_DECLS
