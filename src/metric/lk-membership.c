/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-membership.h"

#include <math.h>

#include "lk-what-if.h"

/* The two measures of a level. */
enum
{
  SCORE,
  LEAD,
};

/* Of the scores of a level, one a class: larger is more alike. */
static void
measure (const double *scores,
         guint n_classes,
         guint class_index,
         LkLevel level,
         double measures[2])
{
  double sign = lk_level_get_sign (level), others = 0;

  for (guint i = 0; i < n_classes; i++)
    if (i != class_index)
      others += sign * scores[i];
  measures[SCORE] = sign * scores[class_index];
  measures[LEAD] = measures[SCORE] - others / (n_classes - 1);
}

/* @measures: [n]; the spread is that of a sample, 0 where there is none. */
static void
find_range (const double *measures, guint n, double *mean, double *spread)
{
  double squares = 0;

  *mean = *spread = 0;
  for (guint i = 0; i < n; i++)
    *mean += measures[i] / n;
  for (guint i = 0; i < n; i++)
    squares += (measures[i] - *mean) * (measures[i] - *mean);
  if (n > 1)
    *spread = sqrt (squares / (n - 1));
}

/* Half of each measure, in spreads from the mean of the members. */
static double
combine (const LkMembership *self, LkLevel level, const double measures[2])
{
  double likeness = 0;

  for (guint i = 0; i < 2; i++)
    if (self->spread[i][level] > 0)
      likeness += (measures[i] - self->mean[i][level]) / self->spread[i][level] / 2;
  return likeness;
}

/* All levels of a member or a query. */
static void
combine_all (const LkMembership *self,
             double measures[LK_N_LEVELS][2],
             double likeness[LK_N_MEMBERSHIPS])
{
  likeness[LK_MEMBERSHIP_FUSED] = 0;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      likeness[level] = combine (self, level, measures[level]);
      likeness[LK_MEMBERSHIP_FUSED] += self->weights[level] * likeness[level];
    }
}

static void
measure_member (const LkMembership *self,
                const LkLeaveOneOut *left_out,
                guint index,
                const LkMetricOptions *options,
                double measures[LK_N_LEVELS][2])
{
  g_autofree double *scores = g_new (double, LK_N_LEVELS * self->n_classes);
  guint shot, class_index = lk_leave_one_out_get_shot (left_out, index, &shot);

  lk_leave_one_out_fill_scores (left_out, index, options, scores);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    measure (scores + level * self->n_classes, self->n_classes, class_index, level,
             measures[level]);
}

LkMembership *
lk_membership_new (const LkLeaveOneOut *left_out,
                   guint n_classes,
                   const LkMetricOptions *options)
{
  LkMembership *self;
  g_autofree double (*all)[LK_N_LEVELS][2] = NULL;
  g_autofree double *one = NULL;
  double likeness[LK_N_MEMBERSHIPS];

  g_return_val_if_fail (left_out != NULL && options != NULL && n_classes > 1, NULL);

  self = g_new0 (LkMembership, 1);
  self->n_classes = n_classes;
  self->n_members = lk_leave_one_out_get_n_shots (left_out);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    self->weights[level] = options->weights[level];
  all = g_malloc_n (MAX (self->n_members, 1), sizeof *all);
  one = g_new (double, self->n_members);
  for (guint i = 0; i < self->n_members; i++)
    measure_member (self, left_out, i, options, all[i]);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    for (guint m = 0; m < 2; m++)
      {
        for (guint i = 0; i < self->n_members; i++)
          one[i] = all[i][level][m];
        find_range (one, self->n_members, &self->mean[m][level], &self->spread[m][level]);
      }
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    self->likeness[i] = g_new (double, self->n_members);
  for (guint i = 0; i < self->n_members; i++)
    {
      combine_all (self, all[i], likeness);
      for (guint j = 0; j < LK_N_MEMBERSHIPS; j++)
        self->likeness[j][i] = likeness[j];
    }
  return self;
}

void
lk_membership_free (LkMembership *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    g_free (self->likeness[i]);
  g_free (self);
}

LkSupport *
lk_membership_make_parts (LkSupport *support, guint class_index, GError **error)
{
  guint n_shots, n = 0;
  g_autofree LkTensor **maps = NULL;
  g_autofree const gboolean **kept = NULL;
  g_autofree guint *counts = NULL;

  g_return_val_if_fail (support != NULL, NULL);
  n_shots = lk_support_get_n_shots (support, class_index);
  g_return_val_if_fail (n_shots > 1, NULL);

  maps = g_new (LkTensor *, (gsize) n_shots * (n_shots - 1));
  kept = g_new (const gboolean *, (gsize) n_shots *(n_shots - 1));
  counts = g_new (guint, n_shots);
  for (guint without = 0; without < n_shots; without++)
    {
      counts[without] = n_shots - 1;
      for (guint shot = 0; shot < n_shots; shot++)
        if (shot != without)
          {
            kept[n] = lk_support_get_kept (support, class_index, shot);
            maps[n++] = lk_support_get_map (support, class_index, shot);
          }
    }
  return lk_support_new_kept (n_shots, counts, maps, kept, error);
}

static double
find_mean (const double *scores, guint n)
{
  double mean = 0;

  for (guint i = 0; i < n; i++)
    mean += scores[i] / n;
  return mean;
}

LkPlace
lk_membership_place (const LkMembership *self,
                     LkExplanation *whole,
                     LkExplanation *parts,
                     guint class_index,
                     const LkMetricOptions *options)
{
  LkPlace place = { .class_index = class_index };
  g_autofree double *scores = NULL;
  const double *all[LK_N_LEVELS], *of_parts[LK_N_LEVELS];
  double measures[LK_N_LEVELS][2];

  g_return_val_if_fail (self != NULL && class_index < self->n_classes, place);

  place.n_members = self->n_members;
  lk_explanation_fill_scores (whole, options, all);
  lk_explanation_fill_scores (parts, options, of_parts);
  scores = g_new (double, self->n_classes);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      for (guint i = 0; i < self->n_classes; i++)
        scores[i] = all[level][i];
      scores[class_index]
          = find_mean (of_parts[level], lk_explanation_get_n_classes (parts));
      measure (scores, self->n_classes, class_index, level, measures[level]);
    }
  combine_all (self, measures, place.likeness);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    for (guint j = 0; j < self->n_members; j++)
      place.n_higher[i] += self->likeness[i][j] > place.likeness[i];
  return place;
}

LkExplanation *
lk_membership_compare (LkExplanation *explanation,
                       guint class_index,
                       GCancellable *cancellable,
                       GError **error)
{
  const gboolean *kept;
  g_autoptr (LkSupport) parts = NULL;
  g_autoptr (LkExplanation) found = NULL;

  g_return_val_if_fail (explanation != NULL, NULL);

  parts = lk_membership_make_parts (lk_explanation_get_support (explanation), class_index,
                                    error);
  if (parts == NULL)
    return NULL;
  found
      = lk_explanation_new (parts, lk_explanation_get_query (explanation),
                            lk_explanation_get_options (explanation), cancellable, error);
  kept = lk_explanation_get_kept (explanation);
  if (found == NULL || kept == NULL)
    return g_steal_pointer (&found);
  return lk_what_if_masked (found, kept, cancellable, error);
}

gboolean
lk_place_is_unlike (const LkPlace *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->n_members > 0
         && self->n_higher[LK_MEMBERSHIP_FUSED] >= 0.95 * self->n_members;
}
