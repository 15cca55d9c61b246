/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset.h"

#include <glib/gi18n-lib.h>

#include "lk-dataset-list.h"
#include "lk-error.h"

#define N_SPLITS 3
#define DEFAULT_SPLIT "test"

static const char *const splits[N_SPLITS + 1] = { "train", "val", "test", NULL };

struct _LkDataset
{
  GObject parent_instance;

  char *path;
  const char *split;
  GPtrArray *classes;
  LkDataset *whole; /* (nullable): who owns the classes of a part */
};

G_DEFINE_FINAL_TYPE (LkDataset, lk_dataset, G_TYPE_OBJECT)

static void
lk_dataset_finalize (GObject *object)
{
  LkDataset *self = LK_DATASET (object);

  g_free (self->path);
  g_ptr_array_unref (self->classes);
  g_clear_object (&self->whole);

  G_OBJECT_CLASS (lk_dataset_parent_class)->finalize (object);
}

static void
lk_dataset_class_init (LkDatasetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_dataset_finalize;
}

static void
lk_dataset_init (LkDataset *self)
{
}

static char *
get_csv_path (const char *folder, const char *split)
{
  g_autofree char *name = g_strconcat (split, ".csv", NULL);

  return g_build_filename (folder, name, NULL);
}

/* (transfer container): the splits that have a table in @folder. */
static GPtrArray *
find_splits (const char *folder)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < N_SPLITS; i++)
    {
      g_autofree char *csv = get_csv_path (folder, splits[i]);

      if (g_file_test (csv, G_FILE_TEST_EXISTS))
        g_ptr_array_add (found, (gpointer) splits[i]);
    }
  return found;
}

static char *
join_splits (GPtrArray *found)
{
  g_autoptr (GPtrArray) names = g_ptr_array_copy (found, NULL, NULL);

  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static const char *
choose_split (GPtrArray *found, const char *wanted, const char *shown, GError **error)
{
  g_autofree char *names = join_splits (found);

  if (wanted == NULL && found->len == 1)
    return found->pdata[0];
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (found->pdata[i], wanted != NULL ? wanted : DEFAULT_SPLIT))
      return found->pdata[i];
  if (wanted != NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                 _ ("“%s” has no split “%s”, it has: %s"), shown, wanted, names);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                 _ ("“%s” has several splits, choose one: %s"), shown, names);
  return NULL;
}

static GPtrArray *
list_split (const char *path,
            GPtrArray *found,
            const char *wanted,
            const char *shown,
            const char **split,
            GError **error)
{
  g_autofree char *images = g_build_filename (path, "images", NULL);
  g_autofree char *csv = NULL;

  *split = choose_split (found, wanted, shown, error);
  if (*split == NULL)
    return NULL;
  if (!g_file_test (images, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                   _ ("“%s” has tables of pictures, but no folder “images”"), shown);
      return NULL;
    }
  csv = get_csv_path (path, *split);
  return lk_dataset_list_csv (csv, images, error);
}

/* Gives the split that was read in *@split. */
static GPtrArray *
list (const char *path, const char *wanted, const char **split, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GPtrArray) found = find_splits (path);

  if (found->len > 0)
    return list_split (path, found, wanted, shown, split, error);
  if (wanted != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("“%s” has no split “%s”: it has no tables such as test.csv"), shown,
                   wanted);
      return NULL;
    }
  return lk_dataset_list_folder (path, error);
}

LkDataset *
lk_dataset_open (const char *path, const char *split, GError **error)
{
  g_autofree char *absolute = NULL;
  const char *found = NULL;
  GPtrArray *classes;
  LkDataset *self;

  g_return_val_if_fail (path != NULL, NULL);

  absolute = g_canonicalize_filename (path, NULL);
  classes = list (absolute, split, &found, error);
  if (classes == NULL)
    return NULL;
  self = g_object_new (LK_TYPE_DATASET, NULL);
  self->path = g_steal_pointer (&absolute);
  self->split = found;
  self->classes = classes;
  return self;
}

const char *
lk_dataset_get_path (LkDataset *self)
{
  g_return_val_if_fail (LK_IS_DATASET (self), NULL);
  return self->path;
}

const char *
lk_dataset_get_split (LkDataset *self)
{
  g_return_val_if_fail (LK_IS_DATASET (self), NULL);
  return self->split;
}

guint
lk_dataset_get_n_classes (LkDataset *self)
{
  g_return_val_if_fail (LK_IS_DATASET (self), 0);
  return self->classes->len;
}

static const LkDatasetLabel *
get_label (LkDataset *self, guint class_index)
{
  g_return_val_if_fail (LK_IS_DATASET (self), NULL);
  g_return_val_if_fail (class_index < self->classes->len, NULL);
  return self->classes->pdata[class_index];
}

const char *
lk_dataset_get_class_name (LkDataset *self, guint class_index)
{
  const LkDatasetLabel *label = get_label (self, class_index);

  return label != NULL ? label->name : NULL;
}

guint
lk_dataset_get_n_pictures (LkDataset *self, guint class_index)
{
  const LkDatasetLabel *label = get_label (self, class_index);

  return label != NULL ? label->files->len : 0;
}

char *
lk_dataset_get_picture_path (LkDataset *self, guint class_index, guint picture)
{
  const LkDatasetLabel *label = get_label (self, class_index);

  g_return_val_if_fail (label != NULL && picture < label->files->len, NULL);
  return g_build_filename (label->folder, label->files->pdata[picture], NULL);
}

LkDataset *
lk_dataset_new_part (LkDataset *self, const guint *classes, guint n_classes)
{
  LkDataset *part;

  g_return_val_if_fail (LK_IS_DATASET (self) && classes != NULL, NULL);
  for (guint i = 0; i < n_classes; i++)
    {
      g_return_val_if_fail (classes[i] < self->classes->len, NULL);
      g_return_val_if_fail (i == 0 || classes[i - 1] < classes[i], NULL);
    }

  part = g_object_new (LK_TYPE_DATASET, NULL);
  part->path = g_strdup (self->path);
  part->split = self->split;
  part->whole = g_object_ref (self);
  part->classes = g_ptr_array_new ();
  for (guint i = 0; i < n_classes; i++)
    g_ptr_array_add (part->classes, self->classes->pdata[classes[i]]);
  return part;
}
