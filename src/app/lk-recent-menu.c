/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-recent-menu.h"

#include <glib/gi18n-lib.h>

#define MAX_ITEMS 10

/* File dialogs enter whatever was chosen in them into the list, sessions that cannot be
 * opened too: only what was entered here, under its group, is one that could. */
static const struct
{
  const char *group;
  const char *mime_type;
  const char *none; /* (nullable): what stands in an empty menu */
} kinds[] = {
  [LK_RECENT_SESSIONS]
  = { "likeness-session", "application/x-likeness-session+json", N_ ("No Sessions Yet") },
  [LK_RECENT_CHECKPOINTS] = { "likeness-checkpoint", "application/octet-stream", NULL },
};

/* How a menu is filled, for as long as it lives. */
typedef struct
{
  GMenu *menu; /* not owned: this lives no longer */
  LkRecentKind kind;
  char *action;
} Filling;

static int
compare_visited (gconstpointer a, gconstpointer b)
{
  GDateTime *first = gtk_recent_info_get_visited (*(GtkRecentInfo **) a);
  GDateTime *second = gtk_recent_info_get_visited (*(GtkRecentInfo **) b);

  return g_date_time_compare (second, first);
}

static GPtrArray *
list_recent (GtkRecentManager *manager, LkRecentKind kind)
{
  GPtrArray *recent
      = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_recent_info_unref);
  GList *items = gtk_recent_manager_get_items (manager);

  for (GList *l = items; l != NULL; l = l->next)
    {
      GtkRecentInfo *info = l->data;

      if (gtk_recent_info_has_group (info, kinds[kind].group)
          && gtk_recent_info_exists (info))
        g_ptr_array_add (recent, gtk_recent_info_ref (info));
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  g_ptr_array_sort (recent, compare_visited);
  return recent;
}

/* An underscore in a name marks no key. */
static GMenuItem *
create_item (GtkRecentInfo *info, const char *action)
{
  g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GString) label = g_string_new (gtk_recent_info_get_display_name (info));
  GMenuItem *item;

  if (path == NULL)
    return NULL;
  g_string_replace (label, "_", "__", 0);
  item = g_menu_item_new (label->str, NULL);
  g_menu_item_set_action_and_target (item, action, "s", path);
  return item;
}

static void
fill (const Filling *self)
{
  const char *none = kinds[self->kind].none;
  g_autoptr (GPtrArray) recent
      = list_recent (gtk_recent_manager_get_default (), self->kind);

  g_menu_remove_all (self->menu);
  for (guint i = 0; i < MIN (recent->len, MAX_ITEMS); i++)
    {
      g_autoptr (GMenuItem) item = create_item (recent->pdata[i], self->action);

      if (item != NULL)
        g_menu_append_item (self->menu, item);
    }
  /* Without an action it cannot be chosen. */
  if (none != NULL && g_menu_model_get_n_items (G_MENU_MODEL (self->menu)) == 0)
    g_menu_append (self->menu, _ (none), "win.none");
}

static void
on_changed (GtkRecentManager *manager, const Filling *filling)
{
  fill (filling);
}

static void
filling_free (gpointer data, GClosure *closure)
{
  Filling *self = data;

  g_free (self->action);
  g_free (self);
}

GMenuModel *
lk_recent_menu_new (LkRecentKind kind, const char *action)
{
  GMenu *menu = g_menu_new ();
  Filling *filling = g_new0 (Filling, 1);
  GClosure *closure = g_cclosure_new (G_CALLBACK (on_changed), filling, filling_free);

  *filling = (Filling){ menu, kind, g_strdup (action) };
  fill (filling);
  g_object_watch_closure (G_OBJECT (menu), closure);
  g_signal_connect_closure (gtk_recent_manager_get_default (), "changed", closure, FALSE);
  return G_MENU_MODEL (menu);
}

static char *
get_uri (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return g_file_get_uri (file);
}

void
lk_recent_menu_add (LkRecentKind kind, const char *path)
{
  g_autofree char *uri = get_uri (path);
  char *groups[] = { (char *) kinds[kind].group, NULL };
  GtkRecentData data = {
    .mime_type = (char *) kinds[kind].mime_type,
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
