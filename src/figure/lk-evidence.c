/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-seen-picture.h"
#include "lk-decision-text.h"
#include "lk-what-if.h"

G_DEFINE_FINAL_TYPE (LkEvidence, lk_evidence, G_TYPE_OBJECT)

guint
lk_evidence_n_classes (LkEvidence *self)
{
  return lk_explanation_get_n_classes (lk_evidence_get_explanation (self));
}

const gsize *
lk_evidence_map_shape (LkEvidence *self)
{
  return lk_support_get_map_shape (lk_scoring_get_support (self->scoring));
}

static void
forget_distribution (LkEvidence *self)
{
  g_clear_pointer (&self->projection, lk_projection_free);
  g_clear_pointer (&self->breakdown, lk_breakdown_free);
  self->distribution_version++;
}

/* What was laid out from an explanation that is not in force any more. */
static void
forget (LkEvidence *self)
{
  lk_evidence_forget_parts (self);
  forget_distribution (self);
  self->pixel_version++;
  g_clear_pointer (&self->flip_map, lk_flip_map_free);
}

static void
lk_evidence_finalize (GObject *object)
{
  LkEvidence *self = LK_EVIDENCE (object);

  if (self->parts != NULL)
    forget (self);
  g_clear_pointer (&self->accuracy, lk_flip_accuracy_free);
  g_clear_pointer (&self->decision, lk_decision_free);
  g_clear_pointer (&self->explanation, lk_explanation_unref);
  g_strfreev (self->class_names);
  g_free (self->all_distances);
  g_free (self->parts);
  g_free (self->matches);
  g_free (self->neighbours);
  g_free (self->difference);
  g_free (self->dimmed);
  g_free (self->masked_cells);
  g_free (self->bar_values);
  lk_evidence_forget_cells (self);
  lk_evidence_forget_card (self);
  g_free (self->strip_title);
  g_free (self->strip_pins);
  for (guint i = 0; i < G_N_ELEMENTS (self->channels); i++)
    {
      g_free (self->channels[i]);
      g_free (self->labels[i]);
    }
  for (guint i = 0; i < LK_N_TEXTS; i++)
    {
      g_free (self->titles[i]);
      g_free (self->subtitles[i]);
    }
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  G_OBJECT_CLASS (lk_evidence_parent_class)->finalize (object);
}

static void
lk_evidence_class_init (LkEvidenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_evidence_finalize;
}

static void
lk_evidence_init (LkEvidence *self)
{
  self->pixel_look = (LkPixelLook){ LK_AGAINST_NONE, FALSE, -1 };
  self->margin_against = LK_AGAINST_BEST_OTHER;
}

static void
use_explanation (LkEvidence *self, LkExplanation *explanation)
{
  const gboolean *kept = lk_explanation_get_kept (explanation);

  lk_explanation_ref (explanation);
  g_clear_pointer (&self->explanation, lk_explanation_unref);
  self->explanation = explanation;
  self->any_masked = kept != NULL;
  for (guint i = 0; i < lk_evidence_get_n_cells (self); i++)
    self->masked_cells[i] = kept != NULL && !kept[i];
}

LkEvidence *
lk_evidence_new (LkScoring *scoring,
                 guint query,
                 const LkMetricOptions *options,
                 GError **error)
{
  g_autoptr (LkEvidence) self = NULL;
  LkEpisodeState *episode;
  guint n, n_cells;

  g_return_val_if_fail (scoring != NULL && options != NULL, NULL);
  g_return_val_if_fail (query < lk_scoring_get_n_queries (scoring), NULL);

  self = g_object_new (LK_TYPE_EVIDENCE, NULL);
  episode = lk_scoring_get_episode (scoring);
  self->scoring = lk_scoring_ref (scoring);
  self->query = query;
  n = lk_episode_state_get_n_classes (episode);
  n_cells = lk_evidence_get_n_cells (self);
  self->class_names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->class_names[i] = g_strdup (lk_episode_state_get_class_name (episode, i));
  self->parts = g_new0 (LkOrderedPart, n);
  self->all_distances = g_new0 (double, LK_N_DISTANCES *n);
  self->matches = g_new0 (LkCorrespondence, n);
  self->neighbours = g_malloc0_n (n * LK_MAX_NEIGHBOURS, sizeof *self->neighbours);
  self->difference = g_new0 (double, n_cells);
  self->dimmed = g_new0 (gboolean, n_cells);
  self->masked_cells = g_new0 (gboolean, n_cells);
  for (guint i = 0; i < G_N_ELEMENTS (self->channels); i++)
    self->channels[i] = g_new0 (float, n_cells);
  use_explanation (self, lk_scoring_get_explanation (scoring, query));
  if (!lk_evidence_set_options (self, options, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
gather_distances (LkEvidence *self)
{
  guint n = lk_evidence_n_classes (self);
  LkExplanation *explanation = lk_evidence_get_explanation (self);

  for (guint i = 0; i < n; i++)
    for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
      self->all_distances[distance * n + i]
          = lk_explanation_get_distance (explanation, distance, i);
}

gboolean
lk_evidence_set_options (LkEvidence *self, const LkMetricOptions *options, GError **error)
{
  const double *scores[LK_N_LEVELS];
  LkMetricOptions combined;
  gboolean same_distance;
  LkDecision *decision;

  g_return_val_if_fail (LK_IS_EVIDENCE (self) && options != NULL, FALSE);

  combined = lk_scoring_combine_options (self->scoring, options);
  same_distance = combined.distance == self->options.distance;
  self->options = combined;
  gather_distances (self);
  lk_explanation_fill_scores (self->explanation, &self->options, scores);
  decision = lk_decision_new (lk_evidence_n_classes (self), scores, &self->options,
                              lk_scoring_get_trained_fusion (self->scoring), error);
  if (decision == NULL)
    return FALSE;
  g_clear_pointer (&self->decision, lk_decision_free);
  self->decision = decision;
  g_clear_pointer (&self->flip_map, lk_flip_map_free);
  g_clear_pointer (&self->accuracy, lk_flip_accuracy_free);
  self->accuracy_known = FALSE;
  if (!same_distance)
    forget_distribution (self);
  return TRUE;
}

gboolean
lk_evidence_set_scoring (LkEvidence *self,
                         LkScoring *scoring,
                         const LkMetricOptions *options,
                         GError **error)
{
  LkExplanation *explanation;

  g_return_val_if_fail (LK_IS_EVIDENCE (self), FALSE);
  g_return_val_if_fail (scoring != NULL && options != NULL, FALSE);
  g_return_val_if_fail (
      lk_scoring_get_support (scoring) == lk_scoring_get_support (self->scoring), FALSE);

  explanation = lk_scoring_get_explanation (scoring, self->query);
  lk_scoring_ref (scoring);
  lk_scoring_unref (self->scoring);
  self->scoring = scoring;
  if (explanation != self->explanation)
    {
      forget (self);
      use_explanation (self, explanation);
    }
  return lk_evidence_set_options (self, options, error);
}

static gboolean
has_mask (LkEvidence *self, const gboolean *kept)
{
  const gboolean *now = lk_explanation_get_kept (self->explanation);

  return now != NULL
         && memcmp (now, kept, lk_evidence_get_n_cells (self) * sizeof *kept) == 0;
}

gboolean
lk_evidence_set_mask (LkEvidence *self,
                      const gboolean *kept,
                      guint n_cells,
                      GError **error)
{
  LkExplanation *own;
  g_autoptr (LkExplanation) masked = NULL;

  g_return_val_if_fail (LK_IS_EVIDENCE (self), FALSE);

  own = lk_scoring_get_explanation (self->scoring, self->query);
  if (kept == NULL || n_cells != lk_evidence_get_n_cells (self))
    masked = lk_explanation_ref (own);
  else if (has_mask (self, kept))
    return TRUE;
  else
    masked = lk_what_if_masked (own, kept, NULL, error);
  if (masked == NULL)
    return FALSE;
  if (masked == self->explanation)
    return TRUE;
  forget (self);
  use_explanation (self, masked);
  return lk_evidence_set_options (self, &self->options, error);
}

void
lk_evidence_set_pixel_look (LkEvidence *self, const LkPixelLook *look)
{
  g_return_if_fail (LK_IS_EVIDENCE (self) && look != NULL);

  const LkPixelLook *before = &self->pixel_look;

  if (before->against == look->against && before->mutual_only == look->mutual_only
      && before->min_similarity == look->min_similarity)
    return;
  self->pixel_look = *look;
  self->pixel_version++;
}

void
lk_evidence_set_part_order (LkEvidence *self, LkPartOrder order)
{
  g_return_if_fail (LK_IS_EVIDENCE (self));

  if (order == self->part_order)
    return;
  self->part_order = order;
  lk_evidence_forget_parts (self);
}

void
lk_evidence_set_plane (LkEvidence *self, LkPlane plane)
{
  g_return_if_fail (LK_IS_EVIDENCE (self));

  if (plane == self->plane)
    return;
  self->plane = plane;
  forget_distribution (self);
}

LkScoring *
lk_evidence_get_scoring (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);
  return self->scoring;
}

guint
lk_evidence_get_query (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), 0);
  return self->query;
}

LkExplanation *
lk_evidence_get_explanation (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);
  return self->explanation;
}

const LkMetricOptions *
lk_evidence_get_options (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);
  return &self->options;
}

const LkDecision *
lk_evidence_get_decision (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);
  return self->decision;
}

int
lk_evidence_get_truth (LkEvidence *self)
{
  LkEpisodeState *episode;
  GPtrArray *queries;

  g_return_val_if_fail (LK_IS_EVIDENCE (self), -1);

  episode = lk_scoring_get_episode (self->scoring);
  queries = lk_episode_state_get_queries (episode);
  return lk_episode_state_find_class (episode,
                                      lk_query_get_label (queries->pdata[self->query]));
}

gboolean
lk_evidence_is_wrong (LkEvidence *self)
{
  int truth = lk_evidence_get_truth (self);

  return truth >= 0 && (guint) truth != self->decision->prediction;
}

guint
lk_evidence_get_n_cells (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), 0);

  const gsize *shape = lk_evidence_map_shape (self);

  return (guint) (shape[1] * shape[2]);
}

cairo_surface_t *
lk_evidence_query_picture (LkEvidence *self)
{
  GPtrArray *queries
      = lk_episode_state_get_queries (lk_scoring_get_episode (self->scoring));

  return lk_seen_picture_get (lk_query_get_picture (queries->pdata[self->query]),
                              lk_scoring_get_source (self->scoring));
}

cairo_surface_t *
lk_evidence_shot_picture (LkEvidence *self, guint class_index, guint shot)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  GPtrArray *shots = lk_episode_state_get_shots (episode, class_index);

  return lk_seen_picture_get (shots->pdata[shot], lk_scoring_get_source (self->scoring));
}

void
lk_evidence_set_texts (LkEvidence *self, guint which, char *title, char *subtitle)
{
  g_free (self->titles[which]);
  g_free (self->subtitles[which]);
  self->titles[which] = title;
  self->subtitles[which] = subtitle;
}

/* (transfer full): who won, and that it is wrong where it is. */
static char *
make_title (LkEvidence *self, LkEpisodeState *episode)
{
  g_autofree char *title = lk_decision_text_get_title (self->decision, episode);

  if (!lk_evidence_is_wrong (self))
    return g_steal_pointer (&title);
  /* Translators: the true class, and who won and by how much. */
  return g_strdup_printf (_ ("Wrong, it is %s: taken for %s"),
                          self->class_names[lk_evidence_get_truth (self)], title);
}

/* (nullable): what the bars show: within an episode the mean of the classes is 0. */
static const LkDecision *
make_bars (LkEvidence *self)
{
  guint n = lk_evidence_n_classes (self);

  if (self->options.normalisation == LK_NORMALISE_EPISODE)
    return NULL;
  g_free (self->bar_values);
  self->bar_values = g_new (double, (LK_N_LEVELS + 1) * n);
  self->bars = *self->decision;
  self->bars.fused = self->bar_values + LK_N_LEVELS * n;
  for (guint i = 0; i < n; i++)
    self->bars.fused[i] = 0;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      const double *values = self->decision->contribution[level];
      double mean = 0;

      self->bars.contribution[level] = self->bar_values + level * n;
      for (guint i = 0; i < n; i++)
        mean += values[i] / n;
      for (guint i = 0; i < n; i++)
        {
          self->bars.contribution[level][i] = values[i] - mean;
          self->bars.fused[i] += values[i] - mean;
        }
    }
  return &self->bars;
}

const LkScores *
lk_evidence_get_scores (LkEvidence *self)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);

  lk_evidence_set_texts (self, LK_TEXT_OF_SCORES, make_title (self, episode),
                         lk_decision_text_describe (self->decision, episode));
  self->scores = (LkScores){
    .wrong = lk_evidence_is_wrong (self),
    .truth = (guint) MAX (lk_evidence_get_truth (self), 0),
    .decision = self->decision,
    .bars = make_bars (self),
    .class_names = (const char *const *) self->class_names,
    .title = self->titles[LK_TEXT_OF_SCORES],
    .subtitle = self->subtitles[LK_TEXT_OF_SCORES],
    .hovered_class = -1,
  };
  lk_explanation_fill_scores (lk_evidence_get_explanation (self), &self->options,
                              self->scores.scores);
  return &self->scores;
}
