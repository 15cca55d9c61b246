/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-unknown.h"

#include "lk-decision.h"
#include "lk-student.h"

/* Explanations hold all matches: not those of all queries are kept at once. */
#define QUERIES_AT_ONCE 32
#define WANTED_SHARE 0.95

/* Of one level, or fused. */
typedef struct
{
  GArray *figures[LK_N_UNKNOWN_FIGURES]; /* one an episode */
  double curve[LK_ROC_POINTS];           /* sums over the episodes */
} Tally;

struct _LkUnknown
{
  LkSampler sampler;
  LkMetricOptions options;
  LkTrainedFusion *fusion;
  Tally tallies[LK_N_MEMBERSHIPS];
};

LkUnknown *
lk_unknown_new (const LkSampler *sampler,
                const LkMetricOptions *options,
                const LkTrainedFusion *fusion)
{
  LkUnknown *self;

  g_return_val_if_fail (sampler != NULL && sampler->n_shots > 1, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_new0 (LkUnknown, 1);
  self->sampler = *sampler;
  self->options = *options;
  self->fusion = g_memdup2 (fusion, sizeof *fusion);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    for (guint figure = 0; figure < LK_N_UNKNOWN_FIGURES; figure++)
      self->tallies[i].figures[figure] = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

void
lk_unknown_free (LkUnknown *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    for (guint figure = 0; figure < LK_N_UNKNOWN_FIGURES; figure++)
      g_array_unref (self->tallies[i].figures[figure]);
  g_free (self->fusion);
  g_free (self);
}

/* An episode while its queries are placed. */
typedef struct
{
  const LkUnknown *unknown;
  LkSupport *support;
  LkMembership *membership;
  GPtrArray *parts; /* by class; %NULL until a query is taken for it */
  GArray *likeness[LK_N_MEMBERSHIPS];
  GCancellable *cancellable;
} Work;

/* @parts: (nullable): of a class that no query was taken for */
static void
free_parts (gpointer parts)
{
  if (parts != NULL)
    lk_support_unref (parts);
}

static LkSupport *
get_parts (Work *work, guint class_index, GError **error)
{
  if (work->parts->pdata[class_index] == NULL)
    work->parts->pdata[class_index]
        = lk_membership_make_parts (work->support, class_index, error);
  return work->parts->pdata[class_index];
}

static gboolean
find_prediction (const Work *work,
                 LkExplanation *explanation,
                 guint *prediction,
                 GError **error)
{
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;

  lk_explanation_fill_scores (explanation, &work->unknown->options, scores);
  decision = lk_decision_new (lk_explanation_get_n_classes (explanation), scores,
                              &work->unknown->options, work->unknown->fusion, error);
  if (decision == NULL)
    return FALSE;
  *prediction = decision->prediction;
  return TRUE;
}

/* Those of @wholes that are taken for @class_index. */
static gboolean
place_class (Work *work,
             GPtrArray *wholes,
             const guint *predictions,
             guint class_index,
             LkPlace *places,
             GError **error)
{
  const LkMetricOptions *options = &work->unknown->options;
  g_autoptr (GPtrArray) queries = g_ptr_array_new ();
  g_autoptr (GPtrArray) found = NULL;
  LkSupport *parts;

  for (guint i = 0; i < wholes->len; i++)
    if (predictions[i] == class_index)
      g_ptr_array_add (queries, lk_explanation_get_query (wholes->pdata[i]));
  if (queries->len == 0)
    return TRUE;
  parts = get_parts (work, class_index, error);
  if (parts == NULL)
    return FALSE;
  found = lk_explanation_new_batch (parts, (LkTensor *const *) queries->pdata,
                                    queries->len, options, work->cancellable, error);
  if (found == NULL)
    return FALSE;
  for (guint i = 0, j = 0; i < wholes->len; i++)
    if (predictions[i] == class_index)
      places[i] = lk_membership_place (work->membership, wholes->pdata[i],
                                       found->pdata[j++], class_index, options);
  return TRUE;
}

static gboolean
place_some (Work *work, LkTensor *const *queries, guint n_queries, GError **error)
{
  LkPlace places[QUERIES_AT_ONCE];
  guint predictions[QUERIES_AT_ONCE];
  g_autoptr (GPtrArray) wholes
      = lk_explanation_new_batch (work->support, queries, n_queries,
                                  &work->unknown->options, work->cancellable, error);

  if (wholes == NULL)
    return FALSE;
  for (guint i = 0; i < n_queries; i++)
    if (!find_prediction (work, wholes->pdata[i], &predictions[i], error))
      return FALSE;
  for (guint i = 0; i < work->parts->len; i++)
    if (!place_class (work, wholes, predictions, i, places, error))
      return FALSE;
  for (guint i = 0; i < n_queries; i++)
    for (guint j = 0; j < LK_N_MEMBERSHIPS; j++)
      g_array_append_val (work->likeness[j], places[i].likeness[j]);
  return TRUE;
}

static gboolean
place_all (Work *work, LkTensor *const *queries, guint n_queries, GError **error)
{
  for (guint i = 0; i < n_queries; i += QUERIES_AT_ONCE)
    if (!place_some (work, queries + i, MIN (QUERIES_AT_ONCE, n_queries - i), error))
      return FALSE;
  return TRUE;
}

static gboolean
work_start (Work *work, GPtrArray *maps, GError **error)
{
  const LkSampler *sampler = &work->unknown->sampler;
  g_autoptr (LkLeaveOneOut) left_out = NULL;

  work->support = lk_support_new_even (sampler->n_ways, sampler->n_shots,
                                       (LkTensor *const *) maps->pdata, error);
  if (work->support == NULL)
    return FALSE;
  left_out = lk_leave_one_out_new (work->support, &work->unknown->options,
                                   work->cancellable, error);
  if (left_out == NULL)
    return FALSE;
  work->membership
      = lk_membership_new (left_out, sampler->n_ways, &work->unknown->options);
  g_ptr_array_set_size (work->parts, (int) sampler->n_ways);
  return TRUE;
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->support, lk_support_unref);
  g_clear_pointer (&work->membership, lk_membership_free);
  g_ptr_array_unref (work->parts);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    g_array_unref (work->likeness[i]);
}

static void
take (LkUnknown *self, const Work *work, guint n_known)
{
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    {
      const double *likeness = (const double *) (gpointer) work->likeness[i]->data;
      const LkRoc roc
          = { n_known, likeness, work->likeness[i]->len - n_known, likeness + n_known };
      double area = lk_roc_get_area (&roc);
      double accepted = lk_roc_get_accepted (&roc, WANTED_SHARE);
      double curve[LK_ROC_POINTS];

      g_array_append_val (self->tallies[i].figures[LK_UNKNOWN_AUROC], area);
      g_array_append_val (self->tallies[i].figures[LK_UNKNOWN_FPR95], accepted);
      lk_roc_fill_curve (&roc, curve);
      for (guint point = 0; point < LK_ROC_POINTS; point++)
        self->tallies[i].curve[point] += curve[point];
    }
}

gboolean
lk_unknown_add (LkUnknown *self,
                GPtrArray *maps,
                GPtrArray *unknown,
                GCancellable *cancellable,
                GError **error)
{
  guint n_shots, n_known;
  Work work = { .unknown = self, .cancellable = cancellable };
  gboolean done;

  g_return_val_if_fail (self != NULL && maps != NULL && unknown != NULL, FALSE);
  n_shots = self->sampler.n_ways * self->sampler.n_shots;
  n_known = self->sampler.n_ways * self->sampler.n_queries;
  g_return_val_if_fail (maps->len == n_shots + n_known && unknown->len > 0, FALSE);

  work.parts = g_ptr_array_new_with_free_func (free_parts);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    work.likeness[i] = g_array_new (FALSE, FALSE, sizeof (double));
  done = work_start (&work, maps, error)
         && place_all (&work, (LkTensor *const *) maps->pdata + n_shots, n_known, error)
         && place_all (&work, (LkTensor *const *) unknown->pdata, unknown->len, error);
  if (done)
    take (self, &work, n_known);
  work_clear (&work);
  return done;
}

GPtrArray *
lk_unknown_fetch (const LkUnknownSample *sample,
                  guint n_queries,
                  LkDataset *dataset,
                  LkMapSource *source,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree LkPictureRef *pictures = NULL;
  GPtrArray *maps;
  guint n;

  g_return_val_if_fail (sample != NULL && n_queries > 0, NULL);
  g_return_val_if_fail (LK_IS_DATASET (dataset) && LK_IS_MAP_SOURCE (source), NULL);

  n = sample->n_classes * n_queries;
  pictures = g_new0 (LkPictureRef, n);
  for (guint i = 0; i < n; i++)
    {
      char *path = lk_dataset_get_picture_path (dataset, sample->classes[i / n_queries],
                                                sample->pictures[i]);

      g_ptr_array_add (paths, path);
      pictures[i].path = path;
    }
  maps = lk_map_source_fetch (source, pictures, n, NULL, NULL, cancellable, error);
  for (guint i = 0; maps == NULL && i < n; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (LkPicture) picture = lk_picture_load (paths->pdata[i], &problem);

      if (picture == NULL)
        lk_dataset_leave_out (dataset, sample->classes[i / n_queries],
                              sample->pictures[i], problem->message);
    }
  return maps;
}

guint
lk_unknown_get_n (const LkUnknown *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->tallies[0].figures[0]->len;
}

gboolean
lk_unknown_get_figure (const LkUnknown *self,
                       guint membership,
                       LkUnknownFigure figure,
                       double *mean,
                       double *ci95)
{
  const GArray *values;

  g_return_val_if_fail (self != NULL && membership < LK_N_MEMBERSHIPS, FALSE);

  values = self->tallies[membership].figures[figure];
  return lk_student_find_mean ((const double *) (gpointer) values->data, values->len,
                               mean, ci95);
}

void
lk_unknown_get_curve (const LkUnknown *self,
                      guint membership,
                      double known[LK_ROC_POINTS])
{
  guint n;

  g_return_if_fail (self != NULL && membership < LK_N_MEMBERSHIPS);

  n = lk_unknown_get_n (self);
  for (guint i = 0; i < LK_ROC_POINTS; i++)
    known[i] = n > 0 ? self->tallies[membership].curve[i] / n : 0;
}
