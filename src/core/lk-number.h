/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** (transfer full): @value in the fewest digits, but at least six where it has so many,
 * that read back as the same number; with a point in every locale. */
char *lk_number_format (double value);

G_END_DECLS
