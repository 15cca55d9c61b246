/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "lk-confidence.h"
#include "lk-deletion.h"
#include "lk-journal-records.h"
#include "lk-journal.h"
#include "lk-unknown.h"

/* Chance does not meet a checksum: the payload of a record of the kind @kind, with the
 * one that belongs to it. */
static void
put_record (uint8_t kind, const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GBytes) magic = lk_journal_magic ();
  g_autoptr (GBytes) payload = g_bytes_new (data, MIN (size, LK_JOURNAL_MAX_RECORD - 1));

  g_byte_array_append (file, g_bytes_get_data (magic, NULL),
                       (guint) g_bytes_get_size (magic));
  lk_journal_record_append (file, kind, payload);
  fuzz_put ("a.journal", file->data, file->len);
}

/* What was found is bytes too, which those who add them up read. */
static void
check_findings (const LkOutcome *outcome)
{
  const LkSampler sampler = { outcome->n_ways, 2, outcome->n_queries, 0 };
  const LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkDeletion) deletion = lk_deletion_new (&sampler, &options, NULL);
  g_autoptr (LkUnknown) unknown = lk_unknown_new (&sampler, &options, NULL);
  g_autoptr (LkConfidence) confidence = lk_confidence_new (&options, NULL);
  GBytes *const *found = outcome->findings;

  if (found[LK_FINDING_DELETION] != NULL
      && lk_deletion_add_found (deletion, found[LK_FINDING_DELETION], NULL))
    g_assert_cmpuint (lk_deletion_get_n (deletion), ==, 1);
  if (found[LK_FINDING_UNKNOWN] != NULL
      && lk_unknown_add_found (unknown, found[LK_FINDING_UNKNOWN], NULL))
    g_assert_cmpuint (lk_unknown_get_n (unknown), ==, 1);
  if (found[LK_FINDING_CONFIDENCE] != NULL
      && lk_confidence_add_found (confidence, outcome->index, &sampler,
                                  found[LK_FINDING_CONFIDENCE], NULL))
    g_assert_cmpuint (lk_confidence_get_n (confidence), ==,
                      outcome->n_ways * outcome->n_queries);
}

static void
check_outcome (const LkOutcome *outcome)
{
  g_autoptr (GBytes) bytes = lk_outcome_to_bytes (outcome);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkOutcome) again = lk_outcome_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (lk_outcome_equal (outcome, again));
  check_findings (outcome);
}

static void
check_head (const LkJournalHead *head)
{
  g_autofree char *text = lk_journal_head_to_text (head);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkJournalHead) again = lk_journal_head_new_from_text (text, &error);

  g_assert_no_error (error);
  g_assert_true (lk_journal_head_check (head, again, "again", &error));
}

/* "H", "W", "O" or "L" begins a record of that kind; all else is a file. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (LkJournalContents) contents = NULL;
  g_autoptr (GError) error = NULL;

  if (size > 0 && (data[0] == 'H' || data[0] == 'W' || data[0] == 'O' || data[0] == 'L'))
    put_record (data[0], data + 1, size - 1);
  else
    fuzz_put ("a.journal", data, size);
  contents = lk_journal_read (fuzz_path ("a.journal"), &error);
  fuzz_check_error (contents == NULL, error);
  if (size > 0 && data[0] == 'O')
    {
      g_autoptr (GBytes) payload = g_bytes_new (data + 1, size - 1);
      g_autoptr (LkOutcome) outcome = lk_outcome_new_from_bytes (payload, NULL);

      if (outcome != NULL)
        check_outcome (outcome);
    }
  if (contents != NULL && contents->head != NULL)
    check_head (contents->head);
  for (guint i = 0; contents != NULL && i < contents->outcomes->len; i++)
    check_outcome (contents->outcomes->pdata[i]);
  return 0;
}
