/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkKernels:
 *
 * The variants of the program's own kernels: one source compiled once for each. AVX2
 * means with FMA; AVX-512 its F, BW, DQ and VL parts. The portable ones use nothing but
 * what the compiler may always use.
 */
typedef enum
{
  LK_KERNELS_PORTABLE,
  LK_KERNELS_AVX2,
  LK_KERNELS_AVX512,
} LkKernels;
#define LK_N_KERNELS 3

/** How many processors this process may use: GLib counts those of the machine, also where
 * a queue of jobs, mpirun or taskset gave it some of them only. */
guint lk_cpu_count (void);

/** From here on lk_cpu_count() tells at most @n, 1 or more: where there is no memory for
 * more threads. For the first lines of a program. */
void lk_cpu_limit (guint n);

/** Whether this processor multiplies pairs of 16-bit integers in one instruction (VNNI),
 * in the vectors of @kernels. */
gboolean lk_cpu_has_vnni (LkKernels kernels);

/** Whether they were built, and this processor and system can run them. */
gboolean lk_cpu_can_run (LkKernels kernels);

/** The widest that can run. */
LkKernels lk_cpu_get_widest (void);

/** The widest, or those LIKENESS_KERNELS in the environment names, if they
 * can. */
LkKernels lk_cpu_get_kernels (void);

/** %FALSE with %LK_ERROR_OPTION where LIKENESS_KERNELS names kernels that this processor
 * cannot run, naming those it can. */
gboolean lk_cpu_check_kernels (GError **error);

/** "portable", "avx2", "avx512". */
const char *lk_kernels_to_string (LkKernels kernels);

G_END_DECLS
