/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-stream.h"

#include <math.h>

void
lk_stream_init (LkRandom *random,
                guint64 seed,
                LkStream purpose,
                guint64 stage,
                guint64 step,
                guint64 position)
{
  const guint64 parts[] = { purpose, stage, step, position };
  guint64 stream = 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      guint64 state = stream ^ parts[i];

      stream = lk_split_mix_next (&state);
    }
  lk_random_init (random, seed, stream);
}

double
lk_stream_uniform (LkRandom *random)
{
  return (double) (lk_random_next (random) >> 11) / 9007199254740992.0;
}

double
lk_stream_normal (LkRandom *random)
{
  double radius = sqrt (-2 * log (1 - lk_stream_uniform (random)));

  return radius * cos (2 * G_PI * lk_stream_uniform (random));
}
