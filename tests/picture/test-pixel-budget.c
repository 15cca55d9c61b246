/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pixel-budget.h"

#define N_THREADS 8
#define N_PICTURES 40

static gpointer
decode (gpointer data)
{
  GRand *chance = g_rand_new_with_seed (GPOINTER_TO_UINT (data));

  for (guint i = 0; i < N_PICTURES; i++)
    {
      lk_pixel_budget_enter ();
      lk_pixel_budget_take ((guint64) g_rand_int_range (chance, 1, 101) * 1000000);
      /* What is decoded of the same picture once more is not waited for. */
      lk_pixel_budget_enter ();
      lk_pixel_budget_leave ();
      g_usleep (200);
      lk_pixel_budget_leave ();
    }
  g_rand_free (chance);
  return NULL;
}

/* Never more than a picture of the largest size, and all have their turn. */
static void
test_threads (void)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("decode", decode, GUINT_TO_POINTER (i));
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (lk_pixel_budget_get_peak (), <=, LK_PIXEL_BUDGET);
  g_assert_cmpuint (lk_pixel_budget_get_peak (), >, LK_PIXEL_BUDGET / 2);
}

/* A thread that holds some already never waits. */
static void
test_more (void)
{
  lk_pixel_budget_enter ();
  lk_pixel_budget_take (LK_PIXEL_BUDGET);
  lk_pixel_budget_take (LK_PIXEL_BUDGET);
  g_assert_cmpuint (lk_pixel_budget_get_peak (), ==, 2 * LK_PIXEL_BUDGET);
  lk_pixel_budget_leave ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixel-budget/threads", test_threads);
  g_test_add_func ("/pixel-budget/more", test_more);
  return g_test_run ();
}
