/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-checkpoint.h"
#include "lk-layout.h"

/** The path of a file in fixtures/checkpoints. */
char *fixture_path (const char *name);

/** Its bytes, on the heap, so that a sanitizer sees the ends. */
GBytes *fixture_read (const char *name);

/** Names to tensors, from the plain dump of make-checkpoint-fixtures.py. */
GHashTable *fixture_expected (const char *name);

/** All of @expected are in @checkpoint, bit by bit, and nothing else. */
void fixture_assert_same (LkCheckpoint *checkpoint, GHashTable *expected);

/** A checkpoint of @bytes by the reader that their kind needs: as lk_checkpoint_load(),
 * without a file. */
LkCheckpoint *fixture_parse (const char *format, GBytes *bytes, GError **error);

/** Asserts that @error is of LK_ERROR and @code, and its message one line with @text. */
void fixture_assert_error (GError *error, int code, const char *text);

/** Every tensor of @layout has the numbers that make-checkpoint-fixtures.py gives it,
 * which repeat after @steps. */
void fixture_check_layout (LkLayout *layout, gsize steps);
