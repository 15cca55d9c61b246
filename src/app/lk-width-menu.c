/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-width-menu.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "lk-figure-width.h"

#define KEY "figure-width"

double
lk_width_menu_get_width (void)
{
  g_autoptr (GSettings) settings = g_settings_new (LK_APP_ID);
  g_autofree char *text = g_settings_get_string (settings, KEY);
  double width = 0;

  lk_figure_width_from_string (text, &width);
  return width;
}

/* (transfer floating): what of the menu is chosen. */
static GVariant *
find_state (GSettings *settings)
{
  g_autofree char *text = g_settings_get_string (settings, KEY);
  double width;

  if (!lk_figure_width_from_string (text, &width))
    return g_variant_new_string ("");
  if (g_str_equal (text, "one") || g_str_equal (text, "two"))
    return g_variant_new_string (text);
  return g_variant_new_string ("other");
}

static void
on_setting_changed (GSettings *settings, const char *key, gpointer action)
{
  g_simple_action_set_state (action, find_state (settings));
}

static void
on_answered (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  GSettings *settings = user_data;
  GtkSpinButton *points = GTK_SPIN_BUTTON (adw_message_dialog_get_extra_child (dialog));
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!g_str_equal (response, "choose"))
    return;
  gtk_spin_button_update (points);
  g_settings_set_string (
      settings, KEY,
      g_ascii_dtostr (text, sizeof text, gtk_spin_button_get_value (points)));
}

static GtkWidget *
create_points (GtkWidget *dialog)
{
  GtkWidget *points
      = gtk_spin_button_new_with_range (LK_FIGURE_MIN_WIDTH, LK_FIGURE_MAX_WIDTH, 1);
  double width = lk_width_menu_get_width ();

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (points),
                             width > 0 ? width : LK_FIGURE_ONE_COLUMN);
  gtk_widget_set_halign (points, GTK_ALIGN_CENTER);
  gtk_text_set_activates_default (
      GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (points))), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (points), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Width in points"), -1);
  return points;
}

static void
ask_for_points (GtkWindow *window, GSettings *settings)
{
  GtkWidget *question = adw_message_dialog_new (
      window, _ ("Width of Figures"),
      _ ("In points, of which an inch has 72. The letters of a figure keep their size."));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (question);

  adw_message_dialog_set_extra_child (dialog, create_points (question));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "choose",
                                    _ ("C_hoose"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "choose", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "choose");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), settings, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GSettings *settings = g_object_get_data (G_OBJECT (action), "settings");
  const char *chosen = g_variant_get_string (parameter, NULL);

  if (g_str_equal (chosen, "other"))
    ask_for_points (window, settings);
  else
    g_settings_set_string (settings, KEY, chosen);
}

void
lk_width_menu_add_action (GtkApplicationWindow *window)
{
  GSettings *settings = g_settings_new (LK_APP_ID);
  g_autoptr (GSimpleAction) action
      = g_simple_action_new_stateful (KEY, G_VARIANT_TYPE_STRING, find_state (settings));

  g_object_set_data_full (G_OBJECT (action), "settings", settings, g_object_unref);
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (on_setting_changed),
                           action, 0);
  g_signal_connect (action, "activate", G_CALLBACK (on_activate), window);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
}

static void
append (GMenu *menu, const char *label, const char *chosen)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win." KEY, "s", chosen);
  g_menu_append_item (menu, item);
}

void
lk_width_menu_append (GtkMenuButton *button)
{
  g_autoptr (GMenu) widths = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  g_autofree char *one
      = g_strdup_printf (_ ("_One Column (%d Points)"), (int) LK_FIGURE_ONE_COLUMN);
  g_autofree char *two
      = g_strdup_printf (_ ("_Two Columns (%d Points)"), (int) LK_FIGURE_TWO_COLUMNS);

  append (widths, _ ("_As Each Is Drawn Best"), "");
  append (widths, one, "one");
  append (widths, two, "two");
  append (widths, _ ("Ot_her Width…"), "other");
  g_menu_append_submenu (section, _ ("_Width of Figures"), G_MENU_MODEL (widths));
  g_menu_append_section (G_MENU (gtk_menu_button_get_menu_model (button)), NULL,
                         G_MENU_MODEL (section));
}
