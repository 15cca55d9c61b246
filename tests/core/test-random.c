/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-random.h"

#include <math.h>

/* The first outputs for the seed 0, as published with splitmix64.c (Vigna). */
static void
test_split_mix (void)
{
  const guint64 expected[] = { G_GUINT64_CONSTANT (0xe220a8397b1dcdaf),
                               G_GUINT64_CONSTANT (0x6e789e6aa1b965f4),
                               G_GUINT64_CONSTANT (0x06c45d188009454f),
                               G_GUINT64_CONSTANT (0xf88bb8a8724c81ec),
                               G_GUINT64_CONSTANT (0x1b39896a51a8749b) };
  guint64 state = 0;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmphex (lk_split_mix_next (&state), ==, expected[i]);
}

/* The first outputs from the state 1, 2, 3, 4 of the reference implementation. */
static void
test_xoshiro (void)
{
  const guint64 expected[] = { 11520,
                               0,
                               1509978240,
                               G_GUINT64_CONSTANT (1215971899390074240),
                               G_GUINT64_CONSTANT (1216172134540287360),
                               G_GUINT64_CONSTANT (607988272756665600),
                               G_GUINT64_CONSTANT (16172922978634559625),
                               G_GUINT64_CONSTANT (8476171486693032832) };
  LkRandom random = { { 1, 2, 3, 4 } };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (lk_random_next (&random), ==, expected[i]);
}

static double
chi_square (const guint *counts, guint n, double expected)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (counts[i] - expected) * (counts[i] - expected) / expected;
  return sum;
}

/* Wilson and Hilferty's approximation, 4.5 standard deviations to both sides: with fixed
 * seeds a wrong sampler fails, a right one passes for good. */
static void
assert_uniform (const guint *counts, guint n, double expected)
{
  double freedom = n - 1;
  double spread = 2 / (9 * freedom);
  double z = (cbrt (chi_square (counts, n, expected) / freedom) - (1 - spread))
             / sqrt (spread);

  g_assert_cmpfloat (fabs (z), <, 4.5);
}

static void
test_below (void)
{
  const guint sizes[] = { 2, 3, 7, 64, 600 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guint *counts = g_new0 (guint, sizes[i]);
      LkRandom random;

      lk_random_init (&random, 11, i);
      for (guint j = 0; j < 1000 * sizes[i]; j++)
        {
          guint64 number = lk_random_below (&random, sizes[i]);

          g_assert_cmpuint (number, <, sizes[i]);
          counts[number]++;
        }
      assert_uniform (counts, sizes[i], 1000);
    }
}

/* Two thirds of 2^64: without drawing anew, the lower half would come twice as often. */
static void
test_below_large (void)
{
  guint64 n = G_MAXUINT64 / 3 * 2;
  guint counts[2] = { 0 };
  LkRandom random;

  lk_random_init (&random, 12, 0);
  for (guint i = 0; i < 20000; i++)
    counts[lk_random_below (&random, n) >= n / 2]++;
  assert_uniform (counts, 2, 10000);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (lk_random_below (&random, 1), ==, 0);
}

/* Each of the 5 * 4 * 3 ordered choices of three out of five. */
static void
test_choose (void)
{
  guint counts[125] = { 0 };
  guint possible[60];
  guint n_possible = 0;
  LkRandom random;

  lk_random_init (&random, 13, 0);
  for (guint i = 0; i < 60 * 500; i++)
    {
      guint chosen[3];

      lk_random_choose (&random, 5, 3, chosen);
      g_assert_true (chosen[0] < 5 && chosen[1] < 5 && chosen[2] < 5);
      g_assert_true (chosen[0] != chosen[1] && chosen[0] != chosen[2]
                     && chosen[1] != chosen[2]);
      counts[chosen[0] * 25 + chosen[1] * 5 + chosen[2]]++;
    }
  for (guint i = 0; i < 125; i++)
    if (i / 25 != i / 5 % 5 && i / 25 != i % 5 && i / 5 % 5 != i % 5)
      possible[n_possible++] = counts[i];
  g_assert_cmpuint (n_possible, ==, 60);
  assert_uniform (possible, 60, 500);
}

static void
test_choose_all (void)
{
  gboolean seen[20] = { FALSE };
  guint chosen[20];
  LkRandom random;

  lk_random_init (&random, 14, 0);
  lk_random_choose (&random, 20, 20, chosen);
  for (guint i = 0; i < 20; i++)
    seen[chosen[i]] = TRUE;
  for (guint i = 0; i < 20; i++)
    g_assert_true (seen[i]);
  lk_random_choose (&random, 0, 0, NULL);
}

/* Bit by bit, the first numbers of neighbouring streams, and of neighbouring seeds, agree
 * half the time. */
static void
test_streams (void)
{
  for (guint kind = 0; kind < 2; kind++)
    {
      guint counts[2] = { 0 };

      for (guint i = 0; i < 2000; i++)
        {
          LkRandom a, b;
          guint64 difference;

          lk_random_init (&a, kind == 0 ? 5 : i, kind == 0 ? i : 5);
          lk_random_init (&b, kind == 0 ? 5 : i + 1, kind == 0 ? i + 1 : 5);
          difference = lk_random_next (&a) ^ lk_random_next (&b);
          for (guint bit = 0; bit < 64; bit++)
            counts[difference >> bit & 1]++;
        }
      assert_uniform (counts, 2, 64000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/split-mix", test_split_mix);
  g_test_add_func ("/random/xoshiro", test_xoshiro);
  g_test_add_func ("/random/below", test_below);
  g_test_add_func ("/random/below-large", test_below_large);
  g_test_add_func ("/random/choose", test_choose);
  g_test_add_func ("/random/choose-all", test_choose_all);
  g_test_add_func ("/random/streams", test_streams);
  return g_test_run ();
}
