/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-maps-geometry.h"

#include "lk-maps-file.h"
#include "test-pictures.h"

/* Which part of a picture of 200 x 100 pixels maps of 4 x 5 cells cover. */
static const struct
{
  const char *metadata[10]; /* pairs */
  double area[4];
} cases[] = {
  { { NULL }, { 0, 0, 200, 100 } },
  /* 5 and 4 cells of 8 pixels, in an input of 80 x 40, squeezed. */
  { { "size", "40x80", "stride", "8" }, { 0, 0, 100, 80 } },
  { { "size", "[40, 80]", "stride", "8, 8" }, { 0, 0, 100, 80 } },
  /* The first cell's centre is at 8: it begins at 4 of 80 and of 40. */
  { { "size", "40x80", "stride", "8", "offset", "8" }, { 10, 10, 100, 80 } },
  /* The square in the middle, and of the short side 64 of 80. */
  { { "crop", "64" }, { 50, 0, 100, 100 } },
  { { "resize", "80", "crop", "64" }, { 60, 10, 80, 80 } },
  /* Both sides to 80, 64 of each: the aspect is not kept. */
  { { "resize", "80x80", "crop", "64" }, { 20, 10, 160, 80 } },
  /* 5 and 4 cells of 8 of the 64 pixels of that square. */
  { { "resize", "80", "crop", "64", "stride", "8" }, { 60, 10, 50, 40 } },
};

static void
test_area (void)
{
  const gsize shape[] = { 3, 4, 5 };
  char *folder = test_folder_new ();
  g_autofree char *path = test_png_write (folder, "p.png", 1, 200, 100);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPicture) picture = lk_picture_load (path, &error);
  g_autoptr (LkImage) image = lk_picture_decode (picture, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
      LkMapsGeometry geometry;
      double area[4];

      for (guint j = 0; cases[i].metadata[j] != NULL; j += 2)
        g_hash_table_insert (metadata, (char *) cases[i].metadata[j],
                             (char *) cases[i].metadata[j + 1]);
      g_assert_true (lk_maps_geometry_read (&geometry, metadata, &error));
      g_assert_no_error (error);
      lk_maps_geometry_get_area (&geometry, image, shape, area);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpfloat_with_epsilon (area[j], cases[i].area[j], 1e-9);
    }
  test_folder_remove (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/maps-geometry/area", test_area);
  return g_test_run ();
}
