/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-absence.h"

#include <glib/gi18n-lib.h>

#include "lk-chooser.h"
#include "lk-window.h"

/* The tile's own copy of what is meant. */
static LkPicture *
get_picture (GtkWidget *tile)
{
  return g_object_get_data (G_OBJECT (tile), "absent-picture");
}

static void
locate (GtkWidget *tile, const char *place)
{
  GtkWidget *window = gtk_widget_get_ancestor (tile, LK_TYPE_WINDOW);

  if (window != NULL)
    lk_session_locate (lk_window_get_session (LK_WINDOW (window)), get_picture (tile),
                       place);
}

static void
on_chosen (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    locate (user_data, path);
}

static void
choose_file (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *title = g_strdup_printf (
      _ ("Locate “%s”"), lk_picture_get_title (get_picture (user_data)));

  lk_chooser_open (user_data, LK_CHOOSER_PICTURES, title, on_chosen, user_data);
}

static void
choose_folder (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  lk_chooser_open (user_data, LK_CHOOSER_FOLDERS, _ ("Locate Missing Pictures"),
                   on_chosen, user_data);
}

static void
take_changed (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  locate (user_data, lk_picture_get_path (get_picture (user_data)));
}

GMenuModel *
lk_absence_attach (GtkWidget *tile, LkPicture *picture, GMenuModel *menu)
{
  g_autoptr (GSimpleActionGroup) actions = NULL;
  g_autoptr (GMenu) whole = NULL;
  g_autoptr (GMenu) mending = NULL;
  const GActionEntry entries[] = {
    { "locate", choose_file },
    { "locate-folder", choose_folder },
    { "take-changed", take_changed },
  };

  if (lk_picture_get_state (picture) == LK_PICTURE_PRESENT)
    return menu != NULL ? g_object_ref (menu) : NULL;
  actions = g_simple_action_group_new ();
  g_object_set_data_full (G_OBJECT (tile), "absent-picture", g_object_ref (picture),
                          g_object_unref);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries,
                                   G_N_ELEMENTS (entries), tile);
  gtk_widget_insert_action_group (tile, "absence", G_ACTION_GROUP (actions));
  whole = g_menu_new ();
  mending = g_menu_new ();
  g_menu_append (mending, _ ("_Locate…"), "absence.locate");
  g_menu_append (mending, _ ("Locate in a _Folder…"), "absence.locate-folder");
  if (lk_picture_get_state (picture) == LK_PICTURE_CHANGED)
    g_menu_append (mending, _ ("_Use the Changed Picture"), "absence.take-changed");
  g_menu_append_section (whole, NULL, G_MENU_MODEL (mending));
  if (menu != NULL)
    g_menu_append_section (whole, NULL, menu);
  return G_MENU_MODEL (g_steal_pointer (&whole));
}

GtkWidget *
lk_absence_create_sign (LkPicture *picture)
{
  static const char *const icons[] = {
    [LK_PICTURE_MISSING] = "edit-find-symbolic",
    [LK_PICTURE_CHANGED] = "document-edit-symbolic",
    [LK_PICTURE_UNREADABLE] = "action-unavailable-symbolic",
  };
  LkPictureState state = lk_picture_get_state (picture);
  GtkWidget *sign;

  if (state == LK_PICTURE_PRESENT)
    return NULL;
  sign = gtk_image_new_from_icon_name (icons[state]);
  gtk_widget_add_css_class (sign, "absent");
  gtk_widget_set_can_target (sign, FALSE);
  return sign;
}
