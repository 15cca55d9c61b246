/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-journal.h"

#include "lk-dataset-digest.h"

LkJournalHead *
lk_cli_journal_head_new (const LkCliOptions *self,
                         LkModel *model,
                         LkEvaluation *evaluation,
                         const LkMetricOptions *options)
{
  LkJournalHead *head = g_new0 (LkJournalHead, 1);
  LkDataset *dataset = lk_evaluation_get_dataset (evaluation);

  head->dataset = g_canonicalize_filename (lk_dataset_get_path (dataset), NULL);
  head->split = g_strdup (lk_dataset_get_split (dataset));
  head->digest = lk_dataset_compute_digest (dataset);
  head->model = g_strdup (lk_model_get_name (model));
  head->choices = lk_cli_options_list_choices (self);
  head->fingerprint = g_strdup (lk_model_get_fingerprint (model));
  head->sampler = *lk_evaluation_get_sampler (evaluation);
  head->options = *options;
  return head;
}
