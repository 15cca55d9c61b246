/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-file.h"
#include "lk-picture.h"
#include "lk-pixel-budget.h"
#include "lk-pool.h"
#include "lk-preparation.h"

#define MAX_BYTES (G_GUINT64_CONSTANT (6) << 30)
#define PICTURES_AT_ONCE 256

typedef struct
{
  char *name;
  guint first;
  guint n_pictures;
} Class;

struct _LkPictureSet
{
  guint size;
  guint n_classes;
  Class *classes;
  guint n_pictures;
  guint *labels;
  guint8 *rgb;
  GPtrArray *faults;
  char *sha256;
};

void
lk_picture_set_free (LkPictureSet *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_classes; i++)
    g_free (self->classes[i].name);
  g_free (self->classes);
  g_free (self->labels);
  g_free (self->rgb);
  g_ptr_array_unref (self->faults);
  g_free (self->sha256);
  g_free (self);
}

static gsize
get_picture_size (const LkPictureSet *self)
{
  return (gsize) self->size * self->size * 3;
}

/* Pictures while they are read: item i of the pool's run reads the i-th, as long as it
 * can be, to where it belongs, or leaves a message. */
typedef struct
{
  LkPictureSet *set;
  LkDataset *dataset;
  LkProfile profile;
  guint class_index;
  guint first;
  char **faults;
  guint8 *rgb;
} Reading;

static LkImage *
read_picture (const Reading *reading, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = lk_file_read (path, LK_PICTURE_MAX_FILE_SIZE, error);
  LkImage *cropped = NULL;

  if (bytes == NULL)
    return NULL;
  lk_pixel_budget_enter ();
  {
    g_autoptr (LkImage) image = lk_image_decode (bytes, name, error);

    if (image != NULL)
      cropped = lk_preparation_crop (image, &reading->profile);
  }
  lk_pixel_budget_leave ();
  return cropped;
}

static void
read_item (guint index, guint worker, gpointer data)
{
  Reading *reading = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = lk_dataset_get_picture_path (
      reading->dataset, reading->class_index, reading->first + index);
  g_autoptr (LkImage) image = read_picture (reading, path, &error);
  gsize size = get_picture_size (reading->set);

  if (image == NULL)
    reading->faults[index] = g_strdup (error->message);
  else
    memcpy (reading->rgb + index * size, lk_image_get_rgb (image), size);
}

/* Moves those that could be read together, behind those that were read before. */
static void
keep (Reading *reading, Class *class, guint n)
{
  LkPictureSet *self = reading->set;
  gsize size = get_picture_size (self);

  for (guint i = 0; i < n; i++)
    {
      if (reading->faults[i] != NULL)
        {
          g_ptr_array_add (self->faults, g_steal_pointer (&reading->faults[i]));
          continue;
        }
      memmove (self->rgb + self->n_pictures * size, reading->rgb + i * size, size);
      self->labels[self->n_pictures++] = (guint) (class - self->classes);
      class->n_pictures++;
    }
}

static guint
count (LkDataset *dataset, guint class_index, guint max_each)
{
  guint n = lk_dataset_get_n_pictures (dataset, class_index);

  return max_each > 0 ? MIN (n, max_each) : n;
}

static gboolean
check_class (const Class *class, guint min_each, GError **error)
{
  if (class->n_pictures >= min_each)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               ngettext ("The class “%s” has %u picture that can be read; %u are needed",
                         "The class “%s” has %u pictures that can be read; %u are needed",
                         class->n_pictures),
               class->name, class->n_pictures, min_each);
  return FALSE;
}

static void
finish (LkPictureSet *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = get_picture_size (self);

  for (guint i = 0; i < self->n_classes; i++)
    {
      g_autofree char *line = g_strdup_printf ("%s\n%u\n%u\n", self->classes[i].name,
                                               self->classes[i].n_pictures, self->size);

      g_checksum_update (checksum, (const guchar *) line, -1);
    }
  for (guint i = 0; i < self->n_pictures; i++)
    g_checksum_update (checksum, self->rgb + i * size, (gssize) size);
  self->sha256 = g_strdup (g_checksum_get_string (checksum));
}

static LkPictureSet *
set_new (LkDataset *dataset, guint size, guint max_each, guint *total, GError **error)
{
  g_autoptr (LkPictureSet) self = g_new0 (LkPictureSet, 1);
  guint64 n_bytes;

  self->size = size;
  self->n_classes = lk_dataset_get_n_classes (dataset);
  self->classes = g_new0 (Class, self->n_classes);
  self->faults = g_ptr_array_new_with_free_func (g_free);
  *total = 0;
  for (guint i = 0; i < self->n_classes; i++)
    {
      self->classes[i].name = g_strdup (lk_dataset_get_class_name (dataset, i));
      *total += count (dataset, i, max_each);
    }
  n_bytes = (guint64) *total * get_picture_size (self);
  if (n_bytes > MAX_BYTES)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                   _ ("%u pictures of %u × %u take more than 6 GiB"), *total, size, size);
      return NULL;
    }
  self->labels = g_new (guint, *total);
  self->rgb = g_malloc (MAX (n_bytes, 1));
  return g_steal_pointer (&self);
}

static LkProfile
scale_profile (const LkProfile *profile, guint size)
{
  LkProfile scaled = *profile;

  scaled.resize = (profile->resize * size + profile->crop / 2) / profile->crop;
  scaled.crop = size;
  return scaled;
}

LkPictureSet *
lk_picture_set_new (LkDataset *dataset,
                    const LkPictureSetOptions *options,
                    LkPictureSetProgress progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  char *faults[PICTURES_AT_ONCE];
  Reading reading = { .dataset = dataset, .faults = faults };
  g_autoptr (LkPictureSet) self = NULL;
  guint total, n_done = 0;

  g_return_val_if_fail (LK_IS_DATASET (dataset) && options != NULL && options->size > 0,
                        NULL);

  self = set_new (dataset, options->size, options->max_each, &total, error);
  if (self == NULL)
    return NULL;
  reading.set = self;
  reading.profile = scale_profile (options->profile, options->size);
  for (guint i = 0; i < self->n_classes; i++)
    {
      Class *class = &self->classes[i];
      guint n = count (dataset, i, options->max_each);

      class->first = self->n_pictures;
      reading.class_index = i;
      for (reading.first = 0; reading.first < n; reading.first += PICTURES_AT_ONCE)
        {
          guint n_now = MIN (n - reading.first, PICTURES_AT_ONCE);

          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return NULL;
          memset (faults, 0, sizeof faults);
          reading.rgb = self->rgb + self->n_pictures * get_picture_size (self);
          lk_pool_run (lk_pool_get_shared (), n_now, read_item, &reading);
          keep (&reading, class, n_now);
          n_done += n_now;
          if (progress != NULL)
            progress (n_done, total, user_data);
        }
      if (!check_class (class, options->min_each, error))
        return NULL;
    }
  finish (self);
  return g_steal_pointer (&self);
}

guint
lk_picture_set_get_size (const LkPictureSet *self)
{
  return self->size;
}

guint
lk_picture_set_get_n_classes (const LkPictureSet *self)
{
  return self->n_classes;
}

const char *
lk_picture_set_get_class_name (const LkPictureSet *self, guint class_index)
{
  g_return_val_if_fail (class_index < self->n_classes, NULL);

  return self->classes[class_index].name;
}

guint
lk_picture_set_get_n_pictures (const LkPictureSet *self)
{
  return self->n_pictures;
}

guint
lk_picture_set_get_class (const LkPictureSet *self, guint class_index, guint *first)
{
  g_return_val_if_fail (class_index < self->n_classes, 0);

  *first = self->classes[class_index].first;
  return self->classes[class_index].n_pictures;
}

guint
lk_picture_set_get_label (const LkPictureSet *self, guint picture)
{
  g_return_val_if_fail (picture < self->n_pictures, 0);

  return self->labels[picture];
}

const guint8 *
lk_picture_set_get_rgb (const LkPictureSet *self, guint picture)
{
  g_return_val_if_fail (picture < self->n_pictures, NULL);

  return self->rgb + picture * get_picture_size (self);
}

gsize
lk_picture_set_get_n_bytes (const LkPictureSet *self)
{
  return self->n_pictures * get_picture_size (self);
}

GPtrArray *
lk_picture_set_get_faults (const LkPictureSet *self)
{
  return self->faults;
}

const char *
lk_picture_set_get_sha256 (const LkPictureSet *self)
{
  return self->sha256;
}
