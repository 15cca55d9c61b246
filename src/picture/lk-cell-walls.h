/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_cell_walls_raise:
 *
 * Private to this room, and to likeness-decode: from here on this process can open, make
 * and run nothing, reach no other process and no network, and take no more memory than
 * the largest picture needs. What asks for a file is told that there is none; what asks
 * for what no decoder needs ends the process (seccomp(2), SECCOMP_RET_KILL_PROCESS).
 * Under a sanitizer, which has needs of its own, all that is refused is refused with an
 * error, and memory is not limited.
 *
 * Returns: whether the filter of system calls stands: there is none for processors other
 *   than x86-64 and ARM of 64 bits, and on kernels without them
 */
gboolean lk_cell_walls_raise (void);

G_END_DECLS
