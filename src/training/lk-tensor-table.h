/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-parameter.h"

G_BEGIN_DECLS

/*
 * Tables of names to #LkTensor, as they are written to and read from files.
 */

GHashTable *lk_tensor_table_new (void);

/** Adds a copy of @data, of the shape of @parameter, as "@prefix@name". */
void lk_tensor_table_add (GHashTable *table,
                          const char *prefix,
                          const LkParameter *parameter,
                          const float *data);

/** Whether @table has a tensor of the right shape for each of @parameters; else
 * %LK_ERROR_FORMAT, naming the first that lacks. */
gboolean lk_tensor_table_check (GHashTable *table,
                                const char *prefix,
                                GPtrArray *parameters,
                                GError **error);

/** Copies the tensor for @parameter, which was checked, to @data. */
void lk_tensor_table_get (GHashTable *table,
                          const char *prefix,
                          const LkParameter *parameter,
                          float *data);

G_END_DECLS
