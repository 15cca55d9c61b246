/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-preparation.h"
#include "picture-fixtures.h"

/* The order of normalise.f32. */
static const char *const names[] = { "p1", "p2", "p3", "p3-deepemd", "p4", "imagenet" };

static const LkProfile *
find_profile (const char *name)
{
  g_autoptr (GError) error = NULL;
  const LkProfile *profile = lk_profile_find (name, &error);

  g_assert_no_error (error);
  return profile;
}

/* Pillow's bytes and torchvision's arithmetic, from make-picture-fixtures.py. */
static void
test_crop (void)
{
  g_auto (GStrv) lines = test_fixture_read_lines ("preparation.txt");

  g_assert_cmpuint (g_strv_length (lines), >=, 6 * 20);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      const LkProfile *profile = find_profile (fields[0]);
      g_autoptr (LkImage) image = test_image_new_noise (
          g_ascii_strtoull (fields[1], NULL, 10), g_ascii_strtoull (fields[2], NULL, 10));
      g_autoptr (LkImage) crop = lk_preparation_crop (image, profile);
      g_autofree char *actual = test_image_get_sha256 (crop);
      double view[4];

      g_test_message ("%s", lines[i]);
      g_assert_cmpuint (lk_image_get_width (crop), ==, 84);
      g_assert_cmpuint (lk_image_get_height (crop), ==, 84);
      g_assert_cmpstr (actual, ==, fields[3]);
      lk_preparation_get_view (image, profile, view);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpfloat_with_epsilon (view[j], g_ascii_strtod (fields[4 + j], NULL),
                                        1e-9);
    }
}

/* A picture of one colour stays one, at every size: so each byte reaches the table. */
static void
check_colour (const LkProfile *profile, const float *table, const guint8 colour[3])
{
  guint8 *rgb = g_memdup2 (colour, 3);
  g_autoptr (LkImage) image = lk_image_new (1, 1, rgb);
  g_autoptr (LkTensor) tensor = lk_preparation_run (image, profile);
  const float *data = lk_tensor_get_data (tensor);

  g_assert_true (lk_tensor_has_shape (tensor, 3, (gsize[]){ 3, 84, 84 }));
  for (gsize c = 0; c < 3; c++)
    for (gsize i = 0; i < 84 * 84; i++)
      {
        float expected = table[c * 256 + colour[c]];

        if (fabsf (data[c * 84 * 84 + i] - expected) > 1e-6f)
          g_error ("%s, channel %zu, byte %u: %.9g, not %.9g", profile->name, c,
                   colour[c], data[c * 84 * 84 + i], expected);
      }
}

static void
test_normalise (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("normalise.f32");
  const float *tables = g_bytes_get_data (bytes, NULL);

  g_assert_cmpint (G_BYTE_ORDER, ==, G_LITTLE_ENDIAN);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, G_N_ELEMENTS (names) * 3 * 256 * 4);
  for (guint p = 0; p < G_N_ELEMENTS (names); p++)
    for (guint value = 0; value < 256; value++)
      {
        guint8 colour[3] = { value, 255 - value, value * 7 };

        check_colour (find_profile (names[p]), tables + p * 3 * 256, colour);
      }
}

/* Plane after plane, row after row. */
static void
test_layout (void)
{
  g_autoptr (LkImage) image = test_image_new_noise (84, 84);
  g_autoptr (LkTensor) tensor = lk_preparation_run (image, find_profile ("p1"));
  const float *data = lk_tensor_get_data (tensor);
  const guint8 *rgb = lk_image_get_rgb (image);

  for (gsize c = 0; c < 3; c++)
    for (gsize y = 0; y < 84; y++)
      for (gsize x = 0; x < 84; x++)
        g_assert_cmpfloat_with_epsilon (data[(c * 84 + y) * 84 + x],
                                        rgb[(y * 84 + x) * 3 + c] / 127.5 - 1, 1e-6);
}

static LkImage *
new_with_frame (guint width, guint height, const double view[4], double margin)
{
  g_autoptr (LkImage) noise = test_image_new_noise (width, height);
  gsize length = test_image_get_length (noise);
  guint8 *rgb = g_memdup2 (lk_image_get_rgb (noise), length);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      if (x + 1 < view[0] - margin || x > view[0] + view[2] + margin
          || y + 1 < view[1] - margin || y > view[1] + view[3] + margin)
        memset (rgb + (y * width + x) * 3, 0, 3);
  return lk_image_new (width, height, rgb);
}

/* What lies outside of the view, beyond the reach of the filter, is not seen; what lies
 * well inside is. */
static void
test_view (void)
{
  for (guint p = 0; p < G_N_ELEMENTS (names); p++)
    {
      const LkProfile *profile = find_profile (names[p]);
      g_autoptr (LkImage) image = test_image_new_noise (460, 920);
      g_autoptr (LkImage) crop = lk_preparation_crop (image, profile);
      g_autoptr (LkImage) framed = NULL;
      g_autoptr (LkImage) framed_crop = NULL;
      g_autoptr (LkImage) cut = NULL;
      g_autoptr (LkImage) cut_crop = NULL;
      double view[4];

      lk_preparation_get_view (image, profile, view);
      framed = new_with_frame (460, 920, view, 920.0 / 84);
      framed_crop = lk_preparation_crop (framed, profile);
      g_assert_true (test_image_equal (crop, framed_crop));
      cut = new_with_frame (460, 920, view, -2.0);
      cut_crop = lk_preparation_crop (cut, profile);
      g_assert_false (test_image_equal (crop, cut_crop));
    }
}

/* The short side of such a strip becomes 92, its long one up to 27.6 million. */
static void
test_strip (void)
{
  for (guint p = 0; p < G_N_ELEMENTS (names); p++)
    for (guint turned = 0; turned < 2; turned++)
      {
        guint width = turned ? 300000 : 1;
        guint height = turned ? 1 : 300000;
        g_autoptr (LkImage) image = test_image_new_noise (width, height);
        g_autoptr (LkTensor) tensor = lk_preparation_run (image, find_profile (names[p]));
        double view[4];

        g_assert_true (lk_tensor_is_finite (tensor));
        lk_preparation_get_view (image, find_profile (names[p]), view);
        g_assert_cmpfloat (view[0], >=, 0);
        g_assert_cmpfloat (view[1], >=, 0);
        g_assert_cmpfloat (view[0] + view[2], <=, width + 1e-6);
        g_assert_cmpfloat (view[1] + view[3], <=, height + 1e-6);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preparation/crop", test_crop);
  g_test_add_func ("/preparation/normalise", test_normalise);
  g_test_add_func ("/preparation/layout", test_layout);
  g_test_add_func ("/preparation/view", test_view);
  g_test_add_func ("/preparation/strip", test_strip);
  return g_test_run ();
}
