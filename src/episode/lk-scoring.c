/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-scoring.h"

#include "lk-prototype.h"

#include "lk-what-if.h"

struct _LkScoring
{
  gatomicrefcount ref_count;
  LkEpisodeState *episode;
  LkMapSource *source;
  LkMetricOptions options;
  LkTrainedFusion *trained;
  LkSupport *support;
  GPtrArray *explanations;
  double stage_ms[LK_N_SCORING_STAGES];
};

G_DEFINE_BOXED_TYPE (LkScoring, lk_scoring, lk_scoring_ref, lk_scoring_unref)

static void
add_picture (GArray *pictures, LkPicture *picture)
{
  LkPictureRef reference = { .picture = picture };

  g_array_append_val (pictures, reference);
}

/* All pictures in one request: the shots, class after class, then the queries. */
static GArray *
list_pictures (LkEpisodeState *episode)
{
  GArray *pictures = g_array_new (FALSE, FALSE, sizeof (LkPictureRef));
  GPtrArray *queries = lk_episode_state_get_queries (episode);

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (episode, i);

      for (guint j = 0; j < shots->len; j++)
        add_picture (pictures, shots->pdata[j]);
    }
  for (guint i = 0; i < queries->len; i++)
    add_picture (pictures, lk_query_get_picture (queries->pdata[i]));
  return pictures;
}

/* (nullable): which cells of a shot count. A mask of another number of cells than its map
 * has is passed over. */
static const gboolean *
get_kept (LkEpisodeState *episode, LkPicture *shot, LkTensor *map)
{
  GBytes *kept = lk_episode_state_get_mask (episode, shot);
  gsize n_cells = lk_tensor_get_size (map) / lk_tensor_get_dim (map, 0);

  if (kept == NULL || g_bytes_get_size (kept) != n_cells * sizeof (gboolean))
    return NULL;
  return g_bytes_get_data (kept, NULL);
}

static LkSupport *
make_support (LkEpisodeState *episode, GPtrArray *maps, GError **error)
{
  guint n_classes = lk_episode_state_get_n_classes (episode), n = 0;
  g_autofree guint *n_shots = g_new (guint, n_classes);
  g_autofree const gboolean **kept = g_new (const gboolean *, maps->len);

  for (guint i = 0; i < n_classes; i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (episode, i);

      n_shots[i] = shots->len;
      for (guint j = 0; j < shots->len; j++, n++)
        kept[n] = get_kept (episode, shots->pdata[j], maps->pdata[n]);
    }
  return lk_support_new_kept (n_classes, n_shots, (LkTensor **) maps->pdata, kept, error);
}

static gboolean
explain_queries (LkScoring *self,
                 GPtrArray *maps,
                 GCancellable *cancellable,
                 GError **error)
{
  guint n_queries = lk_episode_state_get_queries (self->episode)->len;
  guint n_shots = maps->len - n_queries;

  self->explanations
      = lk_explanation_new_batch (self->support, (LkTensor **) maps->pdata + n_shots,
                                  n_queries, &self->options, cancellable, error);
  return self->explanations != NULL;
}

guint
lk_scoring_get_prototype (LkScoring *self, guint query)
{
  g_autofree double *cosines = NULL;
  LkExplanation *explanation;

  g_return_val_if_fail (self != NULL && query < lk_scoring_get_n_queries (self), 0);

  explanation = lk_scoring_get_explanation (self, query);
  cosines = g_new (double, lk_explanation_get_n_classes (explanation));
  return lk_prototype_decide (lk_scoring_get_support (self),
                              lk_explanation_get_query (explanation), cosines);
}

gboolean
lk_scoring_read_fusion (LkModel *model, LkTrainedFusion **fusion, GError **error)
{
  GHashTable *layer;

  g_return_val_if_fail (LK_IS_MODEL (model) && fusion != NULL, FALSE);

  layer = lk_model_get_layout (model)->fusion;
  *fusion = layer != NULL ? lk_trained_fusion_new (layer, error) : NULL;
  if (layer == NULL || *fusion != NULL)
    return TRUE;
  g_prefix_error (error, "“%s”: ", lk_model_get_name (model));
  return FALSE;
}

static double
lap (gint64 *start)
{
  gint64 now = g_get_monotonic_time ();
  double ms = (now - *start) / 1000.0;

  *start = now;
  return ms;
}

static gboolean
run (LkScoring *self,
     LkProgress progress,
     gpointer user_data,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (GArray) pictures = list_pictures (self->episode);
  g_autoptr (GPtrArray) maps = NULL;
  gint64 start = g_get_monotonic_time ();

  maps = lk_map_source_fetch (self->source, (const LkPictureRef *) pictures->data,
                              pictures->len, progress, user_data, cancellable, error);
  if (maps == NULL)
    return FALSE;
  self->stage_ms[LK_SCORING_STAGE_EMBED] = lap (&start);

  self->support = make_support (self->episode, maps, error);
  if (self->support == NULL)
    return FALSE;
  self->stage_ms[LK_SCORING_STAGE_SUPPORT] = lap (&start);

  if (!explain_queries (self, maps, cancellable, error))
    return FALSE;
  self->stage_ms[LK_SCORING_STAGE_MATCH] = lap (&start);
  return TRUE;
}

LkScoring *
lk_scoring_new (LkEpisodeState *episode,
                LkMapSource *source,
                const LkMetricOptions *options,
                LkProgress progress,
                gpointer user_data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (LkScoring) self = NULL;

  g_return_val_if_fail (episode != NULL && options != NULL, NULL);
  g_return_val_if_fail (LK_IS_MAP_SOURCE (source), NULL);

  if (!lk_metric_options_validate (options, error)
      || !lk_episode_state_is_complete (episode, error))
    return NULL;
  self = g_new0 (LkScoring, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->episode = lk_episode_state_ref (episode);
  self->source = g_object_ref (source);
  self->options = *options;
  if ((lk_scoring_get_model (self) != NULL
       && !lk_scoring_read_fusion (lk_scoring_get_model (self), &self->trained, error))
      || !run (self, progress, user_data, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

LkScoring *
lk_scoring_ref (LkScoring *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_scoring_unref (LkScoring *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  lk_episode_state_unref (self->episode);
  g_object_unref (self->source);
  g_clear_pointer (&self->trained, lk_trained_fusion_free);
  g_clear_pointer (&self->support, lk_support_unref);
  g_clear_pointer (&self->explanations, g_ptr_array_unref);
  g_free (self);
}

LkEpisodeState *
lk_scoring_get_episode (LkScoring *self)
{
  return self->episode;
}

LkModel *
lk_scoring_get_model (LkScoring *self)
{
  return lk_map_source_get_model (self->source);
}

LkMapSource *
lk_scoring_get_source (LkScoring *self)
{
  return self->source;
}

LkSupport *
lk_scoring_get_support (LkScoring *self)
{
  return self->support;
}

guint
lk_scoring_get_n_queries (LkScoring *self)
{
  return self->explanations->len;
}

LkExplanation *
lk_scoring_get_explanation (LkScoring *self, guint query)
{
  g_return_val_if_fail (query < self->explanations->len, NULL);
  return self->explanations->pdata[query];
}

const LkTrainedFusion *
lk_scoring_get_trained_fusion (LkScoring *self)
{
  return self->trained;
}

const LkMetricOptions *
lk_scoring_get_options (LkScoring *self)
{
  return &self->options;
}

double
lk_scoring_get_stage_ms (LkScoring *self, LkScoringStage stage)
{
  g_return_val_if_fail (stage < LK_N_SCORING_STAGES, 0);
  return self->stage_ms[stage];
}

LkMetricOptions
lk_scoring_combine_options (LkScoring *self, const LkMetricOptions *options)
{
  LkMetricOptions combined = self->options;

  combined.distance = options->distance;
  combined.normalisation = options->normalisation;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    combined.weights[level] = options->weights[level];
  return combined;
}

LkDecision *
lk_scoring_decide (LkScoring *self,
                   guint query,
                   const LkMetricOptions *options,
                   GError **error)
{
  LkExplanation *explanation = lk_scoring_get_explanation (self, query);
  const double *scores[LK_N_LEVELS];

  g_return_val_if_fail (explanation != NULL && options != NULL, NULL);

  lk_explanation_fill_scores (explanation, options, scores);
  return lk_decision_new (lk_explanation_get_n_classes (explanation), scores, options,
                          self->trained, error);
}

static LkExplanation *
mask (LkScoring *self, guint query, GBytes *kept, GError **error)
{
  LkExplanation *explanation = self->explanations->pdata[query];
  const gsize *shape = lk_support_get_map_shape (self->support);

  if (kept == NULL || g_bytes_get_size (kept) != shape[1] * shape[2] * sizeof (gboolean))
    return lk_explanation_ref (explanation);
  return lk_what_if_masked (explanation, g_bytes_get_data (kept, NULL), NULL, error);
}

/* With the same explanations. */
static LkScoring *
copy (LkScoring *self)
{
  LkScoring *same = g_new (LkScoring, 1);

  *same = *self;
  g_atomic_ref_count_init (&same->ref_count);
  same->episode = lk_episode_state_ref (self->episode);
  same->source = g_object_ref (self->source);
  same->support = lk_support_ref (self->support);
  same->trained = g_memdup2 (self->trained, sizeof *self->trained);
  same->explanations
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_explanation_unref);
  for (guint i = 0; i < self->explanations->len; i++)
    g_ptr_array_add (same->explanations,
                     lk_explanation_ref (self->explanations->pdata[i]));
  return same;
}

static gboolean
set_mask (LkScoring *self, LkScoring *whole, guint query, GBytes *kept, GError **error)
{
  LkExplanation *explanation = mask (whole, query, kept, error);

  if (explanation == NULL)
    return FALSE;
  lk_explanation_unref (self->explanations->pdata[query]);
  self->explanations->pdata[query] = explanation;
  return TRUE;
}

LkScoring *
lk_scoring_with_masks (LkScoring *self, GHashTable *masks, GError **error)
{
  g_autoptr (LkScoring) masked = NULL;

  g_return_val_if_fail (self != NULL && masks != NULL, NULL);

  if (g_hash_table_size (masks) == 0)
    return lk_scoring_ref (self);
  masked = copy (self);
  for (guint i = 0; i < self->explanations->len; i++)
    if (!set_mask (masked, self, i, g_hash_table_lookup (masks, GUINT_TO_POINTER (i)),
                   error))
      return NULL;
  return g_steal_pointer (&masked);
}

LkScoring *
lk_scoring_with_mask (LkScoring *self,
                      LkScoring *whole,
                      guint query,
                      GBytes *kept,
                      GError **error)
{
  g_autoptr (LkScoring) masked = NULL;

  g_return_val_if_fail (self != NULL && query < self->explanations->len, NULL);
  g_return_val_if_fail (
      whole == NULL || whole->explanations->len == self->explanations->len, NULL);

  masked = copy (self);
  if (!set_mask (masked, whole != NULL ? whole : self, query, kept, error))
    return NULL;
  return g_steal_pointer (&masked);
}

LkScoring *
lk_scoring_with_names (LkScoring *self, LkEpisodeState *episode)
{
  LkScoring *named;

  g_return_val_if_fail (self != NULL && episode != NULL, NULL);
  g_return_val_if_fail (lk_episode_state_same_pictures (self->episode, episode), NULL);

  named = copy (self);
  lk_episode_state_unref (named->episode);
  named->episode = lk_episode_state_ref (episode);
  return named;
}
