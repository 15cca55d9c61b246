/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell-pool.h"

#include "lk-cell.h"

/* How long a thread waits for another's cell where no more can be started. */
#define WAIT_SECONDS 60

/* Of the process, as the budget of pixels is. */
static struct
{
  GMutex lock;
  GCond changed;
  GSList *idle;
  guint n_idle;
  guint n_busy;
} pool;

static LkCell *
take_idle (void)
{
  LkCell *cell = NULL;

  g_mutex_lock (&pool.lock);
  if (pool.idle != NULL)
    {
      cell = pool.idle->data;
      pool.idle = g_slist_delete_link (pool.idle, pool.idle);
      pool.n_idle--;
    }
  if (cell != NULL)
    pool.n_busy++;
  g_mutex_unlock (&pool.lock);
  return cell;
}

/* As many as can work at once are kept. */
static void
give_back (LkCell *cell)
{
  gboolean keep = lk_cell_is_idle (cell);

  g_mutex_lock (&pool.lock);
  keep = keep && pool.n_idle < g_get_num_processors ();
  if (keep)
    {
      pool.idle = g_slist_prepend (pool.idle, cell);
      pool.n_idle++;
    }
  pool.n_busy--;
  g_cond_broadcast (&pool.changed);
  g_mutex_unlock (&pool.lock);
  if (!keep)
    lk_cell_free (cell);
}

/* Where no more can be started: whether another thread gives one back. */
static gboolean
wait_for_other (void)
{
  const gint64 end = g_get_monotonic_time () + WAIT_SECONDS * G_TIME_SPAN_SECOND;
  gboolean is_there;

  g_mutex_lock (&pool.lock);
  while (pool.n_idle == 0 && pool.n_busy > 0)
    if (!g_cond_wait_until (&pool.changed, &pool.lock, end))
      break;
  is_there = pool.n_idle > 0;
  g_mutex_unlock (&pool.lock);
  return is_there;
}

static LkCell *
take_new (GError **error)
{
  LkCell *cell = lk_cell_new (error);

  if (cell == NULL)
    return NULL;
  g_mutex_lock (&pool.lock);
  pool.n_busy++;
  g_mutex_unlock (&pool.lock);
  return cell;
}

static LkCell *
take (GError **error)
{
  for (;;)
    {
      LkCell *cell = take_idle ();
      g_autoptr (GError) problem = NULL;

      if (cell != NULL && lk_cell_is_idle (cell))
        return cell;
      if (cell != NULL)
        {
          give_back (cell);
          continue;
        }
      cell = take_new (&problem);
      if (cell != NULL)
        return cell;
      if (!wait_for_other ())
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }
}

gboolean
lk_cell_pool_start (GError **error)
{
  LkCell *cell = take_idle ();

  if (cell == NULL)
    cell = take_new (error);
  if (cell == NULL)
    return FALSE;
  give_back (cell);
  return TRUE;
}

LkImage *
lk_cell_pool_decode (GBytes *bytes, const char *name, LkReading reading, GError **error)
{
  LkCell *cell = take (error);
  g_autoptr (GError) problem = NULL;
  LkImage *image;

  if (cell == NULL)
    return NULL;
  image = lk_cell_decode (cell, bytes, name, reading, &problem);
  if (image == NULL && lk_cell_spoke_late (cell))
    {
      give_back (cell);
      g_clear_error (&problem);
      cell = take_new (error);
      if (cell == NULL)
        return NULL;
      image = lk_cell_decode (cell, bytes, name, reading, &problem);
    }
  give_back (cell);
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return image;
}

guint
lk_cell_pool_list (GPid *pids, guint n)
{
  guint n_idle;

  g_mutex_lock (&pool.lock);
  n_idle = pool.n_idle;
  for (GSList *l = pool.idle; l != NULL && n > 0; l = l->next, n--)
    *pids++ = lk_cell_get_pid (l->data);
  g_mutex_unlock (&pool.lock);
  return n_idle;
}
