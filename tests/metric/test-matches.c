/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-matches.h"

#define N_DIMS 5

/* Numbers of a few values, so that inner products are exact and often equal. */
static float *
small_numbers (guint n, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  float *numbers = g_new (float, n);

  for (guint i = 0; i < n; i++)
    numbers[i] = (float) g_rand_int_range (rand, -3, 4) / 4;
  return numbers;
}

/* The obvious way: all products of a row, and the largest not yet taken, k times. */
static double
check_row (const LkMatches *matches, guint i, const float *row, const float *columns)
{
  g_autofree gboolean *taken = g_new0 (gboolean, matches->n_columns);
  double sum = 0;

  for (guint k = 0; k < matches->n_neighbours; k++)
    {
      guint best = G_MAXUINT;
      double largest = -G_MAXDOUBLE;

      for (guint j = 0; j < matches->n_columns; j++)
        {
          double product = 0;

          for (guint d = 0; d < N_DIMS; d++)
            product += (double) row[d] * columns[j * N_DIMS + d];
          if (!taken[j] && product > largest)
            {
              largest = product;
              best = j;
            }
        }
      taken[best] = TRUE;
      g_assert_cmpuint (matches->index[i * matches->n_neighbours + k], ==, best);
      g_assert_cmpfloat (matches->similarity[i * matches->n_neighbours + k], ==, largest);
      sum += largest;
    }
  g_assert_cmpfloat (matches->row[i], ==, sum);
  return sum;
}

static void
check (guint n_rows, guint n_columns, guint neighbours, guint expected_neighbours)
{
  g_autofree float *rows = small_numbers (n_rows * N_DIMS, 1);
  g_autofree float *columns = small_numbers (n_columns * N_DIMS, 2);
  g_autoptr (LkMatches) matches
      = lk_matches_new (rows, n_rows, columns, n_columns, N_DIMS, neighbours);
  double sum = 0;

  g_assert_cmpuint (matches->n_rows, ==, n_rows);
  g_assert_cmpuint (matches->n_columns, ==, n_columns);
  g_assert_cmpuint (matches->n_neighbours, ==, expected_neighbours);
  for (guint i = 0; i < n_rows; i++)
    sum += check_row (matches, i, rows + i * N_DIMS, columns);
  g_assert_cmpfloat (matches->score, ==, sum);
}

static void
test_one_neighbour (void)
{
  check (1, 1, 1, 1);
  check (70, 1100, 1, 1);
}

static void
test_many_neighbours (void)
{
  check (70, 1100, 3, 3);
  check (3, 1025, 64, 64);
  check (130, 17, 5, 5);
}

static void
test_more_neighbours_than_columns (void)
{
  check (9, 4, 64, 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/matches/one-neighbour", test_one_neighbour);
  g_test_add_func ("/metric/matches/many-neighbours", test_many_neighbours);
  g_test_add_func ("/metric/matches/more-neighbours-than-columns",
                   test_more_neighbours_than_columns);
  return g_test_run ();
}
