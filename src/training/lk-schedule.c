/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-schedule.h"

#define LAST_STRETCH 0.2

gboolean
lk_schedule_decays (const LkSchedule *self, double progress)
{
  return self->decay > 0 && progress >= 1 - self->decay;
}

double
lk_schedule_get_rate (const LkSchedule *self, guint64 step, double progress)
{
  double rate = self->rate;

  if (step < self->warmup)
    rate *= (double) (step + 1) / self->warmup;
  if (lk_schedule_decays (self, progress))
    rate *= MAX (1 - progress, 0) / self->decay;
  return rate;
}

void
lk_schedule_decay_now (LkSchedule *self, double *budget, double done)
{
  *budget = done * (1 + LAST_STRETCH);
  self->decay = LAST_STRETCH / (1 + LAST_STRETCH);
}
