/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-leaf-order.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS 8
#define N_COLUMNS 5

/* The cosine distances of all rows. */
static void
measure (const float *rows, guint n, guint n_columns, double *distances)
{
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        double ij = 0, ii = 0, jj = 0;

        for (guint c = 0; c < n_columns; c++)
          {
            double a = rows[i * n_columns + c], b = rows[j * n_columns + c];

            ij += a * b;
            ii += a * a;
            jj += b * b;
          }
        distances[i * n + j] = i == j             ? 0
                               : ii > 0 && jj > 0 ? 1 - ij / sqrt (ii * jj)
                                                  : 1;
      }
}

static double
cost_of (const double *distances, guint n, const guint *order)
{
  double cost = 0;

  for (guint i = 1; i < n; i++)
    cost += distances[order[i - 1] * n + order[i]];
  return cost;
}

typedef struct
{
  guint n_rows;
  guint rows[MAX_ROWS];
} Cluster;

static double
mean_distance (const double *distances, guint n, const Cluster *a, const Cluster *b)
{
  double sum = 0;

  for (guint i = 0; i < a->n_rows; i++)
    for (guint j = 0; j < b->n_rows; j++)
      sum += distances[a->rows[i] * n + b->rows[j]];
  return sum / (a->n_rows * b->n_rows);
}

/* All clusters of average linkage by the definition: always the nearest pair. @pairs:
 * which two each of the n - 1 later ones is made of. */
static void
cluster (const double *distances, guint n, Cluster *clusters, guint (*pairs)[2])
{
  gboolean used[2 * MAX_ROWS] = { FALSE };

  for (guint i = 0; i < n; i++)
    clusters[i] = (Cluster){ 1, { i } };
  for (guint next = n; next < 2 * n - 1; next++)
    {
      double nearest = INFINITY;

      for (guint i = 0; i < next; i++)
        for (guint j = 0; j < i; j++)
          {
            double distance
                = used[i] || used[j]
                      ? INFINITY
                      : mean_distance (distances, n, &clusters[i], &clusters[j]);

            if (distance < nearest)
              {
                nearest = distance;
                pairs[next][0] = i;
                pairs[next][1] = j;
              }
          }
      clusters[next] = clusters[pairs[next][0]];
      for (guint i = 0; i < clusters[pairs[next][1]].n_rows; i++)
        clusters[next].rows[clusters[next].n_rows++] = clusters[pairs[next][1]].rows[i];
      used[pairs[next][0]] = used[pairs[next][1]] = TRUE;
    }
}

static guint *
write_leaves (guint n, guint (*pairs)[2], guint node, guint turned, guint *order)
{
  guint first = 0;

  if (node < n)
    {
      *order = node;
      return order + 1;
    }
  first = turned >> (node - n) & 1;
  order = write_leaves (n, pairs, pairs[node][first], turned, order);
  return write_leaves (n, pairs, pairs[node][1 - first], turned, order);
}

static void
check_permutation (const guint *order, guint n)
{
  g_autofree gboolean *seen = g_new0 (gboolean, n);

  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (order[i], <, n);
      g_assert_false (seen[order[i]]);
      seen[order[i]] = TRUE;
    }
}

/* The best of all orders that the tree allows, and one of them. */
static void
test_against_all_orders (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 300; round++)
    {
      guint n = g_rand_int_range (random, 2, MAX_ROWS + 1);
      float rows[MAX_ROWS * N_COLUMNS];
      double distances[MAX_ROWS * MAX_ROWS], best = INFINITY;
      Cluster clusters[2 * MAX_ROWS];
      guint pairs[2 * MAX_ROWS][2], order[MAX_ROWS], other[MAX_ROWS];
      gboolean allowed = FALSE;

      for (guint i = 0; i < n * N_COLUMNS; i++)
        rows[i] = (float) g_rand_double_range (random, -1, 1.5);
      measure (rows, n, N_COLUMNS, distances);
      cluster (distances, n, clusters, pairs);
      lk_leaf_order (rows, n, N_COLUMNS, order);
      check_permutation (order, n);
      for (guint turned = 0; turned < 1u << (n - 1); turned++)
        {
          write_leaves (n, pairs, 2 * n - 2, turned, other);
          best = fmin (best, cost_of (distances, n, other));
          allowed = allowed || memcmp (order, other, n * sizeof *order) == 0;
        }
      g_assert_true (allowed);
      g_assert_cmpfloat_with_epsilon (cost_of (distances, n, order), best, 1e-12);
    }
}

/* Rows on a half circle, shuffled: their order is the circle's. */
static void
test_circle (void)
{
  guint n = 97;
  g_autofree float *rows = g_new (float, 2 * n);
  g_autofree guint *order = g_new (guint, n);
  guint first;

  for (guint i = 0; i < n; i++)
    {
      double angle = G_PI * ((i * 31) % n) / n;

      rows[2 * i] = (float) (cos (angle) * (1 + i % 3));
      rows[2 * i + 1] = (float) (sin (angle) * (1 + i % 3));
    }
  lk_leaf_order (rows, n, 2, order);
  first = order[0] * 31 % n;
  g_assert_true (first == 0 || first == n - 1);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (order[i] * 31 % n, ==, first == 0 ? i : n - 1 - i);
}

static void
test_degenerate (void)
{
  float rows[6 * 2] = { 0, 0, 1, 1, 0, 0, 1, 1, NAN, INFINITY, 1e30f, -1e30f };
  guint order[6] = { 9, 9, 9, 9, 9, 9 };

  lk_leaf_order (rows, 0, 2, order);
  g_assert_cmpuint (order[0], ==, 9);
  for (guint n = 1; n <= 6; n++)
    {
      lk_leaf_order (rows, n, 2, order);
      check_permutation (order, n);
      lk_leaf_order (rows, n, 0, order);
      check_permutation (order, n);
    }
}

/* As large as it gets, in a time that a view can wait; equal rows stay together. */
static void
test_large (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  guint n = 1024, n_columns = 9;
  g_autofree float *rows = g_new (float, n *n_columns);
  g_autofree guint *order = g_new (guint, n);

  for (guint i = 0; i < n * n_columns; i++)
    rows[i] = i < n / 2 * n_columns ? (float) g_rand_double_range (random, -1, 1)
                                    : rows[i - n / 2 * n_columns];
  lk_leaf_order (rows, n, n_columns, order);
  check_permutation (order, n);
  for (guint i = 0; i < n; i += 2)
    g_assert_cmpuint (order[i] % (n / 2), ==, order[i + 1] % (n / 2));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/leaf-order/against-all-orders", test_against_all_orders);
  g_test_add_func ("/metric/leaf-order/circle", test_circle);
  g_test_add_func ("/metric/leaf-order/degenerate", test_degenerate);
  g_test_add_func ("/metric/leaf-order/large", test_large);
  return g_test_run ();
}
