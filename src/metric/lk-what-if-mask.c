/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-what-if.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-explanation-private.h"

#define FEWEST_CELLS 2

LkExplanation *
lk_what_if_masked (LkExplanation *explanation,
                   const gboolean *kept,
                   GCancellable *cancellable,
                   GError **error)
{
  LkTensor *query = lk_explanation_get_query (explanation);
  gsize n_cells = lk_tensor_get_dim (query, 1) * lk_tensor_get_dim (query, 2);
  guint n_kept = 0;

  for (gsize p = 0; p < n_cells; p++)
    n_kept += kept[p] ? 1 : 0;
  if (n_kept < FEWEST_CELLS)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Too much of the query is painted out: at least %d cells of its "
                      "feature map must be left"),
                   FEWEST_CELLS);
      return NULL;
    }
  return lk_explanation_new_kept (explanation, kept, cancellable, error);
}
