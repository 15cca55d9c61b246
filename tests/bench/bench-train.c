/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lk-optimizer.h"
#include "lk-trainable.h"

/* Seconds of processor that this process took, on all threads. */
static double
get_processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

/* Measures steps of training, forward, backward and gradient descent: bench-train conv64f
 * | resnet12 N_PICTURES EDGE [STEPS [W1,W2,W3,W4 [FROZEN]]]. Prints a line a step:
 * seconds of the way forward, back, of the optimiser, of processor on all threads, and
 * pictures a second. */
int
main (int argc, char **argv)
{
  LkTrainableShape shape = { .backbone = LK_BACKBONE_CONV64F,
                             .widths = { 64, 64, 64, 64 },
                             .pools = { TRUE, TRUE, FALSE, FALSE },
                             .slope = 0.2 };
  const LkTrainableShape residual = { .backbone = LK_BACKBONE_RESNET12,
                                      .widths = { 64, 160, 320, 640 },
                                      .pools = { TRUE, TRUE, TRUE, TRUE },
                                      .slope = 0.1 };
  LkOptimizerOptions options = { 0.9, TRUE, 5e-4, 0 };
  g_autoptr (LkTrainable) trainable = NULL;
  g_autoptr (LkOptimizer) optimizer = NULL;
  g_autoptr (LkTensor) pictures = NULL;
  g_autofree float *gradient = NULL;
  gsize picture_shape[4] = { 0, 3, 0, 0 };
  guint n_steps = argc > 4 ? (guint) atoi (argv[4]) : 5;

  if (argc < 4)
    return 2;
  if (strcmp (argv[1], "resnet12") == 0)
    shape = residual;
  if (argc > 5)
    sscanf (argv[5], "%zu,%zu,%zu,%zu", &shape.widths[0], &shape.widths[1],
            &shape.widths[2], &shape.widths[3]);
  picture_shape[0] = (gsize) atoi (argv[2]);
  picture_shape[2] = picture_shape[3] = (gsize) atoi (argv[3]);
  trainable = lk_trainable_new (&shape, 1);
  optimizer = lk_optimizer_new (lk_trainable_get_parameters (trainable), &options);
  if (argc > 6)
    lk_trainable_freeze (trainable, (guint) atoi (argv[6]));
  pictures = lk_tensor_new (4, picture_shape);
  for (gsize i = 0; i < lk_tensor_get_size (pictures); i++)
    lk_tensor_get_data (pictures)[i] = (float) (i * 2654435761u % 4093) / 2046.5f - 1;
  for (guint i = 0; i < n_steps; i++)
    {
      double processor = get_processor_time ();
      gint64 start = g_get_monotonic_time ();
      LkTensor *maps
          = lk_trainable_forward (trainable, pictures, LK_STATISTICS_BATCH, NULL);
      gint64 middle = g_get_monotonic_time ();
      gint64 back;
      gint64 end;

      if (gradient == NULL)
        gradient = g_memdup2 (lk_tensor_get_data (maps),
                              lk_tensor_get_size (maps) * sizeof (float));
      lk_optimizer_clear_gradients (optimizer);
      lk_trainable_backward (trainable, gradient);
      back = g_get_monotonic_time ();
      lk_optimizer_step (optimizer, 1e-5);
      end = g_get_monotonic_time ();
      printf ("forward %.4f back %.4f step %.4f processor %.4f pictures/s %.1f\n",
              (double) (middle - start) * 1e-6, (double) (back - middle) * 1e-6,
              (double) (end - back) * 1e-6, get_processor_time () - processor,
              (double) picture_shape[0] / ((double) (end - start) * 1e-6));
      fflush (stdout);
    }
  printf ("memory %.1f MB\n", (double) lk_trainable_get_memory_size (trainable) / 1e6);
  return 0;
}
