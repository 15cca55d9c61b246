/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-trainer.h"

G_BEGIN_DECLS

/** Draws the loss over the rate, as lk_trainer_find_rate() found it in @rates, with the
 * rate at which it falls most steeply marked. @path: see lk_figure_file_write(). Fails
 * with %LK_ERROR_EPISODE where there are fewer than two. */
gboolean lk_rate_sheet_write (GArray *rates, const char *path, GError **error);

G_END_DECLS
