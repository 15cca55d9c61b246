/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-class-row.h"

#include <glib/gi18n-lib.h>

#include "lk-chooser.h"
#include "lk-class-drag.h"
#include "lk-class-mark.h"
#include "lk-intake.h"
#include "lk-shelf.h"

struct _LkClassRow
{
  GtkWidget parent_instance;

  LkSession *session;
  LkClass *class;
  GSimpleActionGroup *actions;

  GtkWidget *header;
  GtkWidget *mark;
  GtkWidget *name;
  GtkWidget *count;
  GtkWidget *menu_button;
  GtkWidget *shelf;
  GMenuModel *shot_menu;
};

G_DEFINE_FINAL_TYPE (LkClassRow, lk_class_row, GTK_TYPE_WIDGET)

static LkEpisode *
get_episode (LkClassRow *self)
{
  return lk_session_get_episode (self->session);
}

static guint
get_index (LkClassRow *self)
{
  return (guint) MAX (lk_episode_find_class (get_episode (self), self->class), 0);
}

static void
tell (LkClassRow *self, GError *error)
{
  if (error != NULL)
    lk_session_send_message (self->session, error->message);
}

/* Return, or leaving the entry. */
static void
on_name_entered (LkClassRow *self)
{
  g_autoptr (GError) error = NULL;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->name));

  if (g_str_equal (text, lk_class_get_name (self->class)))
    return;
  lk_episode_rename_class (get_episode (self), get_index (self), text, &error);
  gtk_editable_set_text (GTK_EDITABLE (self->name), lk_class_get_name (self->class));
  tell (self, error);
}

/* Escape brings the name back. */
static gboolean
on_name_key (GtkEventControllerKey *controller,
             guint keyval,
             guint keycode,
             GdkModifierType state,
             LkClassRow *self)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_editable_set_text (GTK_EDITABLE (self->name), lk_class_get_name (self->class));
  return GDK_EVENT_STOP;
}

static void
on_name_changed (LkClassRow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name), lk_class_get_name (self->class));
}

static guint
count_off (LkClassRow *self)
{
  GListModel *shots = lk_class_get_shots (self->class);
  LkSettings *settings = lk_session_get_settings (self->session);
  guint n_off = 0;

  for (guint i = 0; i < g_list_model_get_n_items (shots); i++)
    {
      g_autoptr (LkPicture) shot = g_list_model_get_item (shots, i);

      n_off += lk_settings_is_off (settings, shot) ? 1 : 0;
    }
  return n_off;
}

static void
update_count (LkClassRow *self)
{
  guint n = g_list_model_get_n_items (lk_class_get_shots (self->class));
  guint n_off = count_off (self);
  g_autofree char *text
      = n_off == 0 ? g_strdup_printf (ngettext ("%u shot", "%u shots", n), n)
                   : g_strdup_printf (ngettext ("%u of %u shot", "%u of %u shots", n),
                                      n - n_off, n);

  gtk_label_set_text (GTK_LABEL (self->count), text);
}

/* Actions of a shot: the tile is the user data. */

static LkClassRow *
find_shot (LkPictureTile *tile, guint *shot)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (tile), LK_TYPE_CLASS_ROW);
  int position
      = row != NULL ? lk_shelf_find (LK_SHELF (LK_CLASS_ROW (row)->shelf), tile) : -1;

  *shot = (guint) MAX (position, 0);
  return position >= 0 ? LK_CLASS_ROW (row) : NULL;
}

static void
remove_shot (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint shot;
  LkClassRow *self = find_shot (user_data, &shot);

  if (self != NULL)
    lk_episode_remove_shot (get_episode (self), get_index (self), shot);
}

static void
move_shot_by (LkPictureTile *tile, int step)
{
  guint shot, index;
  LkClassRow *self = find_shot (tile, &shot);
  g_autoptr (GError) error = NULL;

  if (self == NULL || (step < 0 && shot == 0))
    return;
  index = get_index (self);
  if (!lk_episode_move_shot (get_episode (self), index, shot, index,
                             step < 0 ? shot - 1 : shot + 2, &error))
    tell (self, error);
  gtk_widget_grab_focus (GTK_WIDGET (lk_shelf_get_tile (
      LK_SHELF (self->shelf),
      MIN (step < 0 ? shot - 1 : shot + 1,
           g_list_model_get_n_items (lk_class_get_shots (self->class)) - 1))));
}

static void
move_shot_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_shot_by (user_data, -1);
}

static void
move_shot_on (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_shot_by (user_data, 1);
}

static void
make_query (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkPictureTile *tile = user_data;
  guint shot;
  LkClassRow *self = find_shot (tile, &shot);
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);

  if (self == NULL)
    return;
  g_ptr_array_add (queries, lk_query_new (lk_picture_tile_get_picture (tile),
                                          lk_class_get_name (self->class)));
  lk_episode_add_queries (get_episode (self), queries);
}

static void
change_off (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  LkPictureTile *tile = user_data;
  guint shot;
  LkClassRow *self = find_shot (tile, &shot);

  if (self != NULL)
    lk_session_set_shot_off (self->session, lk_picture_tile_get_picture (tile),
                             g_variant_get_boolean (state));
}

static void
update_off (LkClassRow *self, LkPictureTile *tile)
{
  LkSettings *settings = lk_session_get_settings (self->session);
  gboolean off = lk_settings_is_off (settings, lk_picture_tile_get_picture (tile));
  GActionMap *actions = g_object_get_data (G_OBJECT (tile), "actions");

  g_simple_action_set_state (
      G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "off")),
      g_variant_new_boolean (off));
  lk_picture_tile_set_off (tile, off);
}

static GtkWidget *
create_tile (gpointer item, gpointer user_data)
{
  LkClassRow *self = user_data;
  GtkWidget *tile = lk_picture_tile_new (item, self->shot_menu);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  const GActionEntry entries[] = {
    { "remove", remove_shot },
    { "move-back", move_shot_back },
    { "move-on", move_shot_on },
    { "make-query", make_query },
    { "off", NULL, NULL, "false", change_off },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries,
                                   G_N_ELEMENTS (entries), tile);
  gtk_widget_insert_action_group (tile, "tile", G_ACTION_GROUP (actions));
  g_object_set_data (G_OBJECT (tile), "actions", actions);
  update_off (self, LK_PICTURE_TILE (tile));
  return tile;
}

/* Actions of the class. */

static void
on_chosen (GListModel *files, gpointer user_data)
{
  LkClassRow *self = user_data;
  g_auto (GValue) value = G_VALUE_INIT;

  lk_chooser_to_value (files, &value);
  lk_intake_take (self->session, LK_INTAKE_CLASS, get_index (self), &value);
}

static void
add_pictures (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  lk_chooser_open (GTK_WIDGET (user_data), LK_CHOOSER_PICTURES, _ ("Add Shots"),
                   on_chosen, user_data);
}

static void
paste (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;

  lk_intake_paste (self->session, LK_INTAKE_CLASS, get_index (self),
                   gtk_widget_get_clipboard (GTK_WIDGET (self)));
}

static void
rename_class (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;

  gtk_widget_grab_focus (self->name);
}

static void
show_class (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;

  lk_session_select_class (self->session, (int) get_index (self));
}

static void
move_up (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;
  guint index = get_index (self);

  if (index > 0)
    lk_episode_move_class (get_episode (self), index, index - 1);
}

static void
move_down (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;
  guint index = get_index (self);

  if (index + 1 < g_list_model_get_n_items (lk_episode_get_classes (get_episode (self))))
    lk_episode_move_class (get_episode (self), index, index + 1);
}

static void
remove_class (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;

  lk_episode_remove_class (get_episode (self), get_index (self));
}

static const GActionEntry class_entries[] = {
  { "add", add_pictures },    { "paste", paste },     { "rename", rename_class },
  { "show", show_class },     { "move-up", move_up }, { "move-down", move_down },
  { "remove", remove_class },
};

/* Drops: a tile that moves here from this row, another row or the queries, or pictures.
 */

static gboolean
take_tile (LkClassRow *self, LkPictureTile *tile, double x, double y)
{
  graphene_point_t point;
  guint shot, position;
  LkClassRow *from = find_shot (tile, &shot);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();

  if (!gtk_widget_compute_point (GTK_WIDGET (self), self->shelf,
                                 &GRAPHENE_POINT_INIT ((float) x, (float) y), &point))
    return FALSE;
  position = lk_shelf_find_insertion (LK_SHELF (self->shelf), point.x, point.y);
  if (from != NULL)
    {
      lk_episode_move_shot (get_episode (self), get_index (from), shot, get_index (self),
                            position, &error);
    }
  else
    {
      g_ptr_array_add (shots, lk_picture_tile_get_picture (tile));
      lk_episode_add_shots (get_episode (self), get_index (self), position, shots,
                            &error);
    }
  tell (self, error);
  return error == NULL;
}

static gboolean
on_drop_tile (GtkDropTarget *target,
              const GValue *value,
              double x,
              double y,
              LkClassRow *self)
{
  return take_tile (self, g_value_get_object (value), x, y);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, LkClassRow *self)
{
  lk_intake_take (self->session, LK_INTAKE_CLASS, get_index (self), value);
  return TRUE;
}

static void
lk_class_row_dispose (GObject *object)
{
  LkClassRow *self = LK_CLASS_ROW (object);

  if (self->class != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->class, self);
      g_signal_handlers_disconnect_by_data (lk_class_get_shots (self->class), self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_CLASS_ROW);
  g_clear_pointer (&self->shelf, gtk_widget_unparent);
  g_clear_object (&self->class);
  g_clear_object (&self->session);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (lk_class_row_parent_class)->dispose (object);
}

static void
lk_class_row_class_init (LkClassRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_class_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-class-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, header);
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, name);
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, count);
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, shot_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_name_entered);
  gtk_widget_class_set_css_name (widget_class, "class-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
lk_class_row_init (LkClassRow *self)
{
  GtkDropTarget *files = lk_intake_drop_target_new ();
  GtkDropTarget *tiles = gtk_drop_target_new (LK_TYPE_PICTURE_TILE, GDK_ACTION_MOVE);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->mark = lk_class_mark_new (0, 24);
  gtk_box_prepend (GTK_BOX (self->header), self->mark);
  self->shelf = lk_shelf_new ("class.add", _ ("Add shots of this class"));
  gtk_widget_set_parent (self->shelf, GTK_WIDGET (self));

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), class_entries,
                                   G_N_ELEMENTS (class_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "class",
                                  G_ACTION_GROUP (self->actions));

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_name_entered), self);
  gtk_widget_add_controller (self->name, focus);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_name_key), self);
  gtk_widget_add_controller (self->name, key);
  g_signal_connect (files, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (files));
  g_signal_connect (tiles, "drop", G_CALLBACK (on_drop_tile), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (tiles));
  lk_class_drag_add (self, self->header);
}

GtkWidget *
lk_class_row_new (LkSession *session, LkClass *class)
{
  LkClassRow *self = g_object_new (LK_TYPE_CLASS_ROW, NULL);

  self->session = g_object_ref (session);
  self->class = g_object_ref (class);
  lk_shelf_bind (LK_SHELF (self->shelf), lk_class_get_shots (class), create_tile, self);
  g_signal_connect_swapped (class, "notify::name", G_CALLBACK (on_name_changed), self);
  g_signal_connect_swapped (lk_class_get_shots (class), "items-changed",
                            G_CALLBACK (update_count), self);
  on_name_changed (self);
  update_count (self);
  return GTK_WIDGET (self);
}

LkEpisode *
lk_class_row_get_episode (LkClassRow *self)
{
  return get_episode (self);
}

LkClass *
lk_class_row_get_class (LkClassRow *self)
{
  return self->class;
}

void
lk_class_row_update (LkClassRow *self, guint index, gboolean shown)
{
  LkPictureTile *tile;

  for (guint i = 0; (tile = lk_shelf_get_tile (LK_SHELF (self->shelf), i)) != NULL; i++)
    update_off (self, tile);
  update_count (self);
  lk_class_mark_set_class_index (LK_CLASS_MARK (self->mark), (int) index);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  lk_class_get_name (self->class), -1);
  if (shown)
    gtk_widget_add_css_class (GTK_WIDGET (self), "shown");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "shown");
}
