/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-dataset.h"
#include "lk-error.h"
#include "test-mutation.h"
#include "test-pictures.h"

#define N_RANDOM 1500

typedef struct
{
  char *folder;
  const char *name;
  guint n_read;
} Fixture;

static const char table[] = "\xef\xbb\xbf"
                            "id;File Name ; \"class\";note\r\n"
                            "1;a.jpg;\"fo\"\"x\";\r\n"
                            "2; images/b.jpg ;d\xc3\xb6g;x y\r\n\r\n"
                            "3;cat/c;cat;;;\r\n"
                            "4;..\\d.png;cat;\r\n";

static const char *const table_words[]
    = { ",",    ";",        "\t", "\"",    "\"\"",  "\n",      "\r", "\r\n",
        "/",    "../",      "\\", "label", "file,", "a.jpg",   " ",  "|",
        "\xc3", "\xff\xfe", "%s", "%n",    "class", "images/", NULL };

static const char labels[]
    = "{\"classes\": [\"fox\", \"dog\", null, 3],\n"
      " \"labels\": {\"a\": 0, \"b.jpg\": {\"label\": 1, \"confidence\": 0.5},\n"
      "  \"c\": \"cat\", \"d\": null, \"e\": [1], \"\\u00e9\": \"x\\ud83d\\ude00\"}}\n";

static const char *const labels_words[] = {
  "{",        "}",       "[",       "]",           ":",    ",",           "\"",
  "null",     "1e999",   "-1",      "4294967296",  "true", "\"labels\":", "\"classes\":",
  "[[[[[[[[", "\\u0000", "\\ud800", "{\"label\":", "\xff", "0",           NULL
};

static void
put (const Fixture *self, const char *name, const char *bytes, gsize length)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (above, 0755), ==, 0);
  g_remove (path);
  g_file_set_contents_full (path, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0644,
                            &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = test_folder_new ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_folder_remove (self->folder);
}

/* It is read, with classes and pictures that lie in the folder; or refused in one line
 * that names the file. */
static void
take (const char *bytes, gsize length, gpointer data)
{
  Fixture *self = data;
  g_autoptr (LkDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;

  put (self, self->name, bytes, length);
  dataset = lk_dataset_open (self->folder, NULL, &error);
  if (dataset == NULL)
    {
      g_assert_true (error != NULL && error->domain == LK_ERROR);
      g_assert_null (strchr (error->message, '\n'));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  g_assert_no_error (error);
  self->n_read++;
  g_assert_cmpuint (lk_dataset_get_n_classes (dataset), >, 0);
  for (guint i = 0; i < lk_dataset_get_n_classes (dataset); i++)
    for (guint j = 0; j < lk_dataset_get_n_pictures (dataset, i); j++)
      {
        g_autofree char *path = lk_dataset_get_picture_path (dataset, i, j);
        g_autofree char *whole = g_canonicalize_filename (path, NULL);

        g_assert_true (
            g_utf8_validate (lk_dataset_get_class_name (dataset, i), -1, NULL));
        g_assert_true (g_str_has_prefix (whole, self->folder));
      }
}

static void
test_tables (Fixture *self, gconstpointer data)
{
  static const char *const pictures[]
      = { "images/a.jpg", "images/b.jpg", "images/cat/c.png", "d.png" };
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    put (self, pictures[i], "", 0);
  self->name = "test.csv";
  n = test_mutate (table, sizeof table - 1, table_words, N_RANDOM, take, self);
  g_assert_cmpuint (n, >, N_RANDOM);
  g_assert_cmpuint (self->n_read, >, 100);
  g_assert_cmpuint (self->n_read, <, n);
}

static void
test_labels (Fixture *self, gconstpointer data)
{
  static const char *const pictures[]
      = { "data/a.jpg", "data/b.jpg", "data/c.png", "data/d.png", "data/e.png" };
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    put (self, pictures[i], "", 0);
  self->name = "labels.json";
  n = test_mutate (labels, sizeof labels - 1, labels_words, N_RANDOM, take, self);
  g_assert_cmpuint (n, >, N_RANDOM);
  g_assert_cmpuint (self->n_read, >, 100);
  g_assert_cmpuint (self->n_read, <, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/dataset/hostile/tables", Fixture, NULL, set_up, test_tables, tear_down);
  g_test_add ("/dataset/hostile/labels", Fixture, NULL, set_up, test_labels, tear_down);
  return g_test_run ();
}
