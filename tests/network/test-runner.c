/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-folded-block.h"
#include "lk-runner.h"
#include "synthetic-network.h"

#define N_STAGES 4
#define MAX_PICTURES 7
#define HEIGHT 25
#define WIDTH 18

typedef struct
{
  const char *name;
  SyntheticSpec spec;
} Network;

/* The last one has weights so many that pictures gather before its third stage. */
static const Network networks[] = {
  { "conv64f",
    { .name = "runner-conv64f",
      .backbone = "conv64f",
      .widths = { 18, 33, 7, 20 },
      .pools = "1100",
      .slope = 0.2,
      .unpadded = TRUE } },
  { "resnet12",
    { .name = "runner-resnet12",
      .backbone = "resnet12",
      .widths = { 5, 17, 34, 20 },
      .pools = "1111",
      .shortcuts = "1111",
      .slope = 0.1 } },
  { "heavy",
    { .name = "runner-heavy",
      .backbone = "resnet12",
      .widths = { 4, 6, 300, 420 },
      .pools = "1110",
      .shortcuts = "1111",
      .slope = 0.1 } },
};

static void
read_stages (const SyntheticSpec *spec, LkFoldedBlock stages[N_STAGES])
{
  LkLayout *layout = synthetic_layout_new (spec);
  g_autoptr (LkArchitecture) architecture = lk_backbone_build (&layout->backbone);
  g_autoptr (GError) error = NULL;

  memset (stages, 0, N_STAGES * sizeof *stages);
  for (guint i = 0; i < N_STAGES; i++)
    lk_folded_block_init (&stages[i], architecture, i, layout->tensors, &error);
  g_assert_no_error (error);
  synthetic_layout_free (layout);
}

static gsize
map_size (const LkFoldedBlock *stages)
{
  gsize height = HEIGHT;
  gsize width = WIDTH;

  for (guint i = 0; i < N_STAGES; i++)
    lk_folded_block_resize (&stages[i], &height, &width);
  return lk_folded_block_get_n_out (&stages[N_STAGES - 1]) * height * width;
}

static void
run (LkRunner *runner, const float *pictures, gsize n, float *maps)
{
  g_autoptr (GError) error = NULL;

  lk_runner_plan (runner, n, HEIGHT, WIDTH, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_runner_get_memory_size (runner), >, 0);
  lk_runner_run (runner, pictures, maps, NULL, &error);
  g_assert_no_error (error);
}

/* A picture gives the same bits alone and in any batch, on any number of threads. */
static void
test_same_bits (gconstpointer data)
{
  const Network *network = data;
  gsize shape[] = { MAX_PICTURES, 3, HEIGHT, WIDTH };
  g_autoptr (LkTensor) pictures
      = synthetic_tensor_new ("runner", "pictures", 4, shape, 0, 1.5);
  g_autoptr (LkPool) one = lk_pool_new (1);
  g_autoptr (LkRunner) single = NULL;
  g_autofree float *wanted = NULL;
  g_autofree float *maps = NULL;
  LkFoldedBlock stages[N_STAGES];
  gsize size;

  read_stages (&network->spec, stages);
  size = map_size (stages);
  wanted = g_new (float, MAX_PICTURES *size);
  maps = g_new (float, MAX_PICTURES *size);
  single = lk_runner_new (stages, N_STAGES, one);
  for (gsize i = 0; i < MAX_PICTURES; i++)
    run (single, lk_tensor_get_data (pictures) + i * 3 * HEIGHT * WIDTH, 1,
         wanted + i * size);
  for (guint n_threads = 1; n_threads <= 5; n_threads++)
    {
      g_autoptr (LkPool) pool = lk_pool_new (n_threads);
      g_autoptr (LkRunner) runner = lk_runner_new (stages, N_STAGES, pool);

      for (gsize n = 1; n <= MAX_PICTURES; n++)
        {
          memset (maps, 0, n * size * sizeof *maps);
          run (runner, lk_tensor_get_data (pictures), n, maps);
          g_assert_cmpmem (maps, n * size * sizeof *maps, wanted,
                           n * size * sizeof *wanted);
        }
    }
  for (guint i = 0; i < N_STAGES; i++)
    lk_folded_block_clear (&stages[i]);
}

/* The first of several pictures that are not finite is the one named. */
static void
test_not_finite (void)
{
  gsize shape[] = { MAX_PICTURES, 3, HEIGHT, WIDTH };
  g_autoptr (LkTensor) pictures
      = synthetic_tensor_new ("runner", "pictures", 4, shape, 0, 1.5);
  g_autofree float *maps = NULL;
  LkFoldedBlock stages[N_STAGES];

  read_stages (&networks[0].spec, stages);
  maps = g_new (float, MAX_PICTURES *map_size (stages));
  for (gsize i = 2; i < MAX_PICTURES; i++)
    lk_tensor_get_data (pictures)[(i * 3 + 1) * HEIGHT * WIDTH + 200]
        = i % 2 == 0 ? NAN : -INFINITY;
  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      g_autoptr (LkPool) pool = lk_pool_new (n_threads);
      g_autoptr (LkRunner) runner = lk_runner_new (stages, N_STAGES, pool);
      g_autoptr (GError) error = NULL;

      g_assert_true (lk_runner_plan (runner, MAX_PICTURES, HEIGHT, WIDTH, &error));
      g_assert_false (
          lk_runner_run (runner, lk_tensor_get_data (pictures), maps, NULL, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
      g_assert_nonnull (strstr (error->message, "picture 3"));
    }
  for (guint i = 0; i < N_STAGES; i++)
    lk_folded_block_clear (&stages[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    {
      g_autofree char *name = g_strconcat ("/runner/same-bits/", networks[i].name, NULL);

      g_test_add_data_func (name, &networks[i], test_same_bits);
    }
  g_test_add_func ("/runner/not-finite", test_not_finite);
  return g_test_run ();
}
