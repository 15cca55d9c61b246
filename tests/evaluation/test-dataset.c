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

/* @n warnings, the last of which says @says. */
static void
assert_warns (const char *folder, const char *split, guint n, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDataset) dataset = lk_dataset_open (folder, split, &error);
  GPtrArray *warnings;

  g_assert_no_error (error);
  warnings = lk_dataset_get_warnings (dataset);
  for (guint i = 0; i < warnings->len; i++)
    g_test_message ("%s", (char *) warnings->pdata[i]);
  g_assert_cmpuint (warnings->len, ==, n);
  if (n > 0 && strstr (warnings->pdata[n - 1], says) == NULL)
    g_error ("“%s” does not say “%s”", (char *) warnings->pdata[n - 1], says);
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
                "B: x.jpeg\na b: é.webp\nb: 1.JPG 10.png 2.png\n");
  assert_warns (fixture->folder, NULL, 2, "b/deep");
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
  assert_refused (file, NULL, LK_ERROR_FILE, "1.png");
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkDataset) dataset = NULL;

  for (guint i = 0; i < 4200; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u/a.png", i);

      write_bytes (fixture->folder, name, "", 0);
    }
  dataset = lk_dataset_open (fixture->folder, NULL, NULL);
  g_assert_cmpuint (lk_dataset_get_n_classes (dataset), ==, 4200);
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
  { "other-header", "name,species\na.jpg,fox\n", -1, LK_ERROR_FORMAT, "line 1" },
  { "only-files", "filename,id\na.jpg,1\n", -1, LK_ERROR_FORMAT, "line 1" },
  { "list-of-files", "label,filename\nfox,a.jpg,b.jpg\n", -1, LK_ERROR_FORMAT, "line 2" },
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
  for (guint i = 0; i < 65537; i++)
    g_string_append_printf (text, "%u.jpg,%u\n", i, i);
  write_bytes (fixture->folder, "test.csv", text->str, text->len);
  assert_refused (fixture->folder, NULL, LK_ERROR_LIMIT, "65536");
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

static const char *const tables[] = {
  "filename,label\na.jpg,fox\nb.jpg,dog\n",
  "label,filename\nfox,a.jpg\ndog,b.jpg\n",
  "Label;FileName\nfox;a.jpg\ndog;b.jpg\n",
  "image\tclass\na.jpg\tfox\nb.jpg\tdog\n",
  "file label\na.jpg fox\nb.jpg   dog\n",
  "file   label  \n  a.jpg fox\nb.jpg dog \n",
  ",file_name,class\n0,a.jpg,fox\n1,b.jpg,dog\n",
  "id,Image Name,width,Class Name\n7,a.jpg,84,fox\n8,b.jpg,84,dog\n",
  "filename, label, concept_label\na.jpg,fox,7,14,0\nb.jpg, dog,7,14\n",
  "\"filename\",\"label\"\r\n\"a.jpg\",\"fox\"\r\n\"b.jpg\", \"dog\" \r\n",
  "\xef\xbb\xbf"
  "IMAGE;CLASS;NOTE\r\na.jpg;fox;\r\nb.jpg;dog;a \"note\"\r\n",
  "label|path\nfox|a.jpg\ndog|b.jpg\n",
  "filename,label\n\na.jpg,fox\n   \nb.jpg,dog\n\n",
};

/* Names of columns in any case and order, whatever parts them. */
static void
test_columns (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wide = NULL;
  gsize length;

  make_folder (fixture->folder, "images");
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      if (i == 10) /* a quotation mark within a field, as before */
        {
          write_bytes (fixture->folder, "test.csv", tables[i], -1);
          assert_refused (fixture->folder, NULL, LK_ERROR_FORMAT, "line 3");
          continue;
        }
      g_test_message ("%s", tables[i]);
      write_bytes (fixture->folder, "test.csv", tables[i], -1);
      assert_opens (fixture->folder, NULL, "test", "dog: b.jpg\nfox: a.jpg\n");
    }
  wide = g_convert (tables[0], -1, "UTF-16", "UTF-8", NULL, &length, NULL);
  write_bytes (fixture->folder, "test.csv", wide, (gssize) length);
  assert_opens (fixture->folder, NULL, "test", "dog: b.jpg\nfox: a.jpg\n");
}

/* Where the pictures lie that a table names, and how it names them. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *file;
    const char *name;
  } places[] = {
    { "images/a.jpg", "a.jpg" },      { "images/a.jpg", "images/a.jpg" },
    { "images/fox/a.jpg", "a.jpg" },  { "images/fox/a.jpg", "fox/a.jpg" },
    { "images/a.jpg", "fox/a.jpg" },  { "images/fox/a.jpg", "images/fox/a.jpg" },
    { "fox/a.jpg", "a.jpg" },         { "fox/a.jpg", "fox/a.jpg" },
    { "test/fox/a.jpg", "a.jpg" },    { "images/test/fox/a.jpg", "a.jpg" },
    { "test/a.jpg", "a.jpg" },        { "a.jpg", "a.jpg" },
    { "images/test/a.jpg", "a.jpg" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%u", fixture->folder, i);
      g_autofree char *text
          = g_strdup_printf ("filename,label\n%s,fox\n", places[i].name);
      g_autofree char *expected = g_build_filename (folder, places[i].file, NULL);
      g_autofree char *path = NULL;
      g_autoptr (LkDataset) dataset = NULL;

      write_bytes (folder, places[i].file, "", 0);
      write_bytes (folder, "test.csv", text, -1);
      dataset = lk_dataset_open (folder, NULL, NULL);
      path = lk_dataset_get_picture_path (dataset, 0, 0);
      g_assert_cmpstr (path, ==, expected);
    }
}

static void
test_tables_in_split (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "images/a.jpg", "images/b.jpg", "notes/c.txt", NULL };

  touch (fixture->folder, names);
  write_bytes (fixture->folder, "split/test.csv",
               "filename, label, more\na.jpg,fox,1,2\n", -1);
  write_bytes (fixture->folder, "split/train.csv",
               "filename, label, more\nb.jpg,dog,1,2\n", -1);
  assert_opens (fixture->folder, NULL, "test", "fox: a.jpg\n");
  assert_opens (fixture->folder, "train", "train", "dog: b.jpg\n");
  assert_opens (fixture->folder, "base", "train", "dog: b.jpg\n");
  assert_refused (fixture->folder, "val", LK_ERROR_OPTION, "train, test");
}

static void
test_folders_as_splits (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "test/a/1.png",  "test/b/2.png", "test/loose.png", "train/c/3.png",
          "train/d/4.png", "val/e/5.png",  "val/f/6.png",    NULL };

  touch (fixture->folder, names);
  assert_opens (fixture->folder, NULL, "test", "a: 1.png\nb: 2.png\n");
  assert_opens (fixture->folder, "test", "test", "a: 1.png\nb: 2.png\n");
  assert_opens (fixture->folder, "train", "train", "c: 3.png\nd: 4.png\n");
  assert_opens (fixture->folder, "valid", "val", "e: 5.png\nf: 6.png\n");
  assert_refused (fixture->folder, "other", LK_ERROR_OPTION, "train, val");
}

static void
test_split_names (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "train", "val",  "valid",    "validation",       "dev", "test", "base",
          "novel", "Test", "TRAINING", "images_background" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%u", fixture->folder, i);
      g_autofree char *first = g_build_filename (names[i], "a/1.png", NULL);
      g_autofree char *second = g_build_filename (names[i], "b/2.png", NULL);
      const char *const files[] = { first, second, NULL };

      touch (folder, files);
      assert_opens (folder, NULL, names[i], "a: 1.png\nb: 2.png\n");
      assert_opens (folder, names[i], names[i], "a: 1.png\nb: 2.png\n");
    }
}

/* Splits without classes are refused, and the folder to give is named. */
static void
test_flat_splits (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "train/1.png", "val/2.png", "test/3.png", "test/4.png", NULL };
  const char *const more[] = { "train/a/1.png", "train/b/1.png", NULL };

  touch (fixture->folder, names);
  assert_refused (fixture->folder, NULL, LK_ERROR_EPISODE, "test/CLASS");
  assert_refused (fixture->folder, "val", LK_ERROR_EPISODE, "val/CLASS");
  touch (fixture->folder, more);
  assert_refused (fixture->folder, NULL, LK_ERROR_EPISODE, "/train");
  assert_opens (fixture->folder, "train", "train", "a: 1.png\nb: 1.png\n");
}

/* Trains are a class, but not under that name. */
static void
test_classes_beside_splits (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "bus/1.png", "car/2.png", "train/3.png", NULL };

  touch (fixture->folder, names);
  assert_opens (fixture->folder, NULL, NULL, "bus: 1.png\ncar: 2.png\n");
  assert_warns (fixture->folder, NULL, 1, "train");
}

static void
test_two_levels (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "Beta/character01/1.png", "Alpha/character02/2.png", "Alpha/character01/3.png",
          "Alpha/character01/4.png", NULL };
  const char *const inside[] = { "set/Alpha/character01/1.png", NULL };
  const char *const split[] = { "cat/train/1.png", "dog/train/1.png", NULL };
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *third = g_build_filename (fixture->folder, "third", NULL);

  touch (other, names);
  assert_opens (other, NULL, NULL,
                "Alpha/character01: 3.png 4.png\nAlpha/character02: 2.png\n"
                "Beta/character01: 1.png\n");
  touch (third, inside);
  assert_opens (third, NULL, NULL, "character01: 1.png\n");
  g_free (third);
  third = g_build_filename (fixture->folder, "fourth", NULL);
  touch (third, split);
  assert_refused (third, NULL, LK_ERROR_EPISODE, "cat");
}

static void
test_wrapped (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "set/set/a/1.png", "set/set/b/2.png", "readme.txt", NULL };
  const char *const splits[] = { "x/train/a/1.png", "x/test/b/2.png", NULL };
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *third = g_build_filename (fixture->folder, "third", NULL);

  touch (other, names);
  assert_opens (other, NULL, NULL, "a: 1.png\nb: 2.png\n");
  touch (third, splits);
  assert_opens (third, NULL, "test", "b: 2.png\n");
}

/* Caltech's birds: tables of their own, and masks beside the pictures. */
static void
test_masks (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "images/001.a/1.jpg",
                                "images/002.b/2.jpg",
                                "segmentations/001.a/1.png",
                                "segmentations/002.b/2.png",
                                "images.txt",
                                "classes.txt",
                                "attributes/a.txt",
                                NULL };

  touch (fixture->folder, names);
  assert_opens (fixture->folder, NULL, NULL, "001.a: 1.jpg\n002.b: 2.jpg\n");
  assert_warns (fixture->folder, NULL, 1, "segmentations");
}

static void
test_tiny_imagenet (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "train/n1/images/1.JPEG", "train/n1/n1_boxes.txt",   "train/n2/images/2.JPEG",
          "val/images/3.JPEG",      "val/val_annotations.txt", NULL };

  touch (fixture->folder, names);
  assert_opens (fixture->folder, "train", "train", "n1: 1.JPEG\nn2: 2.JPEG\n");
}

static void
test_fiftyone (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "data/1.jpg", "data/2.png", "data/3.jpg", NULL };

  touch (fixture->folder, names);
  write_bytes (fixture->folder, "labels.json",
               "{\"classes\": [\"dog\", \"fox\"], \"labels\": {\"1\": 1, \"2\": 0, "
               "\"3.jpg\": 1, \"4\": 0}}",
               -1);
  assert_opens (fixture->folder, NULL, NULL, "dog: 2.png\nfox: 1.jpg 3.jpg\n");
  assert_warns (fixture->folder, NULL, 1, "“4”");
  write_bytes (fixture->folder, "labels.json",
               "{\"classes\": null, \"labels\": {\"1\": \"fox\", \"2\": {\"label\": "
               "\"dog\"}, \"3\": [\"fox\"]}}",
               -1);
  assert_opens (fixture->folder, NULL, NULL, "dog: 2.png\nfox: 1.jpg 3.jpg\n");
}

static void
test_broken_fiftyone (Fixture *fixture, gconstpointer data)
{
  const char *const texts[] = {
    "",
    "[]",
    "{}",
    "{\"labels\": []}",
    "{\"labels\": {}}",
    "{\"labels\": {\"1\": 7}, \"classes\": [\"a\"]}",
    "{\"labels\": {\"1\": -1}, \"classes\": [\"a\"]}",
    "{\"labels\": {\"1\": null}}",
    "{\"labels\": {\"1\": \"\"}}",
    "{\"labels\": {\"1\": \"a\"",
    "{\"labels\": {\"1\": {\"label\": {\"label\": 1}}}}",
    "{\"labels\": {\"1\": \"a\", \"1.jpg\": \"b\"}}",
  };
  const char *const names[] = { "data/1.jpg", NULL };

  touch (fixture->folder, names);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      write_bytes (fixture->folder, "labels.json", texts[i], -1);
      assert_refused (fixture->folder, NULL, LK_ERROR_FORMAT, "labels.json");
    }
}

static void
test_left_behind (Fixture *fixture, gconstpointer data)
{
  const char *const names[]
      = { "a/1.png", "a/legend.svg", "b/2.png", "__MACOSX/a/._1.png", "b/._2.png", NULL };

  touch (fixture->folder, names);
  make_folder (fixture->folder, "empty");
  assert_opens (fixture->folder, NULL, NULL, "a: 1.png\nb: 2.png\n");
  assert_warns (fixture->folder, NULL, 3, "empty");
}

static void
test_list_splits (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "train/a/1.png", "valid/a/1.png", "Novel/b/1.png", NULL };
  g_autoptr (GPtrArray) splits = NULL;

  splits = lk_dataset_list_splits (fixture->folder);
  g_assert_cmpuint (splits->len, ==, 0);
  g_ptr_array_unref (splits);
  touch (fixture->folder, names);
  splits = lk_dataset_list_splits (fixture->folder);
  g_assert_cmpuint (splits->len, ==, 3);
  g_assert_cmpstr (splits->pdata[0], ==, "Novel");
  g_assert_cmpstr (splits->pdata[1], ==, "valid");
  g_assert_cmpstr (splits->pdata[2], ==, "train");
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
  ADD ("/dataset/many", test_many);
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
  ADD ("/dataset/columns", test_columns);
  ADD ("/dataset/places", test_places);
  ADD ("/dataset/tables-in-split", test_tables_in_split);
  ADD ("/dataset/folders-as-splits", test_folders_as_splits);
  ADD ("/dataset/split-names", test_split_names);
  ADD ("/dataset/flat-splits", test_flat_splits);
  ADD ("/dataset/classes-beside-splits", test_classes_beside_splits);
  ADD ("/dataset/two-levels", test_two_levels);
  ADD ("/dataset/wrapped", test_wrapped);
  ADD ("/dataset/masks", test_masks);
  ADD ("/dataset/tiny-imagenet", test_tiny_imagenet);
  ADD ("/dataset/fiftyone", test_fiftyone);
  ADD ("/dataset/broken-fiftyone", test_broken_fiftyone);
  ADD ("/dataset/left-behind", test_left_behind);
  ADD ("/dataset/list-splits", test_list_splits);
  return g_test_run ();
}
