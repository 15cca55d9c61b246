/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-options.h"

G_BEGIN_DECLS

/**
 * LkCliValues:
 *
 * The values of --model, --neighbours, --part, --distance, --normalise and --weights
 * where each may stand on the command line several times: every one once, in their order.
 */
typedef struct _LkCliValues LkCliValues;

LkCliValues *lk_cli_values_new (void);
void lk_cli_values_free (LkCliValues *self);

/** Notes the value that @metric has of @option; others than those above are passed over.
 */
void
lk_cli_values_note (LkCliValues *self, LkGiven option, const LkMetricOptions *metric);
void lk_cli_values_note_model (LkCliValues *self, const char *model);

/** In how many ways one of each can be taken: 1 where nothing was given more than once.
 */
guint64 lk_cli_values_count (const LkCliValues *self);

/** Sets @options to the @i-th of them; the models take turns slowest, the weights
 * fastest. The model's name belongs to @self. */
void lk_cli_values_choose (const LkCliValues *self, guint64 i, LkCliOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliValues, lk_cli_values_free)

G_END_DECLS
