/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The pixels that are being decoded in this process, over all threads. A picture costs
 * six to eight bytes a pixel until it has been made smaller, and a few kilobytes may
 * unfold to a hundred megapixels: with a thread a processor, that has to be counted
 * together.
 */

/** Pixels that may be in flight at once: as many as the largest picture has, which so
 * always has its turn. */
#define LK_PIXEL_BUDGET ((guint64) 100 * 1000 * 1000)

/**
 * lk_pixel_budget_enter:
 *
 * From here to lk_pixel_budget_leave() what this thread decodes stays counted: for the
 * time in which the whole picture is held, until what is kept of it has been made. May be
 * nested. Of one picture at a time: what a thread takes while it holds some already is
 * counted, but not waited for, so that no two threads can wait for one another.
 */
void lk_pixel_budget_enter (void);
void lk_pixel_budget_leave (void);

/** Private to this room: takes @n pixels for this thread, which is in, and waits for
 * others to leave where they are too many. First come, first served. */
void lk_pixel_budget_take (guint64 n);

/** The most that ever were in flight at once, for tests. */
guint64 lk_pixel_budget_get_peak (void);

G_END_DECLS
