/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-ranks.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-cli-output.h"
#include "lk-cpu.h"
#include "lk-error.h"
#include "lk-left-out.h"
#include "lk-linalg.h"

/* A message is a letter and what it says: who a rank is (three texts: the host, what its
 * numbers depend on, and the head of its journal), an outcome, a picture that cannot be
 * read, its cost (three numbers of 64 bits: microseconds, and the counts of
 * lk_evaluation_add_cost()), and its end (host, and what ended it, or nothing; a third
 * text, where that was an interrupt). */
#define SAYS_WHO 'W'
#define SAYS_OUTCOME 'O'
#define SAYS_LEFT_OUT 'L'
#define SAYS_COST 'C'
#define SAYS_END 'E'

struct _LkCliRanks
{
  LkRanks *ranks;
  LkEvaluation *evaluation;
  LkJournalHead *head;
  char *kernels;
  guint n_ended; /* of the others */
  gboolean warned;
  gboolean ended;
  GPtrArray *problems;
  GPtrArray *interrupts; /* of the others: rank 0 is mostly interrupted with them */
};

gboolean
lk_cli_ranks_start (LkCliRanks **self, GError **error)
{
  LkRanks *ranks;

  g_return_val_if_fail (self != NULL, FALSE);

  *self = NULL;
  if (!lk_ranks_start (&ranks, error))
    return FALSE;
  if (ranks == NULL)
    return TRUE;
  *self = g_new0 (LkCliRanks, 1);
  (*self)->ranks = ranks;
  (*self)->problems = lk_cli_problems_new ();
  (*self)->interrupts = lk_cli_problems_new ();
  return TRUE;
}

void
lk_cli_ranks_free (LkCliRanks *self)
{
  if (self == NULL)
    return;
  /* Who fails before the others are done does not wait for them. */
  if (!self->ended)
    lk_ranks_leave (self->ranks);
  lk_ranks_free (self->ranks);
  g_clear_object (&self->evaluation);
  lk_journal_head_free (self->head);
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->interrupts);
  g_free (self->kernels);
  g_free (self);
}

gboolean
lk_cli_ranks_is_first (LkCliRanks *self)
{
  return self == NULL || lk_ranks_get_rank (self->ranks) == 0;
}

void
lk_cli_ranks_share (LkCliRanks *self, guint64 *first, guint64 *end)
{
  guint64 n, start;
  guint rank, n_ranks;

  if (self == NULL)
    return;
  rank = lk_ranks_get_rank (self->ranks);
  n_ranks = lk_ranks_get_n (self->ranks);
  n = *end - *first;
  start = *first;
  *first = start + n * rank / n_ranks;
  *end = start + n * (rank + 1) / n_ranks;
}

char *
lk_cli_ranks_name_journal (LkCliRanks *self, const char *journal)
{
  return lk_cli_ranks_is_first (self)
             ? g_strdup (journal)
             : g_strdup_printf ("%s.%u", journal, lk_ranks_get_rank (self->ranks));
}

/* Bits of sums can depend on which kernels made them. */
static char *
describe_kernels (void)
{
  return g_strdup_printf ("%s, %s", lk_kernels_to_string (lk_cpu_get_kernels ()),
                          lk_linalg_get_core_name ());
}

static void
send_message (LkCliRanks *self, char kind, gconstpointer data, gsize size)
{
  GByteArray *bytes = g_byte_array_sized_new ((guint) size + 1);
  g_autoptr (GBytes) message = NULL;

  g_byte_array_append (bytes, (const guint8 *) &kind, 1);
  g_byte_array_append (bytes, data, (guint) size);
  message = g_byte_array_free_to_bytes (bytes);
  lk_ranks_send (self->ranks, message);
}

/* Texts in a row, each with its zero. */
static void
send_texts (LkCliRanks *self, char kind, const char *const *texts)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; texts[i] != NULL; i++)
    g_string_append_len (all, texts[i], (gssize) strlen (texts[i]) + 1);
  send_message (self, kind, all->str, all->len);
}

/* (transfer full): at most @max texts. */
static GStrv
read_texts (const char *data, gsize size, guint max)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; i < max && size > 0; i++)
    {
      gsize length = strnlen (data, size);
      g_autofree char *text = g_strndup (data, length);

      g_strv_builder_add (texts, text);
      length = MIN (length + 1, size);
      data += length;
      size -= length;
    }
  return g_strv_builder_end (texts);
}

void
lk_cli_ranks_join (LkCliRanks *self, const LkJournalHead *head, LkEvaluation *evaluation)
{
  g_autofree char *text = NULL;

  if (self == NULL)
    return;
  self->evaluation = g_object_ref (evaluation);
  self->kernels = describe_kernels ();
  text = lk_journal_head_to_text (head);
  if (lk_cli_ranks_is_first (self))
    self->head = lk_journal_head_new_from_text (text, NULL);
  else
    send_texts (
        self, SAYS_WHO,
        (const char *[]){ lk_ranks_get_host (self->ranks), self->kernels, text, NULL });
}

void
lk_cli_ranks_send (LkCliRanks *self, const LkOutcome *outcome)
{
  g_autoptr (GBytes) bytes = NULL;

  if (lk_cli_ranks_is_first (self))
    return;
  bytes = lk_outcome_to_bytes (outcome);
  send_message (self, SAYS_OUTCOME, g_bytes_get_data (bytes, NULL),
                g_bytes_get_size (bytes));
}

void
lk_cli_ranks_send_left_out (LkCliRanks *self, const LkLeftOut *left_out)
{
  g_autoptr (GBytes) bytes = NULL;

  if (lk_cli_ranks_is_first (self))
    return;
  bytes = lk_left_out_to_bytes (left_out);
  send_message (self, SAYS_LEFT_OUT, g_bytes_get_data (bytes, NULL),
                g_bytes_get_size (bytes));
}

static void
meet (LkCliRanks *self, guint from, GStrv texts)
{
  g_autoptr (LkJournalHead) head = NULL;
  g_autofree char *shown = NULL;
  GError *problem = NULL;

  if (g_strv_length (texts) != 3)
    return;
  if (!g_str_equal (texts[1], self->kernels) && !self->warned)
    {
      self->warned = TRUE;
      lk_cli_warn (
          _ ("Rank %u on %s computes with %s, rank 0 with %s: numbers may differ "
             "in their last bits"),
          from, texts[0], texts[1], self->kernels);
    }
  shown = g_strdup_printf (_ ("Rank %u on %s"), from, texts[0]);
  head = lk_journal_head_new_from_text (texts[2], &problem);
  if (head == NULL || !lk_journal_head_check (self->head, head, shown, &problem))
    lk_cli_problems_add (self->problems, problem);
}

static void
take_end (LkCliRanks *self, guint from, GStrv texts)
{
  guint n = g_strv_length (texts);

  self->n_ended++;
  if (n >= 2)
    lk_cli_problems_add (n == 2 ? self->problems : self->interrupts,
                         g_error_new (LK_ERROR, LK_ERROR_EPISODE,
                                      _ ("Rank %u on %s ended early: %s"), from, texts[0],
                                      texts[1]));
}

static void
take_outcome (LkCliRanks *self, GBytes *bytes)
{
  GError *problem = NULL;
  LkOutcome *outcome = lk_outcome_new_from_bytes (bytes, &problem);

  if (outcome == NULL || !lk_evaluation_add (self->evaluation, outcome, &problem))
    lk_cli_problems_add (self->problems, problem);
}

static void
take_cost (LkCliRanks *self, const char *data, gsize size)
{
  guint64 numbers[3];

  if (size != sizeof numbers)
    return;
  memcpy (numbers, data, sizeof numbers);
  /* They worked at the same time: only the pictures add up. */
  lk_evaluation_add_cost (self->evaluation, 0, numbers[1], numbers[2]);
}

static void
take (LkCliRanks *self, GBytes *message, guint from)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);
  g_autoptr (GBytes) rest = NULL;
  g_auto (GStrv) texts = NULL;

  if (size == 0)
    return;
  rest = g_bytes_new_from_bytes (message, 1, size - 1);
  if (*data == SAYS_OUTCOME)
    {
      take_outcome (self, rest);
      return;
    }
  if (*data == SAYS_LEFT_OUT)
    {
      lk_dataset_leave_out_bytes (lk_evaluation_get_dataset (self->evaluation), rest);
      return;
    }
  if (*data == SAYS_COST)
    {
      take_cost (self, data + 1, size - 1);
      return;
    }
  texts = read_texts (data + 1, size - 1, 3);
  if (*data == SAYS_WHO)
    meet (self, from, texts);
  else if (*data == SAYS_END)
    take_end (self, from, texts);
}

void
lk_cli_ranks_look (LkCliRanks *self)
{
  GBytes *message;
  guint from;

  if (self == NULL || !lk_cli_ranks_is_first (self))
    return;
  while ((message = lk_ranks_receive (self->ranks, &from)) != NULL)
    {
      take (self, message, from);
      g_bytes_unref (message);
    }
}

static void
send_end (LkCliRanks *self, const GError *problem, GCancellable *cancellable)
{
  gboolean interrupted = g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (self->evaluation != NULL)
    {
      guint64 numbers[3] = { 0 };

      lk_evaluation_get_n_embedded (self->evaluation, &numbers[1], &numbers[2]);
      send_message (self, SAYS_COST, numbers, sizeof numbers);
    }
  send_texts (self, SAYS_END,
              (const char *[]){ lk_ranks_get_host (self->ranks),
                                problem != NULL ? problem->message : NULL,
                                interrupted ? "interrupted" : NULL, NULL });
  if (!lk_ranks_flush (self->ranks, cancellable))
    lk_ranks_leave (self->ranks);
}

static void
add_copies (GPtrArray *problems, GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    lk_cli_problems_add (problems, g_error_copy (others->pdata[i]));
}

/* Where all were interrupted, rank 0 says so for all. */
static void
wait_for_all (LkCliRanks *self, GPtrArray *problems, GCancellable *cancellable)
{
  guint n_others = lk_ranks_get_n (self->ranks) - 1;

  lk_cli_ranks_look (self);
  while (self->n_ended < n_others && !g_cancellable_is_cancelled (cancellable))
    {
      lk_ranks_rest ();
      lk_cli_ranks_look (self);
    }
  /* Whoever has not told of its end by then may never do. */
  if (self->n_ended < n_others)
    lk_ranks_leave (self->ranks);
  add_copies (problems, self->problems);
  if (!g_cancellable_is_cancelled (cancellable))
    add_copies (problems, self->interrupts);
}

void
lk_cli_ranks_end (LkCliRanks *self,
                  const GError *problem,
                  GPtrArray *problems,
                  GCancellable *cancellable)
{
  if (self == NULL || self->ended)
    return;
  self->ended = TRUE;
  if (lk_cli_ranks_is_first (self))
    wait_for_all (self, problems, cancellable);
  else
    send_end (self, problem, cancellable);
}
