/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A file that only grows: eight bytes that say what it is, then records. A record is
 * "LkRe", the number of its bytes (little-endian, 32 bits), the first 16 bytes of
 * SHA-256 over that number and the bytes, and the bytes, of which the first is its kind.
 */

#define LK_JOURNAL_MAX_RECORD (1 << 20)

/** The eight bytes it begins with. */
GBytes *lk_journal_magic (void);

/** Appends a record with @kind and @payload to @bytes. */
void lk_journal_record_append (GByteArray *bytes, guint8 kind, GBytes *payload);

/** A record that is whole. Returns: whether to go on. */
typedef gboolean (*LkJournalRecord) (guint8 kind,
                                     GBytes *payload,
                                     gpointer user_data,
                                     GError **error);

/**
 * lk_journal_records_read:
 * @file: descriptor at the file's start
 * @shown: its name, for people
 * @end: where what can be read ends, and more can be appended; 0 for a file that is empty
 *   or was cut within its first bytes
 * @n_damaged: records that were passed over, as their bytes are not those that were
 *   written
 *
 * Hands every whole record to @record. A record that was damaged is passed over where the
 * next one can be found behind it; else all ends before it, as it does before a record
 * that was cut.
 *
 * Returns: or %FALSE with %LK_ERROR_FORMAT (a file of another kind), %LK_ERROR_FILE, or
 *   the error of @record
 */
gboolean lk_journal_records_read (int file,
                                  const char *shown,
                                  LkJournalRecord record,
                                  gpointer user_data,
                                  gint64 *end,
                                  guint *n_damaged,
                                  GError **error);

G_END_DECLS
