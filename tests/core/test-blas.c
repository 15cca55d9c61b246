/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "lk-blas.h"
#include "lk-linalg.h"

#define CHILD "--child"

static void
test_choice (void)
{
  g_assert_cmpstr (lk_blas_choose_core ("Prescott", LK_KERNELS_AVX512), ==, "SkylakeX");
  g_assert_cmpstr (lk_blas_choose_core ("Prescott", LK_KERNELS_AVX2), ==, "Haswell");
  g_assert_cmpstr (lk_blas_choose_core ("sandybridge", LK_KERNELS_AVX2), ==, "Haswell");
  g_assert_null (lk_blas_choose_core ("Prescott", LK_KERNELS_PORTABLE));
  g_assert_null (lk_blas_choose_core ("SkylakeX", LK_KERNELS_AVX512));
  g_assert_null (lk_blas_choose_core ("Haswell", LK_KERNELS_AVX512));
  g_assert_null (lk_blas_choose_core ("Zen", LK_KERNELS_AVX2));
}

/* Runs this program as a child that starts BLAS, with @core wished for (or %NULL): what
 * it says of its kernels. */
static char *
ask_child (const char *program, const char *core)
{
  const char *argv[] = { program, CHILD, NULL };
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  environment = g_environ_unsetenv (environment, "OPENBLAS_CORETYPE");
  environment = g_environ_unsetenv (environment, "LIKENESS_BLAS_CORE_LEFT");
  if (core != NULL)
    environment = g_environ_setenv (environment, "OPENBLAS_CORETYPE", core, TRUE);
  g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_DEFAULT, NULL, NULL, &output,
                NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return g_steal_pointer (&output);
}

/* Whatever the processor, the child ends on kernels that are fit for it. */
static void
test_start (gconstpointer program)
{
  g_autofree char *output = ask_child (program, NULL);
  g_auto (GStrv) words = g_strsplit (output, " ", -1);
  LkKernels widest = LK_KERNELS_PORTABLE;

  for (guint i = 0; i < LK_N_KERNELS; i++)
    if (lk_cpu_can_run (i))
      widest = i;
  g_assert_cmpuint (g_strv_length (words), ==, 3);
  g_assert_null (lk_blas_choose_core (words[0], widest));
  g_assert_cmpstr (words[1], ==, "1");
  if (!g_str_equal (words[2], "-"))
    g_assert_nonnull (lk_blas_choose_core (words[2], widest));
}

/* What the person wishes for is left alone. */
static void
test_wish (gconstpointer program)
{
  g_autofree char *output = ask_child (program, "Nehalem");
  g_auto (GStrv) words = g_strsplit (output, " ", -1);

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  g_assert_cmpstr (words[2], ==, "-");
  if (lk_cpu_can_run (LK_KERNELS_AVX2))
    g_assert_cmpint (g_ascii_strcasecmp (words[0], "Nehalem"), ==, 0);
}

/* BLAS still works once its threads are gone. */
static void
say_kernels (void)
{
  const double a[] = { 1, 2, 3, 4 };
  const char *left = lk_blas_get_core_left ();
  double product[4];

  lk_linalg_multiply_nt (a, a, product, 2, 2, 2);
  g_assert_cmpfloat (product[1], ==, 11);
  g_print ("%s %u %s", lk_linalg_get_core_name (), lk_linalg_get_threads (),
           left != NULL ? left : "-");
}

int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], CHILD))
    {
      lk_blas_start (argv);
      say_kernels ();
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blas/choice", test_choice);
  g_test_add_data_func ("/blas/start", argv[0], test_start);
  g_test_add_data_func ("/blas/wish", argv[0], test_wish);
  return g_test_run ();
}
