/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-findings.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-output.h"
#include "lk-dataset-maps.h"
#include "lk-scoring.h"

#define MAX_CLASSES 5000

/* What the collecting needs; the public part first. */
typedef struct
{
  LkCliFindings findings;
  LkDataset *dataset;
  LkMapSource *source;
  LkSampler sampler;
  guint n_unknown;
  GCancellable *cancellable;
} Findings;

gboolean
lk_cli_findings_check (const LkCliFindingsWanted *wanted,
                       const LkSampler *sampler,
                       gboolean alone,
                       GError **error)
{
  if (!lk_cli_check_number ("--unknown", wanted->n_unknown, 0, MAX_CLASSES, error))
    return FALSE;
  if (wanted->deletion && !alone)
    return lk_cli_wrong_use (error, _ ("--deletion is for one process that runs all "
                                       "episodes: journals do not keep its curves"));
  if ((wanted->n_unknown > 0 || wanted->confidence) && !alone)
    return lk_cli_wrong_use (error, _ ("--unknown and --confidence are for one process "
                                       "that runs all episodes: journals do not keep "
                                       "what they find"));
  if (wanted->n_unknown > 0 && sampler->n_shots < 2)
    return lk_cli_wrong_use (error,
                             _ ("--unknown needs --shot 2 or more: with one shot a "
                                "class there is none to be left out"));
  return TRUE;
}

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

LkCliFindings *
lk_cli_findings_new (const LkCliFindingsWanted *wanted,
                     LkEvaluation *evaluation,
                     LkMapSource *source,
                     const LkMetricOptions *options,
                     GError **error)
{
  const LkSampler *sampler = lk_evaluation_get_sampler (evaluation);
  LkModel *model = lk_map_source_get_model (source);
  g_autoptr (LkTrainedFusion) fusion = NULL;
  Findings *self;

  if (!check_classes ((guint) wanted->n_unknown, lk_evaluation_get_dataset (evaluation),
                      sampler, error)
      || (model != NULL && !lk_scoring_read_fusion (model, &fusion, error)))
    return NULL;
  self = g_new0 (Findings, 1);
  self->dataset = g_object_ref (lk_evaluation_get_dataset (evaluation));
  self->source = g_object_ref (source);
  self->sampler = *sampler;
  self->n_unknown = (guint) wanted->n_unknown;
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
  Findings *self = (Findings *) findings;

  if (self == NULL)
    return;
  g_clear_pointer (&findings->deletion, lk_deletion_free);
  g_clear_pointer (&findings->unknown, lk_unknown_free);
  g_clear_pointer (&findings->confidence, lk_confidence_free);
  g_clear_error (&findings->undone);
  g_object_unref (self->dataset);
  g_object_unref (self->source);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/* As the runner draws an episode: anew where a picture cannot be read. */
static GPtrArray *
fetch_unknown (Findings *self, guint64 index, const LkSample *sample, GError **error)
{
  for (;;)
    {
      g_autoptr (LkUnknownSample) drawn = lk_unknown_sample_draw (
          &self->sampler, self->dataset, index, sample, self->n_unknown, error);
      g_autoptr (GArray) pictures = g_array_new (FALSE, FALSE, sizeof (LkDrawnPicture));
      g_autoptr (GError) problem = NULL;
      gboolean again;
      GPtrArray *maps;

      if (drawn == NULL)
        return NULL;
      lk_drawn_pictures_append (pictures, drawn->classes, drawn->n_classes,
                                drawn->pictures, self->sampler.n_queries);
      maps = lk_dataset_fetch_maps (self->dataset, pictures, self->source, &again,
                                    self->cancellable, &problem);
      if (maps != NULL)
        return maps;
      if (again)
        continue;
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
}

static gboolean
find_unknown (Findings *self,
              guint64 index,
              const LkSample *sample,
              GPtrArray *maps,
              GError **error)
{
  g_autoptr (GPtrArray) unknown = fetch_unknown (self, index, sample, error);

  return unknown != NULL
         && lk_unknown_add (self->findings.unknown, maps, unknown, self->cancellable,
                            error);
}

/* What an interrupt leaves out is not missed. */
static void
on_found (guint64 index,
          const LkSample *sample,
          GPtrArray *maps,
          const LkRawScores *scores,
          gpointer user_data)
{
  Findings *self = user_data;
  LkCliFindings *findings = &self->findings;
  g_autoptr (GError) problem = NULL;

  if ((findings->deletion == NULL
       || lk_deletion_add (findings->deletion, index, maps, self->cancellable, &problem))
      && (findings->unknown == NULL || find_unknown (self, index, sample, maps, &problem))
      && (findings->confidence == NULL
          || lk_confidence_add (findings->confidence, scores, &problem)))
    return;
  if (findings->undone == NULL
      && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    findings->undone = g_steal_pointer (&problem);
}

void
lk_cli_findings_collect (LkCliFindings *findings,
                         LkEpisodeRunner *runner,
                         GCancellable *cancellable)
{
  Findings *self = (Findings *) findings;

  g_set_object (&self->cancellable, cancellable);
  if (findings->deletion != NULL || findings->unknown != NULL
      || findings->confidence != NULL)
    lk_episode_runner_set_collect (runner, on_found, self);
}
