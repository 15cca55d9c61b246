/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/builtin", test_builtin);
  g_test_add_func ("/model/unknown-builtin", test_unknown_builtin);
  g_test_add_func ("/model/file", test_file);
  g_test_add_func ("/model/profile", test_profile);
  g_test_add_func ("/model/bad-file", test_bad_file);
  return g_test_run ();
}
