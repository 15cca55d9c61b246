/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-torch-module.h"

G_BEGIN_DECLS

/**
 * LkUnread:
 * @reason: to be said after its name: "has numbers of the kind “complex64”, which is not
 *   read"
 * @n_axes: of a tensor; 0 where it has none, or is none
 *
 * What a file has under a name and cannot be read as a tensor.
 */
typedef struct
{
  char *reason;
  guint n_axes;
} LkUnread;

/**
 * LK_CONTENTS_BUDGET:
 *
 * The bytes that all tensors of one file together may take beside the file itself: what
 * is used in place takes none, what is converted four for each number. Published
 * networks take a fifth of it.
 */
#define LK_CONTENTS_BUDGET ((gsize) 1 << 30)

/**
 * LkContents:
 * @tensors: names to #LkTensor
 * @metadata: names to strings
 * @unread: names to #LkUnread
 * @modules: (element-type LkTorchModule): of a network that was saved whole, in the order
 *   in which its modules were made known
 * @budget: the bytes that may still be taken, at first #LK_CONTENTS_BUDGET
 *
 * What a reader finds in a file of weights. Names are joined with '.' where dictionaries
 * and modules hold one another.
 */
typedef struct
{
  GHashTable *tensors;
  GHashTable *metadata;
  GHashTable *unread;
  GPtrArray *modules;
  gsize budget;
} LkContents;

LkContents *lk_contents_new (void);
void lk_contents_free (LkContents *self);

/** Notes that @name cannot be read; beyond #LK_NAMES_MAX such names no more. */
void lk_contents_add_unread (LkContents *self,
                             const char *name,
                             const char *reason,
                             guint n_axes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkContents, lk_contents_free)

G_END_DECLS
