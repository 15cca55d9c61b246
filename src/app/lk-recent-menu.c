/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-recent-menu.h"

#define MAX_ITEMS 10

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

      if (g_str_has_suffix (gtk_recent_info_get_uri (info), ".likeness")
          && gtk_recent_info_exists (info))
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

void
lk_recent_menu_add (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);

  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}
