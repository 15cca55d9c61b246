/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-random.h"

G_BEGIN_DECLS

/** What random numbers are for: none of them depend on those of another purpose. */
typedef enum
{
  LK_STREAM_WEIGHTS,  /* the first values of what is learned */
  LK_STREAM_ORDER,    /* an epoch's order of pictures */
  LK_STREAM_PICTURE,  /* one picture's augmentation */
  LK_STREAM_EPISODE,  /* an episode's classes and pictures */
  LK_STREAM_ROTATION, /* which pictures of a batch are turned */
  LK_STREAM_DROP,     /* DropBlock */
} LkStream;

/** The random numbers of @purpose at @step of @stage, at @position within it. They depend
 * on nothing else: a run that is taken up again goes on as it would have, on any number
 * of threads. */
void lk_stream_init (LkRandom *random,
                     guint64 seed,
                     LkStream purpose,
                     guint64 stage,
                     guint64 step,
                     guint64 position);

/** 0 up to 1, without 1, of 53 bits. */
double lk_stream_uniform (LkRandom *random);

/** Of the normal distribution with mean 0 and deviation 1 (Box and Muller). */
double lk_stream_normal (LkRandom *random);

G_END_DECLS
