/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cpu.h"

G_BEGIN_DECLS

/**
 * lk_blas_start:
 * @argv: of main()
 *
 * Makes BLAS serve a program that has threads of its own; to be called first in main().
 * OpenBLAS 0.3.21 does not know newer processors, and runs kernels on them that are three
 * to four times slower than theirs. Which ones it runs is settled before main() begins:
 * the program starts itself again with OPENBLAS_CORETYPE in the environment, unless it is
 * set already. OpenBLAS would also start a thread a processor, which spins for a
 * tenth of a second, or for ever where there is no room for it: a program that calls this
 * function shows OpenBLAS one processor only while that is loaded, and ends with one line
 * where there is not enough memory to load it.
 */
void lk_blas_start (char **argv);

/** (nullable): what OPENBLAS_CORETYPE should name where OpenBLAS runs its kernels for
 * @core, on a processor that can run @kernels; %NULL where @core will do. */
const char *lk_blas_choose_core (const char *core, LkKernels kernels);

/** (nullable): the kernels that were left by starting again. */
const char *lk_blas_get_core_left (void);

/** (transfer full): the library and its version, "OpenBLAS 0.3.21". */
char *lk_blas_describe_library (void);

G_END_DECLS
