/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-journal-records.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "lk-error.h"

/* The last one is the version. */
static const guint8 magic[8] = { 'L', 'k', 'J', 'o', 'u', 'r', 0, 1 };
static const guint8 mark[4] = { 'L', 'k', 'R', 'e' };
#define SUM 16
#define HEAD (sizeof mark + 4 + SUM)

GBytes *
lk_journal_magic (void)
{
  return g_bytes_new_static (magic, sizeof magic);
}

/* Of the number of bytes as it stands in the file, and the bytes. */
static void
sum_up (const guint8 size[4], const guint8 *data, gsize n, guint8 sum[SUM])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, size, 4);
  g_checksum_update (checksum, data, (gssize) n);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (sum, digest, SUM);
}

void
lk_journal_record_append (GByteArray *bytes, guint8 kind, GBytes *payload)
{
  gsize n_payload;
  gconstpointer data = g_bytes_get_data (payload, &n_payload);
  guint32 size = GUINT32_TO_LE ((guint32) n_payload + 1);
  guint start = bytes->len;
  guint8 sum[SUM] = { 0 };

  g_return_if_fail (n_payload < LK_JOURNAL_MAX_RECORD);

  g_byte_array_append (bytes, mark, sizeof mark);
  g_byte_array_append (bytes, (const guint8 *) &size, sizeof size);
  g_byte_array_append (bytes, sum, SUM);
  g_byte_array_append (bytes, &kind, 1);
  g_byte_array_append (bytes, data, (guint) n_payload);
  sum_up ((const guint8 *) &size, bytes->data + start + HEAD, n_payload + 1, sum);
  memcpy (bytes->data + start + HEAD - SUM, sum, SUM);
}

typedef struct
{
  int file;
  const char *shown;
  LkJournalRecord record;
  gpointer user_data;
  gint64 end;
  guint n_damaged;
} Reading;

/* Up to @size bytes at @offset: fewer at the end of the file; -1 with @error. */
static gssize
read_at (Reading *self, gpointer buffer, gsize size, gint64 offset, GError **error)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = pread (self->file, (char *) buffer + done, size - done,
                        (off_t) (offset + (gint64) done));

      if (n == 0)
        break;
      if (n > 0)
        done += (gsize) n;
      else if (errno != EINTR)
        {
          g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s cannot be read: %s"),
                       self->shown, g_strerror (errno));
          return -1;
        }
    }
  return (gssize) done;
}

/* Whether a record begins at @offset, or the file ends there. */
static gboolean
can_go_on (Reading *self, gint64 offset)
{
  guint8 bytes[sizeof mark];
  gssize n = read_at (self, bytes, sizeof bytes, offset, NULL);

  return n == 0 || (n == sizeof bytes && memcmp (bytes, mark, sizeof mark) == 0);
}

typedef enum
{
  STEP_DONE,
  STEP_END,
  STEP_FAILED,
} Step;

static Step
take (Reading *self, const guint8 head[HEAD], guint8 *data, gsize size, GError **error)
{
  guint8 sum[SUM];
  g_autoptr (GBytes) payload = NULL;

  sum_up (head + sizeof mark, data, size, sum);
  if (memcmp (sum, head + HEAD - SUM, SUM) != 0)
    {
      if (!can_go_on (self, self->end + (gint64) (HEAD + size)))
        return STEP_END;
      self->n_damaged++;
      return STEP_DONE;
    }
  payload = g_bytes_new (data + 1, size - 1);
  return self->record (data[0], payload, self->user_data, error) ? STEP_DONE
                                                                 : STEP_FAILED;
}

static Step
step (Reading *self, GError **error)
{
  guint8 head[HEAD];
  gssize n = read_at (self, head, sizeof head, self->end, error);
  g_autofree guint8 *data = NULL;
  guint32 size;
  Step step;

  if (n < 0)
    return STEP_FAILED;
  if (n < (gssize) sizeof head || memcmp (head, mark, sizeof mark) != 0)
    return STEP_END;
  memcpy (&size, head + sizeof mark, sizeof size);
  size = GUINT32_FROM_LE (size);
  if (size == 0 || size > LK_JOURNAL_MAX_RECORD)
    return STEP_END;
  data = g_malloc (size);
  n = read_at (self, data, size, self->end + (gint64) HEAD, error);
  if (n < 0)
    return STEP_FAILED;
  if (n < (gssize) size)
    return STEP_END;
  step = take (self, head, data, size, error);
  if (step == STEP_DONE)
    self->end += (gint64) (HEAD + size);
  return step;
}

static gboolean
read_magic (Reading *self, GError **error)
{
  guint8 start[sizeof magic];
  gssize n = read_at (self, start, sizeof start, 0, error);

  if (n < 0)
    return FALSE;
  if (memcmp (start, magic, (gsize) n) != 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("%s is no journal of an evaluation"), self->shown);
      return FALSE;
    }
  self->end = n == sizeof magic ? n : 0;
  return TRUE;
}

gboolean
lk_journal_records_read (int file,
                         const char *shown,
                         LkJournalRecord record,
                         gpointer user_data,
                         gint64 *end,
                         guint *n_damaged,
                         GError **error)
{
  Reading self = { file, shown, record, user_data, 0, 0 };
  Step last = STEP_END;

  g_return_val_if_fail (shown != NULL && record != NULL, FALSE);
  g_return_val_if_fail (end != NULL && n_damaged != NULL, FALSE);

  if (!read_magic (&self, error))
    return FALSE;
  if (self.end > 0)
    while ((last = step (&self, error)) == STEP_DONE)
      ;
  *end = self.end;
  *n_damaged = self.n_damaged;
  return last != STEP_FAILED;
}
