/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "bench-clock.h"
#include "bench-peak.h"
#include "lk-folded-block.h"
#include "lk-runner.h"
#include "synthetic-network.h"

/*
 * Times the backbones: of each layer how near it comes to what the processor can do, and
 * whole networks on one picture and on many. FLOPs are those of a direct convolution, so
 * that Winograd's can exceed the peak.
 */

#define EDGE 84

typedef struct
{
  LkFoldedBlock blocks[4];
} Network;

static gint n_rounds = 15;
static gint n_pictures = 30;
static gint n_gathered = 1;

static const GOptionEntry options[] = {
  { "rounds", 'r', 0, G_OPTION_ARG_INT, &n_rounds, "Runs of which the best counts", "N" },
  { "pictures", 'n', 0, G_OPTION_ARG_INT, &n_pictures, "Pictures of a batch", "N" },
  { "gathered", 'g', 0, G_OPTION_ARG_INT, &n_gathered,
    "Pictures at once in the table of layers", "N" },
  { NULL },
};

static const SyntheticSpec specs[] = {
  { .name = "conv64f",
    .backbone = "conv64f",
    .widths = { 64, 64, 64, 64 },
    .pools = "1100",
    .slope = 0.2 },
  { .name = "resnet12",
    .backbone = "resnet12",
    .widths = { 64, 160, 320, 640 },
    .pools = "1111",
    .shortcuts = "1111",
    .slope = 0.1 },
};

/* Returns the seconds it takes to make the weights ready. */
static double
network_init (Network *network, const SyntheticSpec *spec)
{
  LkLayout *layout = synthetic_layout_new (spec);
  g_autoptr (LkArchitecture) architecture = lk_backbone_build (&layout->backbone);
  g_autoptr (GError) error = NULL;
  double start;

  memset (network, 0, sizeof *network);
  start = bench_now ();
  for (guint i = 0; i < G_N_ELEMENTS (network->blocks); i++)
    if (!lk_folded_block_init (&network->blocks[i], architecture, i, layout->tensors,
                               &error))
      g_error ("%s", error->message);
  start = bench_now () - start;
  synthetic_layout_free (layout);
  return start;
}

static void
network_clear (Network *network)
{
  for (guint i = 0; i < G_N_ELEMENTS (network->blocks); i++)
    lk_folded_block_clear (&network->blocks[i]);
}

static float *
new_floats (gsize n)
{
  float *values = g_aligned_alloc (MAX (n, 16), sizeof (float), 64);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) (i * 7 % 31) / 16 - 1;
  return values;
}

/* The map and its memory. */
static LkMap
map_new (gsize n_channels, gsize height, gsize width)
{
  LkMap map = { NULL, (gsize) n_gathered, n_channels, height, width };

  map.data = new_floats (map.n_pictures * lk_map_get_picture_size (&map));
  return map;
}

static void
print_layer (const LkConvolution *convolution,
             const LkMap *input,
             const LkMap *output,
             double seconds,
             double peak)
{
  const LkConvolutionShape *shape = lk_convolution_get_shape (convolution);
  gsize shrink = shape->pool ? 2 : 1;
  double flops = 2.0
                 * (double) (shape->kernel * shape->kernel * shape->n_in * shape->n_out
                             * output->height * output->width * shrink * shrink);
  gsize bytes = lk_convolution_get_weight_size (convolution) / input->n_pictures
                + sizeof (float)
                      * (shape->n_in * input->height * input->width
                         + shape->n_out * output->height * output->width);

  seconds /= (double) input->n_pictures;
  g_print ("  %3zu > %3zu  %2zux%-2zu  %-7s %8.3f ms %8.1f GFLOP/s %6.0f %% %9.2f MB "
           "%7.1f GB/s\n",
           shape->n_in, shape->n_out, input->height, input->width,
           lk_convolution_get_method (convolution), seconds * 1e3, flops / seconds * 1e-9,
           100 * flops / seconds / peak, (double) bytes / 1e6,
           (double) bytes / seconds * 1e-9);
}

static void
time_layer (const LkConvolution *convolution, gsize height, gsize width, double peak)
{
  const LkConvolutionShape *shape = lk_convolution_get_shape (convolution);
  gsize edges[] = { height, width };
  LkConvolutionNeeds needs = { 0 };
  LkConvolutionMemory memory = { 0 };
  LkMap input = map_new (MAX (shape->n_in, 16), height, width);
  LkMap output;
  double best = INFINITY;

  input.n_channels = shape->n_in;
  lk_convolution_resize (convolution, &edges[0], &edges[1]);
  output = map_new (shape->n_out, edges[0], edges[1]);
  lk_convolution_measure (convolution, input.n_pictures, height, width, 1, &needs);
  memory.own = new_floats (needs.own);
  for (gint i = 0; i < n_rounds; i++)
    {
      double start = bench_used ();

      lk_convolution_run (convolution, &input, NULL, &output, &memory);
      best = MIN (best, bench_used () - start);
    }
  print_layer (convolution, &input, &output, best, peak);
  g_aligned_free (memory.own);
  g_aligned_free (input.data);
  g_aligned_free (output.data);
}

static void
time_layers (const Network *network, double peak)
{
  gsize height = EDGE;
  gsize width = EDGE;

  for (guint i = 0; i < G_N_ELEMENTS (network->blocks); i++)
    {
      const LkFoldedBlock *block = &network->blocks[i];
      gsize edges[] = { height, width };

      if (block->shortcut != NULL)
        time_layer (block->shortcut, height, width, peak);
      for (guint j = 0; j < block->n_layers; j++)
        {
          time_layer (block->layers[j], edges[0], edges[1], peak);
          lk_convolution_resize (block->layers[j], &edges[0], &edges[1]);
        }
      lk_folded_block_resize (block, &height, &width);
    }
}

/* On one thread, only the time it had a processor counts. */
static double
read_clock (guint n_threads)
{
  return n_threads == 1 ? bench_used () : bench_now ();
}

static void
time_network (const Network *network, gsize n, guint n_threads)
{
  g_autoptr (LkPool) pool = lk_pool_new (n_threads);
  g_autoptr (LkRunner) runner
      = lk_runner_new (network->blocks, G_N_ELEMENTS (network->blocks), pool);
  g_autoptr (GError) error = NULL;
  float *pictures = new_floats (n * 3 * EDGE * EDGE);
  float *maps = new_floats (n * 640 * EDGE * EDGE / 16);
  double best = INFINITY;
  double sum = 0;

  if (!lk_runner_plan (runner, n, EDGE, EDGE, &error))
    g_error ("%s", error->message);
  for (gint i = 0; i < n_rounds; i++)
    {
      double start = read_clock (n_threads);
      double seconds;

      if (!lk_runner_run (runner, pictures, maps, NULL, &error))
        g_error ("%s", error->message);
      seconds = read_clock (n_threads) - start;
      sum += seconds;
      best = MIN (best, seconds);
    }
  g_print ("  %3zu pictures, %u threads: %8.3f ms a picture, mean %8.3f, %6.1f MB\n", n,
           n_threads, best * 1e3 / (double) n, sum / n_rounds * 1e3 / (double) n,
           (double) lk_runner_get_memory_size (runner) / 1e6);
  g_aligned_free (pictures);
  g_aligned_free (maps);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- times the backbones");
  g_autoptr (GError) error = NULL;
  const char *kernels;
  double peak;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || !lk_cpu_check_kernels (&error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  kernels = lk_kernels_to_string (lk_cpu_get_kernels ());
  peak = bench_peak (kernels);
  g_print ("Kernels %s, peak %.1f GFLOP/s a core\n", kernels, peak * 1e-9);
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      Network network;

      g_print ("%s, weights ready in %.1f ms\n", specs[i].name,
               network_init (&network, &specs[i]) * 1e3);
      time_layers (&network, peak);
      for (guint n_threads = 1; n_threads <= 2; n_threads++)
        {
          time_network (&network, 1, n_threads);
          time_network (&network, (gsize) n_pictures, n_threads);
        }
      network_clear (&network);
    }
  return 0;
}
