/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gradient-kernels.h"

const LkGradientKernels *
lk_gradient_kernels_get (LkKernels kernels)
{
  g_return_val_if_fail (lk_cpu_can_run (kernels), NULL);

  switch (kernels)
    {
#ifdef __x86_64__
    case LK_KERNELS_AVX2:
      return &lk_gradient_kernels_avx2;
    case LK_KERNELS_AVX512:
      return &lk_gradient_kernels_avx512;
#endif
    default:
      return &lk_gradient_kernels_portable;
    }
}
