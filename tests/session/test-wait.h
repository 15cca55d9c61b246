/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Runs the main loop until @condition (@data) holds; fails after a minute. */
void test_wait (gboolean (*condition) (gpointer data), gpointer data);

G_END_DECLS
