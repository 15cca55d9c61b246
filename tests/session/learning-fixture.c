/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "learning-fixture.h"

#include <glib/gstdio.h>

#include "test-pictures.h"

char *
learning_fixture_make_dataset (SessionFixture *self, const char *name, guint first)
{
  char *root = session_fixture_name (self, name);

  g_assert_cmpint (g_mkdir (root, 0700), ==, 0);
  for (guint i = first; i < first + LEARNING_CLASSES; i++)
    {
      g_autofree char *class_name = g_strdup_printf ("kind %u", i);
      g_autofree char *folder = g_build_filename (root, class_name, NULL);

      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      for (guint j = 0; j < LEARNING_PICTURES; j++)
        {
          g_autofree char *file = g_strdup_printf ("%u.png", j);
          g_autofree char *path = test_png_write (folder, file, 100 * i + j, 24, 24);
        }
    }
  return root;
}

char *
learning_fixture_write_recipe (SessionFixture *self, guint pictures)
{
  char *path = session_fixture_name (self, "recipe.json");
  g_autofree char *text = g_strdup_printf (
      "{\"backbone\": \"conv64f\", \"channels\": [8, 8, 8, 8], \"validate_every\": "
      "1000000000, \"validate_episodes\": 2, \"final_episodes\": 2, "
      "\"validate_queries\": "
      "2, \"stages\": [{\"kind\": \"classification\", \"pictures\": %u, \"batch\": 16, "
      "\"rate\": 0.05, \"warmup\": 1, \"sizes\": [24], \"shares\": [1], "
      "\"weight_pooled\": 1}]}",
      pictures);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}
