/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-membership.h"

#include <math.h>

#include "lk-prototype.h"
#include "lk-what-if.h"
#include "metric-fixture.h"

#define N_CLASSES 3

static const gsize shape[3] = { 6, 3, 2 };
static const guint n_shots[N_CLASSES] = { 3, 1, 4 };

static LkTensor *
make_map (GRand *random)
{
  LkTensor *map = lk_tensor_new (3, shape);

  for (gsize i = 0; i < lk_tensor_get_size (map); i++)
    lk_tensor_get_data (map)[i] = (float) g_rand_double_range (random, -1, 1);
  return map;
}

/* Everything a test needs: a support set with a class of one shot, and a query. */
typedef struct
{
  GPtrArray *maps;
  LkSupport *support;
  LkTensor *query;
  LkMetricOptions options;
  LkLeaveOneOut *left_out;
  LkMembership *membership;
  LkExplanation *explanation;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GError) error = NULL;

  self->maps = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);
  for (guint i = 0; i < 8; i++)
    g_ptr_array_add (self->maps, make_map (random));
  self->query = make_map (random);
  self->options = lk_metric_options_default ();
  self->options.weights[LK_LEVEL_PART] = 0.2;
  self->options.weights[LK_LEVEL_PIXEL] = 0.7;
  self->support = lk_support_new (N_CLASSES, n_shots,
                                  (LkTensor *const *) self->maps->pdata, &error);
  self->left_out = lk_leave_one_out_new (self->support, &self->options, NULL, &error);
  self->membership = lk_membership_new (self->left_out, N_CLASSES, &self->options);
  self->explanation
      = lk_explanation_new (self->support, self->query, &self->options, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  lk_explanation_unref (self->explanation);
  lk_membership_free (self->membership);
  lk_leave_one_out_free (self->left_out);
  lk_support_unref (self->support);
  lk_tensor_unref (self->query);
  g_ptr_array_unref (self->maps);
}

/* A class without each of its shots scores what it scores where each is removed. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = lk_what_if_shots (self->explanation, LK_SHOT_REMOVED,
                                                    &self->options, NULL, NULL, &error);
  const double *scores[LK_N_LEVELS];

  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    {
      const LkShotChange *change = changes->pdata[i];
      g_autoptr (LkExplanation) parts
          = lk_membership_compare (self->explanation, change->class_index, NULL, &error);

      g_assert_no_error (error);
      lk_explanation_fill_scores (parts, &self->options, scores);
      for (guint level = 0; level < LK_N_LEVELS; level++)
        g_assert_cmpfloat_with_epsilon (scores[level][change->shot],
                                        change->scores[level],
                                        1e-9 * MAX (1, fabs (change->scores[level])));
    }
}

/* Mean and spread of @values, slowly; then where @value lies. */
static double
standardise (const double *values, guint n, double value)
{
  double mean = 0, squares = 0;

  for (guint i = 0; i < n; i++)
    mean += values[i];
  mean /= n;
  for (guint i = 0; i < n; i++)
    squares += pow (values[i] - mean, 2);
  return (value - mean) / sqrt (squares / (n - 1));
}

/* docs/METHOD.md 12.2, written down again. */
static void
test_place (Fixture *self, gconstpointer data)
{
  guint n = lk_leave_one_out_get_n_shots (self->left_out);
  double own[LK_N_LEVELS][8], lead[LK_N_LEVELS][8], likeness[8];
  const double *whole[LK_N_LEVELS], *parts[LK_N_LEVELS];
  g_autoptr (GError) error = NULL;
  g_autoptr (LkExplanation) of_parts
      = lk_membership_compare (self->explanation, 2, NULL, &error);
  LkPlace place = lk_membership_place (self->membership, self->explanation, of_parts, 2,
                                       &self->options);
  double fused = 0;
  guint n_higher = 0;

  g_assert_cmpuint (n, ==, 7);
  for (guint i = 0; i < n; i++)
    {
      double scores[LK_N_LEVELS * N_CLASSES];
      guint shot, c = lk_leave_one_out_get_shot (self->left_out, i, &shot);

      lk_leave_one_out_fill_scores (self->left_out, i, &self->options, scores);
      for (guint level = 0; level < LK_N_LEVELS; level++)
        {
          const double *row = scores + level * N_CLASSES;
          double sign = level == LK_LEVEL_DISTRIBUTION ? -1 : 1;

          own[level][i] = sign * row[c];
          lead[level][i] = sign * (row[c] - (row[(c + 1) % 3] + row[(c + 2) % 3]) / 2);
        }
    }
  lk_explanation_fill_scores (self->explanation, &self->options, whole);
  lk_explanation_fill_scores (of_parts, &self->options, parts);
  for (guint i = 0; i < n; i++)
    likeness[i] = 0;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      double sign = level == LK_LEVEL_DISTRIBUTION ? -1 : 1;
      double score
          = sign * (parts[level][0] + parts[level][1] + parts[level][2] + parts[level][3])
            / 4;
      double ahead = score - sign * (whole[level][0] + whole[level][1]) / 2;
      double expected
          = (standardise (own[level], n, score) + standardise (lead[level], n, ahead))
            / 2;

      g_assert_cmpfloat_with_epsilon (place.likeness[level], expected, 1e-9);
      fused += self->options.weights[level] * expected;
      for (guint i = 0; i < n; i++)
        likeness[i] += self->options.weights[level]
                       * (standardise (own[level], n, own[level][i])
                          + standardise (lead[level], n, lead[level][i]))
                       / 2;
    }
  g_assert_cmpfloat_with_epsilon (place.likeness[LK_MEMBERSHIP_FUSED], fused, 1e-9);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpfloat_with_epsilon (self->membership->likeness[LK_MEMBERSHIP_FUSED][i],
                                      likeness[i], 1e-9);
      n_higher += likeness[i] > fused;
    }
  g_assert_cmpuint (place.n_higher[LK_MEMBERSHIP_FUSED], ==, n_higher);
  g_assert_cmpuint (place.n_members, ==, n);
}

static void
test_unlike (void)
{
  LkPlace place = { .n_members = 25 };

  place.n_higher[LK_MEMBERSHIP_FUSED] = 23;
  g_assert_false (lk_place_is_unlike (&place));
  place.n_higher[LK_MEMBERSHIP_FUSED] = 24;
  g_assert_true (lk_place_is_unlike (&place));
  place.n_members = 0;
  place.n_higher[LK_MEMBERSHIP_FUSED] = 0;
  g_assert_false (lk_place_is_unlike (&place));
}

/* Cosines of means, slowly. */
static void
test_prototype (Fixture *self, gconstpointer data)
{
  double cosines[N_CLASSES];
  guint n_cells = (guint) (shape[1] * shape[2]), number = 0;
  guint nearest = lk_prototype_decide (self->support, self->query, cosines);

  for (guint i = 0; i < N_CLASSES; i++)
    {
      double product = 0, of_class = 0, of_query = 0;

      for (guint c = 0; c < shape[0]; c++)
        {
          double mean = 0, own = 0;

          for (guint p = 0; p < n_cells; p++)
            own += lk_tensor_get_data (self->query)[c * n_cells + p];
          for (guint shot = 0; shot < n_shots[i]; shot++)
            for (guint p = 0; p < n_cells; p++)
              mean += lk_tensor_get_data (
                  self->maps->pdata[number + shot])[c * n_cells + p];
          product += mean * own;
          of_class += mean * mean;
          of_query += own * own;
        }
      number += n_shots[i];
      g_assert_cmpfloat_with_epsilon (cosines[i], product / sqrt (of_class * of_query),
                                      1e-9);
      g_assert_cmpfloat (cosines[i], <=, cosines[nearest]);
    }
}

#define ADD(path, test)                                                                  \
  g_test_add ("/membership/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("parts", test_parts);
  ADD ("place", test_place);
  ADD ("prototype", test_prototype);
  g_test_add_func ("/membership/unlike", test_unlike);
  return g_test_run ();
}
