/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Whether @path ends in @ending, such as ".csv", in letters of either case. */
gboolean lk_file_has_ending (const char *path, const char *ending);

G_END_DECLS
