/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-error.h"
#include "lk-picture-shelf.h"

static void
assert_full (LkPictureShelf *shelf, guint64 n_bytes, guint64 n_pixels)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_picture_shelf_spend (shelf, n_bytes, n_pixels, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LIMIT);
}

static void
test_bytes (void)
{
  g_autoptr (LkPictureShelf) shelf = lk_picture_shelf_new ();

  g_assert_true (lk_picture_shelf_spend (shelf, LK_PICTURE_SHELF_MAX_BYTES - 1, 0, NULL));
  assert_full (shelf, 2, 0);
  assert_full (shelf, G_MAXUINT64, 0);
  g_assert_true (lk_picture_shelf_spend (shelf, 1, 0, NULL));
  assert_full (shelf, 1, 0);
}

static void
test_pixels (void)
{
  g_autoptr (LkPictureShelf) shelf = lk_picture_shelf_new ();

  for (guint64 i = 0; i < LK_PICTURE_SHELF_MAX_PIXELS; i += LK_IMAGE_MAX_PIXELS)
    g_assert_true (lk_picture_shelf_spend (shelf, 1000, LK_IMAGE_MAX_PIXELS, NULL));
  assert_full (shelf, 0, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-shelf/bytes", test_bytes);
  g_test_add_func ("/picture-shelf/pixels", test_pixels);
  return g_test_run ();
}
