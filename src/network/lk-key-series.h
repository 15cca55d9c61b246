/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-checkpoint.h"

G_BEGIN_DECLS

#define LK_KEY_SERIES_LENGTH 4

/**
 * LkKeyLayer:
 * @LK_KEY_KERNEL_3: a convolution with a kernel of 3 × 3
 * @LK_KEY_KERNEL_1: one with a kernel of 1 × 1
 * @LK_KEY_NORM: a norm that keeps statistics
 */
typedef enum
{
  LK_KEY_KERNEL_3,
  LK_KEY_KERNEL_1,
  LK_KEY_NORM,
} LkKeyLayer;

/**
 * LkKeySeries:
 * @before: what stands before the number that counts
 * @after: what stands behind it, up to the '.' before "weight"
 * @numbers: that count, in their order
 * @n_in: channels that each layer sees; of norms 0
 * @n_out: channels that each has
 *
 * Four layers of one kind whose names differ in one number: "block1.conv" to
 * "block4.conv".
 */
typedef struct
{
  LkKeyLayer layer;
  char *before;
  char *after;
  int numbers[LK_KEY_SERIES_LENGTH];
  gsize n_in[LK_KEY_SERIES_LENGTH];
  gsize n_out[LK_KEY_SERIES_LENGTH];
} LkKeySeries;

void lk_key_series_free (LkKeySeries *self);

/** (transfer full): all series of exactly four among @names, clean names to names in the
 * file; none where there are so many that it is no network of stages. */
GPtrArray *lk_key_series_list (LkCheckpoint *checkpoint, GHashTable *names);

/** (transfer full): the name of the layer at @index, without its tensor's. */
char *lk_key_series_get_name (const LkKeySeries *self, guint index);

/** Whether @texts, of which there are @n, are the same but for one number each, which are
 * put into @numbers. */
gboolean lk_key_series_count (const char *const *texts, guint n, int *numbers);

G_END_DECLS
