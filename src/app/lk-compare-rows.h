/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-comparison.h"

G_BEGIN_DECLS

/* A comparison in words and numbers. */

/** (transfer full): array of #GtkStringList: three rows a class, in the order of A's
 * ranking: A, B, and B minus A; cells: class, side, contribution by level, fused. Empty
 * where there is no B. */
GPtrArray *lk_compare_rows_for_classes (LkComparison *comparison);

/** (transfer full): a row a query of the scoring: title, label, A's class and margin, B's
 * class and margin, whether the class changed. */
GPtrArray *lk_compare_rows_for_queries (LkComparison *comparison, LkSession *session);

/** (transfer full): "B decides 3 of 10 queries otherwise. Right: A 6 of 9, B 7 of 9." */
char *lk_compare_rows_describe (LkComparison *comparison);

G_END_DECLS
