/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkPace:
 *
 * How fast the latest pieces of work went: the first are often slower than the rest. All
 * 0 at the start.
 */
typedef struct
{
  guint n_added;
  double seconds_each;
} LkPace;

/** @n pieces took @seconds together. */
void lk_pace_add (LkPace *self, guint n, double seconds);

/** What @n_left pieces will take, or -1 where that cannot be told yet. */
double lk_pace_get_seconds_left (const LkPace *self, guint n_left);

G_END_DECLS
