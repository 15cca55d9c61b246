/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-validation.h"

static LkTensor *
make (guint n, double add)
{
  LkTensor *tensor = lk_tensor_new (2, (const gsize[]){ LK_VALIDATION_N_SHOTS, n });

  /* Episode i of 1 shot has 10 i, of 5 shots 10 i + 1; the even ones add something. */
  for (guint shots = 0; shots < LK_VALIDATION_N_SHOTS; shots++)
    for (guint i = 0; i < n; i++)
      lk_tensor_get_data (tensor)[shots * n + i]
          = (float) (10.0 * i + shots + (i % 2 == 0 ? add * (1 + shots) : 0));
  return tensor;
}

/* Episode by episode: 4, 0, 4, 0 less nothing. Their mean is 2 and their deviation 2
 * sqrt (4 / 3); Student's t at 3 degrees of freedom is 3.18245. */
static void
test_compare (void)
{
  g_autoptr (LkTensor) best = make (4, 0);
  g_autoptr (LkTensor) chosen = make (4, 4);
  LkValidationResult result = { .n_episodes = 4 };

  lk_validation_result_compare (&result, chosen, best);
  g_assert_cmpuint (result.n_compared, ==, 4);
  g_assert_cmpfloat_with_epsilon (result.difference[0], 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (result.difference_ci95[0], 3.18245 * 2.3094011 / 2,
                                  1e-4);
  g_assert_cmpfloat_with_epsilon (result.difference[1], 4, 1e-9);
}

/* A longer validation begins with the same episodes. */
static void
test_lengths (void)
{
  g_autoptr (LkTensor) best = make (4, 0);
  g_autoptr (LkTensor) chosen = make (7, 4);
  g_autoptr (LkTensor) single = make (1, 4);
  LkValidationResult result = { .n_episodes = 7 };
  LkValidationResult none = { .n_episodes = 1 };

  lk_validation_result_compare (&result, chosen, best);
  g_assert_cmpuint (result.n_compared, ==, 4);
  g_assert_cmpfloat_with_epsilon (result.difference[0], 2, 1e-9);
  lk_validation_result_compare (&none, single, best);
  g_assert_cmpuint (none.n_compared, ==, 0);
}

static void
test_better (void)
{
  const LkValidationResult result
      = { .accuracy = { { 90, 40, 35, 39 }, { 9, 50, 9, 50 } } };

  g_assert_cmpuint (lk_validation_result_get_better (&result, 0), ==, LK_LEVEL_PIXEL);
  g_assert_cmpuint (lk_validation_result_get_better (&result, 1), ==, LK_EPISODE_FUSED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/validation/compare", test_compare);
  g_test_add_func ("/validation/lengths", test_lengths);
  g_test_add_func ("/validation/better", test_better);
  return g_test_run ();
}
