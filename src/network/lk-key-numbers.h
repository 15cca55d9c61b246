/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-key-forms.h"

G_BEGIN_DECLS

/**
 * LkKeyNumbers:
 *
 * The names behind one prefix in one form, while it is not known yet which of the numbers
 * in them is which stage: "0, 3, 6, 9" of FRN are four stages, and the convolutions of a
 * Sequential stand wherever pools and activations leave room.
 */
typedef struct _LkKeyNumbers LkKeyNumbers;

LkKeyNumbers *lk_key_numbers_new (LkKeyForm form);
void lk_key_numbers_free (LkKeyNumbers *self);

/** @tensor (nullable): that of the name @original in the file. */
void lk_key_numbers_add (LkKeyNumbers *self,
                         const LkKeyMatch *match,
                         const char *original,
                         LkTensor *tensor);

/**
 * lk_key_numbers_name:
 * @pools: set where a gap between two convolutions of a Sequential has room for a pool
 *   beside norm and activation; the last stage is as the one before it
 *
 * Returns: (transfer full): names as in #LkLayout to names in the file, of four stages;
 *   names of further ones are left out
 */
GHashTable *lk_key_numbers_name (LkKeyNumbers *self, gboolean pools[4]);

G_END_DECLS
