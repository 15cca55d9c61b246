/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-digest.h"

#include <glib/gstdio.h>
#include <string.h>

/* With the zero behind it, so that no two lists of texts run into the same bytes. */
static void
add_text (GChecksum *checksum, const char *text)
{
  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
}

static void
add_number (GChecksum *checksum, gint64 value)
{
  gint64 number = GINT64_TO_LE (value);

  g_checksum_update (checksum, (const guchar *) &number, sizeof number);
}

static const char *
get_name_inside (LkDataset *self, const char *path)
{
  const char *folder = lk_dataset_get_path (self);

  if (!g_str_has_prefix (path, folder))
    return path;
  path += strlen (folder);
  while (*path == G_DIR_SEPARATOR)
    path++;
  return path;
}

static void
add_picture (LkDataset *self, GChecksum *checksum, const char *path)
{
  GStatBuf status;

  add_text (checksum, get_name_inside (self, path));
  add_number (checksum, g_stat (path, &status) == 0 ? (gint64) status.st_size : -1);
}

char *
lk_dataset_compute_digest (LkDataset *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_return_val_if_fail (LK_IS_DATASET (self), NULL);

  for (guint i = 0; i < lk_dataset_get_n_classes (self); i++)
    {
      guint n_pictures = lk_dataset_get_n_pictures (self, i);

      add_text (checksum, lk_dataset_get_class_name (self, i));
      add_number (checksum, n_pictures);
      for (guint k = 0; k < n_pictures; k++)
        {
          g_autofree char *path = lk_dataset_get_picture_path (self, i, k);

          add_picture (self, checksum, path);
        }
    }
  return g_strdup (g_checksum_get_string (checksum));
}
