/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lk-episode-loss.h"
#include "lk-stream.h"

/* Seconds of processor that this process took, on all threads. */
static double
get_processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

/* Maps as a Conv64F's: a common direction, and noise. */
static LkTensor *
make_maps (gsize n)
{
  const gsize shape[] = { n, 64, 21, 21 };
  LkTensor *maps = lk_tensor_new (4, shape);
  LkRandom random;

  lk_random_init (&random, 1, 0);
  for (gsize i = 0; i < lk_tensor_get_size (maps); i++)
    lk_tensor_get_data (maps)[i]
        = (float) (lk_stream_normal (&random) + 0.3 * (double) (i / 441 % 7));
  return maps;
}

/* Measures losses of an episode, pixel level and KL, forward and backward:
 * bench-episode-loss SHOTS QUERIES [TIMES]. Prints a line each time: seconds, those of
 * processor on all threads, and those of forward alone. */
int
main (int argc, char **argv)
{
  const LkEpisodeOptions options = { .neighbours = 1,
                                     .distance = LK_DISTANCE_KL_QS,
                                     .ridge = 0.01,
                                     .weights = { 0, 1, 1, 0 } };
  guint n_shots = argc > 1 ? (guint) atoi (argv[1]) : 5;
  guint n_queries = argc > 2 ? (guint) atoi (argv[2]) : 15;
  guint n_times = argc > 3 ? (guint) atoi (argv[3]) : 5;
  g_autoptr (LkTensor) maps = make_maps (5 * (gsize) (n_shots + n_queries));
  const LkLevelMaps episode = { maps, 5, n_shots, n_queries };
  g_autofree float *gradient = g_new0 (float, lk_tensor_get_size (maps));
  g_autoptr (LkEpisodeLoss) loss = lk_episode_loss_new ();
  LkLossTally tallies[LK_EPISODE_N_LOSSES] = { 0 };

  for (guint i = 0; i < n_times; i++)
    {
      double processor = get_processor_time (), both;
      gint64 start = g_get_monotonic_time (), middle;

      lk_episode_loss_run (loss, &options, &episode, 1, gradient, tallies, NULL);
      both = get_processor_time () - processor;
      middle = g_get_monotonic_time ();
      lk_episode_loss_run (loss, &options, &episode, 1, NULL, tallies, NULL);
      printf ("%.4f %.4f %.4f\n", (double) (middle - start) / G_USEC_PER_SEC, both,
              (double) (g_get_monotonic_time () - middle) / G_USEC_PER_SEC);
    }
  return 0;
}
