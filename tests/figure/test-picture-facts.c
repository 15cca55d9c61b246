/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "lk-embedder.h"
#include "lk-picture-facts.h"
#include "test-models.h"
#include "test-pictures.h"

typedef struct
{
  char *folder;
  LkMapSource *source;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  static const TestModel model = { .seed = 3, .width = 4, .channels = 4 };
  g_autoptr (LkModel) opened = NULL;
  g_autoptr (LkFeatureCache) cache = lk_feature_cache_new ();

  self->folder = test_folder_new ();
  opened = test_model_open (&model, self->folder, "m.safetensors");
  self->source = LK_MAP_SOURCE (lk_embedder_new (opened, cache));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->source);
  test_folder_remove (self->folder);
}

/* 40 x 20 pixels of (200, 40, 40); the left half lets half of the light through. */
static LkPicture *
write_half_transparent (Fixture *self)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 40, 20);
  g_autofree char *path = g_build_filename (self->folder, "half.png", NULL);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  const int stride = gdk_pixbuf_get_rowstride (pixbuf);
  g_autoptr (GError) error = NULL;
  LkPicture *picture;

  for (int y = 0; y < 20; y++)
    for (int x = 0; x < 40; x++)
      {
        const guchar pixel[] = { 200, 40, 40, x < 20 ? 128 : 255 };

        memcpy (pixels + y * stride + 4 * x, pixel, 4);
      }
  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);
  picture = lk_picture_load (path, &error);
  g_assert_no_error (error);
  return picture;
}

static const char *
find (GPtrArray *facts, const char *title)
{
  for (guint i = 0; i + 1 < facts->len; i += 2)
    if (g_str_equal (facts->pdata[i], title))
      return facts->pdata[i + 1];
  g_error ("there is no “%s”", title);
}

static void
assert_says (GPtrArray *facts, const char *title, const char *text)
{
  if (strstr (find (facts, title), text) == NULL)
    g_error ("“%s” does not say “%s”", find (facts, title), text);
}

/* On white here, and as the colours are there: in half of what is seen. */
static void
test_alpha (Fixture *self, gconstpointer data)
{
  g_autoptr (LkPicture) picture = write_half_transparent (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPictureFacts) facts = lk_picture_facts_new (picture, self->source, &error);
  g_autoptr (GPtrArray) list = NULL;
  const guint8 *seen, *published;
  gsize n;

  g_assert_no_error (error);
  g_assert_cmpint (facts->differences, ==, LK_DIFFERENCE_ALPHA);
  g_assert_nonnull (facts->published);
  seen = lk_image_get_rgb (facts->seen);
  published = lk_image_get_rgb (facts->published);
  n = (gsize) lk_image_get_width (facts->seen) * lk_image_get_height (facts->seen);
  g_assert_cmpuint (n, ==, 84 * 84);
  g_assert_cmpint (seen[0], ==, 227); /* (128 * 200 + 127 * 255) / 255 */
  g_assert_cmpint (published[0], ==, 200);
  g_assert_cmpint (seen[3 * (n - 1)], ==, 200);
  g_assert_cmpint (published[3 * (n - 1)], ==, 200);
  g_assert_cmpuint (facts->n_changed, >=, n * 45 / 100);
  g_assert_cmpuint (facts->n_changed, <=, n * 55 / 100);

  list = lk_picture_facts_list (facts);
  assert_says (list, "File", "half.png");
  assert_says (list, "Size", "40 × 20 pixels");
  assert_says (list, "SHA-256", lk_picture_get_sha256 (picture));
  assert_says (list, "Network", "conv64f");
  assert_says (list, "What the Network Sees", "made 84 × 84");
  assert_says (list, "What Published Code Sees", "Otherwise");
}

static void
test_same (Fixture *self, gconstpointer data)
{
  g_autofree char *path = test_png_write (self->folder, "p.png", 5, 100, 50);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPicture) picture = lk_picture_load (path, &error);
  g_autoptr (LkPictureFacts) facts = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_assert_no_error (error);
  facts = lk_picture_facts_new (picture, self->source, &error);
  g_assert_no_error (error);
  g_assert_null (facts->published);
  g_assert_cmpuint (lk_image_get_width (facts->whole), ==, 100);
  list = lk_picture_facts_list (facts);
  assert_says (list, "What Published Code Sees", "The same");
}

/* Nothing is open: what the picture itself says is told all the same. */
static void
test_no_source (Fixture *self, gconstpointer data)
{
  g_autoptr (LkPicture) picture = test_picture_paste ("pasted", 7);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPictureFacts) facts = lk_picture_facts_new (picture, NULL, &error);
  g_autoptr (GPtrArray) list = NULL;

  g_assert_no_error (error);
  g_assert_null (facts->seen);
  list = lk_picture_facts_list (facts);
  g_assert_cmpuint (list->len, ==, 6);
  assert_says (list, "File", "None");
}

#define ADD(name, function)                                                              \
  g_test_add ("/figure/picture-facts/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("alpha", test_alpha);
  ADD ("same", test_same);
  ADD ("no-source", test_no_source);
  return g_test_run ();
}
