/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folder-classifier.h"

#include "lk-error.h"
#include "lk-folder-name.h"
#include "lk-pace.h"
#include "lk-picture-name.h"

#define PICTURES_AT_ONCE 32

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static char *
join (const char *within, const char *name)
{
  return *within == '\0' ? g_strdup (name) : g_build_filename (within, name, NULL);
}

/* @within: a path within @folder, or "" */
static gboolean
add_folder (const char *folder, const char *within, GPtrArray *names, GError **error)
{
  g_autofree char *path = join (folder, within);
  g_autoptr (GError) problem = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &problem);
  const char *name;

  if (dir == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE, problem->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = join (within, name);
      g_autofree char *whole = g_build_filename (folder, inner, NULL);

      if (g_file_test (whole, G_FILE_TEST_IS_DIR))
        {
          if (!g_file_test (whole, G_FILE_TEST_IS_SYMLINK)
              && !lk_folder_name_is_junk (name)
              && !add_folder (folder, inner, names, error))
            return FALSE;
        }
      else if (lk_picture_name_is_picture (name))
        g_ptr_array_add (names, g_steal_pointer (&inner));
    }
  return TRUE;
}

GPtrArray *
lk_folder_list_pictures (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (folder != NULL, NULL);

  if (!add_folder (folder, "", names, error))
    return NULL;
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* A folder on its way. */
typedef struct
{
  LkClassifier *classifier;
  LkMapSource *source;
  const LkFolderListener *listener;
  GCancellable *cancellable;
} Job;

/* Pictures of which nothing is known yet. */
typedef struct
{
  guint n;
  const char *names[PICTURES_AT_ONCE];
  char *paths[PICTURES_AT_ONCE];
  LkFileStamp stamps[PICTURES_AT_ONCE];
} Batch;

static void
batch_clear (Batch *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->paths[i]);
  self->n = 0;
}

/* @n pictures of the batch from @first on. %FALSE with an error where they cannot be read
 * together. */
static gboolean
classify_some (const Job *self, const Batch *batch, guint first, guint n, GError **error)
{
  const LkFolderListener *listener = self->listener;
  LkPictureRef references[PICTURES_AT_ONCE] = { 0 };
  LkClassified found[PICTURES_AT_ONCE];
  g_autoptr (GPtrArray) maps = NULL;

  for (guint i = 0; i < n; i++)
    {
      references[i].path = batch->paths[first + i];
      references[i].stamp = &batch->stamps[first + i];
    }
  maps = lk_map_source_fetch (self->source, references, n, NULL, NULL, self->cancellable,
                              error);
  if (maps == NULL
      || !lk_classifier_decide (self->classifier, (LkTensor *const *) maps->pdata, n,
                                found, self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    listener->found (batch->names[first + i], &batch->stamps[first + i], &found[i], FALSE,
                     listener->data);
  return TRUE;
}

/* Where one cannot be read, each is tried alone. */
static gboolean
classify_batch (const Job *self, Batch *batch, GError **error)
{
  const LkFolderListener *listener = self->listener;
  g_autoptr (GError) problem = NULL;

  if (batch->n > 0 && !classify_some (self, batch, 0, batch->n, &problem))
    for (guint i = 0; i < batch->n; i++)
      {
        g_clear_error (&problem);
        if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
          return FALSE;
        if (classify_some (self, batch, i, 1, &problem)
            || g_cancellable_is_cancelled (self->cancellable))
          continue;
        if (listener->skipped != NULL)
          listener->skipped (problem, listener->data);
      }
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/* Into the batch, unless it is known. */
static void
take (const Job *self, const char *folder, const char *name, Batch *batch)
{
  const LkFolderListener *listener = self->listener;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  const LkClassified *found = NULL;
  LkFileStamp stamp;

  lk_file_stamp_take (&stamp, path);
  if (listener->find != NULL)
    found = listener->find (name, &stamp, listener->data);
  if (found != NULL)
    {
      listener->found (name, &stamp, found, TRUE, listener->data);
      return;
    }
  batch->names[batch->n] = name;
  batch->stamps[batch->n] = stamp;
  batch->paths[batch->n++] = g_steal_pointer (&path);
}

gboolean
lk_folder_classify (LkClassifier *classifier,
                    LkMapSource *source,
                    const char *folder,
                    GPtrArray *names,
                    const LkFolderListener *listener,
                    GCancellable *cancellable,
                    GError **error)
{
  const Job job = { classifier, source, listener, cancellable };
  LkPace pace = { 0 };
  Batch batch = { 0 };
  gboolean fine = TRUE;

  g_return_val_if_fail (classifier != NULL && LK_IS_MAP_SOURCE (source), FALSE);
  g_return_val_if_fail (folder != NULL && names != NULL, FALSE);
  g_return_val_if_fail (listener != NULL && listener->found != NULL, FALSE);

  for (guint i = 0; fine && i < names->len; i++)
    {
      gint64 start = g_get_monotonic_time ();
      guint n;

      take (&job, folder, names->pdata[i], &batch);
      if (batch.n < PICTURES_AT_ONCE && i + 1 < names->len)
        continue;
      n = batch.n;
      fine = classify_batch (&job, &batch, error);
      batch_clear (&batch);
      if (fine && n > 0)
        lk_pace_add (&pace, n,
                     (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
      if (fine && listener->progress != NULL)
        listener->progress (i + 1, names->len,
                            lk_pace_get_seconds_left (&pace, names->len - i - 1),
                            listener->data);
    }
  return fine;
}
