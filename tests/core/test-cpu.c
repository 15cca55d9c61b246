/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cpu.h"

#include <string.h>

#include "lk-error.h"

static void
test_names_choose (void)
{
  for (LkKernels kernels = 0; kernels < LK_N_KERNELS; kernels++)
    {
      g_setenv ("LIKENESS_KERNELS", lk_kernels_to_string (kernels), TRUE);
      if (lk_cpu_can_run (kernels))
        g_assert_cmpint (lk_cpu_get_kernels (), ==, kernels);
      else
        g_assert_true (lk_cpu_can_run (lk_cpu_get_kernels ()));
    }
  g_unsetenv ("LIKENESS_KERNELS");
}

static void
test_widest_unless_told (void)
{
  const char *values[] = { NULL, "", "sse9", "AVX2" };

  g_assert_true (lk_cpu_can_run (LK_KERNELS_PORTABLE));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      LkKernels kernels;

      if (values[i] != NULL)
        g_setenv ("LIKENESS_KERNELS", values[i], TRUE);
      else
        g_unsetenv ("LIKENESS_KERNELS");
      kernels = lk_cpu_get_kernels ();
      g_assert_true (lk_cpu_can_run (kernels));
      for (LkKernels wider = kernels + 1; wider < LK_N_KERNELS; wider++)
        g_assert_false (lk_cpu_can_run (wider));
    }
  g_unsetenv ("LIKENESS_KERNELS");
}

static void
test_check (void)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("LIKENESS_KERNELS", "portable", TRUE);
  g_assert_true (lk_cpu_check_kernels (&error));
  g_assert_no_error (error);
  g_unsetenv ("LIKENESS_KERNELS");
  g_assert_true (lk_cpu_check_kernels (&error));
  g_assert_no_error (error);
  g_setenv ("LIKENESS_KERNELS", "abacus", TRUE);
  g_assert_false (lk_cpu_check_kernels (&error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, "abacus"));
  g_assert_nonnull (strstr (error->message, "portable"));
  g_unsetenv ("LIKENESS_KERNELS");
}

static void
test_vnni (void)
{
  g_assert_false (lk_cpu_has_vnni (LK_KERNELS_PORTABLE));
  for (LkKernels kernels = 0; kernels < LK_N_KERNELS; kernels++)
    g_assert_true (lk_cpu_can_run (kernels) || !lk_cpu_has_vnni (kernels));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/cpu/names-choose", test_names_choose);
  g_test_add_func ("/core/cpu/widest-unless-told", test_widest_unless_told);
  g_test_add_func ("/core/cpu/check", test_check);
  g_test_add_func ("/core/cpu/vnni", test_vnni);
  return g_test_run ();
}
