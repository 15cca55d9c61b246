/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What others chose (names of files, classes and tensors, labels, metadata) and a person
 * reads on a terminal. Controls among it could move the cursor, rename the window, put
 * lines into a report that it does not have, or turn words around.
 */

/**
 * lk_printable:
 *
 * @text as valid UTF-8 of one line: control characters, separators of lines and
 * paragraphs, and the characters that embed, override or isolate a direction of writing
 * are written as their numbers, "\x1b" or "\u202e". All other text stays as it is.
 *
 * Returns: (transfer full)
 */
char *lk_printable (const char *text);

/** lk_printable() of the name that g_filename_display_name() gives @path. */
char *lk_printable_path (const char *path);

/** @text, which is JSON, without those characters: within its strings their escapes stand
 * for them, so that it reads back the same. Line breaks between its parts stay. */
char *lk_printable_json (const char *text);

/**
 * lk_printable_start:
 *
 * For the first lines of a program: from now on g_print() and g_printerr() write controls
 * but tabs and line breaks as lk_printable() does, whatever was formatted.
 */
void lk_printable_start (void);

G_END_DECLS
