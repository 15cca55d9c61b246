/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "fuzz.h"
#include "lk-dataset.h"

/* The first byte says which file of a folder it is; one folder for each. */
static const char *const names[] = { "table/test.csv", "labels/labels.json",
                                     "lists/splits/test.txt", "manifest/novel.json" };
static const char *const pictures[]
    = { "table/images/a.jpg", "table/images/b.jpg", "table/images/cat/c.png",
        "table/d.png",        "labels/data/a.jpg",  "labels/data/b.jpg",
        "labels/data/c.png",  "lists/cat/a.jpg",    "lists/dog/b.jpg",
        "secret.jpg",         "manifest/a.jpg",     "manifest/images/b.jpg" };

static void
put_pictures (void)
{
  static gboolean done;

  for (guint i = 0; !done && i < G_N_ELEMENTS (pictures); i++)
    fuzz_put (pictures[i], NULL, 0);
  done = TRUE;
}

static void
check (LkDataset *dataset, const char *root)
{
  g_autofree char *above = g_strconcat (root, G_DIR_SEPARATOR_S, NULL);

  g_assert_cmpuint (lk_dataset_get_n_classes (dataset), >, 0);
  for (guint i = 0; i < lk_dataset_get_n_classes (dataset); i++)
    for (guint j = 0; j < lk_dataset_get_n_pictures (dataset, i); j++)
      {
        g_autofree char *path = lk_dataset_get_picture_path (dataset, i, j);
        g_autofree char *whole = g_canonicalize_filename (path, NULL);

        g_assert_true (
            g_utf8_validate (lk_dataset_get_class_name (dataset, i), -1, NULL));
        g_assert_true (g_str_has_prefix (whole, above));
      }
}

/* Whatever a table says: no picture outside of its folder. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (LkDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *root = NULL;
  const char *name;

  if (size == 0)
    return 0;
  put_pictures ();
  name = names[data[0] % G_N_ELEMENTS (names)];
  fuzz_put (name, data + 1, size - 1);
  root = g_path_get_dirname (fuzz_path (name));
  if (data[0] % G_N_ELEMENTS (names) == 2)
    {
      g_autofree char *lists = root;

      root = g_path_get_dirname (lists);
    }
  dataset = lk_dataset_open (root, NULL, &error);
  fuzz_check_error (dataset == NULL, error);
  if (dataset != NULL)
    check (dataset, root);
  return 0;
}
