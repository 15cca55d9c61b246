/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-recent-menu.h"

#include <glib/gi18n-lib.h>

#define MAX_ITEMS 10

/* File dialogs enter whatever was chosen in them into the list, sessions that cannot be
 * opened too: only what was entered here is one that could. */
#define GROUP "likeness-session"

static int
compare_visited (gconstpointer a, gconstpointer b)
{
  GDateTime *first = gtk_recent_info_get_visited (*(GtkRecentInfo **) a);
  GDateTime *second = gtk_recent_info_get_visited (*(GtkRecentInfo **) b);

  return g_date_time_compare (second, first);
}

static GPtrArray *
list_sessions (GtkRecentManager *manager)
{
  GPtrArray *sessions
      = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_recent_info_unref);
  GList *items = gtk_recent_manager_get_items (manager);

  for (GList *l = items; l != NULL; l = l->next)
    {
      GtkRecentInfo *info = l->data;

      if (gtk_recent_info_has_group (info, GROUP) && gtk_recent_info_exists (info))
        g_ptr_array_add (sessions, gtk_recent_info_ref (info));
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  g_ptr_array_sort (sessions, compare_visited);
  return sessions;
}

static void
fill (GMenu *menu, GtkRecentManager *manager)
{
  g_autoptr (GPtrArray) sessions = list_sessions (manager);

  g_menu_remove_all (menu);
  for (guint i = 0; i < MIN (sessions->len, MAX_ITEMS); i++)
    {
      GtkRecentInfo *info = sessions->pdata[i];
      g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));
      g_autoptr (GMenuItem) item
          = g_menu_item_new (gtk_recent_info_get_display_name (info), NULL);
      g_autofree char *path = g_file_get_path (file);

      if (path == NULL)
        continue;
      g_menu_item_set_action_and_target (item, "win.open-recent", "s", path);
      g_menu_append_item (menu, item);
    }
  /* Without an action it cannot be chosen. */
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) == 0)
    g_menu_append (menu, _ ("No Sessions Yet"), "win.none");
}

static void
on_changed (GtkRecentManager *manager, GMenu *menu)
{
  fill (menu, manager);
}

GMenuModel *
lk_recent_menu_new (void)
{
  GMenu *menu = g_menu_new ();
  GtkRecentManager *manager = gtk_recent_manager_get_default ();

  fill (menu, manager);
  g_signal_connect_object (manager, "changed", G_CALLBACK (on_changed), menu, 0);
  return G_MENU_MODEL (menu);
}

static char *
get_uri (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return g_file_get_uri (file);
}

void
lk_recent_menu_add (const char *path)
{
  g_autofree char *uri = get_uri (path);
  char *groups[] = { (char *) GROUP, NULL };
  GtkRecentData data = {
    .mime_type = (char *) "application/x-likeness-session+json",
    .app_name = (char *) "Likeness",
    .app_exec = (char *) "likeness %f",
    .groups = groups,
  };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

void
lk_recent_menu_remove (const char *path)
{
  g_autofree char *uri = get_uri (path);

  gtk_recent_manager_remove_item (gtk_recent_manager_get_default (), uri, NULL);
}
