/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-wait.h"

static gboolean
give_up (gpointer data)
{
  g_error ("waited a minute in vain");
  return G_SOURCE_REMOVE;
}

void
test_wait (gboolean (*condition) (gpointer data), gpointer data)
{
  guint source = g_timeout_add_seconds (60, give_up, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}
