/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-window.h"

G_BEGIN_DECLS

/** Shows what the program is, and under Troubleshooting what lk_about_describe() tells,
 * to be copied or saved. @window: (nullable) */
void lk_about_show (GtkWindow *window);

/**
 * lk_about_describe:
 * @window: (nullable): if an #LkWindow, its model is told of as well
 *
 * What a report of a fault wants to know: versions, kernels, BLAS, how things are drawn,
 * the network. No name of a file, picture or class is in it. In English, as it is for
 * those who read the report.
 *
 * Returns: (transfer full): lines
 */
char *lk_about_describe (GtkWindow *window);

G_END_DECLS
