/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-wait.h"

/* Seconds: a program's own limit, which is five times as long under the sanitizers. */
#ifdef __SANITIZE_ADDRESS__
#define LIMIT 600
#else
#define LIMIT 120
#endif

static gboolean
give_up (gpointer data)
{
  g_error ("%s: waited %d seconds in vain for %s", g_test_get_path (), LIMIT,
           (const char *) data);
  return G_SOURCE_REMOVE;
}

/* What another process does wakes no main loop. */
static gboolean
look_again (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
test_wait_named (gboolean (*condition) (gpointer data), gpointer data, const char *name)
{
  guint source = g_timeout_add_seconds (LIMIT, give_up, (gpointer) name);
  guint look = g_timeout_add (20, look_again, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (look);
  g_source_remove (source);
}
