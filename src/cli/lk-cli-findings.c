/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-findings.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-output.h"
#include "lk-error.h"
#include "lk-journal-records.h"

#define MAX_CLASSES 5000
/* Of a record: the rest of an outcome has room beside it. */
#define MAX_SIZE (LK_JOURNAL_MAX_RECORD - (1 << 17))

/* The public part first. */
typedef struct
{
  LkCliFindings findings;
  LkSampler sampler;
} Findings;

gboolean
lk_cli_findings_check (const LkFindingsWanted *wanted,
                       const LkSampler *sampler,
                       gboolean sent,
                       GError **error)
{
  if (!lk_cli_check_number ("--unknown", wanted->n_unknown, 0, MAX_CLASSES, error))
    return FALSE;
  if (wanted->n_unknown > 0 && sampler->n_shots < 2)
    return lk_cli_wrong_use (error,
                             _ ("--unknown needs --shot 2 or more: with one shot a "
                                "class there is none to be left out"));
  if (wanted->confidence && sent && lk_confidence_get_size (sampler) > MAX_SIZE)
    return lk_cli_wrong_use (error,
                             _ ("--confidence: the scores of such an episode do not fit "
                                "in a journal or a message: give fewer classes or "
                                "queries, or run one process without a journal"));
  return TRUE;
}

LkCliFindings *
lk_cli_findings_new (const LkFindingsWanted *wanted,
                     const LkSampler *sampler,
                     const LkMetricOptions *options,
                     const LkTrainedFusion *fusion)
{
  Findings *self = g_new0 (Findings, 1);

  self->sampler = *sampler;
  if (wanted->deletion)
    self->findings.deletion = lk_deletion_new (sampler, options, fusion);
  if (wanted->n_unknown > 0)
    self->findings.unknown = lk_unknown_new (sampler, options, fusion);
  if (wanted->confidence)
    self->findings.confidence = lk_confidence_new (options, fusion);
  return &self->findings;
}

void
lk_cli_findings_free (LkCliFindings *findings)
{
  if (findings == NULL)
    return;
  g_clear_pointer (&findings->deletion, lk_deletion_free);
  g_clear_pointer (&findings->unknown, lk_unknown_free);
  g_clear_pointer (&findings->confidence, lk_confidence_free);
  g_free ((Findings *) findings);
}

static gboolean
is_wanted (const LkCliFindings *self, LkFinding finding)
{
  return finding == LK_FINDING_DELETION  ? self->deletion != NULL
         : finding == LK_FINDING_UNKNOWN ? self->unknown != NULL
                                         : self->confidence != NULL;
}

static gboolean
add (Findings *self, LkFinding finding, guint64 index, GBytes *found, GError **error)
{
  LkCliFindings *findings = &self->findings;

  if (finding == LK_FINDING_DELETION)
    return lk_deletion_add_found (findings->deletion, found, error);
  if (finding == LK_FINDING_UNKNOWN)
    return lk_unknown_add_found (findings->unknown, found, error);
  return lk_confidence_add_found (findings->confidence, index, &self->sampler, found,
                                  error);
}

/* Returns: whether it lacks nothing. @reason: set to why, if it is not set. */
static gboolean
gather_episode (Findings *self, const LkOutcome *outcome, GError **reason)
{
  gboolean whole = TRUE;

  for (guint i = 0; i < LK_N_FINDINGS; i++)
    {
      GBytes *found = outcome->findings[i];

      if (is_wanted (&self->findings, i)
          && (found == NULL || g_bytes_get_size (found) == 0
              || !add (self, i, outcome->index, found, *reason == NULL ? reason : NULL)))
        whole = FALSE;
    }
  return whole;
}

void
lk_cli_findings_gather (LkCliFindings *findings,
                        LkEvaluation *evaluation,
                        const GError *problem,
                        GPtrArray *problems)
{
  guint n = lk_evaluation_get_n_episodes (evaluation), n_whole = 0;
  GError *reason = problem != NULL ? g_error_copy (problem) : NULL;

  for (guint i = 0; i < n; i++)
    n_whole += gather_episode ((Findings *) findings,
                               lk_evaluation_get_episode (evaluation, i), &reason);
  if (reason == NULL && n_whole < n)
    reason = g_error_new (
        LK_ERROR, LK_ERROR_EPISODE,
        ngettext (
            "%u of %u episodes lacks what was to be found in it beside the accuracies",
            "%u of %u episodes lack what was to be found in them beside the accuracies",
            n - n_whole),
        n - n_whole, n);
  lk_cli_problems_add (problems, reason);
}
