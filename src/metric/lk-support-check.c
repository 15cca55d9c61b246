/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-support-check.h"

#include <string.h>

#include "lk-flip-map.h"

/* Points along a side of the triangle of weights. */
#define RESOLUTION 41
/* Of the shots of a pair of classes, the share from which it counts as mixed. */
#define MIXED_SHARE (1 / 3.0)

/* What the shots are judged with, and what is found on the way. */
typedef struct
{
  LkSupportCheck *check;
  const LkLeaveOneOut *left_out;
  const LkMetricOptions *options;
  const LkTrainedFusion *trained;
  double *fused; /* [n_shots, n_classes] */
  double *units; /* [n_shots, LK_N_FLIP_LEVELS, n_classes] */
  guint *truth;  /* [n_shots] */
} Work;

static void
take_decision (Work *work, guint index, const LkDecision *decision)
{
  LkSupportCheck *check = work->check;
  LkCheckedShot *shot = &check->shots[index];
  guint other = decision->prediction == shot->class_index ? decision->runner_up
                                                          : decision->prediction;

  shot->prediction = decision->prediction;
  shot->lead = decision->fused[shot->class_index] - decision->fused[other];
  memcpy (shot->alone, decision->alone, sizeof shot->alone);
  memcpy (work->fused + (gsize) index * check->n_classes, decision->fused,
          check->n_classes * sizeof (double));
  check->n_recognised += shot->prediction == shot->class_index;
  check->confusion[shot->class_index * check->n_classes + shot->prediction]++;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    check->level_recognised[level] += shot->alone[level] == shot->class_index;
  if (check->weakest == G_MAXUINT || shot->lead < check->shots[check->weakest].lead)
    check->weakest = index;
}

static gboolean
judge (Work *work, guint index, GError **error)
{
  LkSupportCheck *check = work->check;
  LkCheckedShot *shot = &check->shots[index];
  guint n = check->n_classes;
  g_autofree double *scores = g_new (double, LK_N_LEVELS *n);
  g_autoptr (LkDecision) decision = NULL;
  const double *rows[LK_N_LEVELS];
  double *unit[LK_N_FLIP_LEVELS];

  shot->class_index = lk_leave_one_out_get_shot (work->left_out, index, &shot->shot);
  work->truth[index] = shot->class_index;
  lk_leave_one_out_fill_scores (work->left_out, index, work->options, scores);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    rows[level] = scores + level * n;
  decision = lk_decision_new (n, rows, work->options, work->trained, error);
  if (decision == NULL)
    return FALSE;
  take_decision (work, index, decision);
  for (guint corner = 0; corner < LK_N_FLIP_LEVELS; corner++)
    unit[corner] = work->units + ((gsize) index * LK_N_FLIP_LEVELS + corner) * n;
  return lk_decision_get_unit (n, rows, work->options, work->trained, unit, error);
}

static void
find_best_weights (Work *work)
{
  LkSupportCheck *check = work->check;
  g_autofree const double *(*units)[LK_N_FLIP_LEVELS]
      = g_malloc_n (MAX (check->n_shots, 1), sizeof *units);
  g_autoptr (LkFlipAccuracy) accuracy = NULL;

  for (guint i = 0; i < check->n_shots; i++)
    for (guint corner = 0; corner < LK_N_FLIP_LEVELS; corner++)
      units[i][corner]
          = work->units + ((gsize) i * LK_N_FLIP_LEVELS + corner) * check->n_classes;
  accuracy = lk_flip_accuracy_new (check->n_shots, check->n_classes,
                                   (const double *const(*)[LK_N_FLIP_LEVELS]) units,
                                   work->truth, RESOLUTION);
  memcpy (check->best_weights, accuracy->best, sizeof accuracy->best);
  check->best_recognised = (guint) (accuracy->best_accuracy * check->n_shots + 0.5);
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const LkMixedPair *left = a, *right = b;
  guint64 of_left = (guint64) left->n_mixed * right->n_shots;
  guint64 of_right = (guint64) right->n_mixed * left->n_shots;

  if (of_left != of_right)
    return of_left > of_right ? -1 : 1;
  if (left->first != right->first)
    return left->first < right->first ? -1 : 1;
  return left->second < right->second ? -1 : left->second > right->second;
}

/* Of the two classes alone: an equal score is a mistake, as nothing tells them apart. */
static LkMixedPair
count_mixed (const Work *work, guint first, guint second)
{
  LkMixedPair pair = { .first = first, .second = second };

  for (guint i = 0; i < work->check->n_shots; i++)
    {
      guint own = work->check->shots[i].class_index;
      const double *fused = work->fused + (gsize) i * work->check->n_classes;

      if (own != first && own != second)
        continue;
      pair.n_shots++;
      pair.n_mixed += !(fused[own] > fused[own == first ? second : first]);
    }
  return pair;
}

static void
find_pairs (Work *work)
{
  LkSupportCheck *check = work->check;
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (LkMixedPair));

  for (guint first = 0; first < check->n_classes; first++)
    for (guint second = first + 1; second < check->n_classes; second++)
      {
        LkMixedPair pair = count_mixed (work, first, second);

        if (pair.n_mixed > 0 && pair.n_mixed >= MIXED_SHARE * pair.n_shots)
          g_array_append_val (pairs, pair);
      }
  g_array_sort (pairs, compare_pairs);
  check->n_pairs = pairs->len;
  check->pairs
      = (LkMixedPair *) (gpointer) g_array_free (g_steal_pointer (&pairs), FALSE);
}

static gboolean
judge_all (Work *work, GError **error)
{
  LkSupportCheck *check = work->check;

  for (guint i = 0; i < check->n_shots; i++)
    if (!judge (work, i, error))
      return FALSE;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    if (check->level_recognised[level] > check->level_recognised[check->best_level])
      check->best_level = level;
  find_pairs (work);
  if (check->n_shots > 0)
    find_best_weights (work);
  return TRUE;
}

LkSupportCheck *
lk_support_check_new (LkSupport *support,
                      const LkLeaveOneOut *left_out,
                      const LkMetricOptions *options,
                      const LkTrainedFusion *trained,
                      GError **error)
{
  g_autoptr (LkSupportCheck) self = NULL;
  gboolean done;
  Work work = { .left_out = left_out, .options = options, .trained = trained };

  g_return_val_if_fail (support != NULL && left_out != NULL && options != NULL, NULL);

  self = g_new0 (LkSupportCheck, 1);
  self->n_classes = lk_support_get_n_classes (support);
  self->n_shots = lk_leave_one_out_get_n_shots (left_out);
  for (guint i = 0; i < self->n_classes; i++)
    self->n_unknown += lk_support_get_n_shots (support, i) == 1;
  self->shots = g_new0 (LkCheckedShot, self->n_shots);
  self->confusion = g_new0 (guint, (gsize) self->n_classes * self->n_classes);
  self->weakest = G_MAXUINT;
  work.check = self;
  work.fused = g_new (double, (gsize) self->n_shots * self->n_classes);
  work.units = g_new (double, (gsize) self->n_shots *LK_N_FLIP_LEVELS * self->n_classes);
  work.truth = g_new (guint, self->n_shots);
  done = judge_all (&work, error);
  g_free (work.fused);
  g_free (work.units);
  g_free (work.truth);
  return done ? g_steal_pointer (&self) : NULL;
}

void
lk_support_check_free (LkSupportCheck *self)
{
  if (self == NULL)
    return;
  g_free (self->shots);
  g_free (self->confusion);
  g_free (self->pairs);
  g_free (self);
}

gboolean
lk_support_check_is_doubtful (const LkSupportCheck *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->n_shots, FALSE);

  return self->shots[index].prediction != self->shots[index].class_index;
}
