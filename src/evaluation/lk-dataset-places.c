/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-places.h"

#include <string.h>

/* Where none of so many pictures is anywhere, no more are looked for; and where more are
 * nowhere than these, they are looked for only where the last one was. */
#define MAX_MISSED 100

/* A picture is looked for in @folder, in one of its label there or in none, under the
 * name that it has in the table or the last part of that, with one of the endings. */
typedef struct
{
  guint folder;
  gboolean in_label;
  gboolean is_bare;
  guint ending;
} Place;

#define N_FOLDERS 13

static const char *const folders[]
    = { "images", "",           "%s",       "images/%s", "Images", "data",  "img",
        "imgs",   "JPEGImages", "pictures", "photos",    "jpg",    "image", NULL };
G_STATIC_ASSERT (G_N_ELEMENTS (folders) == N_FOLDERS + 1);
static const char *const endings[]
    = { "", ".jpg", ".png", ".jpeg", ".JPEG", ".JPG", ".PNG", ".bmp", ".webp", NULL };

/* @is_there: which of the folders are */
typedef struct
{
  const char *root;
  const char *split;
  Place last;
  gboolean is_there[N_FOLDERS];
  guint n_found;
  guint n_missed;
} Search;

gboolean
lk_dataset_leads_out (const char *filename)
{
  g_auto (GStrv) parts = g_strsplit (filename, G_DIR_SEPARATOR_S, -1);

  return g_path_is_absolute (filename) || g_strv_contains ((const char **) parts, "..");
}

static char *
get_folder (const Search *self, guint index)
{
  g_auto (GStrv) parts = g_strsplit (folders[index], "%s", 2);

  return parts[1] != NULL ? g_strconcat (parts[0], self->split, parts[1], NULL)
                          : g_strdup (folders[index]);
}

/* The path of a picture below the root, if it is at @place. */
static char *
try_place (const Search *self, const Place *place, const char *name, const char *label)
{
  g_autofree char *folder = get_folder (self, place->folder);
  g_autofree char *bare = place->is_bare ? g_path_get_basename (name) : g_strdup (name);
  g_autofree char *file = g_strconcat (bare, endings[place->ending], NULL);
  g_autofree char *path = place->in_label ? g_build_filename (folder, label, file, NULL)
                                          : g_build_filename (folder, file, NULL);
  g_autofree char *whole = g_build_filename (self->root, path, NULL);

  return g_file_test (whole, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

/* What has an ending of a picture needs no other. */
static guint
count_endings (const char *name)
{
  const char *dot = strrchr (name, '.');

  for (guint i = 1; dot != NULL && endings[i] != NULL; i++)
    if (g_ascii_strcasecmp (dot, endings[i]) == 0)
      return 1;
  return G_N_ELEMENTS (endings) - 1;
}

static char *
try_endings (Search *self, Place place, const char *name, const char *label)
{
  const guint n = count_endings (name);

  for (place.ending = 0; place.ending < n; place.ending++)
    {
      char *path = try_place (self, &place, name, label);

      if (path != NULL)
        {
          self->last = place;
          return path;
        }
    }
  return NULL;
}

static gboolean
is_folder (const Search *self, const char *folder, const char *label)
{
  g_autofree char *path = g_build_filename (self->root, folder, label, NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* What is not there need not be looked into for every picture. */
static gboolean
is_possible (const Search *self, const Place *place, const char *label)
{
  g_autofree char *folder = get_folder (self, place->folder);

  return self->is_there[place->folder]
         && (!place->in_label || is_folder (self, folder, label));
}

static char *
find_anywhere (Search *self, const char *name, const char *label)
{
  for (guint i = 0; i < 4; i++)
    for (guint j = 0; folders[j] != NULL; j++)
      {
        const Place place = { j, i == 1 || i == 3, i >= 2, 0 };
        char *path = is_possible (self, &place, label)
                         ? try_endings (self, place, name, label)
                         : NULL;

        if (path != NULL)
          return path;
      }
  return NULL;
}

/* Names of other systems have other separators. */
static char *
find_picture (Search *self, const char *written, const char *label)
{
  g_autofree char *name = g_strdelimit (g_strdup (written), "\\", '/');
  g_autofree char *path = NULL;

  if (lk_dataset_leads_out (label) || lk_dataset_leads_out (name)
      || (self->n_found == 0 && self->n_missed >= MAX_MISSED))
    return NULL;
  path = try_place (self, &self->last, written, label);
  if (path == NULL && self->n_missed < MAX_MISSED)
    path = find_anywhere (self, written, label);
  if (path == NULL && !g_str_equal (name, written) && self->n_missed < MAX_MISSED)
    path = find_anywhere (self, name, label);
  return g_steal_pointer (&path);
}

guint
lk_dataset_find_places (LkDatasetListing *listing, const char *root, const char *split)
{
  Search self = { .root = root, .split = split };

  for (guint i = 0; i < N_FOLDERS; i++)
    {
      g_autofree char *folder = get_folder (&self, i);

      self.is_there[i] = is_folder (&self, folder, NULL);
    }
  for (guint i = 0; i < listing->classes->len; i++)
    {
      LkDatasetLabel *class = listing->classes->pdata[i];

      for (guint j = 0; j < class->files->len; j++)
        {
          char *name = class->files->pdata[j];
          char *path = find_picture (&self, name, class->name);

          self.n_found += path != NULL;
          self.n_missed += path == NULL;
          class->files->pdata[j]
              = path != NULL ? path : g_build_filename ("images", name, NULL);
          g_free (name);
        }
    }
  return self.n_found;
}
