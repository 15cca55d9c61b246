/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-flip-map.h"
#include "lk-scoring.h"

G_BEGIN_DECLS

/** Over the triangle of all weights, how many of the scoring's labelled queries come out
 * right; %NULL where no query is labelled with one of the classes. Free with
 * lk_flip_accuracy_free(). */
LkFlipAccuracy *lk_accuracy_map_new (LkScoring *scoring,
                                     const LkMetricOptions *options,
                                     guint resolution);

G_END_DECLS
