/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * LLVMFuzzerTestOneInput:
 *
 * What each program of this folder has: reads @data as the parser that it is named after
 * does, and aborts where the parser does what it promises not to. libFuzzer and AFL call
 * it with what they make up; fuzz-replay.c with the files of corpora/, as a test.
 */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/** Aborts unless @error is there where, and only where, something @failed: then it is of
 * LK_ERROR, and one line of UTF-8. */
void fuzz_check_error (gboolean failed, const GError *error);

/** (transfer none): the path of @name in a folder of this process, which goes away with
 * it; folders above it are made. */
const char *fuzz_path (const char *name);

/** The folder itself. */
const char *fuzz_folder (void);

/** Puts @data under @name there. */
void fuzz_put (const char *name, const uint8_t *data, size_t size);

/** Takes the next line out of the text, without its end; %FALSE where there is none. */
gboolean fuzz_next_line (const uint8_t **data, size_t *size, GString *line);

G_END_DECLS
