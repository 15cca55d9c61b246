/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "bench-turns.h"
#include "lk-flip-map.h"

/*
 * From changed weights to the fused scores and the flip maps of many queries: QUERIES
 * WAYS. The result has the fused scores [queries, ways].
 */

typedef struct
{
  guint n_queries;
  guint n_ways;
  guint step;
  double *scores; /* [n_queries, LK_N_LEVELS, n_ways] */
  double *unit;   /* [LK_N_LEVELS, n_ways] */
  double *fused;
} Weights;

static void
run (gpointer data)
{
  Weights *self = data;
  LkMetricOptions options = lk_metric_options_default ();
  gsize n = self->n_ways;
  double *unit[LK_N_LEVELS] = { self->unit, self->unit + n, self->unit + 2 * n };

  options.weights[LK_LEVEL_PIXEL] = (++self->step % 100) / 100.0;
  for (guint i = 0; i < self->n_queries; i++)
    {
      const double *base = self->scores + i * LK_N_LEVELS * n;
      const double *scores[LK_N_LEVELS] = { base, base + n, base + 2 * n };
      g_autoptr (LkDecision) decision
          = lk_decision_new (self->n_ways, scores, &options, NULL, NULL);
      g_autoptr (LkFlipMap) map = NULL;

      if (decision == NULL
          || !lk_decision_get_unit (self->n_ways, scores, &options, NULL, unit, NULL))
        g_error ("the scores cannot be fused");
      map = lk_flip_map_new (self->n_ways, (const double *const *) unit);
      for (gsize j = 0; j < n; j++)
        self->fused[i * n + j] = decision->fused[j];
    }
}

static void
save (gpointer data, FILE *file)
{
  Weights *self = data;

  fwrite (self->fused, sizeof (double), self->n_queries * self->n_ways, file);
}

int
main (int argc, char **argv)
{
  Weights weights = { 0 };
  gsize n_scores;
  int result;

  if (argc != 3)
    return 2;
  weights.n_queries = (guint) strtoul (argv[1], NULL, 10);
  weights.n_ways = (guint) strtoul (argv[2], NULL, 10);
  n_scores = LK_N_LEVELS * weights.n_queries * weights.n_ways;
  weights.scores = g_new (double, n_scores);
  weights.unit = g_new (double, LK_N_LEVELS *weights.n_ways);
  weights.fused = g_new (double, weights.n_queries *weights.n_ways);
  for (gsize i = 0; i < n_scores; i++)
    weights.scores[i] = sin ((double) (i * i % 1009));
  result = bench_turns_serve (&(BenchTask){ run, save, &weights });
  g_free (weights.scores);
  g_free (weights.unit);
  g_free (weights.fused);
  return result;
}
