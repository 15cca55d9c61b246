/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Runs the main loop until @condition (@data) holds; names it and fails after a while
 * that no machine needs, which is what test programs are given in all. */
#define test_wait(condition, data) test_wait_named (condition, data, #condition)

void
test_wait_named (gboolean (*condition) (gpointer data), gpointer data, const char *name);

G_END_DECLS
