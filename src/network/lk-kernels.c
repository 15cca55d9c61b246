/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-kernels.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"

#define VARIABLE "LIKENESS_KERNELS"

extern const LkKernels lk_kernels_portable;
#ifdef LK_HAVE_X86_KERNELS
extern const LkKernels lk_kernels_avx512;
extern const LkKernels lk_kernels_avx2;
#endif

/* The best one that can run here and, unless @name is %NULL, bears it. */
static const LkKernels *
choose (const char *name)
{
#ifdef LK_HAVE_X86_KERNELS
  if ((name == NULL || strcmp (name, lk_kernels_avx512.name) == 0)
      && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("fma"))
    return &lk_kernels_avx512;
  if ((name == NULL || strcmp (name, lk_kernels_avx2.name) == 0)
      && __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return &lk_kernels_avx2;
#endif
  return name == NULL || strcmp (name, lk_kernels_portable.name) == 0
             ? &lk_kernels_portable
             : NULL;
}

const LkKernels *
lk_kernels_find (const char *name)
{
  return choose (name);
}

const LkKernels *
lk_kernels_get (void)
{
  const char *name = g_getenv (VARIABLE);
  const LkKernels *wanted = name != NULL ? choose (name) : NULL;

  return wanted != NULL ? wanted : choose (NULL);
}

const char *
lk_kernels_get_name (void)
{
  return lk_kernels_get ()->name;
}

gboolean
lk_kernels_check (GError **error)
{
  const char *const names[] = { "avx512", "avx2", "portable" };
  const char *name = g_getenv (VARIABLE);
  g_autoptr (GString) known = NULL;

  if (name == NULL || choose (name) != NULL)
    return TRUE;
  known = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (choose (names[i]) != NULL)
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", names[i]);
  g_set_error (
      error, LK_ERROR, LK_ERROR_OPTION,
      _ ("LIKENESS_KERNELS is “%s”, which this processor cannot run; it can run %s"),
      name, known->str);
  return FALSE;
}
