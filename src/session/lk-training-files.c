/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-files.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-file.h"
#include "lk-recipe.h"
#include "lk-training-folder.h"
#include "lk-training-state.h"

#define MAX_MODEL ((gsize) 4 << 30)

gboolean
lk_training_files_read_done (const char *folder, gboolean *done, GError **error)
{
  g_autoptr (LkTrainingFolder) opened = lk_training_folder_open (folder, error);
  g_autoptr (LkCheckpoint) checkpoint = NULL;
  g_autoptr (LkRecipe) recipe = NULL;
  const char *text;
  LkTrainingState state;

  g_return_val_if_fail (done != NULL, FALSE);

  if (opened == NULL)
    return FALSE;
  checkpoint = lk_training_folder_load (opened, error);
  if (checkpoint == NULL)
    return FALSE;
  text = lk_checkpoint_get_metadata (checkpoint, "recipe");
  recipe = lk_recipe_parse (text != NULL ? text : "", error);
  if (recipe == NULL
      || !lk_training_state_read (&state, lk_checkpoint_get_all_metadata (checkpoint),
                                  error))
    return FALSE;
  *done = state.stage >= recipe->n_stages;
  return TRUE;
}

char *
lk_training_files_find_model (const char *folder)
{
  const char *const names[] = { "best.safetensors", "last.safetensors" };

  g_return_val_if_fail (folder != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return NULL;
}

char *
lk_training_files_keep_model (const char *folder, GError **error)
{
  g_autofree char *path = lk_training_files_find_model (folder);
  g_autofree char *sha256 = NULL;
  g_autofree char *name = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize size;

  if (path == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE,
                           _ ("The training has no weights to use yet"));
      return NULL;
    }
  bytes = lk_file_read (path, MAX_MODEL, error);
  if (bytes == NULL)
    return NULL;
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  name = g_strdup_printf ("model-%.8s.safetensors", sha256);
  copy = g_build_filename (folder, name, NULL);
  data = g_bytes_get_data (bytes, &size);
  if (!g_file_test (copy, G_FILE_TEST_EXISTS) && !lk_file_write (copy, data, size, error))
    return NULL;
  return g_steal_pointer (&copy);
}
