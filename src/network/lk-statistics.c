/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-statistics.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"

#define MEAN "running_mean"
#define COUNTER "num_batches_tracked"

static gboolean
is_filled_with (LkTensor *tensor, float value)
{
  const float *data = lk_tensor_get_data (tensor);

  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    if (data[i] != value)
      return FALSE;
  return TRUE;
}

/* Where there is none, the other numbers have to tell. */
static gboolean
has_counted (LkCheckpoint *checkpoint, const char *mean)
{
  g_autofree char *name
      = g_strdup_printf ("%.*s" COUNTER, (int) (strlen (mean) - strlen (MEAN)), mean);
  LkTensor *counter = lk_checkpoint_get_tensor (checkpoint, name);

  return counter != NULL && !is_filled_with (counter, 0);
}

static gboolean
was_gathered (LkCheckpoint *checkpoint, const char *canonical, const char *original)
{
  LkTensor *tensor = lk_checkpoint_get_tensor (checkpoint, original);

  if (tensor == NULL)
    return FALSE;
  if (g_str_has_suffix (canonical, ".running_var"))
    return !is_filled_with (tensor, 1);
  return g_str_has_suffix (canonical, "." MEAN)
         && (!is_filled_with (tensor, 0)
             || (g_str_has_suffix (original, MEAN)
                 && has_counted (checkpoint, original)));
}

gboolean
lk_statistics_check (LkCheckpoint *checkpoint, const LkLayoutKeys *keys, GError **error)
{
  GHashTableIter iter;
  gpointer canonical;
  gpointer original;

  g_return_val_if_fail (LK_IS_CHECKPOINT (checkpoint) && keys != NULL, FALSE);

  g_hash_table_iter_init (&iter, keys->canonical);
  while (g_hash_table_iter_next (&iter, &canonical, &original))
    if (was_gathered (checkpoint, canonical, original))
      return TRUE;
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT,
                       _ ("its norms never gathered statistics (all means 0, all "
                          "variances 1): the network normalises each batch by itself, as "
                          "MAML’s do, and has no map of one picture alone"));
  return FALSE;
}
