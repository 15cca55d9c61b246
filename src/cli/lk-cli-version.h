/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Prints the program's version, and what a report of a fault should say with it:
 * kernels, OpenBLAS, compiler and libraries. The first line is "likeness-cli" and the
 * version. */
void lk_cli_print_version (void);

G_END_DECLS
