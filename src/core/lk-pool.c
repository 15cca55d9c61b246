/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pool.h"

#include <stdatomic.h>

#include "lk-cpu.h"
#include "lk-linalg.h"

/* Microseconds of looking out for the next run, or for the last item of this one, before
 * a thread goes to sleep: the steps of one picture follow one another faster. */
#define PATIENCE 40
#define LOOKS_BETWEEN_CLOCKS 16
#define MAX_THREADS 256

/* The gate of a run: its number in the upper half, below it whether helpers may still
 * come in, and how many are in. */
#define GATE_RUN ((guint64) 1 << 32)
#define GATE_OPEN ((guint64) 1 << 31)
#define GATE_INSIDE (GATE_OPEN - 1)

/* What a thread is doing: the pool whose item it works on, and as whom. */
typedef struct
{
  LkPool *pool;
  guint worker;
} Role;

typedef struct
{
  LkPool *pool;
  guint worker;
  GThread *thread;
} Helper;

struct _LkPool
{
  Helper *helpers;
  guint n_helpers;

  GMutex caller_lock;
  GMutex sleep_lock;
  GCond wake;
  GCond left;
  gboolean caller_sleeps;
  guint n_sleepers;
  atomic_bool quit;

  LkPoolWork work;
  gpointer data;
  guint n_items;
  atomic_uint next;
  _Atomic guint64 gate;
};

static GPrivate current_role;

static inline void
relax (void)
{
#if defined __x86_64__ || defined __i386__
  __builtin_ia32_pause ();
#endif
}

/* Whether something worth waking for is there: a run that @seen was not part of. */
static gboolean
is_called (LkPool *self, guint64 seen)
{
  guint64 gate = atomic_load (&self->gate);

  return atomic_load (&self->quit) || ((gate & GATE_OPEN) && gate / GATE_RUN != seen);
}

static gboolean
is_empty (LkPool *self, guint64 unused)
{
  return (atomic_load (&self->gate) & GATE_INSIDE) == 0;
}

static gboolean
look_out (LkPool *self, gboolean (*is_there) (LkPool *, guint64), guint64 seen)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  do
    for (guint i = 0; i < LOOKS_BETWEEN_CLOCKS; i++)
      {
        if (is_there (self, seen))
          return TRUE;
        relax ();
      }
  while (g_get_monotonic_time () < end);
  return FALSE;
}

static void
work_off (LkPool *self, guint worker)
{
  Role *outer = g_private_get (&current_role);
  Role role = { self, worker };
  guint i;

  g_private_set (&current_role, &role);
  while ((i = atomic_fetch_add (&self->next, 1)) < self->n_items)
    self->work (i, worker, self->data);
  g_private_set (&current_role, outer);
}

static void
wait_for_call (LkPool *self, guint64 seen)
{
  if (look_out (self, is_called, seen))
    return;
  g_mutex_lock (&self->sleep_lock);
  self->n_sleepers++;
  while (!is_called (self, seen))
    g_cond_wait (&self->wake, &self->sleep_lock);
  self->n_sleepers--;
  g_mutex_unlock (&self->sleep_lock);
}

/* Nobody waits for a helper that never came in: one that wakes late finds the gate shut.
 */
static gboolean
enter (LkPool *self, guint64 *seen)
{
  guint64 gate = atomic_load (&self->gate);

  while ((gate & GATE_OPEN) && gate / GATE_RUN != *seen)
    if (atomic_compare_exchange_weak (&self->gate, &gate, gate + 1))
      {
        *seen = gate / GATE_RUN;
        return TRUE;
      }
  return FALSE;
}

static void
leave (LkPool *self)
{
  guint64 gate = atomic_fetch_sub (&self->gate, 1) - 1;

  if (gate & (GATE_OPEN | GATE_INSIDE))
    return;
  g_mutex_lock (&self->sleep_lock);
  if (self->caller_sleeps)
    g_cond_signal (&self->left);
  g_mutex_unlock (&self->sleep_lock);
}

static gpointer
help (gpointer data)
{
  Helper *helper = data;
  LkPool *self = helper->pool;
  guint64 seen = 0;

  while (!atomic_load (&self->quit))
    {
      wait_for_call (self, seen);
      if (!enter (self, &seen))
        continue;
      work_off (self, helper->worker);
      leave (self);
    }
  return NULL;
}

LkPool *
lk_pool_new (guint n_threads)
{
  LkPool *self = g_new0 (LkPool, 1);

  if (n_threads == 0)
    n_threads = lk_cpu_count ();
  n_threads = MIN (n_threads, MAX_THREADS);
  g_mutex_init (&self->caller_lock);
  g_mutex_init (&self->sleep_lock);
  g_cond_init (&self->wake);
  g_cond_init (&self->left);
  self->helpers = g_new0 (Helper, n_threads - 1);
  for (guint i = 0; i + 1 < n_threads; i++)
    {
      Helper *helper = &self->helpers[i];

      *helper = (Helper){ .pool = self, .worker = i + 1 };
      helper->thread = g_thread_try_new ("likeness-pool", help, helper, NULL);
      if (helper->thread == NULL)
        break;
      self->n_helpers++;
    }
  return self;
}

void
lk_pool_free (LkPool *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->sleep_lock);
  atomic_store (&self->quit, TRUE);
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->sleep_lock);
  for (guint i = 0; i < self->n_helpers; i++)
    g_thread_join (self->helpers[i].thread);
  g_free (self->helpers);
  g_cond_clear (&self->left);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->sleep_lock);
  g_mutex_clear (&self->caller_lock);
  g_free (self);
}

guint
lk_pool_get_n_threads (LkPool *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_helpers + 1;
}

static void
call_helpers (LkPool *self, guint n_wanted)
{
  guint64 run = atomic_load (&self->gate) / GATE_RUN + 1;

  /* The number of a run is never the 0 that helpers start with. */
  run = MAX (run & (GATE_RUN - 1), 1);
  atomic_store (&self->gate, run * GATE_RUN + GATE_OPEN);
  g_mutex_lock (&self->sleep_lock);
  for (guint i = 0; i < MIN (n_wanted, self->n_sleepers); i++)
    g_cond_signal (&self->wake);
  g_mutex_unlock (&self->sleep_lock);
}

static void
wait_for_helpers (LkPool *self)
{
  atomic_fetch_and (&self->gate, ~GATE_OPEN);
  if (look_out (self, is_empty, 0))
    return;
  g_mutex_lock (&self->sleep_lock);
  self->caller_sleeps = TRUE;
  while (!is_empty (self, 0))
    g_cond_wait (&self->left, &self->sleep_lock);
  self->caller_sleeps = FALSE;
  g_mutex_unlock (&self->sleep_lock);
}

static void
run_alone (guint n_items, guint worker, LkPoolWork work, gpointer data)
{
  for (guint i = 0; i < n_items; i++)
    work (i, worker, data);
}

void
lk_pool_run (LkPool *self, guint n_items, LkPoolWork work, gpointer data)
{
  const Role *role = g_private_get (&current_role);

  g_return_if_fail (self != NULL && work != NULL);

  if (role != NULL)
    {
      run_alone (n_items, role->pool == self ? role->worker : 0, work, data);
      return;
    }
  if (n_items < 2 || self->n_helpers == 0 || !g_mutex_trylock (&self->caller_lock))
    {
      run_alone (n_items, 0, work, data);
      return;
    }
  self->work = work;
  self->data = data;
  self->n_items = n_items;
  atomic_store (&self->next, 0);
  call_helpers (self, n_items - 1);
  work_off (self, 0);
  wait_for_helpers (self);
  g_mutex_unlock (&self->caller_lock);
}

static guint
threads_wanted (void)
{
  const char *text = g_getenv ("LIKENESS_THREADS");
  guint64 n_threads;

  if (text != NULL
      && g_ascii_string_to_unsigned (text, 10, 1, MAX_THREADS, &n_threads, NULL))
    return (guint) n_threads;
  return 0;
}

static LkPool *
make_shared (void)
{
  lk_linalg_set_threads (1);
  return lk_pool_new (threads_wanted ());
}

LkPool *
lk_pool_get_shared (void)
{
  static LkPool *shared;

  if (g_once_init_enter (&shared))
    g_once_init_leave (&shared, make_shared ());
  return shared;
}
