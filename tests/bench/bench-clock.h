/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <time.h>

static inline double
bench_read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

/** Seconds since some moment. */
static inline double
bench_now (void)
{
  return bench_read_clock (CLOCK_MONOTONIC);
}

/** Seconds that this thread had a processor: what other programs take does not count. */
static inline double
bench_used (void)
{
  return bench_read_clock (CLOCK_THREAD_CPUTIME_ID);
}
