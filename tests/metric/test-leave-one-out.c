/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-leave-one-out.h"

#include "lk-explanation.h"

#define N_CLASSES 4

/* The shots are these many that several groups are matched with each other. */
static const guint n_shots[N_CLASSES] = { 21, 2, 1, 3 };

static GPtrArray *
make_maps (const gsize shape[3], guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GPtrArray *maps = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < N_CLASSES; i++)
    for (guint shot = 0; shot < n_shots[i]; shot++)
      {
        LkTensor *map = lk_tensor_new (3, shape);

        for (gsize j = 0; j < lk_tensor_get_size (map); j++)
          lk_tensor_get_data (map)[j]
              = (float) MAX (g_rand_double_range (random, -1, 1), 0);
        g_ptr_array_add (maps, map);
      }
  return maps;
}

/* One shot against the classes without it. */
static LkExplanation *
explain_slowly (GPtrArray *maps,
                guint class_index,
                guint shot,
                const LkMetricOptions *options)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (GError) error = NULL;
  LkExplanation *explanation;
  LkTensor *query = NULL;
  guint counts[N_CLASSES], number = 0;

  for (guint i = 0; i < N_CLASSES; i++)
    {
      counts[i] = n_shots[i] - (i == class_index);
      for (guint j = 0; j < n_shots[i]; j++, number++)
        if (i == class_index && j == shot)
          query = maps->pdata[number];
        else
          g_ptr_array_add (others, maps->pdata[number]);
    }
  support = lk_support_new (N_CLASSES, counts, (LkTensor *const *) others->pdata, &error);
  g_assert_no_error (error);
  explanation = lk_explanation_new (support, query, options, NULL, &error);
  g_assert_no_error (error);
  return explanation;
}

static void
check (const gsize shape[3], const LkMetricOptions *options)
{
  g_autoptr (GPtrArray) maps = make_maps (shape, (guint32) shape[0]);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSupport) support
      = lk_support_new (N_CLASSES, n_shots, (LkTensor *const *) maps->pdata, &error);
  g_autoptr (LkLeaveOneOut) left_out = NULL;

  g_assert_no_error (error);
  left_out = lk_leave_one_out_new (support, options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_leave_one_out_get_n_shots (left_out), ==, 26);
  for (guint i = 0; i < 26; i += i == 0 ? 1 : 5)
    {
      guint shot, class_index = lk_leave_one_out_get_shot (left_out, i, &shot);
      g_autoptr (LkExplanation) slow = explain_slowly (maps, class_index, shot, options);
      LkMetricOptions shown = *options;

      for (shown.distance = 0; shown.distance < LK_N_DISTANCES; shown.distance++)
        {
          double scores[LK_N_LEVELS * N_CLASSES];
          const double *expected[LK_N_LEVELS];

          lk_leave_one_out_fill_scores (left_out, i, &shown, scores);
          lk_explanation_fill_scores (slow, &shown, expected);
          for (guint level = 0; level < LK_N_LEVELS; level++)
            for (guint c = 0; c < N_CLASSES; c++)
              g_assert_cmpfloat (scores[level * N_CLASSES + c], ==, expected[level][c]);
        }
    }
}

/* To the last bit what a query is told: cells and channels that are enough for screening,
 * and too few; more channels than cells; all ways to match. */
static void
test_bits (void)
{
  static const gsize shapes[][3]
      = { { 16, 12, 12 }, { 130, 12, 12 }, { 20, 3, 3 }, { 9, 4, 5 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (guint neighbours = 1; neighbours <= 9; neighbours += 4)
      {
        LkMetricOptions options = lk_metric_options_default ();

        options.neighbours = neighbours;
        options.part_form = i % 2 == 0 ? LK_PART_COSINE : LK_PART_RELEASED;
        check (shapes[i], &options);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/leave-one-out/bits", test_bits);
  return g_test_run ();
}
