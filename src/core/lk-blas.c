/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-blas.h"

#include <cblas.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lk-linalg.h"

#define CORE "OPENBLAS_CORETYPE"
#define CORE_LEFT "LIKENESS_BLAS_CORE_LEFT"

/* OpenBLAS maps so much for each thread that computes with it, and keeps it. Where it is
 * not to be had it asks again for ever, so that all of it has to be there before. */
#define BLAS_MEMORY ((gsize) 128 << 20)

/* What else this program needs at the least. */
#define OTHER_MEMORY ((gsize) 96 << 20)

#define MAX_RESERVED 64

extern void *blas_memory_alloc (int position) __attribute__ ((weak));
extern void blas_memory_free (void *buffer) __attribute__ ((weak));

/* The processors that this process may run on, while OpenBLAS is loaded. */
static cpu_set_t processors;
static gboolean are_processors_hidden;

static void
end_without_memory (const char *program)
{
  static const char message[]
      = ": there is not enough memory to start: raise the limit (ulimit -v)\n";
  const char *slash = strrchr (program, '/');
  const char *name = slash != NULL ? slash + 1 : program;

  if (write (STDERR_FILENO, name, strlen (name)) < 0
      || write (STDERR_FILENO, message, sizeof message - 1) < 0)
    _exit (1);
  _exit (1);
}

/* OpenBLAS starts a thread for each processor but one. Nobody here wants them, and where
 * no more threads may be started it ends the program or waits for ever. */
static void
hide_processors (void)
{
  cpu_set_t one;

  if (sched_getaffinity (0, sizeof processors, &processors) != 0)
    return;
  CPU_ZERO (&one);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT (&one) == 0; i++)
    if (CPU_ISSET (i, &processors))
      CPU_SET (i, &one);
  are_processors_hidden = sched_setaffinity (0, sizeof one, &one) == 0;
}

/* For one thread more. */
static gboolean
has_memory (void)
{
  const gsize size = BLAS_MEMORY + OTHER_MEMORY;
  void *room = mmap (NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (room == MAP_FAILED)
    return FALSE;
  munmap (room, size);
  return TRUE;
}

/* Before any library is initialised, so that of GLib and of the environment nothing is
 * there yet. */
static void
prepare (int argc, char **argv, char **environment)
{
  if (!has_memory ())
    end_without_memory (argc > 0 ? argv[0] : "likeness");
  hide_processors ();
}

__attribute__ ((section (".preinit_array"),
                used)) static void (*const first) (int, char **, char **)
    = prepare;

/* Behind the libraries. */
__attribute__ ((constructor)) static void
show_processors (void)
{
  if (are_processors_hidden)
    sched_setaffinity (0, sizeof processors, &processors);
}

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

/* Where memory is limited: no more threads than OpenBLAS has room for, and that at once,
 * before others take it. One of them is beside the pool's. */
static void
reserve (void)
{
  void *buffers[MAX_RESERVED];
  guint wanted = MIN (lk_cpu_count () + 1, MAX_RESERVED), n = 0;
  struct rlimit limit;

  if (getrlimit (RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY
      || blas_memory_alloc == NULL || blas_memory_free == NULL)
    return;
  while (n < wanted && has_memory ())
    buffers[n++] = blas_memory_alloc (0);
  for (guint i = 0; i < n; i++)
    blas_memory_free (buffers[i]);
  if (n < wanted)
    lk_cpu_limit (MAX (n, 2) - 1);
}

void
lk_blas_start (char **argv)
{
  g_return_if_fail (argv != NULL);

  start_again (argv);
  reserve ();
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
