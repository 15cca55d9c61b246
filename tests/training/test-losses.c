/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-cosine-head.h"
#include "lk-divergence-level.h"
#include "lk-episode-loss.h"
#include "lk-explanation.h"
#include "lk-local-level.h"
#include "lk-prototype-head.h"
#include "lk-stream.h"
#include "slow-losses.h"

#define N_DIRECTIONS 6
#define STEP 1e-5

/* A point in a space of numbers, and what is computed there, in double. */
typedef double (*Function) (const double *x, gpointer data);

static double *
draw (gsize n, guint64 seed)
{
  double *x = g_new (double, n);
  LkRandom random;

  lk_random_init (&random, seed, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = (float) lk_stream_normal (&random);
  return x;
}

/* Along random directions, the difference quotient in double is the inner product of the
 * direction with the gradient. */
static void
check_gradient (Function function,
                gpointer data,
                const double *x,
                const float *gradient,
                gsize n,
                double tolerance)
{
  g_autofree double *moved = g_new (double, n);

  for (guint i = 0; i < N_DIRECTIONS; i++)
    {
      g_autofree double *direction = draw (n, 1000 + i);
      double expected = 0, found, size = 0;

      for (gsize j = 0; j < n; j++)
        {
          expected += direction[j] * gradient[j];
          size += fabs (direction[j] * gradient[j]);
          moved[j] = x[j] + STEP * direction[j];
        }
      found = function (moved, data);
      for (gsize j = 0; j < n; j++)
        moved[j] = x[j] - STEP * direction[j];
      found = (found - function (moved, data)) / (2 * STEP);
      g_assert_cmpfloat_with_epsilon (found, expected,
                                      tolerance * (size / sqrt ((double) n) + 1e-6));
    }
}

static LkTensor *
to_tensor (const double *x, guint n_dims, const gsize *shape)
{
  LkTensor *tensor = lk_tensor_new (n_dims, shape);

  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    lk_tensor_get_data (tensor)[i] = (float) x[i];
  return tensor;
}

/* Numbers in the order: maps, vectors, scale. */
typedef struct
{
  gsize n_maps, n_channels, n_cells;
  guint n_classes, n_each;
  gboolean dense;
  double smoothing;
  guint labels[8];
} Head;

static gsize
count_maps (const Head *head)
{
  return head->n_maps * head->n_channels * head->n_cells;
}

static gsize
count_vectors (const Head *head)
{
  return head->n_classes * MAX (head->n_each, 1) * head->n_channels;
}

static double
compute_head (const double *x, gpointer data)
{
  const Head *head = data;
  const double *vectors = x + count_maps (head);
  double scale = vectors[count_vectors (head)];

  if (head->n_each > 0)
    return slow_prototype_head (x, head->n_maps, head->n_channels, head->n_cells, vectors,
                                head->n_classes, head->n_each, scale, head->labels);
  return slow_cosine_head (x, head->n_maps, head->n_channels, head->n_cells, vectors,
                           head->n_classes, scale, head->dense, head->smoothing,
                           head->labels);
}

static void
fill (LkParameter *parameter, const double *x)
{
  for (gsize i = 0; i < lk_parameter_get_size (parameter); i++)
    lk_tensor_get_data (parameter->value)[i] = (float) x[i];
}

static void
run_head (Head *head, double *x, float *gradient, LkLossTally *tally)
{
  const gsize n_maps = count_maps (head), n_vectors = count_vectors (head);
  g_autofree float *maps = g_new (float, n_maps);
  LkRandom random;
  LkParameter *vectors, *scale;
  g_autoptr (LkCosineHead) cosine = NULL;
  g_autoptr (LkPrototypeHead) prototypes = NULL;

  lk_random_init (&random, 1, 1);
  for (gsize i = 0; i < n_maps; i++)
    maps[i] = (float) x[i];
  if (head->n_each > 0)
    {
      prototypes = lk_prototype_head_new ("p", head->n_classes, head->n_each,
                                          head->n_channels, 1, &random);
      vectors = prototypes->descriptors;
      scale = prototypes->scale;
    }
  else
    {
      cosine = lk_cosine_head_new ("c", head->n_classes, head->n_channels, 1, head->dense,
                                   &random);
      cosine->smoothing = head->smoothing;
      vectors = cosine->weight;
      scale = cosine->scale;
    }
  fill (vectors, x + n_maps);
  fill (scale, x + n_maps + n_vectors);
  if (prototypes != NULL)
    lk_prototype_head_run (
        prototypes, &(LkLabelledMaps){ maps, head->n_maps, head->n_cells, head->labels },
        1, gradient, tally);
  else
    lk_cosine_head_run (
        cosine, &(LkLabelledMaps){ maps, head->n_maps, head->n_cells, head->labels }, 1,
        gradient, tally);
  memcpy (gradient + n_maps, vectors->gradient, n_vectors * sizeof (float));
  gradient[n_maps + n_vectors] = *scale->gradient;
}

static void
check_head (Head head)
{
  const gsize n = count_maps (&head) + count_vectors (&head) + 1;
  g_autofree double *x = draw (n, 7);
  g_autofree float *gradient = g_new0 (float, n);
  LkLossTally tally = { 0 };

  x[n - 1] = 5;
  for (guint i = 0; i < G_N_ELEMENTS (head.labels); i++)
    head.labels[i] = (i * 5 + 1) % head.n_classes;
  run_head (&head, x, gradient, &tally);
  g_assert_cmpfloat_with_epsilon (lk_loss_tally_get_loss (&tally),
                                  compute_head (x, &head), 1e-5);
  g_assert_cmpuint (tally.n, ==, head.dense ? head.n_maps * head.n_cells : head.n_maps);
  check_gradient (compute_head, &head, x, gradient, n, 1e-3);
}

static void
test_pooled_head (void)
{
  check_head ((Head){ .n_maps = 5, .n_channels = 7, .n_cells = 6, .n_classes = 4 });
  check_head ((Head){
      .n_maps = 5, .n_channels = 7, .n_cells = 6, .n_classes = 4, .smoothing = 0.2 });
}

static void
test_dense_head (void)
{
  check_head ((Head){
      .n_maps = 3, .n_channels = 6, .n_cells = 5, .n_classes = 3, .dense = TRUE });
}

static void
test_prototype_head (void)
{
  check_head (
      (Head){ .n_maps = 3, .n_channels = 6, .n_cells = 9, .n_classes = 4, .n_each = 3 });
}

static SlowEpisode
make_episode (void)
{
  return (SlowEpisode){
    .n_maps = 3 * (2 + 2),
    .n_channels = 5,
    .n_cells = 9,
    .n_ways = 3,
    .n_shots = 2,
    .n_queries = 2,
    .neighbours = 1,
    .ridge = 0.01,
    .weights = { 0.7, 1, 0.5, 1.3 },
    .fused = { TRUE, TRUE, TRUE },
    .within_episode = TRUE,
  };
}

static gsize
count_episode (const SlowEpisode *episode)
{
  return episode->n_maps * episode->n_channels * episode->n_cells;
}

/* In the order: maps, scales, slopes. */
static double
compute_episode (const double *x, gpointer data)
{
  const double *scales = x + count_episode (data);

  return slow_episode_loss (data, x, scales, scales + 3);
}

static LkEpisodeOptions
make_options (const SlowEpisode *episode)
{
  LkEpisodeOptions options
      = { .neighbours = episode->neighbours,
          .distance = episode->support_first ? LK_DISTANCE_KL_SQ : LK_DISTANCE_KL_QS,
          .ridge = episode->ridge,
          .within_episode = episode->within_episode };

  memcpy (options.weights, episode->weights, sizeof options.weights);
  memcpy (options.fused, episode->fused, sizeof options.fused);
  return options;
}

static void
check_episode (SlowEpisode episode)
{
  const gsize shape[] = { episode.n_maps, episode.n_channels, 3, episode.n_cells / 3 };
  const gsize n_maps = count_episode (&episode), n = n_maps + 6;
  g_autofree double *x = draw (n, 11);
  g_autofree float *gradient = g_new0 (float, n);
  g_autoptr (LkTensor) maps = NULL;
  g_autoptr (LkEpisodeLoss) loss = lk_episode_loss_new ();
  const LkEpisodeOptions options = make_options (&episode);
  LkLossTally tallies[LK_EPISODE_N_LOSSES] = { 0 };
  double sum = 0;
  LkLevelMaps levels;

  for (gsize i = n_maps; i < n; i++)
    x[i] = (float) (0.3 * x[i]);
  maps = to_tensor (x, 4, shape);
  fill (loss->scales, x + n_maps);
  fill (loss->slopes, x + n_maps + 3);
  levels = (LkLevelMaps){ maps, episode.n_ways, episode.n_shots, episode.n_queries };
  g_assert_true (
      lk_episode_loss_run (loss, &options, &levels, 1, gradient, tallies, NULL));
  memcpy (gradient + n_maps, loss->scales->gradient, 3 * sizeof (float));
  memcpy (gradient + n_maps + 3, loss->slopes->gradient, 3 * sizeof (float));
  for (guint i = 0; i < LK_EPISODE_N_LOSSES; i++)
    sum += episode.weights[i] * lk_loss_tally_get_loss (&tallies[i]);
  g_assert_cmpfloat_with_epsilon (sum, compute_episode (x, &episode), 1e-5);
  check_gradient (compute_episode, &episode, x, gradient, n, 1e-3);
}

static void
test_levels_alone (void)
{
  for (guint level = 0; level < 3; level++)
    {
      SlowEpisode episode = make_episode ();

      memset (episode.weights, 0, sizeof episode.weights);
      episode.weights[level] = 1;
      check_episode (episode);
      episode.neighbours = 3;
      episode.support_first = TRUE;
      check_episode (episode);
    }
}

static void
test_fusion (void)
{
  SlowEpisode episode = make_episode ();

  check_episode (episode);
  episode.support_first = TRUE;
  check_episode (episode);
  episode.within_episode = FALSE;
  check_episode (episode);
  episode.fused[0] = FALSE;
  episode.weights[0] = 0;
  episode.within_episode = TRUE;
  check_episode (episode);
}

/* Twice the weight, twice the gradient; and gradients are added. */
static void
test_added (void)
{
  const SlowEpisode episode = make_episode ();
  const gsize shape[] = { episode.n_maps, episode.n_channels, 3, 3 };
  const gsize n = count_episode (&episode);
  g_autofree double *x = draw (n, 3);
  g_autofree float *once = g_new0 (float, n);
  g_autofree float *twice = g_new0 (float, n);
  g_autoptr (LkTensor) maps = to_tensor (x, 4, shape);
  g_autoptr (LkEpisodeLoss) loss = lk_episode_loss_new ();
  const LkEpisodeOptions options = make_options (&episode);
  const LkLevelMaps levels = { maps, 3, 2, 2 };
  LkLossTally tallies[LK_EPISODE_N_LOSSES] = { 0 };

  lk_episode_loss_run (loss, &options, &levels, 2, once, tallies, NULL);
  lk_episode_loss_run (loss, &options, &levels, 1, twice, tallies, NULL);
  lk_episode_loss_run (loss, &options, &levels, 1, twice, tallies, NULL);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (once[i], twice[i], 1e-5);
}

/* The scores are those of an explanation. */
static void
test_scores (void)
{
  const guint n_ways = 5, n_shots = 3, n_queries = 2, n_channels = 24;
  const gsize shape[] = { n_ways * (n_shots + n_queries), n_channels, 7, 6 };
  g_autofree double *x = draw (shape[0] * n_channels * 42, 5);
  g_autoptr (LkTensor) maps = to_tensor (x, 4, shape);
  const LkLevelMaps episode = { maps, n_ways, n_shots, n_queries };
  LkMetricOptions options = lk_metric_options_default ();
  guint counts[] = { 3, 3, 3, 3, 3 };
  g_autoptr (GPtrArray) slices
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);
  g_autoptr (LkSupport) support = NULL;

  for (guint i = 0; i < shape[0]; i++)
    g_ptr_array_add (slices, lk_tensor_slice (maps, i));
  support = lk_support_new (n_ways, counts, (LkTensor **) slices->pdata, NULL);
  options.neighbours = 2;
  for (guint direction = 0; direction < 2; direction++)
    {
      const LkDistance distance = direction == 0 ? LK_DISTANCE_KL_SQ : LK_DISTANCE_KL_QS;
      g_autoptr (LkLocalLevel) pixel = lk_local_level_new (LK_LEVEL_PIXEL, &episode, 2);
      g_autoptr (LkLocalLevel) part = lk_local_level_new (LK_LEVEL_PART, &episode, 2);
      g_autoptr (LkDivergenceLevel) divergence
          = lk_divergence_level_new (&episode, distance, options.ridge, NULL);

      for (guint q = 0; q < n_ways * n_queries; q++)
        {
          g_autoptr (LkExplanation) explanation = lk_explanation_new (
              support, slices->pdata[n_ways * n_shots + q], &options, NULL, NULL);

          for (guint c = 0; c < n_ways; c++)
            {
              guint pair = q * n_ways + c;
              double wanted = lk_explanation_get_distance (explanation, distance, c);

              g_assert_cmpfloat (
                  lk_local_level_get_scores (pixel)[pair], ==,
                  lk_explanation_get_scores (explanation, LK_LEVEL_PIXEL)[c]);
              g_assert_cmpfloat (
                  lk_local_level_get_scores (part)[pair], ==,
                  lk_explanation_get_scores (explanation, LK_LEVEL_PART)[c]);
              g_assert_cmpfloat_with_epsilon (
                  lk_divergence_level_get_scores (divergence)[pair], wanted,
                  1e-9 * (1 + wanted));
            }
        }
    }
}

static void
test_fit (void)
{
  SlowEpisode episode = make_episode ();
  const gsize shape[] = { episode.n_maps, episode.n_channels, 3, 3 };
  g_autofree double *x = draw (count_episode (&episode), 3);
  g_autoptr (LkTensor) maps = to_tensor (x, 4, shape);
  g_autoptr (LkEpisodeLoss) loss = lk_episode_loss_new ();
  const LkLevelMaps levels = { maps, 3, 2, 2 };
  LkEpisodeOptions options = make_options (&episode);

  options.within_episode = FALSE;
  g_assert_true (lk_episode_loss_fit (loss, &options, &levels, 1.5, NULL));
  for (guint level = 0; level < 3; level++)
    {
      double spread = 0;

      for (guint q = 0; q < 6; q++)
        {
          double scores[3], mean = 0, variance = 0;

          for (guint c = 0; c < 3; c++)
            {
              scores[c] = slow_score (&episode, x, level, q, c);
              mean += scores[c] / 3;
            }
          for (guint c = 0; c < 3; c++)
            variance += (scores[c] - mean) * (scores[c] - mean) / 3;
          spread += sqrt (variance) / 6;
        }
      g_assert_cmpfloat_with_epsilon (
          spread * exp (lk_tensor_get_data (loss->scales->value)[level]), 1.5, 1e-4);
      g_assert_cmpfloat_with_epsilon (
          spread * exp (lk_tensor_get_data (loss->slopes->value)[level]), 1.5, 1e-4);
    }
}

/* A stage that has a level more sets its scale, and leaves those that were learned. */
static void
test_fit_one_more (void)
{
  SlowEpisode episode = make_episode ();
  const gsize shape[] = { episode.n_maps, episode.n_channels, 3, 3 };
  g_autofree double *x = draw (count_episode (&episode), 3);
  g_autoptr (LkTensor) maps = to_tensor (x, 4, shape);
  g_autoptr (LkEpisodeLoss) loss = lk_episode_loss_new ();
  const LkLevelMaps levels = { maps, 3, 2, 2 };
  LkEpisodeOptions all = make_options (&episode), first = all;
  float *scales = lk_tensor_get_data (loss->scales->value);
  float *slopes = lk_tensor_get_data (loss->slopes->value);

  for (guint i = 0; i < LK_EPISODE_N_LOSSES; i++)
    first.weights[i] = i == LK_LEVEL_PIXEL;
  g_assert_false (lk_episode_loss_is_fitted (loss, &first));
  g_assert_true (lk_episode_loss_fit (loss, &first, &levels, 1.5, NULL));
  g_assert_true (lk_episode_loss_is_fitted (loss, &first));
  g_assert_false (lk_episode_loss_is_fitted (loss, &all));
  g_assert_cmpfloat (scales[LK_LEVEL_DISTRIBUTION], ==, 0);
  scales[LK_LEVEL_PIXEL] = 0.25f;
  slopes[LK_LEVEL_PIXEL] = 0.5f;
  g_assert_true (lk_episode_loss_fit (loss, &all, &levels, 1.5, NULL));
  g_assert_true (lk_episode_loss_is_fitted (loss, &all));
  g_assert_cmpfloat (scales[LK_LEVEL_PIXEL], ==, 0.25f);
  g_assert_cmpfloat (slopes[LK_LEVEL_PIXEL], ==, 0.5f);
  g_assert_cmpfloat (scales[LK_LEVEL_DISTRIBUTION], !=, 0);
  g_assert_cmpfloat (slopes[LK_LEVEL_DISTRIBUTION], !=, 0);
}

/* Maps that are not finite are an error, not a number. */
static void
test_not_finite (void)
{
  const SlowEpisode episode = make_episode ();
  const gsize shape[] = { episode.n_maps, episode.n_channels, 3, 3 };
  g_autofree double *x = draw (count_episode (&episode), 3);
  g_autoptr (LkTensor) maps = NULL;
  g_autoptr (GError) error = NULL;
  LkLevelMaps levels;

  x[17] = NAN;
  maps = to_tensor (x, 4, shape);
  levels = (LkLevelMaps){ maps, 3, 2, 2 };
  g_assert_null (lk_divergence_level_new (&levels, LK_DISTANCE_KL_QS, 0.01, &error));
  g_assert_nonnull (error);
}

static void
test_cross_entropy (void)
{
  const double logits[] = { 1000, 1001, 999 };
  double gradient[3];
  LkLossTally tally = { 0 };

  lk_cross_entropy (logits, 3, 1, 0, gradient, &tally);
  lk_cross_entropy (logits, 3, 0, 0, NULL, &tally);
  g_assert_cmpfloat_with_epsilon (tally.loss, 2 * log (1 + exp (-1) + exp (-2)) + 1,
                                  1e-9);
  g_assert_cmpuint (tally.n_right, ==, 1);
  g_assert_cmpfloat (lk_loss_tally_get_accuracy (&tally), ==, 50);
  g_assert_cmpfloat_with_epsilon (gradient[0] + gradient[1] + gradient[2], 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (gradient[1], 1 / (1 + exp (-1) + exp (-2)) - 1, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training/losses/cross-entropy", test_cross_entropy);
  g_test_add_func ("/training/losses/pooled-head", test_pooled_head);
  g_test_add_func ("/training/losses/dense-head", test_dense_head);
  g_test_add_func ("/training/losses/prototype-head", test_prototype_head);
  g_test_add_func ("/training/losses/levels-alone", test_levels_alone);
  g_test_add_func ("/training/losses/fusion", test_fusion);
  g_test_add_func ("/training/losses/added", test_added);
  g_test_add_func ("/training/losses/scores", test_scores);
  g_test_add_func ("/training/losses/fit", test_fit);
  g_test_add_func ("/training/losses/fit-one-more", test_fit_one_more);
  g_test_add_func ("/training/losses/not-finite", test_not_finite);
  return g_test_run ();
}
