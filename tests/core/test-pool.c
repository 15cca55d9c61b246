/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pool.h"

#include <stdatomic.h>

#define N_ITEMS 1000

typedef struct
{
  LkPool *pool;
  atomic_uint counts[N_ITEMS];
  atomic_uint busy[256];
  atomic_uint n_clashes;
  atomic_uint n_outside;
} Record;

/* Counts item and worker; two threads that call themselves the same worker clash. */
static void
count (guint index, guint worker, gpointer data)
{
  Record *record = data;

  if (index >= N_ITEMS || worker >= lk_pool_get_n_threads (record->pool))
    {
      atomic_fetch_add (&record->n_outside, 1);
      return;
    }
  if (atomic_fetch_add (&record->busy[worker], 1) != 0)
    atomic_fetch_add (&record->n_clashes, 1);
  atomic_fetch_add (&record->counts[index], 1);
  if (index % 100 == 0)
    g_usleep (100);
  atomic_fetch_sub (&record->busy[worker], 1);
}

static void
assert_counted (Record *record, guint n_items, guint times)
{
  for (guint i = 0; i < N_ITEMS; i++)
    g_assert_cmpuint (atomic_load (&record->counts[i]), ==, i < n_items ? times : 0);
  g_assert_cmpuint (atomic_load (&record->n_outside), ==, 0);
}

static void
test_every_item_once (void)
{
  const guint sizes[] = { 0, 1, 2, 3, 7, 64, N_ITEMS };

  for (guint n_threads = 1; n_threads <= 5; n_threads++)
    {
      g_autoptr (LkPool) pool = lk_pool_new (n_threads);

      g_assert_cmpuint (lk_pool_get_n_threads (pool), ==, n_threads);
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_autofree Record *record = g_new0 (Record, 1);

          record->pool = pool;
          lk_pool_run (pool, sizes[i], count, record);
          assert_counted (record, sizes[i], 1);
          g_assert_cmpuint (atomic_load (&record->n_clashes), ==, 0);
        }
    }
}

static void
test_many_runs (void)
{
  g_autoptr (LkPool) pool = lk_pool_new (3);
  g_autofree Record *record = g_new0 (Record, 1);

  record->pool = pool;
  for (guint i = 0; i < 5000; i++)
    {
      lk_pool_run (pool, 5, count, record);
      /* Every so often long enough for the threads to fall asleep. */
      if (i % 500 == 0)
        g_usleep (2000);
    }
  assert_counted (record, 5, 5000);
  g_assert_cmpuint (atomic_load (&record->n_clashes), ==, 0);
}

typedef struct
{
  GMutex lock;
  GCond met;
  guint n_here;
} Meeting;

static void
meet (guint index, guint worker, gpointer data)
{
  Meeting *meeting = data;
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&meeting->lock);
  meeting->n_here++;
  g_cond_broadcast (&meeting->met);
  while (meeting->n_here < 3 && g_cond_wait_until (&meeting->met, &meeting->lock, end))
    ;
  g_mutex_unlock (&meeting->lock);
}

/* Three items that wait for one another: all three threads must take part. */
static void
test_at_the_same_time (void)
{
  g_autoptr (LkPool) pool = lk_pool_new (3);

  for (guint i = 0; i < 20; i++)
    {
      Meeting meeting = { 0 };
      gint64 start = g_get_monotonic_time ();

      lk_pool_run (pool, 3, meet, &meeting);
      g_assert_cmpuint (meeting.n_here, ==, 3);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 15 * G_TIME_SPAN_SECOND);
      if (i % 4 == 0)
        g_usleep (1000);
    }
}

typedef struct
{
  Record *record;
  GThread *thread;
  guint outer;
  gboolean strayed;
} Inner;

static void
check_nested (guint index, guint worker, gpointer data)
{
  Inner *inner = data;

  inner->strayed |= g_thread_self () != inner->thread || worker != inner->outer;
  count (index, worker, inner->record);
}

static void
nest (guint index, guint worker, gpointer data)
{
  Record *record = data;
  Inner inner = { record, g_thread_self (), worker, FALSE };

  lk_pool_run (record->pool, 20, check_nested, &inner);
  if (inner.strayed)
    atomic_fetch_add (&record->n_outside, 1);
}

static void
test_nested (void)
{
  g_autoptr (LkPool) pool = lk_pool_new (3);
  g_autofree Record *record = g_new0 (Record, 1);

  record->pool = pool;
  lk_pool_run (pool, 50, nest, record);
  assert_counted (record, 20, 50);
  g_assert_cmpuint (atomic_load (&record->n_clashes), ==, 0);
}

static gpointer
run_repeatedly (gpointer data)
{
  Record *record = data;

  for (guint i = 0; i < 300; i++)
    lk_pool_run (record->pool, 40, count, record);
  return NULL;
}

static void
test_from_two_threads (void)
{
  g_autoptr (LkPool) pool = lk_pool_new (2);
  g_autofree Record *first = g_new0 (Record, 1);
  g_autofree Record *second = g_new0 (Record, 1);
  GThread *thread;

  first->pool = second->pool = pool;
  thread = g_thread_new ("second", run_repeatedly, second);
  run_repeatedly (first);
  g_thread_join (thread);
  assert_counted (first, 40, 300);
  assert_counted (second, 40, 300);
  g_assert_cmpuint (atomic_load (&first->n_clashes), ==, 0);
  g_assert_cmpuint (atomic_load (&second->n_clashes), ==, 0);
}

static gpointer
get_shared (gpointer data)
{
  return lk_pool_get_shared ();
}

static void
test_shared (void)
{
  GThread *threads[8];
  LkPool *shared;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("shared", get_shared, NULL);
  shared = lk_pool_get_shared ();
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == shared);
  g_assert_cmpuint (lk_pool_get_n_threads (shared), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_setenv ("LIKENESS_THREADS", "3", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/every-item-once", test_every_item_once);
  g_test_add_func ("/pool/many-runs", test_many_runs);
  g_test_add_func ("/pool/at-the-same-time", test_at_the_same_time);
  g_test_add_func ("/pool/nested", test_nested);
  g_test_add_func ("/pool/from-two-threads", test_from_two_threads);
  g_test_add_func ("/pool/shared", test_shared);
  return g_test_run ();
}
