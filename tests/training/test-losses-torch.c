/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "lk-checkpoint.h"
#include "lk-cosine-head.h"
#include "lk-divergence-level.h"
#include "lk-episode-loss.h"
#include "lk-local-level.h"
#include "lk-prototype-head.h"

/* Against PyTorch's autograd in double: see make-losses-fixture.py. */

#define N_WAYS 3
#define N_SHOTS 2
#define N_QUERIES 2
#define N_CLASSES 5
#define N_EACH 3

typedef struct
{
  LkCheckpoint *file;
  LkTensor *maps;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "training", "fixtures",
                                                 "losses.safetensors", NULL);
  g_autoptr (GError) error = NULL;

  fixture->file = lk_checkpoint_load (path, &error);
  g_assert_no_error (error);
  fixture->maps = lk_checkpoint_get_tensor (fixture->file, "maps");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->file);
}

static const float *
get (Fixture *fixture, const char *group, const char *name)
{
  g_autofree char *full
      = group != NULL ? g_strconcat (group, ".", name, NULL) : g_strdup (name);
  LkTensor *tensor = lk_checkpoint_get_tensor (fixture->file, full);

  g_assert_nonnull (tensor);
  return lk_tensor_get_data (tensor);
}

static void
assert_near (const float *found, const float *wanted, gsize n)
{
  float largest = 0;

  for (gsize i = 0; i < n; i++)
    largest = fmaxf (largest, fabsf (wanted[i]));
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (found[i], wanted[i], 2e-5f * largest);
}

static void
fill (LkParameter *parameter, const float *values)
{
  for (gsize i = 0; i < lk_parameter_get_size (parameter); i++)
    lk_tensor_get_data (parameter->value)[i] = values[i];
}

static void
check_scores (Fixture *fixture, const char *group, guint level, const double *scores)
{
  const float *wanted = get (fixture, group, "scores");

  for (guint i = 0; i < N_WAYS * N_QUERIES * N_WAYS; i++)
    g_assert_cmpfloat_with_epsilon (scores[i],
                                    (level == LK_LEVEL_DISTRIBUTION ? -1 : 1)
                                        * wanted[i * LK_N_LEVELS + level],
                                    2e-5 * (1 + fabs (scores[i])));
}

static void
check_episode (Fixture *fixture, const char *group, LkDistance distance)
{
  const LkEpisodeOptions options = { .neighbours = 2,
                                     .distance = distance,
                                     .ridge = 0.01,
                                     .weights = { 0.7, 1, 0.5, 1.3 },
                                     .fused = { TRUE, TRUE, TRUE },
                                     .within_episode = TRUE };
  const LkLevelMaps episode = { fixture->maps, N_WAYS, N_SHOTS, N_QUERIES };
  const gsize n = lk_tensor_get_size (fixture->maps);
  g_autoptr (LkEpisodeLoss) loss = lk_episode_loss_new ();
  g_autoptr (LkLocalLevel) pixel = lk_local_level_new (LK_LEVEL_PIXEL, &episode, 2);
  g_autoptr (LkLocalLevel) part = lk_local_level_new (LK_LEVEL_PART, &episode, 2);
  g_autoptr (LkDivergenceLevel) divergence
      = lk_divergence_level_new (&episode, distance, 0.01, NULL);
  g_autofree float *gradient = g_new0 (float, n);
  LkLossTally tallies[LK_EPISODE_N_LOSSES] = { 0 };

  check_scores (fixture, group, LK_LEVEL_PIXEL, lk_local_level_get_scores (pixel));
  check_scores (fixture, group, LK_LEVEL_PART, lk_local_level_get_scores (part));
  check_scores (fixture, group, LK_LEVEL_DISTRIBUTION,
                lk_divergence_level_get_scores (divergence));
  fill (loss->scales, get (fixture, NULL, "scales"));
  fill (loss->slopes, get (fixture, NULL, "slopes"));
  g_assert_true (
      lk_episode_loss_run (loss, &options, &episode, 1, gradient, tallies, NULL));
  for (guint i = 0; i < LK_EPISODE_N_LOSSES; i++)
    g_assert_cmpfloat_with_epsilon (lk_loss_tally_get_loss (&tallies[i]),
                                    get (fixture, group, "losses")[i], 2e-5);
  assert_near (gradient, get (fixture, group, "by_maps"), n);
  assert_near (loss->scales->gradient, get (fixture, group, "by_scales"), LK_N_LEVELS);
  assert_near (loss->slopes->gradient, get (fixture, group, "by_slopes"), LK_N_LEVELS);
}

static void
test_episode (Fixture *fixture, gconstpointer data)
{
  check_episode (fixture, "qs", LK_DISTANCE_KL_QS);
  check_episode (fixture, "sq", LK_DISTANCE_KL_SQ);
}

static void
check_gradients (Fixture *fixture,
                 const char *group,
                 const LkLossTally *tally,
                 const float *gradient,
                 const LkParameter *parameter,
                 const LkParameter *scale)
{
  g_assert_cmpfloat_with_epsilon (lk_loss_tally_get_loss (tally),
                                  *get (fixture, group, "loss"), 2e-5);
  assert_near (gradient, get (fixture, group, "by_maps"),
               lk_tensor_get_size (fixture->maps));
  assert_near (parameter->gradient, get (fixture, group, "by_parameter"),
               lk_parameter_get_size (parameter));
  assert_near (scale->gradient, get (fixture, group, "by_scale"), 1);
}

static guint *
make_labels (gsize n)
{
  guint *labels = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    labels[i] = i * 3 % N_CLASSES;
  return labels;
}

static void
check_cosine_head (Fixture *fixture, const char *group, gboolean dense, double smoothing)
{
  gsize n = lk_tensor_get_dim (fixture->maps, 0);
  gsize n_channels = lk_tensor_get_dim (fixture->maps, 1);
  gsize n_cells = lk_tensor_get_size (fixture->maps) / n / n_channels;
  g_autofree guint *labels = make_labels (n);
  g_autofree float *gradient = g_new0 (float, lk_tensor_get_size (fixture->maps));
  g_autoptr (LkCosineHead) head = NULL;
  LkLossTally tally = { 0 };
  LkRandom random;

  lk_random_init (&random, 0, 0);
  head = lk_cosine_head_new ("head", N_CLASSES, n_channels, 1, dense, &random);
  head->smoothing = smoothing;
  fill (head->weight, get (fixture, NULL, "weight"));
  fill (head->scale, get (fixture, NULL, "scale"));
  lk_cosine_head_run (
      head, &(LkLabelledMaps){ lk_tensor_get_data (fixture->maps), n, n_cells, labels },
      1, gradient, &tally);
  check_gradients (fixture, group, &tally, gradient, head->weight, head->scale);
}

static void
test_cosine_heads (Fixture *fixture, gconstpointer data)
{
  check_cosine_head (fixture, "pooled", FALSE, 0);
  check_cosine_head (fixture, "smoothed", FALSE, 0.1);
  check_cosine_head (fixture, "dense", TRUE, 0);
}

static void
test_prototypes (Fixture *fixture, gconstpointer data)
{
  gsize n = lk_tensor_get_dim (fixture->maps, 0);
  gsize n_channels = lk_tensor_get_dim (fixture->maps, 1);
  gsize n_cells = lk_tensor_get_size (fixture->maps) / n / n_channels;
  g_autofree guint *labels = make_labels (n);
  g_autofree float *gradient = g_new0 (float, lk_tensor_get_size (fixture->maps));
  g_autoptr (LkPrototypeHead) head = NULL;
  LkLossTally tally = { 0 };
  LkRandom random;

  lk_random_init (&random, 0, 0);
  head = lk_prototype_head_new ("head", N_CLASSES, N_EACH, n_channels, 1, &random);
  fill (head->descriptors, get (fixture, NULL, "descriptors"));
  fill (head->scale, get (fixture, NULL, "scale"));
  lk_prototype_head_run (
      head, &(LkLabelledMaps){ lk_tensor_get_data (fixture->maps), n, n_cells, labels },
      1, gradient, &tally);
  check_gradients (fixture, "prototypes", &tally, gradient, head->descriptors,
                   head->scale);
}

#define ADD(name, function)                                                              \
  g_test_add ("/training/losses-torch/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("episode", test_episode);
  ADD ("cosine-heads", test_cosine_heads);
  ADD ("prototypes", test_prototypes);
  return g_test_run ();
}
