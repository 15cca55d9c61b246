/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-loader-log.h"

static GPrivate is_mute;
static GLogFunc next;

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (g_private_get (&is_mute) == NULL)
    next (domain, level, message, data);
}

/* GLib has one handler for all, and whoever sets it is to ask the one before. */
static gpointer
install (gpointer data)
{
  next = g_log_set_default_handler (on_log, NULL);
  return NULL;
}

void
lk_loader_log_mute (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, install, NULL);
  g_private_set (&is_mute, GINT_TO_POINTER (TRUE));
}

void
lk_loader_log_unmute (void)
{
  g_private_set (&is_mute, NULL);
}
