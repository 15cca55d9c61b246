/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** Takes one damaged copy of a text; @bytes ends in a NUL that is not part of it. */
typedef void (*TestMutationTaker) (const char *bytes, gsize length, gpointer data);

/**
 * test_mutate:
 * @words: ended by %NULL; what is put in, and where, chance decides
 * @n_random: how many copies are damaged by chance, several times each
 *
 * Hands @take damaged copies of @text: cut at every byte; every byte replaced by its
 * neighbours, a NUL and one that is no text; and parts taken out, doubled, moved, and
 * replaced by @words. The same ones each time.
 *
 * Returns: how many
 */
guint test_mutate (const char *text,
                   gsize length,
                   const char *const *words,
                   guint n_random,
                   TestMutationTaker take,
                   gpointer data);
