/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cpu.h"

static const char *const names[LK_N_KERNELS] = { "portable", "avx2", "avx512" };

gboolean
lk_cpu_can_run (LkKernels kernels)
{
  switch (kernels)
    {
    case LK_KERNELS_PORTABLE:
      return TRUE;
#ifdef __x86_64__
    case LK_KERNELS_AVX2:
      return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
    case LK_KERNELS_AVX512:
      return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw")
             && __builtin_cpu_supports ("avx512dq")
             && __builtin_cpu_supports ("avx512vl");
#endif
    default:
      return FALSE;
    }
}

gboolean
lk_cpu_has_vnni (LkKernels kernels)
{
  switch (kernels)
    {
#ifdef __x86_64__
    case LK_KERNELS_AVX2:
      return lk_cpu_can_run (kernels) && __builtin_cpu_supports ("avxvnni");
    case LK_KERNELS_AVX512:
      return lk_cpu_can_run (kernels) && __builtin_cpu_supports ("avx512vnni");
#endif
    default:
      return FALSE;
    }
}

LkKernels
lk_cpu_get_kernels (void)
{
  const char *wanted = g_getenv ("LIKENESS_KERNELS");
  LkKernels kernels = LK_KERNELS_AVX512;

  for (guint i = 0; wanted != NULL && i < LK_N_KERNELS; i++)
    if (g_str_equal (wanted, names[i]) && lk_cpu_can_run (i))
      return i;
  while (!lk_cpu_can_run (kernels))
    kernels--;
  return kernels;
}

const char *
lk_kernels_to_string (LkKernels kernels)
{
  g_return_val_if_fail (kernels < LK_N_KERNELS, NULL);
  return names[kernels];
}
