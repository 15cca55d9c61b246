/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-error.h"
#include "test-pictures.h"

/* Seconds; comparing each name with all others takes far longer. */
#ifdef __SANITIZE_THREAD__
#define PATIENCE 120
#else
#define PATIENCE 10
#endif

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_remove (fixture->folder);
}

static void
write_bytes (const char *folder, const char *name, const char *bytes, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (above, 0755), ==, 0);
  /* Without a copy to be renamed, a longer file would keep its end. */
  g_remove (path);
  g_file_set_contents_full (path, bytes, length, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

/* Names are all that counts here: no picture is opened. */
static void
touch (const char *folder, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    write_bytes (folder, names[i], "", 0);
}

static void
make_folder (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
}

static void
assert_dataset (LkDataset *dataset, const char *expected)
{
  g_autoptr (GString) told = g_string_new (NULL);

  for (guint i = 0; i < lk_dataset_get_n_classes (dataset); i++)
    {
      g_string_append_printf (told, "%s:", lk_dataset_get_class_name (dataset, i));
      for (guint j = 0; j < lk_dataset_get_n_pictures (dataset, i); j++)
        {
          g_autofree char *path = lk_dataset_get_picture_path (dataset, i, j);
          g_autofree char *name = g_path_get_basename (path);

          g_assert_true (g_path_is_absolute (path));
          g_assert_true (g_str_has_prefix (path, lk_dataset_get_path (dataset)));
          g_string_append_printf (told, " %s", name);
        }
      g_string_append_c (told, '\n');
    }
  g_assert_cmpstr (told->str, ==, expected);
}

static void
assert_opens (const char *folder,
              const char *split,
              const char *found,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  LkDataset *dataset = lk_dataset_open (folder, split, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_dataset_get_split (dataset), ==, found);
  assert_dataset (dataset, expected);
  g_assert_finalize_object (dataset);
}

static void
assert_refused (const char *folder, const char *split, LkError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDataset) dataset = lk_dataset_open (folder, split, &error);

  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_null (dataset);
  g_assert_null (strchr (error->message, '\n'));
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_folders (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "b/2.png",     "b/10.png",    "b/1.JPG",       "B/x.jpeg",
          "a b/é.webp",  "b/notes.txt", "b/.hidden.png", "b/deep/no.png",
          ".git/no.png", "loose.png",   "b/no-ending",   NULL };

  touch (fixture->folder, names);
  make_folder (fixture->folder, "empty");
  assert_opens (fixture->folder, NULL, NULL,
                "B: x.jpeg\na b: é.webp\nb: 1.JPG 10.png 2.png\nempty:\n");
}

static void
test_paths (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "a/1.png", "b/2.png", NULL };
  g_autofree char *slashed = g_strconcat (fixture->folder, "//./b/..//", NULL);
  g_autofree char *expected = g_build_filename (fixture->folder, "b", "2.png", NULL);
  g_autofree char *path = NULL;
  g_autoptr (LkDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;

  touch (fixture->folder, names);
  dataset = lk_dataset_open (slashed, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lk_dataset_get_path (dataset), ==, fixture->folder);
  path = lk_dataset_get_picture_path (dataset, 1, 0);
  g_assert_cmpstr (path, ==, expected);
}

static void
test_odd_names (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "\xff\xfe/\xff.png", "z/1.png", NULL };
  g_autoptr (LkDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;

  touch (fixture->folder, names);
  dataset = lk_dataset_open (fixture->folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_dataset_get_n_classes (dataset), ==, 2);
  g_assert_true (g_utf8_validate (lk_dataset_get_class_name (dataset, 1), -1, NULL));
  path = lk_dataset_get_picture_path (dataset, 1, 0);
  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
}

static void
test_no_dataset (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_autofree char *file = g_build_filename (fixture->folder, "deep/a/1.png", NULL);
  const char *const names[] = { "deep/a/1.png", "deep/b/1.png", NULL };

  assert_refused (fixture->folder, NULL, LK_ERROR_EPISODE, fixture->folder);
  assert_refused (missing, NULL, LK_ERROR_FILE, "missing");
  assert_refused (missing, "val", LK_ERROR_FILE, "missing");
  touch (fixture->folder, names);
  assert_refused (fixture->folder, NULL, LK_ERROR_EPISODE, fixture->folder);
  assert_refused (file, NULL, LK_ERROR_FILE, "1.png");
}

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 4097; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      make_folder (fixture->folder, name);
    }
  assert_refused (fixture->folder, NULL, LK_ERROR_LIMIT, "4096");
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  make_folder (fixture->folder, "images");
  write_bytes (fixture->folder, "test.csv",
               "\xef\xbb\xbf"
               "filename,label\r\n"
               "n2.jpg,wolf\r\n"
               "\"a,b \"\"c\"\".jpg\",fox\n"
               "\n"
               "sub/n1.jpg,\"wolf\"\r\n"
               "n10.jpg,wolf",
               -1);
  assert_opens (fixture->folder, NULL, "test",
                "fox: a,b \"c\".jpg\nwolf: n10.jpg n2.jpg n1.jpg\n");
}

static void
test_splits (Fixture *fixture, gconstpointer data)
{
  make_folder (fixture->folder, "images");
  write_bytes (fixture->folder, "val.csv", "filename,label\nv.jpg,a\n", -1);
  assert_opens (fixture->folder, NULL, "val", "a: v.jpg\n");
  assert_opens (fixture->folder, "val", "val", "a: v.jpg\n");
  assert_refused (fixture->folder, "test", LK_ERROR_OPTION, "val");
  assert_refused (fixture->folder, "../val", LK_ERROR_OPTION, "val");

  write_bytes (fixture->folder, "train.csv", "filename,label\nt.jpg,a\n", -1);
  assert_refused (fixture->folder, NULL, LK_ERROR_OPTION, "train, val");
  assert_opens (fixture->folder, "train", "train", "a: t.jpg\n");

  write_bytes (fixture->folder, "test.csv", "filename,label\ne.jpg,a\n", -1);
  assert_opens (fixture->folder, NULL, "test", "a: e.jpg\n");
}

static void
test_split_of_folders (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "a/1.png", "b/2.png", NULL };

  touch (fixture->folder, names);
  assert_refused (fixture->folder, "val", LK_ERROR_OPTION, "val");
  write_bytes (fixture->folder, "val.csv", "filename,label\nv.jpg,a\n", -1);
  assert_refused (fixture->folder, NULL, LK_ERROR_FILE, "images");
}

typedef struct
{
  const char *name;
  const char *text;
  gssize length;
  LkError code;
  const char *says;
} Broken;

#define HEADER "filename,label\n"

static const Broken broken[] = {
  { "empty", "", 0, LK_ERROR_EPISODE, "test.csv" },
  { "header-only", HEADER, -1, LK_ERROR_EPISODE, "test.csv" },
  { "no-header", "a.jpg,fox\nb.jpg,fox\n", -1, LK_ERROR_FORMAT, "line 1" },
  { "blank-first", "\nfilename,label\n", -1, LK_ERROR_FORMAT, "line 1" },
  { "other-header", "label,filename\nfox,a.jpg\n", -1, LK_ERROR_FORMAT, "line 1" },
  { "one-field", HEADER "a.jpg,fox\nb.jpg", -1, LK_ERROR_FORMAT, "line 3" },
  { "three-fields", HEADER "a.jpg,fox,1\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "no-label", HEADER "\na.jpg,\n", -1, LK_ERROR_FORMAT, "line 3" },
  { "no-name", HEADER ",fox\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "open-quote", HEADER "\"a.jpg,fox\nb.jpg,fox\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "lone-quote", HEADER "a.jpg,\"", -1, LK_ERROR_FORMAT, "line 2" },
  { "escaped-end", HEADER "a.jpg,\"fox\"\"", -1, LK_ERROR_FORMAT, "line 2" },
  { "quote-within", HEADER "a\".jpg,fox\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "after-quote", HEADER "\"a\".jpg,fox\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "nul", HEADER "a\0b.jpg,fox\n", 15 + 12, LK_ERROR_FORMAT, "line 2" },
  { "nuls", "\0\0\0\0", 4, LK_ERROR_FORMAT, "line 1" },
  { "not-utf8", HEADER "a.jpg,f\xffx\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "cut-utf8", HEADER "a.jpg,f\xc3", -1, LK_ERROR_FORMAT, "line 2" },
  { "lone-return", HEADER "a.jpg,fox\rb.jpg,fox\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "twice", HEADER "a.jpg,fox\nb.jpg,fox\na.jpg,dog\n", -1, LK_ERROR_FORMAT, "line 4" },
  { "absolute", HEADER "/etc/a.jpg,fox\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "upwards", HEADER "a/../../b.jpg,fox\n", -1, LK_ERROR_FORMAT, "line 2" },
  { "mark-only", "\xef\xbb\xbf", 3, LK_ERROR_EPISODE, "test.csv" },
};

static void
test_broken_csv (Fixture *fixture, gconstpointer data)
{
  make_folder (fixture->folder, "images");
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_test_message ("%s", broken[i].name);
      write_bytes (fixture->folder, "test.csv", broken[i].text, broken[i].length);
      assert_refused (fixture->folder, NULL, broken[i].code, broken[i].says);
      if (broken[i].code == LK_ERROR_FORMAT)
        assert_refused (fixture->folder, NULL, broken[i].code, "test.csv");
    }
}

/* Names of pictures that share a hash: done in a moment, where a hash table would take a
 * minute. */
static void
test_colliding_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDataset) dataset = NULL;
  gint64 start;

  make_folder (fixture->folder, "images");
  for (guint i = 0; i < 60000; i++)
    {
      for (guint bit = 0; bit < 16; bit++)
        g_string_append (text, i >> bit & 1 ? "aB" : "b!");
      g_string_append (text, ".jpg,fox\n");
    }
  write_bytes (fixture->folder, "test.csv", text->str, text->len);
  start = g_get_monotonic_time ();
  dataset = lk_dataset_open (fixture->folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_dataset_get_n_pictures (dataset, 0), ==, 60000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, PATIENCE * G_USEC_PER_SEC);
}

static void
test_huge_fields (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (HEADER "a.jpg,fox\n");

  make_folder (fixture->folder, "images");
  for (guint i = 0; i < 4096; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, ",fox\n");
  write_bytes (fixture->folder, "test.csv", text->str, text->len);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (LkDataset) dataset = lk_dataset_open (fixture->folder, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (lk_dataset_get_n_pictures (dataset, 0), ==, 2);
  }
  g_string_insert_c (text, text->len - 5, 'x');
  write_bytes (fixture->folder, "test.csv", text->str, text->len);
  assert_refused (fixture->folder, NULL, LK_ERROR_FORMAT, "line 3");
  for (guint i = 0; i < 22; i++)
    g_string_append_len (text, text->str, MIN (text->len, 4 << 20));
  write_bytes (fixture->folder, "test.csv", text->str, text->len);
  assert_refused (fixture->folder, NULL, LK_ERROR_FORMAT, "line 3");
}

static void
test_huge_csv (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "test.csv", NULL);

  make_folder (fixture->folder, "images");
  write_bytes (fixture->folder, "test.csv", HEADER, -1);
  g_assert_cmpint (truncate (path, (off_t) 64 << 20 | 1), ==, 0);
  assert_refused (fixture->folder, NULL, LK_ERROR_LIMIT, "test.csv");
  g_assert_cmpint (g_remove (path), ==, 0);
  make_folder (fixture->folder, "test.csv");
  assert_refused (fixture->folder, NULL, LK_ERROR_FILE, "test.csv");
}

static void
test_many_labels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (HEADER);

  make_folder (fixture->folder, "images");
  for (guint i = 0; i < 4097; i++)
    g_string_append_printf (text, "%u.jpg,%u\n", i, i);
  write_bytes (fixture->folder, "test.csv", text->str, text->len);
  assert_refused (fixture->folder, NULL, LK_ERROR_LIMIT, "4096");
}

/* Every prefix of a table, and every byte of it replaced, is taken or refused. */
static void
test_damaged_csv (Fixture *fixture, gconstpointer data)
{
  const char text[] = "\xef\xbb\xbf" HEADER "\"a\"\"b.jpg\",\"fox\"\r\nc.jpg,dög\n";
  const char others[] = { '\0', '"', ',', '\n', '\r', '\xff', 'x' };

  make_folder (fixture->folder, "images");
  for (gsize i = 0; i < sizeof text - 1; i++)
    for (gsize j = 0; j <= sizeof others; j++)
      {
        g_autofree char *damaged = g_memdup2 (text, sizeof text);
        g_autoptr (GError) error = NULL;
        g_autoptr (LkDataset) dataset = NULL;

        if (j < sizeof others)
          damaged[i] = others[j];
        write_bytes (fixture->folder, "test.csv", damaged,
                     j < sizeof others ? sizeof text - 1 : i);
        dataset = lk_dataset_open (fixture->folder, NULL, &error);
        g_assert_true ((dataset == NULL) == (error != NULL));
        if (error != NULL)
          g_assert_true (error->domain == LK_ERROR);
        else
          g_assert_cmpuint (lk_dataset_get_n_classes (dataset), >, 0);
      }
}

/* A part has its classes' pictures, and outlives the whole. */
static void
test_part (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "a/1.png", "b/2.png", "b/3.png", "c/4.png", "d/5.png", NULL };
  const guint classes[] = { 1, 3 };
  g_autoptr (LkDataset) part = NULL;
  g_autoptr (GError) error = NULL;
  LkDataset *whole;

  touch (fixture->folder, names);
  whole = lk_dataset_open (fixture->folder, NULL, &error);
  g_assert_no_error (error);
  part = lk_dataset_new_part (whole, classes, 2);
  assert_dataset (whole, "a: 1.png\nb: 2.png 3.png\nc: 4.png\nd: 5.png\n");
  g_object_unref (whole);
  assert_dataset (part, "b: 2.png 3.png\nd: 5.png\n");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/dataset/folders", test_folders);
  ADD ("/dataset/paths", test_paths);
  ADD ("/dataset/odd-names", test_odd_names);
  ADD ("/dataset/no-dataset", test_no_dataset);
  ADD ("/dataset/too-many", test_too_many);
  ADD ("/dataset/csv", test_csv);
  ADD ("/dataset/splits", test_splits);
  ADD ("/dataset/split-of-folders", test_split_of_folders);
  ADD ("/dataset/broken-csv", test_broken_csv);
  ADD ("/dataset/colliding-names", test_colliding_names);
  ADD ("/dataset/huge-fields", test_huge_fields);
  ADD ("/dataset/huge-csv", test_huge_csv);
  ADD ("/dataset/many-labels", test_many_labels);
  ADD ("/dataset/damaged-csv", test_damaged_csv);
  ADD ("/dataset/part", test_part);
  return g_test_run ();
}
