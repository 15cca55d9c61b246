/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pace.h"

/* Share of the newest in what the next are expected to take. */
#define NEWEST 0.1

void
lk_pace_add (LkPace *self, guint n, double seconds)
{
  double share;

  g_return_if_fail (self != NULL && n > 0);

  self->n_added++;
  share = MAX (NEWEST, 1.0 / self->n_added);
  self->seconds_each += share * (seconds / n - self->seconds_each);
}

double
lk_pace_get_seconds_left (const LkPace *self, guint n_left)
{
  g_return_val_if_fail (self != NULL, -1);

  if (n_left > 0 && self->n_added < 2)
    return -1;
  return n_left * self->seconds_each;
}
