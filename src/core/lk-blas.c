/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-blas.h"

#include <cblas.h>
#include <unistd.h>

#include "lk-linalg.h"

#define CORE "OPENBLAS_CORETYPE"
#define CORE_LEFT "LIKENESS_BLAS_CORE_LEFT"

/* Not every OpenBLAS has threads, or tells of this function. */
extern int blas_thread_shutdown_ (void) __attribute__ ((weak));

/* The kernels that use no more than SSE, or AVX without FMA. */
static const char *const slow[]
    = { "Generic",     "Prescott",  "Katmai",       "Coppermine", "Northwood", "Banias",
        "Core2",       "Penryn",    "Dunnington",   "Nehalem",    "Atom",      "Athlon",
        "Sandybridge", "Barcelona", "Opteron_SSE3", "Opteron",    "Bobcat" };

const char *
lk_blas_choose_core (const char *core, LkKernels kernels)
{
  g_return_val_if_fail (core != NULL, NULL);

  if (kernels == LK_KERNELS_PORTABLE)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    if (g_ascii_strcasecmp (core, slow[i]) == 0)
      return kernels == LK_KERNELS_AVX512 ? "SkylakeX" : "Haswell";
  return NULL;
}

/* Where it fails, the slow kernels give the same numbers. */
static void
start_again (char **argv)
{
  const char *core = lk_linalg_get_core_name ();
  const char *better = lk_blas_choose_core (core, lk_cpu_get_widest ());
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (program == NULL || better == NULL || g_getenv (CORE) != NULL)
    return;
  g_setenv (CORE, better, TRUE);
  g_setenv (CORE_LEFT, core, TRUE);
  execv (program, argv);
  g_unsetenv (CORE);
  g_unsetenv (CORE_LEFT);
}

void
lk_blas_start (char **argv)
{
  g_return_if_fail (argv != NULL);

  start_again (argv);
  lk_linalg_set_threads (1);
  if (blas_thread_shutdown_ != NULL)
    blas_thread_shutdown_ ();
}

const char *
lk_blas_get_core_left (void)
{
  return g_getenv (CORE_LEFT);
}

char *
lk_blas_describe_library (void)
{
  /* "OpenBLAS 0.3.21 DYNAMIC_ARCH ...": what follows says how it was built. */
  g_auto (GStrv) words = g_strsplit (openblas_get_config (), " ", 3);

  return g_strv_length (words) < 2 ? g_strdup ("OpenBLAS")
                                   : g_strdup_printf ("%s %s", words[0], words[1]);
}
