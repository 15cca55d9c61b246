/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-finder.h"

#include "lk-dataset-maps.h"
#include "lk-scoring.h"

struct _LkCliFinder
{
  LkCliFindings *findings;
  LkEvaluation *evaluation;
  LkMapSource *source;
  guint n_unknown;
  GCancellable *cancellable;
  GError *problem;
};

/* Where the first episode cannot have them, none can. */
static gboolean
check_classes (guint n_unknown,
               LkDataset *dataset,
               const LkSampler *sampler,
               GError **error)
{
  g_autoptr (LkSample) sample = lk_sampler_draw (sampler, dataset, 0);
  g_autoptr (LkUnknownSample) drawn = NULL;

  if (n_unknown == 0 || sample == NULL)
    return TRUE;
  drawn = lk_unknown_sample_draw (sampler, dataset, 0, sample, n_unknown, error);
  return drawn != NULL;
}

LkCliFinder *
lk_cli_finder_new (const LkFindingsWanted *wanted,
                   LkEvaluation *evaluation,
                   LkMapSource *source,
                   const LkMetricOptions *options,
                   GError **error)
{
  const LkSampler *sampler = lk_evaluation_get_sampler (evaluation);
  LkModel *model = lk_map_source_get_model (source);
  g_autoptr (LkTrainedFusion) fusion = NULL;
  LkCliFinder *self;

  if (!check_classes ((guint) wanted->n_unknown, lk_evaluation_get_dataset (evaluation),
                      sampler, error)
      || (model != NULL && !lk_scoring_read_fusion (model, &fusion, error)))
    return NULL;
  self = g_new0 (LkCliFinder, 1);
  self->findings = lk_cli_findings_new (wanted, sampler, options, fusion);
  self->evaluation = g_object_ref (evaluation);
  self->source = g_object_ref (source);
  self->n_unknown = (guint) wanted->n_unknown;
  return self;
}

void
lk_cli_finder_free (LkCliFinder *self)
{
  if (self == NULL)
    return;
  lk_cli_findings_free (self->findings);
  g_object_unref (self->evaluation);
  g_object_unref (self->source);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->problem);
  g_free (self);
}

const LkCliFindings *
lk_cli_finder_gather (LkCliFinder *self, GPtrArray *problems)
{
  lk_cli_findings_gather (self->findings, self->evaluation, self->problem, problems);
  return self->findings;
}

/* As the runner draws an episode: anew where a picture cannot be read. */
static GPtrArray *
fetch_unknown (LkCliFinder *self, guint64 index, const LkSample *sample, GError **error)
{
  const LkSampler *sampler = lk_evaluation_get_sampler (self->evaluation);
  LkDataset *dataset = lk_evaluation_get_dataset (self->evaluation);

  for (;;)
    {
      g_autoptr (LkUnknownSample) drawn = lk_unknown_sample_draw (
          sampler, dataset, index, sample, self->n_unknown, error);
      g_autoptr (GArray) pictures = g_array_new (FALSE, FALSE, sizeof (LkDrawnPicture));
      g_autoptr (GError) problem = NULL;
      gboolean again;
      GPtrArray *maps;

      if (drawn == NULL)
        return NULL;
      lk_drawn_pictures_append (pictures, drawn->classes, drawn->n_classes,
                                drawn->pictures, sampler->n_queries);
      maps = lk_dataset_fetch_maps (dataset, pictures, self->source, &again,
                                    self->cancellable, &problem);
      if (maps != NULL)
        return maps;
      if (again)
        continue;
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
}

static GBytes *
find_unknown (LkCliFinder *self,
              guint64 index,
              const LkSample *sample,
              GPtrArray *maps,
              GError **error)
{
  g_autoptr (GPtrArray) unknown = fetch_unknown (self, index, sample, error);

  return unknown != NULL ? lk_unknown_find (self->findings->unknown, maps, unknown,
                                            self->cancellable, error)
                         : NULL;
}

/* @found: (transfer full) (nullable). What an interrupt leaves out ends the run; what
 * cannot be found is found to be so. */
static gboolean
keep (LkCliFinder *self,
      LkOutcome *outcome,
      LkFinding finding,
      GBytes *found,
      GError *problem,
      GError **error)
{
  if (found == NULL && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  outcome->findings[finding] = found != NULL ? found : g_bytes_new (NULL, 0);
  if (self->problem == NULL)
    self->problem = problem;
  else
    g_clear_error (&problem);
  return TRUE;
}

static gboolean
on_episode (LkOutcome *outcome,
            const LkSample *sample,
            GPtrArray *maps,
            const LkRawScores *scores,
            gpointer user_data,
            GError **error)
{
  LkCliFinder *self = user_data;
  const LkCliFindings *wanted = self->findings;
  GBytes *found[LK_N_FINDINGS] = { NULL };
  GError *problems[LK_N_FINDINGS] = { NULL };
  gboolean fine = TRUE;

  if (wanted->deletion != NULL)
    found[LK_FINDING_DELETION]
        = lk_deletion_find (wanted->deletion, outcome->index, maps, self->cancellable,
                            &problems[LK_FINDING_DELETION]);
  if (wanted->unknown != NULL)
    found[LK_FINDING_UNKNOWN] = find_unknown (self, outcome->index, sample, maps,
                                              &problems[LK_FINDING_UNKNOWN]);
  if (wanted->confidence != NULL)
    found[LK_FINDING_CONFIDENCE] = lk_confidence_find (wanted->confidence, scores,
                                                       &problems[LK_FINDING_CONFIDENCE]);
  for (guint i = 0; i < LK_N_FINDINGS; i++)
    if (found[i] != NULL || problems[i] != NULL)
      fine = keep (self, outcome, i, found[i], problems[i], fine ? error : NULL) && fine;
  return fine;
}

void
lk_cli_finder_follow (LkCliFinder *self,
                      LkEpisodeRunner *runner,
                      GCancellable *cancellable)
{
  const LkCliFindings *wanted = self->findings;

  g_set_object (&self->cancellable, cancellable);
  if (wanted->deletion != NULL || wanted->unknown != NULL || wanted->confidence != NULL)
    lk_episode_runner_set_collect (runner, on_episode, self);
}
