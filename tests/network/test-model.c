/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "checkpoint-fixture.h"
#include "lk-error.h"
#include "lk-model.h"

static void
test_builtin (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) model = lk_model_open (LK_MODEL_DEFAULT, NULL, &error);
  gsize shape[3];

  g_assert_no_error (error);
  g_assert_cmpstr (lk_model_get_name (model), ==, "builtin:conv64f");
  g_assert_true (g_path_is_absolute (lk_model_get_path (model)));
  g_assert_true (g_str_has_suffix (lk_model_get_path (model), "/conv64f.safetensors"));
  g_assert_cmpstr (lk_model_get_layout (model)->name, ==, "likeness");
  g_assert_cmpstr (lk_model_get_profile (model)->name, ==, "p1");
  g_assert_cmpuint (strlen (lk_model_get_sha256 (model)), ==, 64);
  g_assert_cmpstr (lk_model_get_sha256 (model), ==,
                   lk_checkpoint_get_sha256 (lk_model_get_checkpoint (model)));
  g_assert_cmpuint (lk_network_get_n_parameters (lk_model_get_network (model)), ==,
                    112832);
  lk_network_get_map_shape (lk_model_get_network (model), 84, 84, shape);
  g_assert_cmpuint (shape[0], ==, 64);
  g_assert_cmpuint (shape[1], ==, 21);
  g_assert_cmpuint (shape[2], ==, 21);
}

static void
test_unknown_builtin (void)
{
  static const char *const names[]
      = { "builtin:nothing", "builtin:", "builtin:../weights/conv64f" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_model_open (names[i], NULL, &error));
      fixture_assert_error (error, LK_ERROR_OPTION, "choose builtin:conv64f");
    }
}

static void
test_file (void)
{
  g_autofree char *path = fixture_path ("layout-m2l-head-conv.pth");
  g_autofree char *detour = g_strconcat (path, "/../layout-m2l-head-conv.pth", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) model = lk_model_open (detour, NULL, &error);
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);
  gsize shape[3];

  g_assert_no_error (error);
  g_assert_cmpstr (lk_model_get_name (model), ==, canonical);
  g_assert_cmpstr (lk_model_get_path (model), ==, canonical);
  g_assert_cmpstr (lk_model_get_profile (model)->name, ==, "p3-deepemd");
  lk_network_get_map_shape (lk_model_get_network (model), 84, 84, shape);
  g_assert_cmpuint (shape[1], ==, 19);
}

static void
test_profile (void)
{
  g_autofree char *path = fixture_path ("layout-adm.pth");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) model = lk_model_open (path, "p4", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lk_model_get_profile (model)->name, ==, "p4");
  g_assert_cmpstr (lk_model_get_layout (model)->profile->name, ==, "p1");
  g_assert_null (lk_model_open (path, "p9", &error));
  fixture_assert_error (error, LK_ERROR_OPTION, "“p9”");
}

static void
test_bad_file (void)
{
  static const char *const names[]
      = { "missing.pth", "expected-kinds.bin", "refused-se.pth" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = fixture_path (names[i]);
      g_autofree char *canonical = g_canonicalize_filename (path, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_model_open (path, NULL, &error));
      g_assert_true (g_str_has_prefix (error->message, canonical));
    }
}

/* A copy of a fixture that a test may spoil. */
static char *
copy_fixture (const char *name)
{
  g_autofree char *path = fixture_path (name);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  char *copy = g_build_filename (g_get_tmp_dir (), "likeness-model-XXXXXX", NULL);
  gsize size;
  int handle;

  g_assert_true (g_file_get_contents (path, &contents, &size, &error));
  handle = g_mkstemp (copy);
  g_assert_cmpint (handle, >=, 0);
  g_assert_cmpint (write (handle, contents, size), ==, (gssize) size);
  close (handle);
  return copy;
}

/* What a file becomes once it was read changes nothing. */
static void
check_truncated (const char *name)
{
  g_autofree char *copy = copy_fixture (name);
  g_autofree char *untouched = fixture_path (name);
  g_autoptr (LkModel) model = lk_model_open (copy, NULL, NULL);
  g_autoptr (LkModel) wanted = lk_model_open (untouched, NULL, NULL);
  GHashTable *found[]
      = { lk_model_get_layout (model)->tensors, lk_model_get_layout (model)->fusion };
  GHashTable *old[]
      = { lk_model_get_layout (wanted)->tensors, lk_model_get_layout (wanted)->fusion };

  g_assert_cmpint (truncate (copy, 0), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (found) && found[i] != NULL; i++)
    {
      GHashTableIter iter;
      gpointer key;
      gpointer tensor;

      g_hash_table_iter_init (&iter, found[i]);
      while (g_hash_table_iter_next (&iter, &key, &tensor))
        g_assert_cmpmem (lk_tensor_get_data (tensor),
                         lk_tensor_get_size (tensor) * sizeof (float),
                         lk_tensor_get_data (g_hash_table_lookup (old[i], key)),
                         lk_tensor_get_size (tensor) * sizeof (float));
    }
  g_assert_cmpstr (lk_model_get_fingerprint (model), ==,
                   lk_model_get_fingerprint (wanted));
  g_unlink (copy);
}

static void
test_truncated (void)
{
  check_truncated ("layout-m2l.pth");
  check_truncated ("likeness-resnet12.safetensors");
}

typedef struct
{
  const char *path;
  char *contents;
  gsize size;
  gint done;
} Rewriting;

/* As torch.save() writes: from an empty file on. */
static gpointer
rewrite (gpointer data)
{
  Rewriting *self = data;

  while (!g_atomic_int_get (&self->done))
    {
      FILE *file = fopen (self->path, "wb");

      for (gsize i = 0; i < self->size; i += 512)
        {
          fwrite (self->contents + i, 1, MIN (self->size - i, 512), file);
          fflush (file);
        }
      fclose (file);
      g_usleep (g_random_int_range (0, 3000));
    }
  return NULL;
}

/* A file that is rewritten all the time opens as what it is, or with an error. */
static void
test_rewritten (void)
{
  g_autofree char *copy = copy_fixture ("layout-m2l.pth");
  g_autoptr (LkModel) wanted = lk_model_open (copy, NULL, NULL);
  Rewriting rewriting = { .path = copy };
  GThread *thread;
  guint n_opened = 0;

  g_assert_true (g_file_get_contents (copy, &rewriting.contents, &rewriting.size, NULL));
  thread = g_thread_new ("rewrite", rewrite, &rewriting);
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkModel) model = lk_model_open (copy, NULL, &error);

      if (model == NULL)
        {
          g_assert_nonnull (error);
          continue;
        }
      n_opened++;
      g_assert_cmpstr (lk_model_get_fingerprint (model), ==,
                       lk_model_get_fingerprint (wanted));
    }
  g_atomic_int_set (&rewriting.done, TRUE);
  g_thread_join (thread);
  g_test_message ("opened %u times of 200", n_opened);
  g_free (rewriting.contents);
  g_unlink (copy);
}

static LkCheckpoint *
with_metadata (LkCheckpoint *checkpoint, const char *key, const char *value)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);

  for (guint i = 0; i < names->len; i++)
    g_hash_table_insert (
        tensors, g_strdup (names->pdata[i]),
        lk_tensor_ref (lk_checkpoint_get_tensor (checkpoint, names->pdata[i])));
  g_hash_table_insert (metadata, (char *) key, (char *) value);
  return lk_checkpoint_new (tensors, metadata);
}

static LkModel *
open_with (const char *key, const char *value)
{
  g_autofree char *path = fixture_path ("layout-m2l.pth");
  g_autofree char *copy
      = g_strdup_printf ("%s/likeness-model-%s.safetensors", g_get_tmp_dir (), key);
  g_autoptr (LkCheckpoint) source = lk_checkpoint_load (path, NULL);
  g_autoptr (LkCheckpoint) other = with_metadata (source, key, value);
  g_autoptr (GError) error = NULL;
  LkModel *model;

  g_assert_true (lk_checkpoint_save (other, copy, &error));
  model = lk_model_open (copy, NULL, &error);
  g_assert_no_error (error);
  g_unlink (copy);
  return model;
}

/* The fingerprint tells what changes a map from what does not, whatever the file. */
static void
test_fingerprint (void)
{
  g_autofree char *path = fixture_path ("layout-m2l.pth");
  g_autoptr (LkModel) model = lk_model_open (path, NULL, NULL);
  g_autoptr (LkModel) other_profile = lk_model_open (path, "p2", NULL);
  g_autoptr (LkModel) same = open_with ("neighbours", "3");
  g_autoptr (LkModel) slope = open_with ("slope", "0.1");
  g_autoptr (LkModel) pools = open_with ("pools", "1110");
  const char *fingerprint = lk_model_get_fingerprint (model);

  g_assert_cmpuint (strlen (fingerprint), ==, 64);
  g_assert_cmpstr (lk_model_get_sha256 (same), !=, lk_model_get_sha256 (model));
  g_assert_cmpstr (lk_model_get_fingerprint (same), ==, fingerprint);
  g_assert_cmpstr (lk_model_get_fingerprint (other_profile), !=, fingerprint);
  g_assert_cmpstr (lk_model_get_fingerprint (slope), !=, fingerprint);
  g_assert_cmpstr (lk_model_get_fingerprint (pools), !=, fingerprint);
}

static void
test_matches (void)
{
  g_autofree char *path = fixture_path ("layout-m2l.pth");
  g_autoptr (LkModel) model = lk_model_open (path, NULL, NULL);
  const char *fingerprint = lk_model_get_fingerprint (model);
  const char *sha256 = lk_model_get_sha256 (model);

  g_assert_true (lk_model_matches (model, NULL, NULL));
  g_assert_true (lk_model_matches (model, NULL, sha256));
  g_assert_true (lk_model_matches (model, fingerprint, "another file"));
  g_assert_false (lk_model_matches (model, "another", sha256));
  g_assert_false (lk_model_matches (model, NULL, "another file"));
}

static void
test_stage (void)
{
  g_autofree char *path = fixture_path ("likeness-resnet12.safetensors");
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LkModel) whole = lk_model_open (path, NULL, NULL);
  g_autoptr (LkModel) model = NULL;
  g_autoptr (GError) error = NULL;
  gsize shape[3];

  g_hash_table_insert (choices, (char *) "stage", (char *) "3");
  model = lk_model_open_as (path, choices, &error);
  g_assert_no_error (error);
  lk_network_get_map_shape (lk_model_get_network (model), 84, 84, shape);
  g_assert_cmpuint (shape[1], ==, 10);
  g_assert_cmpstr (lk_model_get_fingerprint (model), !=,
                   lk_model_get_fingerprint (whole));
  g_hash_table_insert (choices, (char *) "stage", (char *) "7");
  g_assert_null (lk_model_open_as (path, choices, &error));
  fixture_assert_error (error, LK_ERROR_OPTION, "“stage” cannot be “7”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/builtin", test_builtin);
  g_test_add_func ("/model/unknown-builtin", test_unknown_builtin);
  g_test_add_func ("/model/file", test_file);
  g_test_add_func ("/model/profile", test_profile);
  g_test_add_func ("/model/bad-file", test_bad_file);
  g_test_add_func ("/model/truncated", test_truncated);
  g_test_add_func ("/model/rewritten", test_rewritten);
  g_test_add_func ("/model/fingerprint", test_fingerprint);
  g_test_add_func ("/model/matches", test_matches);
  g_test_add_func ("/model/stage", test_stage);
  return g_test_run ();
}
