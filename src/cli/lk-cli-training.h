/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-trainer.h"

G_BEGIN_DECLS

/** "curves.svg" and "curves.pdf" in @folder, of the log that is there. What goes wrong is
 * a warning: no training ends for it. */
void lk_cli_training_draw_curves (const char *folder);

/** Tries rates, prints which one to take, and writes "rates.csv", "rates.svg" and
 * "rates.pdf" into @folder, which is made where it is missing. */
gboolean lk_cli_training_find_rate (LkTrainer *trainer,
                                    const char *folder,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
