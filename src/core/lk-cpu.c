/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cpu.h"

#include <glib/gi18n-lib.h>
#include <sched.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "lk-error.h"

#define VARIABLE "LIKENESS_KERNELS"

static const char *const names[LK_N_KERNELS] = { "portable", "avx2", "avx512" };

/* 0: as many as there are. */
static guint most;

guint
lk_cpu_count (void)
{
  cpu_set_t set;
  guint n = g_get_num_processors ();

  if (sched_getaffinity (0, sizeof set, &set) == 0)
    n = MAX ((guint) CPU_COUNT (&set), 1);
  return most > 0 ? MIN (n, most) : n;
}

void
lk_cpu_limit (guint n)
{
  g_return_if_fail (n > 0);

  most = n;
}

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

#ifdef __x86_64__
#define AVX_VNNI (1u << 4)

/* Not every compiler knows this one by its name. */
static gboolean
has_avx_vnni (void)
{
  guint a, b, c, d;

  return __get_cpuid_count (7, 1, &a, &b, &c, &d) && (a & AVX_VNNI) != 0;
}
#endif

gboolean
lk_cpu_has_vnni (LkKernels kernels)
{
  switch (kernels)
    {
#ifdef __x86_64__
    case LK_KERNELS_AVX2:
      return lk_cpu_can_run (kernels) && has_avx_vnni ();
    case LK_KERNELS_AVX512:
      return lk_cpu_can_run (kernels) && __builtin_cpu_supports ("avx512vnni");
#endif
    default:
      return FALSE;
    }
}

/* %FALSE where @name is unknown or cannot run. */
static gboolean
find (const char *name, LkKernels *kernels)
{
  for (LkKernels i = 0; i < LK_N_KERNELS; i++)
    if (g_str_equal (name, names[i]) && lk_cpu_can_run (i))
      {
        *kernels = i;
        return TRUE;
      }
  return FALSE;
}

LkKernels
lk_cpu_get_widest (void)
{
  LkKernels kernels = LK_KERNELS_AVX512;

  while (!lk_cpu_can_run (kernels))
    kernels--;
  return kernels;
}

LkKernels
lk_cpu_get_kernels (void)
{
  const char *wanted = g_getenv (VARIABLE);
  LkKernels kernels;

  return wanted != NULL && find (wanted, &kernels) ? kernels : lk_cpu_get_widest ();
}

gboolean
lk_cpu_check_kernels (GError **error)
{
  const char *wanted = g_getenv (VARIABLE);
  g_autoptr (GString) known = NULL;
  LkKernels kernels;

  if (wanted == NULL || find (wanted, &kernels))
    return TRUE;
  known = g_string_new (NULL);
  for (LkKernels i = LK_N_KERNELS; i-- > 0;)
    if (lk_cpu_can_run (i))
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", names[i]);
  g_set_error (
      error, LK_ERROR, LK_ERROR_OPTION,
      _ ("LIKENESS_KERNELS is “%s”, which this processor cannot run; it can run %s"),
      wanted, known->str);
  return FALSE;
}

const char *
lk_kernels_to_string (LkKernels kernels)
{
  g_return_val_if_fail (kernels < LK_N_KERNELS, NULL);
  return names[kernels];
}
