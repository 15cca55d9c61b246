/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset.h"

#include <string.h>

#include "lk-dataset-class-lists.h"
#include "lk-dataset-list.h"
#include "lk-folder-name.h"

struct _LkDataset
{
  GObject parent_instance;

  char *path;
  const char *split;
  GPtrArray *classes;
  GPtrArray *warnings;
  LkDataset *whole; /* (nullable): who owns the classes of a part */

  GMutex lock;         /* of the whole: what classes leave out, and this */
  GPtrArray *left_out; /* of the whole: of Missing */
};

/* A picture that was left out. */
typedef struct
{
  const LkDatasetLabel *label;
  guint picture;
  char *problem;
} Missing;

static void
missing_free (Missing *self)
{
  g_free (self->problem);
  g_free (self);
}

G_DEFINE_FINAL_TYPE (LkDataset, lk_dataset, G_TYPE_OBJECT)

static void
lk_dataset_finalize (GObject *object)
{
  LkDataset *self = LK_DATASET (object);

  g_free (self->path);
  g_ptr_array_unref (self->classes);
  g_ptr_array_unref (self->warnings);
  g_ptr_array_unref (self->left_out);
  g_mutex_clear (&self->lock);
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
  g_mutex_init (&self->lock);
  self->left_out = g_ptr_array_new_with_free_func ((GDestroyNotify) missing_free);
}

LkDataset *
lk_dataset_open (const char *path, const char *split, GError **error)
{
  g_autofree char *absolute = NULL;
  g_autoptr (LkDatasetListing) listing = NULL;
  LkDataset *self;

  g_return_val_if_fail (path != NULL, NULL);

  absolute = g_canonicalize_filename (path, NULL);
  listing = lk_dataset_list_tree (absolute, split, error);
  if (listing == NULL)
    return NULL;
  self = g_object_new (LK_TYPE_DATASET, NULL);
  self->path = g_steal_pointer (&absolute);
  self->split = listing->split;
  self->classes = g_steal_pointer (&listing->classes);
  self->warnings = g_steal_pointer (&listing->warnings);
  return self;
}

/* (transfer full): the names in @folders that are those of splits, the best first. */
static GPtrArray *
sort_splits (GPtrArray *names)
{
  static const char *const order[] = { "test", "val", "train" };
  GPtrArray *sorted = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    for (guint j = 0; j < names->len; j++)
      if (g_strcmp0 (lk_folder_name_get_split (names->pdata[j]), order[i]) == 0)
        g_ptr_array_add (sorted, g_strdup (names->pdata[j]));
  return sorted;
}

GPtrArray *
lk_dataset_list_splits (const char *path)
{
  g_autoptr (GPtrArray) tables = NULL;
  g_autoptr (LkFolderEntries) entries = NULL;
  g_autoptr (GPtrArray) lists = NULL;
  g_autofree char *table = NULL;
  g_autoptr (GPtrArray) column = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  tables = lk_dataset_find_tables (path, NULL);
  if (tables->len > 0)
    return sort_splits (tables);
  entries = lk_folder_entries_new (path, NULL);
  if (entries == NULL)
    return g_ptr_array_new_with_free_func (g_free);
  table = lk_dataset_find_only_table (path);
  column = table != NULL ? lk_dataset_list_column_splits (table) : NULL;
  if (column != NULL && column->len > 0)
    return sort_splits (column);
  lists = lk_dataset_find_class_lists (path, NULL);
  return sort_splits (lists->len > 0 ? lists : entries->folders);
}

GPtrArray *
lk_dataset_get_warnings (LkDataset *self)
{
  g_return_val_if_fail (LK_IS_DATASET (self), NULL);
  return self->warnings;
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

static LkDataset *
get_whole (LkDataset *self)
{
  while (self->whole != NULL)
    self = self->whole;
  return self;
}

void
lk_dataset_leave_out (LkDataset *self,
                      guint class_index,
                      guint picture,
                      const char *problem)
{
  LkDataset *whole = get_whole (self);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&whole->lock);
  LkDatasetLabel *label = self->classes->pdata[class_index];
  Missing *missing;

  g_return_if_fail (picture < label->files->len);

  if (label->left_out == NULL)
    label->left_out = g_new0 (guint8, label->files->len);
  if (label->left_out[picture])
    return;
  label->left_out[picture] = TRUE;
  label->n_left_out++;
  missing = g_new (Missing, 1);
  *missing = (Missing){ label, picture, g_strdup (problem) };
  g_ptr_array_add (whole->left_out, missing);
}

gboolean
lk_dataset_is_left_out (LkDataset *self, guint class_index, guint picture)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&get_whole (self)->lock);
  const LkDatasetLabel *label = self->classes->pdata[class_index];

  return label->left_out != NULL && label->left_out[picture];
}

guint
lk_dataset_get_n_usable (LkDataset *self, guint class_index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&get_whole (self)->lock);
  const LkDatasetLabel *label = self->classes->pdata[class_index];

  return label->files->len - label->n_left_out;
}

gboolean
lk_dataset_get_left_out (LkDataset *self, guint i, LkLeftOut *left_out)
{
  LkDataset *whole;
  g_autoptr (GMutexLocker) locker = NULL;
  const Missing *missing;

  g_return_val_if_fail (LK_IS_DATASET (self) && left_out != NULL, FALSE);

  whole = get_whole (self);
  locker = g_mutex_locker_new (&whole->lock);
  if (i >= whole->left_out->len)
    return FALSE;
  missing = whole->left_out->pdata[i];
  *left_out = (LkLeftOut){ 0, missing->picture, missing->problem };
  g_ptr_array_find (whole->classes, missing->label, &left_out->class_index);
  return TRUE;
}

static int
compare_messages (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

GPtrArray *
lk_dataset_list_left_out (LkDataset *self)
{
  LkDataset *whole;
  g_autoptr (GMutexLocker) locker = NULL;
  GPtrArray *messages;

  g_return_val_if_fail (LK_IS_DATASET (self), NULL);

  whole = get_whole (self);
  locker = g_mutex_locker_new (&whole->lock);
  messages = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < whole->left_out->len; i++)
    {
      const Missing *missing = whole->left_out->pdata[i];

      g_ptr_array_add (messages, g_strdup (missing->problem));
    }
  g_ptr_array_sort (messages, compare_messages);
  return messages;
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
  part->warnings = g_ptr_array_ref (self->warnings);
  part->whole = g_object_ref (self);
  part->classes = g_ptr_array_new ();
  for (guint i = 0; i < n_classes; i++)
    g_ptr_array_add (part->classes, self->classes->pdata[classes[i]]);
  return part;
}
