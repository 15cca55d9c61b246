/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-latest.h"
#include "test-wait.h"

/* Answers itself, unless it is 0. */
static gpointer
run (gpointer job, GCancellable *cancellable, GError **error)
{
  const guint *asked = job;

  if (*asked != 0)
    return g_memdup2 (asked, sizeof *asked);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "nothing");
  return NULL;
}

static void
count (gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
ask (LkLatest *latest, guint number)
{
  lk_latest_ask (latest, g_memdup2 (&number, sizeof number));
}

static gboolean
is_still (gpointer data)
{
  return !lk_latest_get_busy (data);
}

static guint
get (LkLatest *latest)
{
  const guint *answer = lk_latest_get (latest);

  return answer != NULL ? *answer : 0;
}

static void
test_latest (void)
{
  guint n = 0;
  g_autoptr (LkLatest) latest = lk_latest_new (run, g_free, g_free, count, &n);

  g_assert_false (lk_latest_get_asked (latest));
  ask (latest, 1);
  ask (latest, 2);
  ask (latest, 3);
  g_assert_true (lk_latest_get_busy (latest));
  g_assert_cmpuint (get (latest), ==, 0);
  test_wait (is_still, latest);
  g_assert_cmpuint (get (latest), ==, 3);
  g_assert_cmpuint (n, ==, 1);
  /* Kept until there is another, and where there is none. */
  ask (latest, 0);
  g_assert_cmpuint (get (latest), ==, 3);
  test_wait (is_still, latest);
  g_assert_cmpuint (get (latest), ==, 3);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_forgotten (void)
{
  guint n = 0;
  g_autoptr (LkLatest) latest = lk_latest_new (run, g_free, g_free, count, &n);

  ask (latest, 1);
  test_wait (is_still, latest);
  ask (latest, 2);
  lk_latest_forget (latest);
  g_assert_false (lk_latest_get_asked (latest));
  g_assert_cmpuint (get (latest), ==, 0);
  test_wait (is_still, latest);
  g_assert_cmpuint (get (latest), ==, 0);
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latest/answers", test_latest);
  g_test_add_func ("/latest/forgotten", test_forgotten);
  return g_test_run ();
}
