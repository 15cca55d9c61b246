/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-what-if.h"

#include <cblas.h>
#include <string.h>

#include "lk-shot-matches.h"

/* What every change of one call needs. Shots are numbered through all classes. */
typedef struct
{
  LkExplanation *explanation;
  const LkMetricOptions *options;
  const LkTrainedFusion *trained;
  LkDecision *before;
  LkShotMatches *matches;
  guint *class_of;
  double *directions; /* [shots, C]: mean descriptors of length 1, for swaps */
} Study;

static LkSupport *
get_support (const Study *study)
{
  return lk_explanation_get_support (study->explanation);
}

static void
number_shots (Study *study)
{
  LkSupport *support = get_support (study);

  study->class_of = g_new (guint, study->matches->n_shots);
  for (guint i = 0; i < lk_support_get_n_classes (support); i++)
    for (guint shot = 0; shot < lk_support_get_n_shots (support, i); shot++)
      study->class_of[study->matches->first[i] + shot] = i;
}

/* Of the cells that count. */
static LkTensor *
get_map (const Study *study, guint number)
{
  guint class_index = study->class_of[number];

  return lk_support_get_counted (get_support (study), class_index,
                                 number - study->matches->first[class_index]);
}

static void
find_directions (Study *study)
{
  gsize n_channels = lk_support_get_map_shape (get_support (study))[0];

  study->directions = g_new0 (double, study->matches->n_shots *n_channels);
  for (guint number = 0; number < study->matches->n_shots; number++)
    {
      LkTensor *map = get_map (study, number);
      gsize n_cells = lk_tensor_get_size (map) / n_channels;
      const float *data = lk_tensor_get_data (map);
      double *direction = study->directions + number * n_channels;
      double length;

      for (gsize c = 0; c < n_channels; c++)
        for (gsize p = 0; p < n_cells; p++)
          direction[c] += data[c * n_cells + p];
      length = cblas_dnrm2 ((int) n_channels, direction, 1);
      if (length > 0)
        cblas_dscal ((int) n_channels, 1 / length, direction, 1);
    }
}

/* The most similar shot of another class, the first among equals. */
static guint
find_substitute (const Study *study, guint number)
{
  gsize n_channels = lk_support_get_map_shape (get_support (study))[0];
  guint best = G_MAXUINT;
  double largest = 0;

  for (guint other = 0; other < study->matches->n_shots; other++)
    {
      double cosine;

      if (study->class_of[other] == study->class_of[number])
        continue;
      cosine = cblas_ddot ((int) n_channels, study->directions + other * n_channels, 1,
                           study->directions + number * n_channels, 1);
      if (best != G_MAXUINT && cosine <= largest)
        continue;
      best = other;
      largest = cosine;
    }
  return best;
}

/* Scores a class made of @shots, as lk_explanation_new() would. */
static gboolean
score_class (const Study *study,
             const guint *shots,
             guint n_shots,
             double scores[LK_N_LEVELS],
             GError **error)
{
  const LkMetricOptions *options = study->options;
  g_autofree LkTensor **maps = g_new (LkTensor *, n_shots);
  g_autoptr (LkGaussian) gaussian = NULL;

  for (guint i = 0; i < n_shots; i++)
    maps[i] = get_map (study, shots[i]);
  gaussian = lk_gaussian_new (maps, n_shots);
  for (LkLevel level = LK_LEVEL_PART; level <= LK_LEVEL_PIXEL; level++)
    scores[level] = lk_shot_matches_score (study->matches, level, shots, n_shots);
  return lk_gaussian_distance (lk_explanation_get_query_gaussian (study->explanation),
                               gaussian, options->distance,
                               lk_explanation_get_options (study->explanation)->ridge,
                               &scores[LK_LEVEL_DISTRIBUTION], NULL, error);
}

/* @scores: the changed class's; everything else as it was. */
static LkDecision *
decide (const Study *study,
        guint class_index,
        const double scores[LK_N_LEVELS],
        GError **error)
{
  guint n_classes = lk_explanation_get_n_classes (study->explanation);
  g_autofree double *changed = g_new (double, LK_N_LEVELS *n_classes);
  const double *by_level[LK_N_LEVELS];

  lk_explanation_fill_scores (study->explanation, study->options, by_level);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      double *row = changed + level * n_classes;

      memcpy (row, by_level[level], n_classes * sizeof *row);
      row[class_index] = scores[level];
      by_level[level] = row;
    }
  return lk_decision_new (n_classes, by_level, study->options, study->trained, error);
}

static double
measure_margin (const LkDecision *decision, guint winner)
{
  guint best
      = decision->prediction == winner ? decision->runner_up : decision->prediction;

  return decision->fused[winner] - decision->fused[best];
}

/* @substitute: the shot that takes the place of @number, or G_MAXUINT. */
static LkShotChange *
make_change (const Study *study, guint number, guint substitute, GError **error)
{
  guint class_index = study->class_of[number];
  guint first = study->matches->first[class_index];
  guint n_before = lk_support_get_n_shots (get_support (study), class_index), n_shots = 0;
  g_autofree guint *shots = g_new (guint, n_before);
  g_autoptr (LkDecision) after = NULL;
  LkShotChange change = { .class_index = class_index,
                          .shot = number - first,
                          .other_class = G_MAXUINT,
                          .other_shot = G_MAXUINT };

  for (guint i = 0; i < n_before; i++)
    if (first + i != number)
      shots[n_shots++] = first + i;
    else if (substitute != G_MAXUINT)
      shots[n_shots++] = substitute;
  if (substitute != G_MAXUINT)
    {
      change.other_class = study->class_of[substitute];
      change.other_shot = substitute - study->matches->first[change.other_class];
    }
  if (!score_class (study, shots, n_shots, change.scores, error))
    return NULL;
  after = decide (study, class_index, change.scores, error);
  if (after == NULL)
    return NULL;
  change.prediction = after->prediction;
  change.margin = measure_margin (after, study->before->prediction);
  change.change = change.margin - study->before->margin;
  change.fused = g_steal_pointer (&after->fused);
  return g_memdup2 (&change, sizeof change);
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const LkShotChange *left = *(LkShotChange *const *) a;
  const LkShotChange *right = *(LkShotChange *const *) b;

  if (left->change != right->change)
    return left->change < right->change ? -1 : 1;
  if (left->class_index != right->class_index)
    return left->class_index < right->class_index ? -1 : 1;
  return left->shot < right->shot ? -1 : left->shot > right->shot;
}

static GPtrArray *
study_shots (Study *study,
             LkShotChangeKind kind,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GPtrArray) changes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_shot_change_free);

  number_shots (study);
  if (kind == LK_SHOT_SWAPPED)
    find_directions (study);
  for (guint number = 0; number < study->matches->n_shots; number++)
    {
      guint substitute = G_MAXUINT;
      LkShotChange *change;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (kind == LK_SHOT_SWAPPED)
        substitute = find_substitute (study, number);
      else if (lk_support_get_n_shots (get_support (study), study->class_of[number]) < 2)
        continue;
      change = make_change (study, number, substitute, error);
      if (change == NULL)
        return NULL;
      g_ptr_array_add (changes, change);
    }
  g_ptr_array_sort (changes, compare_changes);
  return g_steal_pointer (&changes);
}

GPtrArray *
lk_what_if_shots (LkExplanation *explanation,
                  LkShotChangeKind kind,
                  const LkMetricOptions *options,
                  const LkTrainedFusion *trained,
                  GCancellable *cancellable,
                  GError **error)
{
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkDecision) before = NULL;
  g_autoptr (LkShotMatches) matches = NULL;
  Study study = { explanation, options, trained, NULL, NULL, NULL, NULL };
  GPtrArray *changes;

  lk_explanation_fill_scores (explanation, options, scores);
  before = lk_decision_new (lk_explanation_get_n_classes (explanation), scores, options,
                            trained, error);
  if (before == NULL)
    return NULL;
  matches = lk_shot_matches_new (explanation, cancellable, error);
  if (matches == NULL)
    return NULL;
  study.before = before;
  study.matches = matches;
  changes = study_shots (&study, kind, cancellable, error);
  g_free (study.class_of);
  g_free (study.directions);
  return changes;
}

void
lk_shot_change_free (LkShotChange *self)
{
  if (self == NULL)
    return;
  g_free (self->fused);
  g_free (self);
}
