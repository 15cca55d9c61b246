/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-pictures.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

char *
test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("likeness-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir
      = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
test_folder_remove (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

static GdkPixbuf *
make_pixbuf (guint32 seed, guint width, guint height)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guint stride = gdk_pixbuf_get_rowstride (pixbuf);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width * 3; x++)
      pixels[y * stride + x] = g_rand_int_range (rand, 0, 256);
  return pixbuf;
}

char *
test_png_write (const char *folder,
                const char *name,
                guint32 seed,
                guint width,
                guint height)
{
  g_autoptr (GdkPixbuf) pixbuf = make_pixbuf (seed, width, height);
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);

  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);
  return path;
}

LkPicture *
test_picture_write (const char *folder, const char *name, guint32 seed)
{
  g_autofree char *path = test_png_write (folder, name, seed, 8, 8);
  g_autoptr (GError) error = NULL;
  LkPicture *picture = lk_picture_load (path, &error);

  g_assert_no_error (error);
  return picture;
}

LkPicture *
test_picture_paste (const char *title, guint32 seed)
{
  g_autoptr (GdkPixbuf) pixbuf = make_pixbuf (seed, 8, 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  LkPicture *picture;
  char *data;
  gsize size;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", &error, NULL);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (data, size);
  picture = lk_picture_new_for_bytes (bytes, title, &error);
  g_assert_no_error (error);
  return picture;
}
