/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pace.h"

/* Pieces that all take as long: what is left is told right from the first time on. */
static void
test_even (void)
{
  LkPace pace = { 0 };

  g_assert_cmpfloat (lk_pace_get_seconds_left (&pace, 10), ==, -1);
  lk_pace_add (&pace, 2, 3);
  g_assert_cmpfloat (pace.seconds_each, ==, 1.5);
  g_assert_cmpfloat (lk_pace_get_seconds_left (&pace, 10), ==, -1);
  g_assert_cmpfloat (lk_pace_get_seconds_left (&pace, 0), ==, 0);
  for (guint i = 0; i < 30; i++)
    {
      lk_pace_add (&pace, 2, 3);
      g_assert_cmpfloat (lk_pace_get_seconds_left (&pace, 10), ==, 15);
    }
}

/* The mean of all as long as there are few, then mostly the latest. */
static void
test_change (void)
{
  LkPace pace = { 0 };

  for (guint i = 1; i <= 10; i++)
    {
      lk_pace_add (&pace, 1, i);
      g_assert_cmpfloat_with_epsilon (pace.seconds_each, (i + 1) / 2.0, 1e-12);
    }
  for (guint i = 0; i < 100; i++)
    lk_pace_add (&pace, 4, 1);
  g_assert_cmpfloat_with_epsilon (pace.seconds_each, 0.25, 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/even", test_even);
  g_test_add_func ("/pace/change", test_change);
  return g_test_run ();
}
