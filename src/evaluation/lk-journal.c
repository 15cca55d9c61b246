/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-error.h"
#include "lk-journal-records.h"
#include "lk-left-out.h"

/* Kinds of records. */
#define KIND_HEAD 'H'
#define KIND_WANTED 'W'
#define KIND_OUTCOME 'O'
#define KIND_LEFT_OUT 'L'

/* What a power cut may cost. */
#define SYNC_SECONDS 3

struct _LkJournal
{
  char *shown;
  int file;
  LkJournalContents *contents;
  gint64 end; /* all before it is whole */
  gint64 synced;
  GError *problem;
};

void
lk_journal_contents_free (LkJournalContents *self)
{
  if (self == NULL)
    return;
  lk_journal_head_free (self->head);
  g_ptr_array_unref (self->outcomes);
  g_ptr_array_unref (self->left_out);
  g_free (self);
}

static LkJournalContents *
contents_new (void)
{
  LkJournalContents *self = g_new0 (LkJournalContents, 1);

  self->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_outcome_free);
  self->left_out = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

void
lk_journal_free (LkJournal *self)
{
  if (self == NULL)
    return;
  if (self->file >= 0)
    close (self->file);
  lk_journal_contents_free (self->contents);
  g_clear_error (&self->problem);
  g_free (self->shown);
  g_free (self);
}

static gboolean
take_head (LkJournalContents *self, GBytes *payload, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (payload, &size);
  g_autofree char *text = g_strndup (data, size);

  if (self->head == NULL)
    self->head = lk_journal_head_new_from_text (text, error);
  return self->head != NULL;
}

static gboolean
take_wanted (LkJournalContents *self, GBytes *payload)
{
  guint64 number;

  if (g_bytes_get_size (payload) == sizeof number)
    {
      memcpy (&number, g_bytes_get_data (payload, NULL), sizeof number);
      self->n_wanted = GUINT64_FROM_LE (number);
    }
  return TRUE;
}

/* Kinds that are not known are those of a program to come. */
static gboolean
take_record (guint8 kind, GBytes *payload, gpointer user_data, GError **error)
{
  LkJournalContents *self = user_data;
  LkOutcome *outcome;

  if (kind == KIND_HEAD)
    return take_head (self, payload, error);
  if (kind == KIND_WANTED)
    return take_wanted (self, payload);
  if (kind == KIND_LEFT_OUT)
    g_ptr_array_add (self->left_out, g_bytes_ref (payload));
  if (kind != KIND_OUTCOME)
    return TRUE;
  outcome = lk_outcome_new_from_bytes (payload, error);
  if (outcome == NULL)
    return FALSE;
  g_ptr_array_add (self->outcomes, outcome);
  return TRUE;
}

/* Outcomes without the head that says of what they are are none. */
static gboolean
read_contents (int file,
               const char *shown,
               LkJournalContents *self,
               gint64 *end,
               GError **error)
{
  struct stat status;
  guint n_damaged;

  if (!lk_journal_records_read (file, shown, take_record, self, end, &n_damaged, error))
    {
      g_prefix_error (error, "%s: ", shown);
      return FALSE;
    }
  self->is_damaged
      = n_damaged > 0 || (fstat (file, &status) == 0 && status.st_size > *end);
  if (self->head != NULL || self->outcomes->len + n_damaged == 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("%s: the journal’s first record is damaged, which says what the others "
                  "are: remove the file"),
               shown);
  return FALSE;
}

static gboolean
fail (LkJournal *self, int problem, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("%s: the journal cannot be written: %s"), self->shown,
               g_strerror (problem));
  return FALSE;
}

static gboolean
open_file (LkJournal *self, const char *path, GError **error)
{
  struct stat status;

  self->file = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC | O_NONBLOCK, 0666);
  if (self->file < 0)
    return fail (self, errno, error);
  if (fstat (self->file, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s is no regular file"),
                   self->shown);
      return FALSE;
    }
  if (flock (self->file, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("%s: another evaluation is writing this journal"), self->shown);
  return FALSE;
}

static gboolean
write_all (LkJournal *self, const guint8 *data, gsize size, GError **error)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = pwrite (self->file, data + done, size - done,
                         (off_t) (self->end + (gint64) done));

      if (n >= 0)
        done += (gsize) n;
      else if (errno != EINTR)
        return fail (self, errno, error);
    }
  self->end += (gint64) size;
  return TRUE;
}

static gboolean
write_record (LkJournal *self, guint8 kind, GBytes *payload, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  lk_journal_record_append (bytes, kind, payload);
  return write_all (self, bytes->data, bytes->len, error);
}

static gboolean
write_head (LkJournal *self, const LkJournalHead *head, GError **error)
{
  g_autoptr (GBytes) magic = lk_journal_magic ();
  g_autofree char *text = lk_journal_head_to_text (head);
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  gsize size;
  gconstpointer data = g_bytes_get_data (magic, &size);

  self->end = 0;
  return write_all (self, data, size, error)
         && write_record (self, KIND_HEAD, payload, error);
}

static gboolean
write_wanted (LkJournal *self, guint64 n_wanted, GError **error)
{
  guint64 number = GUINT64_TO_LE (n_wanted);
  g_autoptr (GBytes) payload = g_bytes_new (&number, sizeof number);

  return self->contents->n_wanted == n_wanted
         || write_record (self, KIND_WANTED, payload, error);
}

/* What cannot be read is cut off, so that what is appended can. */
static gboolean
begin (LkJournal *self, const LkJournalHead *head, guint64 n_wanted, GError **error)
{
  if (self->contents->head != NULL
      && !lk_journal_head_check (head, self->contents->head, self->shown, error))
    return FALSE;
  if (ftruncate (self->file, (off_t) self->end) != 0)
    return fail (self, errno, error);
  return (self->contents->head != NULL || write_head (self, head, error))
         && write_wanted (self, n_wanted, error);
}

LkJournal *
lk_journal_open (const char *path,
                 const LkJournalHead *head,
                 guint64 n_wanted,
                 GError **error)
{
  g_autoptr (LkJournal) self = NULL;

  g_return_val_if_fail (path != NULL && head != NULL, NULL);

  self = g_new0 (LkJournal, 1);
  self->shown = g_filename_display_name (path);
  self->contents = contents_new ();
  self->file = -1;
  self->synced = g_get_monotonic_time ();
  if (!open_file (self, path, error)
      || !read_contents (self->file, self->shown, self->contents, &self->end, error)
      || !begin (self, head, n_wanted, error))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
lk_journal_contents_replay (const LkJournalContents *self,
                            const char *shown,
                            LkEvaluation *evaluation,
                            guint64 first,
                            guint64 end,
                            GError **error)
{
  g_return_val_if_fail (self != NULL && shown != NULL, FALSE);
  g_return_val_if_fail (LK_IS_EVALUATION (evaluation), FALSE);

  for (guint i = 0; i < self->left_out->len; i++)
    lk_dataset_leave_out_bytes (lk_evaluation_get_dataset (evaluation),
                                self->left_out->pdata[i]);
  for (guint i = 0; i < self->outcomes->len; i++)
    {
      const LkOutcome *outcome = self->outcomes->pdata[i];

      if (outcome->index < first || outcome->index >= end)
        continue;
      if (!lk_evaluation_add (evaluation, lk_outcome_copy (outcome), error))
        {
          g_prefix_error (error, "%s: ", shown);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
lk_journal_replay (LkJournal *self,
                   LkEvaluation *evaluation,
                   guint64 first,
                   guint64 end,
                   GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return lk_journal_contents_replay (self->contents, self->shown, evaluation, first, end,
                                     error);
}

gboolean
lk_journal_was_damaged (LkJournal *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->contents->is_damaged;
}

static gboolean
sync_file (LkJournal *self, GError **error)
{
  self->synced = g_get_monotonic_time ();
  return fdatasync (self->file) == 0 || fail (self, errno, error);
}

static void
append (LkJournal *self, guint8 kind, GBytes *payload)
{
  if (self->problem != NULL)
    return;
  if (write_record (self, kind, payload, &self->problem)
      && g_get_monotonic_time () - self->synced > SYNC_SECONDS * G_USEC_PER_SEC)
    sync_file (self, &self->problem);
}

void
lk_journal_append (LkJournal *self, const LkOutcome *outcome)
{
  g_autoptr (GBytes) payload = NULL;

  g_return_if_fail (self != NULL && outcome != NULL);

  payload = lk_outcome_to_bytes (outcome);
  append (self, KIND_OUTCOME, payload);
}

void
lk_journal_append_left_out (LkJournal *self, const LkLeftOut *left_out)
{
  g_autoptr (GBytes) payload = NULL;

  g_return_if_fail (self != NULL && left_out != NULL);

  payload = lk_left_out_to_bytes (left_out);
  if (!g_ptr_array_find_with_equal_func (self->contents->left_out, payload, g_bytes_equal,
                                         NULL))
    append (self, KIND_LEFT_OUT, payload);
}

gboolean
lk_journal_finish (LkJournal *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->problem == NULL)
    sync_file (self, &self->problem);
  if (self->problem == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->problem));
  return FALSE;
}

LkJournalContents *
lk_journal_read (const char *path, GError **error)
{
  g_autofree char *shown = NULL;
  g_autoptr (LkJournalContents) self = NULL;
  gint64 end;
  int file;
  gboolean fine;

  g_return_val_if_fail (path != NULL, NULL);

  shown = g_filename_display_name (path);
  self = contents_new ();
  file = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (file < 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s cannot be read: %s"), shown,
                   g_strerror (errno));
      return NULL;
    }
  fine = read_contents (file, shown, self, &end, error);
  close (file);
  if (fine && self->head == NULL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("%s: the journal is empty"),
                   shown);
      return NULL;
    }
  return fine ? g_steal_pointer (&self) : NULL;
}
