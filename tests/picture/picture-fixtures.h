/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "lk-image.h"

/** A picture of noise: noise() of make-picture-fixtures.py. */
static inline LkImage *
test_image_new_noise (guint width, guint height)
{
  guint8 *rgb = g_malloc_n ((gsize) width * height, 3);
  guint8 *to = rgb;

  for (guint32 y = 0; y < height; y++)
    for (guint32 x = 0; x < width; x++)
      for (guint32 c = 0; c < 3; c++)
        {
          guint32 mixed = (x * 73856093u) ^ (y * 19349663u) ^ (c * 83492791u);

          *to++ = (mixed * 2654435761u) >> 24;
        }
  return lk_image_new (width, height, rgb);
}

static inline gsize
test_image_get_length (LkImage *image)
{
  return (gsize) lk_image_get_width (image) * lk_image_get_height (image) * 3;
}

static inline char *
test_image_get_sha256 (LkImage *image)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, lk_image_get_rgb (image),
                                      test_image_get_length (image));
}

static inline gboolean
test_image_equal (LkImage *a, LkImage *b)
{
  return lk_image_get_width (a) == lk_image_get_width (b)
         && lk_image_get_height (a) == lk_image_get_height (b)
         && memcmp (lk_image_get_rgb (a), lk_image_get_rgb (b), test_image_get_length (a))
                == 0;
}

/** The lines of a fixture, without the empty last one. */
static inline char **
test_fixture_read_lines (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "picture", "fixtures",
                                                 "pictures", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strchomp (text), "\n", -1);
}

static inline GBytes *
test_fixture_read_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "picture", "fixtures",
                                                 "pictures", name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}
