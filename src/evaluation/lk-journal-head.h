/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"
#include "lk-finding.h"
#include "lk-metric-options.h"
#include "lk-sampler.h"

G_BEGIN_DECLS

/**
 * LkJournalHead:
 * @dataset, @split (nullable): as lk_dataset_open() takes them
 * @digest: lk_dataset_compute_digest()
 * @model, @choices: as lk_model_open_as() takes them; @choices from text to text
 * @fingerprint: of that model
 * @sampler, @options: what the episodes were drawn and decided with
 * @wanted: what else was to be found in them
 *
 * What the outcomes in a journal are outcomes of: digest, fingerprint, sampler,
 * options and what was wanted say whether two journals go together; the rest is for
 * finding dataset and model again.
 */
typedef struct
{
  char *dataset;
  char *split;
  char *digest;
  char *model;
  GHashTable *choices;
  char *fingerprint;
  LkSampler sampler;
  LkMetricOptions options;
  LkFindingsWanted wanted;
} LkJournalHead;

void lk_journal_head_free (LkJournalHead *self);

/** (transfer full): one line of JSON. */
char *lk_journal_head_to_text (const LkJournalHead *self);
/** (transfer full): what lk_journal_head_to_text() wrote, or %NULL with
 * %LK_ERROR_FORMAT. */
LkJournalHead *lk_journal_head_new_from_text (const char *text, GError **error);

/** Whether outcomes under @other go together with those under @self, else
 * %LK_ERROR_EPISODE that names the first thing that differs. @shown is the name of
 * @other's file. */
gboolean lk_journal_head_check (const LkJournalHead *self,
                                const LkJournalHead *other,
                                const char *shown,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkJournalHead, lk_journal_head_free)

G_END_DECLS
