/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-dataset.h"
#include "lk-error.h"
#include "test-pictures.h"

/* How other people lay out their datasets. Names are all that counts: no picture is
 * opened. @files: what is there, each but tables empty; @table: what @table_name holds;
 * @expected: classes and how many pictures each has. */
typedef struct
{
  const char *name;
  const char *files[12];
  const char *table_name;
  const char *table;
  const char *split;
  const char *expected;
} Layout;

#define IMAGES "images/a1.jpg", "images/a2.jpg", "images/b1.jpg"
#define ROWS "a1.jpg,a\na2.jpg,a\nb1.jpg,b\n"
#define TWO "a:2 b:1"

static const Layout layouts[] = {
  { "species", { IMAGES }, "test.csv", "path,species\n" ROWS, NULL, TWO },
  { "breed", { IMAGES }, "test.csv", "id,breed\na1,a\na2,a\nb1,b\n", NULL, TWO },
  { "image-id", { IMAGES }, "test.csv", "image_id,class_name\n" ROWS, NULL, TWO },
  { "text-label", { IMAGES }, "test.csv", "file_name,text_label\n" ROWS, NULL, TWO },
  { "name-before-number",
    { IMAGES },
    "test.csv",
    "image_name,label_id,label_name\na1.jpg,7,a\na2.jpg,7,a\nb1.jpg,8,b\n",
    NULL,
    TWO },
  { "no-endings",
    { IMAGES },
    "test.csv",
    "filename,label\na1,a\na2,a\nb1,b\n",
    NULL,
    TWO },
  { "backslashes",
    { IMAGES },
    "test.csv",
    "filename,label\nimages\\a1.jpg,a\nimages\\a2.jpg,a\n.\\images\\b1.jpg,b\n",
    NULL,
    TWO },
  { "returns",
    { IMAGES },
    "test.csv",
    "filename,label\ra1.jpg,a\ra2.jpg,a\rb1.jpg,b\r",
    NULL,
    TWO },
  { "same-names",
    { "images/a/1.jpg", "images/a/2.jpg", "images/b/1.jpg" },
    "test.csv",
    "filename,label\n1.jpg,a\n2.jpg,a\n1.jpg,b\n",
    NULL,
    TWO },
  { "img",
    { "img/a1.jpg", "img/a2.jpg", "img/b1.jpg" },
    "test.csv",
    "filename,label\n" ROWS,
    NULL,
    TWO },
  { "jpegimages",
    { "JPEGImages/a1.jpg", "JPEGImages/a2.jpg", "JPEGImages/b1.jpg" },
    "test.csv",
    "filename,label\n" ROWS,
    NULL,
    TWO },
  { "filelists", { IMAGES }, "filelists/novel.csv", "filename,label\n" ROWS, NULL, TWO },
  { "csv-folder", { IMAGES }, "csv/test.csv", "filename,label\n" ROWS, NULL, TWO },
  { "longer-name",
    { IMAGES },
    "few_shot_test.csv",
    "filename,label\n" ROWS,
    "test",
    TWO },
  { "only-table", { IMAGES }, "labels.csv", "filename,label\n" ROWS, NULL, TWO },
  { "other-table",
    { "a/1.jpg", "a/2.jpg", "b/1.jpg" },
    "sizes.csv",
    "filename,width\n1.jpg,3\n",
    NULL,
    TWO },
  { "classes-and-table",
    { "a/1.jpg", "a/2.jpg", "b/1.jpg" },
    "other.csv",
    "filename,label\na/1.jpg,x\na/2.jpg,y\n",
    NULL,
    TWO },
  { "remark", { IMAGES }, "test.csv", "# by hand\n\nfilename,label\n" ROWS, NULL, TWO },
  { "excel", { IMAGES }, "test.csv", "sep=,\r\nfilename,label\r\n" ROWS, NULL, TWO },
  { "another-machine",
    { "images/a/1.jpg", "images/a/2.jpg", "images/b/1.jpg" },
    "test.csv",
    "filename,label\n/home/me/set/images/a/1.jpg,a\n/home/me/set/images/a/2.jpg,a\n"
    "D:\\set\\images\\b\\1.jpg,b\n",
    NULL,
    TWO },
  { "from-the-table",
    { IMAGES },
    "split/test.csv",
    "filename,label\n../images/a1.jpg,a\n../images/a2.jpg,a\n../images/b1.jpg,b\n",
    NULL,
    TWO },
  { "column-of-splits",
    { IMAGES },
    "metadata.csv",
    "file,label,Split\na1.jpg,a,TEST\na2.jpg,a,test\nb1.jpg,b,test\nc1.jpg,c,train\n",
    NULL,
    TWO },
  { "column-beside-classes",
    { "a/1.jpg", "a/2.jpg", "b/1.jpg", "c/1.jpg" },
    "metadata.csv",
    "file,label,subset\na/1.jpg,a,val\na/2.jpg,a,val\nb/1.jpg,b,val\nc/1.jpg,c,train\n",
    "valid",
    TWO },
  { "table-in-split",
    { "test/1.jpg", "test/2.jpg", "test/3.jpg", "train/4.jpg" },
    "test/metadata.csv",
    "file_name,label\n1.jpg,a\n2.jpg,a\n3.jpg,b\n",
    NULL,
    TWO },
  { "manifest",
    { "CUB/images/a/1.jpg", "CUB/images/a/2.jpg", "CUB/images/b/1.jpg",
      "CUB/images/c/1.jpg" },
    "novel.json",
    "{\"label_names\": [\"c\", \"a\", \"b\"], \"image_names\": "
    "[\"/me/filelists/CUB/images/a/1.jpg\",\"/me/filelists/CUB/images/a/2.jpg\","
    "\"/me/filelists/CUB/images/b/1.jpg\"],\"image_labels\": [1, 1, 2]}",
    "novel",
    TWO },
  { "manifest-of-names",
    { IMAGES },
    "filelists/base.json",
    "{\"image_names\": [\"a1.jpg\", \"a2.jpg\", \"b1.jpg\"], "
    "\"image_labels\": [\"a\", \"a\", \"b\"]}",
    "train",
    TWO },
  { "other-json",
    { "a/1.jpg", "a/2.jpg", "b/1.jpg" },
    "test.json",
    "{\"accuracy\": [1]}",
    NULL,
    TWO },
  { "list-of-classes",
    { "images/a/1.jpg", "images/a/2.jpg", "images/b/1.jpg", "images/c/1.jpg" },
    "test.txt",
    "a\nb\n",
    NULL,
    TWO },
  { "list-of-pictures",
    { "images/a/1.jpg", "images/a/2.jpg", "images/a/3.jpg", "images/b/1.jpg",
      "images/c/1.jpg" },
    "meta/test.txt",
    "a/1\na/2\nb/1\n",
    "test",
    TWO },
  { "list-with-labels",
    { "a b/1 x.jpg", "a b/2 x.jpg", "b/1.jpg", "c/1.jpg" },
    "test.txt",
    "data/a b/1 x.jpg 0\ndata\\a b\\2 x.jpg 0\nb/1.jpg, 1\n",
    NULL,
    "a b:2 b:1" },
  { "pre-sized",
    { "test_pre/a/1.jpg", "test_pre/a/2.jpg", "test_pre/b/1.jpg", "train_pre/c/1.jpg" },
    NULL,
    NULL,
    NULL,
    TWO },
  { "meta-test",
    { "meta-test/a/1.jpg", "meta-test/a/2.jpg", "meta-test/b/1.jpg",
      "meta-train/c/1.jpg" },
    NULL,
    NULL,
    NULL,
    TWO },
  { "sets",
    { "val_set/a/1.jpg", "val_set/a/2.jpg", "val_set/b/1.jpg", "Train Set/c/1.jpg" },
    NULL,
    NULL,
    "val",
    TWO },
  { "unlabelled",
    { "data/a1.jpg", "data/a2.jpg", "data/b1.jpg" },
    "labels.json",
    "{\"labels\": {\"a1\": \"a\", \"a2\": \"a\", \"b1\": \"b\", \"b2\": null}}",
    NULL,
    TWO },
};

static void
put (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (above, 0755), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
describe (LkDataset *dataset)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lk_dataset_get_n_classes (dataset); i++)
    {
      guint n = 0;

      for (guint j = 0; j < lk_dataset_get_n_pictures (dataset, i); j++)
        {
          g_autofree char *path = lk_dataset_get_picture_path (dataset, i, j);

          n += g_file_test (path, G_FILE_TEST_IS_REGULAR);
        }
      g_string_append_printf (text, "%s%s:%u", i > 0 ? " " : "",
                              lk_dataset_get_class_name (dataset, i), n);
    }
  return g_string_free (text, FALSE);
}

static void
test_layouts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      const Layout *layout = &layouts[i];
      char *folder = test_folder_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (LkDataset) dataset = NULL;
      g_autofree char *told = NULL;

      g_test_message ("%s", layout->name);
      for (guint j = 0; layout->files[j] != NULL; j++)
        put (folder, layout->files[j], "");
      if (layout->table_name != NULL)
        put (folder, layout->table_name, layout->table);
      dataset = lk_dataset_open (folder, layout->split, &error);
      g_assert_no_error (error);
      told = describe (dataset);
      g_assert_cmpstr (told, ==, layout->expected);
      test_folder_remove (folder);
    }
}

/* CIFAR-FS: the classes of a split are listed. */
static void
test_class_lists (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDataset) test = NULL;
  g_autoptr (LkDataset) train = NULL;
  g_autoptr (LkDataset) other = NULL;
  g_autoptr (GPtrArray) splits = NULL;
  g_autofree char *told = NULL;

  put (folder, "data/apple/1.png", "");
  put (folder, "data/bee/1.png", "");
  put (folder, "data/cup/1.png", "");
  put (folder, "splits/bertinetto/test.txt", "apple\r\ncup\n\n");
  put (folder, "splits/bertinetto/train.txt", "bee\n");
  splits = lk_dataset_list_splits (folder);
  g_assert_cmpuint (splits->len, ==, 2);
  test = lk_dataset_open (folder, NULL, &error);
  g_assert_no_error (error);
  told = describe (test);
  g_assert_cmpstr (told, ==, "apple:1 cup:1");
  g_assert_cmpstr (lk_dataset_get_split (test), ==, "test");
  train = lk_dataset_open (folder, "train", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_dataset_get_n_classes (train), ==, 1);
  g_assert_null (lk_dataset_open (folder, "val", NULL));

  put (folder, "splits/bertinetto/test.txt", "apple\nrocket\n");
  other = lk_dataset_open (folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_dataset_get_n_classes (other), ==, 3);
  g_assert_cmpuint (lk_dataset_get_warnings (other)->len, ==, 1);
  test_folder_remove (folder);
}

static void
assert_refused (const char *folder, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDataset) dataset = lk_dataset_open (folder, NULL, &error);

  g_assert_null (dataset);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

/* One class in several folders: domains, folds, supports and queries, pictures and their
 * masks. Numbered ones are of the folder they are in. */
static void
test_repeated (void)
{
  char *folder = test_folder_new ();
  g_autoptr (LkDataset) numbered = NULL;
  g_autofree char *told = NULL;

  put (folder, "one/Greek/character01/1.png", "");
  put (folder, "one/Latin/character01/1.png", "");
  put (folder, "two/color/scab/1.png", "");
  put (folder, "two/color/rust/1.png", "");
  put (folder, "two/segmented/scab/1.png", "");
  put (folder, "two/segmented/n01498041/1.png", "");
  put (folder, "two/segmented/rust/1.png", "");
  told = g_build_filename (folder, "one", NULL);
  numbered = lk_dataset_open (told, NULL, NULL);
  g_assert_cmpuint (lk_dataset_get_n_classes (numbered), ==, 2);
  g_free (told);
  told = g_build_filename (folder, "two", NULL);
  assert_refused (told, "“color/rust” and “segmented/rust”");
  test_folder_remove (folder);
}

/* What is left out is said: pictures below a class, and classes beside the splits. */
static void
test_said (void)
{
  char *folder = test_folder_new ();
  g_autoptr (LkDataset) dataset = NULL;
  GPtrArray *warnings;

  put (folder, "test/a/1.jpg", "");
  put (folder, "test/a/more/1.jpg", "");
  put (folder, "test/b/1.jpg", "");
  put (folder, "test/b/more/1.jpg", "");
  put (folder, "eval/c/1.jpg", "");
  dataset = lk_dataset_open (folder, NULL, NULL);
  warnings = lk_dataset_get_warnings (dataset);
  g_assert_cmpuint (warnings->len, ==, 2);
  g_assert_nonnull (strstr (warnings->pdata[0], "/eval”"));
  g_assert_nonnull (strstr (warnings->pdata[1], "/a/more”"));
  test_folder_remove (folder);
}

static void
assert_warns (const char *folder, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDataset) dataset = lk_dataset_open (folder, NULL, &error);
  GPtrArray *warnings;

  g_assert_no_error (error);
  warnings = lk_dataset_get_warnings (dataset);
  g_assert_cmpuint (warnings->len, >, 0);
  if (strstr (warnings->pdata[0], says) == NULL)
    g_error ("“%s” does not say “%s”", (char *) warnings->pdata[0], says);
}

/* Of two tables that could be meant, the one that is not read is named. */
static void
test_other_tables (void)
{
  char *folder = test_folder_new ();
  g_autofree char *both = g_build_filename (folder, "both", NULL);
  g_autofree char *folds = g_build_filename (folder, "folds", NULL);

  put (folder, "both/images/a1.jpg", "");
  put (folder, "both/test.csv", "filename,label\na1.jpg,a\n");
  put (folder, "both/split/test.csv", "filename,label\na1.jpg,b\n");
  put (folder, "both/split/train.csv", "filename,label\na1.jpg,b\n");
  put (folder, "both/labels/test.csv", "name,size\na1.jpg,3\n");
  assert_warns (both, "/split/test.csv” is a table of the same split");
  put (folder, "folds/images/a/1.jpg", "");
  put (folder, "folds/images/b/1.jpg", "");
  put (folder, "folds/test_1.csv", "filename,label\na/1.jpg,a\n");
  put (folder, "folds/test_2.csv", "filename,label\nb/1.jpg,b\n");
  assert_warns (folds, "/test_1.csv” is not read");
  test_folder_remove (folder);
}

/* A broken table is none, and says why there is no dataset; no part of it is taken. */
static void
test_broken_only_table (void)
{
  char *folder = test_folder_new ();
  g_autoptr (LkDataset) dataset = NULL;
  g_autofree char *told = NULL;

  put (folder, "images/1.jpg", "");
  put (folder, "labels.csv", "filename,label\n1.jpg,x\n2.jpg\n");
  assert_refused (folder, "line 3");
  put (folder, "images/a/1.jpg", "");
  put (folder, "images/b/1.jpg", "");
  told = g_build_filename (folder, "images", "1.jpg", NULL);
  g_assert_cmpint (g_unlink (told), ==, 0);
  dataset = lk_dataset_open (folder, NULL, NULL);
  g_free (told);
  told = describe (dataset);
  g_assert_cmpstr (told, ==, "a:1 b:1");
  test_folder_remove (folder);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *file;
    const char *text;
    const char *says;
  } cases[] = {
    { "novel.json", "{\"image_names\": [\"a\"], \"image_labels\": [0", "damaged" },
    { "novel.json", "{\"image_names\": [\"a\"], \"image_labels\": []}", "damaged" },
    { "novel.json", "{\"image_names\": [\"/x/a/9.jpg\"], \"image_labels\": [\"a\"]}",
      "picture 1: the file name is an absolute path" },
    { "novel.json",
      "{\"label_names\": [], \"image_names\": [\"a\"], \"image_labels\": [0]}",
      "picture 1: there must be" },
    { "novel.json", "{\"image_names\": [\"../../a\"], \"image_labels\": [0]}",
      "leads out" },
    { "test.csv", "filename,label\n/x/../images/1.jpg,a\n", "absolute path" },
    { "images/1.jpg", "", "images/CLASS" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *folder = test_folder_new ();
      g_autofree char *file = g_build_filename (folder, cases[i].file, NULL);

      put (folder, "images/1.jpg", "");
      put (folder, cases[i].file, cases[i].text);
      assert_refused (folder, cases[i].says);
      assert_refused (file, "is a file");
      test_folder_remove (folder);
    }
}

/* Masks beside a folder that holds the pictures one level deeper are not taken for them.
 */
static void
test_two_depths (void)
{
  char *folder = test_folder_new ();

  put (folder, "CUB/images/a/1.jpg", "");
  put (folder, "CUB/images/b/1.jpg", "");
  put (folder, "masks/a/1.png", "");
  put (folder, "masks/b/1.png", "");
  assert_refused (folder, "CUB/images");
  test_folder_remove (folder);
}

static void
test_packed (void)
{
  char *folder = test_folder_new ();

  put (folder, "mini-imagenet-cache-test.pkl", "");
  assert_refused (folder, "mini-imagenet-cache-test.pkl");
  test_folder_remove (folder);
}

/* One picture under two labels is in no class for certain. */
static void
test_two_labels (void)
{
  char *folder = test_folder_new ();

  put (folder, "images/a/1.jpg", "");
  put (folder, "test.csv", "filename,label\na/1.jpg,a\na/1.jpg,b\n");
  assert_refused (folder, "line 3");
  test_folder_remove (folder);
}

/* Two tables of one split, none of which is called so alone: neither is chosen. */
static void
test_two_tables (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GPtrArray) splits = NULL;

  put (folder, "mini_test.csv", "filename,label\n" ROWS);
  put (folder, "tiered_test.csv", "filename,label\n" ROWS);
  splits = lk_dataset_list_splits (folder);
  g_assert_cmpuint (splits->len, ==, 0);
  put (folder, "test.csv", "filename,label\n" ROWS);
  g_ptr_array_unref (splits);
  splits = lk_dataset_list_splits (folder);
  g_assert_cmpuint (splits->len, ==, 1);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/layouts/read", test_layouts);
  g_test_add_func ("/dataset/layouts/class-lists", test_class_lists);
  g_test_add_func ("/dataset/layouts/two-depths", test_two_depths);
  g_test_add_func ("/dataset/layouts/repeated", test_repeated);
  g_test_add_func ("/dataset/layouts/said", test_said);
  g_test_add_func ("/dataset/layouts/other-tables", test_other_tables);
  g_test_add_func ("/dataset/layouts/broken-only-table", test_broken_only_table);
  g_test_add_func ("/dataset/layouts/refusals", test_refusals);
  g_test_add_func ("/dataset/layouts/packed", test_packed);
  g_test_add_func ("/dataset/layouts/two-labels", test_two_labels);
  g_test_add_func ("/dataset/layouts/two-tables", test_two_tables);
  return g_test_run ();
}
