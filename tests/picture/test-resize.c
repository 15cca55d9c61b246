/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "lk-resize.h"
#include "picture-fixtures.h"

/* Pillow's own bytes, from make-picture-fixtures.py. */
static void
test_pillow (void)
{
  g_auto (GStrv) lines = test_fixture_read_lines ("resize.txt");

  g_assert_cmpuint (g_strv_length (lines), >=, 80);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint size[4];
      char expected[65];
      g_autoptr (LkImage) image = NULL;
      g_autoptr (LkImage) resized = NULL;
      g_autofree char *actual = NULL;

      g_assert_cmpint (sscanf (lines[i], "%u %u %u %u %64s", &size[0], &size[1], &size[2],
                               &size[3], expected),
                       ==, 5);
      image = test_image_new_noise (size[0], size[1]);
      resized = lk_image_resize (image, size[2], size[3]);
      actual = test_image_get_sha256 (resized);
      g_assert_cmpuint (lk_image_get_width (resized), ==, size[2]);
      g_assert_cmpuint (lk_image_get_height (resized), ==, size[3]);
      if (!g_str_equal (actual, expected))
        g_test_message ("%u x %u to %u x %u", size[0], size[1], size[2], size[3]);
      g_assert_cmpstr (actual, ==, expected);
    }
}

static void
test_constant (void)
{
  guint8 *rgb = g_malloc (57 * 31 * 3);
  g_autoptr (LkImage) image = NULL;

  memset (rgb, 255, 57 * 31 * 3);
  image = lk_image_new (57, 31, rgb);
  for (guint size = 1; size < 130; size += 7)
    {
      g_autoptr (LkImage) resized = lk_image_resize (image, size, 131 - size);

      for (gsize i = 0; i < test_image_get_length (resized); i++)
        g_assert_cmpuint (lk_image_get_rgb (resized)[i], ==, 255);
    }
}

static void
check_part (LkImage *image, guint width, guint height, GRand *chance)
{
  guint x = g_rand_int_range (chance, 0, width);
  guint y = g_rand_int_range (chance, 0, height);
  guint part_width = g_rand_int_range (chance, 1, width - x + 1);
  guint part_height = g_rand_int_range (chance, 1, height - y + 1);
  g_autoptr (LkImage) whole = lk_image_resize (image, width, height);
  g_autoptr (LkImage) part
      = lk_resize_part (image, width, height, x, y, part_width, part_height);

  g_assert_cmpuint (lk_image_get_width (part), ==, part_width);
  g_assert_cmpuint (lk_image_get_height (part), ==, part_height);
  for (gsize row = 0; row < part_height; row++)
    g_assert_cmpmem (lk_image_get_rgb (part) + row * part_width * 3, part_width * 3,
                     lk_image_get_rgb (whole) + ((y + row) * width + x) * 3,
                     part_width * 3);
}

static void
test_part (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (3);

  for (guint i = 0; i < 60; i++)
    {
      guint width = g_rand_int_range (chance, 1, 90);
      guint height = g_rand_int_range (chance, 1, 90);
      g_autoptr (LkImage) image = test_image_new_noise (width, height);

      check_part (image, g_rand_int_range (chance, 1, 200), height, chance);
      check_part (image, width, g_rand_int_range (chance, 1, 200), chance);
      check_part (image, g_rand_int_range (chance, 1, 200),
                  g_rand_int_range (chance, 1, 200), chance);
    }
}

/* A part of a picture that could not be made whole: between its only two rows the values
 * go linearly from one to the other. */
static void
test_enormous (void)
{
  const gsize height = G_GINT64_CONSTANT (8000000000);
  guint8 *rgb = g_memdup2 ((guint8[]){ 0, 10, 200, 100, 250, 200 }, 6);
  g_autoptr (LkImage) image = lk_image_new (1, 2, rgb);
  g_autoptr (LkImage) part = lk_resize_part (image, 92, height, 4, height / 2, 84, 2);
  const guint8 *middle = lk_image_get_rgb (part);

  for (guint i = 0; i < 84 * 2; i++)
    {
      g_assert_cmpuint (middle[i * 3], ==, 50);
      g_assert_cmpuint (middle[i * 3 + 1], ==, 130);
      g_assert_cmpuint (middle[i * 3 + 2], ==, 200);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resize/pillow", test_pillow);
  g_test_add_func ("/resize/constant", test_constant);
  g_test_add_func ("/resize/part", test_part);
  g_test_add_func ("/resize/enormous", test_enormous);
  return g_test_run ();
}
