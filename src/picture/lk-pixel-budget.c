/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pixel-budget.h"

/* What a thread holds. */
typedef struct
{
  guint depth;
  guint64 n;
} Hold;

/* Of the process, as memory is. @next and @served: tickets of those who wait. */
static struct
{
  GMutex lock;
  GCond changed;
  guint64 in_flight;
  guint64 peak;
  guint64 next;
  guint64 served;
} budget;

static GPrivate current = G_PRIVATE_INIT (g_free);

static Hold *
get_hold (void)
{
  Hold *hold = g_private_get (&current);

  if (hold == NULL)
    {
      hold = g_new0 (Hold, 1);
      g_private_set (&current, hold);
    }
  return hold;
}

void
lk_pixel_budget_enter (void)
{
  get_hold ()->depth++;
}

void
lk_pixel_budget_leave (void)
{
  Hold *hold = get_hold ();

  g_return_if_fail (hold->depth > 0);

  if (--hold->depth > 0 || hold->n == 0)
    return;
  g_mutex_lock (&budget.lock);
  budget.in_flight -= hold->n;
  hold->n = 0;
  g_cond_broadcast (&budget.changed);
  g_mutex_unlock (&budget.lock);
}

static gboolean
has_room (guint64 n)
{
  return budget.in_flight == 0 || budget.in_flight + n <= LK_PIXEL_BUDGET;
}

void
lk_pixel_budget_take (guint64 n)
{
  Hold *hold = get_hold ();

  g_return_if_fail (hold->depth > 0);

  g_mutex_lock (&budget.lock);
  if (hold->n == 0)
    {
      const guint64 ticket = budget.next++;

      while (ticket != budget.served || !has_room (n))
        g_cond_wait (&budget.changed, &budget.lock);
      budget.served++;
      g_cond_broadcast (&budget.changed);
    }
  budget.in_flight += n;
  budget.peak = MAX (budget.peak, budget.in_flight);
  hold->n += n;
  g_mutex_unlock (&budget.lock);
}

guint64
lk_pixel_budget_get_peak (void)
{
  guint64 peak;

  g_mutex_lock (&budget.lock);
  peak = budget.peak;
  g_mutex_unlock (&budget.lock);
  return peak;
}
