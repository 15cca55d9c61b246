/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-leaf-order.h"

#include <math.h>
#include <string.h>

/* A cluster of two others; those below n_rows are single rows. Its leaves are a range of
 * @left's and @right's together in the order of the tree. */
typedef struct
{
  guint left;
  guint right;
  guint first;
  guint n_leaves;
} Node;

typedef struct
{
  guint n_rows;
  guint n_nodes;
  Node *nodes;
} Tree;

/* The cosine distances of all rows, [n, n]; a row without length is at 1 from all. */
static double *
measure_distances (const float *rows, guint n, guint n_columns)
{
  double *distances = g_new0 (double, (gsize) n *n);
  g_autofree double *norms = g_new0 (double, n);

  for (guint i = 0; i < n; i++)
    {
      const float *row = rows + (gsize) i * n_columns;

      for (guint c = 0; c < n_columns; c++)
        norms[i] += (double) row[c] * row[c];
      norms[i] = sqrt (norms[i]);
      for (guint j = 0; j < i; j++)
        {
          const float *other = rows + (gsize) j * n_columns;
          double product = 0, distance;

          for (guint c = 0; c < n_columns; c++)
            product += (double) row[c] * other[c];
          distance = 1 - product / (norms[i] * norms[j]);
          if (!isfinite (distance))
            distance = 1;
          distances[(gsize) i * n + j] = distance;
          distances[(gsize) j * n + i] = distance;
        }
    }
  return distances;
}

/* The cluster nearest to @from; @previous, if it is one of several. */
static guint
find_nearest (const double *distances,
              guint n,
              const gboolean *alive,
              guint from,
              guint previous)
{
  const double *row = distances + (gsize) from * n;
  guint nearest = previous;

  for (guint i = 0; i < n; i++)
    if (alive[i] && i != from && (nearest == G_MAXUINT || row[i] < row[nearest]))
      nearest = i;
  return nearest;
}

/* Makes @into the cluster of @into and @from, at the mean distance of all pairs of leaves
 * from the others (Lance and Williams, 1967). */
static void
merge (Tree *self,
       double *distances,
       gboolean *alive,
       guint *node_of,
       guint into,
       guint from)
{
  guint n = self->n_rows;
  Node *node = &self->nodes[self->n_nodes];
  double n_into, n_from;

  node->left = node_of[MIN (into, from)];
  node->right = node_of[MAX (into, from)];
  n_into = self->nodes[node_of[into]].n_leaves;
  n_from = self->nodes[node_of[from]].n_leaves;
  node->n_leaves = (guint) (n_into + n_from);
  alive[from] = FALSE;
  node_of[into] = self->n_nodes++;
  for (guint i = 0; i < n; i++)
    {
      double mean = (n_into * distances[(gsize) into * n + i]
                     + n_from * distances[(gsize) from * n + i])
                    / (n_into + n_from);

      if (!alive[i] || i == into)
        continue;
      distances[(gsize) into * n + i] = mean;
      distances[(gsize) i * n + into] = mean;
    }
}

/* Average linkage by the chain of nearest neighbours (Murtagh, 1983), which merges the
 * same clusters as the greedy search, in another order. @distances are overwritten. */
static void
grow (Tree *self, double *distances)
{
  guint n = self->n_rows, n_chain = 0;
  g_autofree guint *chain = g_new (guint, n);
  g_autofree guint *node_of = g_new (guint, n);
  g_autofree gboolean *alive = g_new (gboolean, n);

  for (guint i = 0; i < n; i++)
    {
      alive[i] = TRUE;
      node_of[i] = i;
      self->nodes[i].n_leaves = 1;
    }
  self->n_nodes = n;
  while (self->n_nodes < 2 * n - 1)
    {
      guint last, previous, nearest;

      if (n_chain == 0)
        for (chain[n_chain] = 0; !alive[chain[n_chain]];)
          chain[n_chain]++;
      n_chain = MAX (n_chain, 1);
      last = chain[n_chain - 1];
      previous = n_chain > 1 ? chain[n_chain - 2] : G_MAXUINT;
      nearest = find_nearest (distances, n, alive, last, previous);
      if (nearest != previous)
        {
          chain[n_chain++] = nearest;
          continue;
        }
      merge (self, distances, alive, node_of, MIN (last, previous), MAX (last, previous));
      n_chain -= 2;
    }
}

/* Gives every node its range of leaves; @leaves: the rows in that order. Parents come
 * after their children. */
static void
place_leaves (Tree *self, guint *leaves)
{
  self->nodes[self->n_nodes - 1].first = 0;
  for (guint i = self->n_nodes - 1; i >= self->n_rows; i--)
    {
      const Node *node = &self->nodes[i];

      self->nodes[node->left].first = node->first;
      self->nodes[node->right].first = node->first + self->nodes[node->left].n_leaves;
    }
  for (guint i = 0; i < self->n_rows; i++)
    leaves[self->nodes[i].first] = i;
}

/* The leaves of @node at which an order of its leaves may end that begins with @leaf:
 * those of its other child, or @leaf itself where it is the only one. */
static void
find_far_ends (const Tree *self, guint node, guint leaf, guint *first, guint *end)
{
  const Node *far = &self->nodes[node];

  if (node >= self->n_rows)
    {
      const Node *left = &self->nodes[far->left], *right = &self->nodes[far->right];

      far = leaf < right->first ? right : left;
    }
  *first = far->first;
  *end = far->first + far->n_leaves;
}

/* Fills in @costs [n, n]: for two leaves, numbered in the order of the tree, the smallest
 * sum of distances of an order of the smallest cluster that has both and has them at its
 * ends (Bar-Joseph et al., 2001, in O(n^3)). */
static void
find_costs (const Tree *self, guint node_index, const double *distances, double *costs)
{
  const Node *node = &self->nodes[node_index];
  const Node *left = &self->nodes[node->left], *right = &self->nodes[node->right];
  gsize n = self->n_rows;
  guint right_end = right->first + right->n_leaves;
  g_autofree double *reach = g_new (double, n);

  for (guint i = left->first; i < right->first; i++)
    {
      double *cost = costs + i * n;
      guint first, end;

      for (guint k = right->first; k < right_end; k++)
        reach[k] = cost[k] = INFINITY;
      find_far_ends (self, node->left, i, &first, &end);
      for (guint h = first; h < end; h++)
        for (guint k = right->first; k < right_end; k++)
          {
            double sum = cost[h] + distances[h * n + k];

            reach[k] = sum < reach[k] ? sum : reach[k];
          }
      for (guint k = right->first; k < right_end; k++)
        {
          find_far_ends (self, node->right, k, &first, &end);
          for (guint j = first; j < end; j++)
            {
              double sum = reach[k] + costs[k * n + j];

              cost[j] = sum < cost[j] ? sum : cost[j];
            }
        }
      for (guint j = right->first; j < right_end; j++)
        costs[j * n + i] = cost[j];
    }
}

/* Writes the best order of a node's leaves from @begin to @end, which lie in different
 * children of it. */
static void
write_order (const Tree *self,
             guint node_index,
             guint begin,
             guint end,
             const double *distances,
             const double *costs,
             guint *order)
{
  const Node *node = &self->nodes[node_index];
  gsize n = self->n_rows;
  guint near, far, h_first, h_end, k_first, k_end, best_h, best_k;
  double best = INFINITY;

  if (node_index < self->n_rows)
    {
      order[0] = begin;
      return;
    }
  near = begin < self->nodes[node->right].first ? node->left : node->right;
  far = near == node->left ? node->right : node->left;
  find_far_ends (self, near, begin, &h_first, &h_end);
  find_far_ends (self, far, end, &k_first, &k_end);
  best_h = h_first;
  best_k = k_first;
  for (guint h = h_first; h < h_end; h++)
    for (guint k = k_first; k < k_end; k++)
      {
        double sum = costs[begin * n + h] + distances[h * n + k] + costs[end * n + k];

        if (sum < best)
          {
            best = sum;
            best_h = h;
            best_k = k;
          }
      }
  write_order (self, near, begin, best_h, distances, costs, order);
  write_order (self, far, best_k, end, distances, costs,
               order + self->nodes[near].n_leaves);
}

static double *
permute (const double *distances, guint n, const guint *leaves)
{
  double *permuted = g_new (double, (gsize) n *n);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      permuted[(gsize) i * n + j] = distances[(gsize) leaves[i] * n + leaves[j]];
  return permuted;
}

static void
order_leaves (Tree *tree, const double *distances, guint *order)
{
  gsize n = tree->n_rows;
  g_autofree double *costs = g_new0 (double, n *n);
  const Node *root = &tree->nodes[tree->n_nodes - 1];
  const Node *right = &tree->nodes[root->right];
  guint begin = 0, end = right->first;

  for (guint i = tree->n_rows; i < tree->n_nodes; i++)
    find_costs (tree, i, distances, costs);
  for (guint i = 0; i < right->first; i++)
    for (guint j = right->first; j < n; j++)
      if (costs[i * n + j] < costs[begin * n + end])
        {
          begin = i;
          end = j;
        }
  write_order (tree, tree->n_nodes - 1, begin, end, distances, costs, order);
}

/* An order and its reverse cost the same: the one that begins with the earlier row. */
static void
name_leaves (guint *order, guint n, const guint *leaves)
{
  for (guint i = 0; i < n; i++)
    order[i] = leaves[order[i]];
  if (order[0] < order[n - 1])
    return;
  for (guint i = 0; i < n / 2; i++)
    {
      guint row = order[i];

      order[i] = order[n - 1 - i];
      order[n - 1 - i] = row;
    }
}

void
lk_leaf_order (const float *rows, guint n_rows, guint n_columns, guint *order)
{
  g_autofree double *distances = NULL;
  g_autofree double *shrinking = NULL;
  g_autofree double *permuted = NULL;
  g_autofree guint *leaves = NULL;
  g_autofree Node *nodes = NULL;
  Tree tree = { n_rows, 0, NULL };

  if (n_rows < 3)
    {
      for (guint i = 0; i < n_rows; i++)
        order[i] = i;
      return;
    }
  tree.nodes = nodes = g_new0 (Node, 2 * n_rows - 1);
  leaves = g_new (guint, n_rows);
  distances = measure_distances (rows, n_rows, n_columns);
  shrinking = g_memdup2 (distances, (gsize) n_rows * n_rows * sizeof *distances);
  grow (&tree, shrinking);
  place_leaves (&tree, leaves);
  permuted = permute (distances, n_rows, leaves);
  order_leaves (&tree, permuted, order);
  name_leaves (order, n_rows, leaves);
}
