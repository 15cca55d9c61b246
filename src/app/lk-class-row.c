/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-class-row-private.h"

#include <glib/gi18n-lib.h>

#include "lk-chooser.h"
#include "lk-chosen.h"
#include "lk-class-drag.h"
#include "lk-class-mark.h"
#include "lk-intake.h"
#include "lk-manners.h"
#include "lk-query-strip.h"
#include "lk-reveal.h"
#include "lk-shelf.h"

G_DEFINE_FINAL_TYPE (LkClassRow, lk_class_row, GTK_TYPE_WIDGET)

static LkEpisode *
get_episode (LkClassRow *self)
{
  return lk_session_get_episode (self->session);
}

guint
lk_class_row_get_index (LkClassRow *self)
{
  return (guint) MAX (lk_episode_find_class (get_episode (self), self->class), 0);
}

void
lk_class_row_tell (LkClassRow *self, GError *error)
{
  if (error != NULL)
    lk_session_send_message (self->session, error->message);
}

/* Whether the name that was typed was taken, or is the one it has. */
static gboolean
enter_name (LkClassRow *self)
{
  g_autoptr (GError) error = NULL;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->name));

  /* A class that went has taken its name along. */
  if (g_str_equal (text, lk_class_get_name (self->class))
      || lk_episode_find_class (get_episode (self), self->class) < 0)
    return TRUE;
  lk_episode_rename_class (get_episode (self), lk_class_row_get_index (self), text,
                           &error);
  gtk_editable_set_text (GTK_EDITABLE (self->name), lk_class_get_name (self->class));
  lk_class_row_tell (self, error);
  return error == NULL;
}

/* Return: the name is done, and no key goes into it any more. */
static void
on_name_entered (LkClassRow *self)
{
  if (enter_name (self))
    gtk_widget_child_focus (self->shelf, GTK_DIR_TAB_FORWARD);
}

/* Nothing stays selected in an entry that is left. */
static void
on_name_left (LkClassRow *self)
{
  enter_name (self);
  gtk_editable_select_region (GTK_EDITABLE (self->name), 0, 0);
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

/* What belongs to the class is called after it, by whoever reads it out. */
static void
name_controls (LkClassRow *self, const char *name)
{
  g_autofree char *entry = g_strdup_printf (_ ("Name of the class %s"), name);
  g_autofree char *menu = g_strdup_printf (_ ("Menu of %s"), name);
  g_autofree char *add = g_strdup_printf (_ ("Add shots of %s"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, entry, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, menu, -1);
  gtk_widget_set_tooltip_text (self->menu_button, menu);
  lk_shelf_set_hint (LK_SHELF (self->shelf), add);
}

static void
on_name_changed (LkClassRow *self)
{
  const char *name = lk_class_get_name (self->class);

  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  name_controls (self, name);
}

guint
lk_class_row_count_shots (LkClassRow *self)
{
  GListModel *shots = lk_class_get_shots (self->class);
  LkSettings *settings = lk_session_get_settings (self->session);
  guint n = g_list_model_get_n_items (shots), n_off = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkPicture) shot = g_list_model_get_item (shots, i);

      n_off += lk_settings_is_off (settings, shot)
               || lk_picture_get_state (shot) != LK_PICTURE_PRESENT
               || lk_session_lacks_map (self->session, shot);
    }
  return n - n_off;
}

static void
update_count (LkClassRow *self)
{
  guint n = g_list_model_get_n_items (lk_class_get_shots (self->class));
  guint n_on = lk_class_row_count_shots (self);
  g_autofree char *text
      = n_on == n
            ? g_strdup_printf (ngettext ("%u shot", "%u shots", n), n)
            : g_strdup_printf (ngettext ("%u of %u shot", "%u of %u shots", n), n_on, n);

  gtk_label_set_text (GTK_LABEL (self->count), text);
}

/* Actions of the class. */

static void
on_chosen (GListModel *files, gpointer user_data)
{
  LkClassRow *self = user_data;
  g_auto (GValue) value = G_VALUE_INIT;

  lk_chooser_to_value (files, &value);
  lk_intake_take (self->session, LK_INTAKE_CLASS, lk_class_row_get_index (self), &value);
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

  lk_intake_paste (self->session, LK_INTAKE_CLASS, lk_class_row_get_index (self),
                   gtk_widget_get_clipboard (GTK_WIDGET (self)));
}

static void
rename_class (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  lk_class_row_start_name (user_data);
}

static void
show_class (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;

  lk_session_select_class (self->session, (int) lk_class_row_get_index (self));
}

static void
move_up (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;
  guint index = lk_class_row_get_index (self);

  if (index > 0)
    lk_episode_move_class (get_episode (self), index, index - 1);
}

static void
move_down (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;
  guint index = lk_class_row_get_index (self);

  if (index + 1 < g_list_model_get_n_items (lk_episode_get_classes (get_episode (self))))
    lk_episode_move_class (get_episode (self), index, index + 1);
}

static void
remove_class (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkClassRow *self = user_data;

  lk_episode_remove_class (get_episode (self), lk_class_row_get_index (self));
}

static const GActionEntry class_entries[] = {
  { "add", add_pictures },    { "paste", paste },     { "rename", rename_class },
  { "show", show_class },     { "move-up", move_up }, { "move-down", move_down },
  { "remove", remove_class },
};

/* Drops: a shot that moves here from this row or another one, a query that is of this
 * class, or pictures. */

static gboolean
find_point (LkClassRow *self, double x, double y, graphene_point_t *point)
{
  return gtk_widget_compute_point (GTK_WIDGET (self), self->shelf,
                                   &GRAPHENE_POINT_INIT ((float) x, (float) y), point);
}

/* Shots of this episode move; what comes from another window stays there, too.
 * @from: (nullable) */
static gboolean
take_shots (LkClassRow *self, LkClassRow *from, GPtrArray *chosen, double x, double y)
{
  g_autoptr (GPtrArray) pictures = lk_chosen_list_pictures (chosen);
  guint index = lk_class_row_get_index (self), at;
  graphene_point_t point;
  g_autoptr (GError) error = NULL;

  if (!find_point (self, x, y, &point))
    return FALSE;
  at = lk_shelf_find_insertion (LK_SHELF (self->shelf), point.x, point.y);
  if (from != NULL && get_episode (from) == get_episode (self))
    lk_chosen_place_shots (get_episode (self), lk_class_row_get_index (from), chosen,
                           index, at, &error);
  else
    lk_episode_add_shots (get_episode (self), index, at, pictures, &error);
  lk_class_row_tell (self, error);
  return error == NULL;
}

static gboolean
take_tile (LkClassRow *self, LkPictureTile *tile, double x, double y)
{
  guint shot;
  LkClassRow *from = lk_class_row_find_shot (tile, &shot);
  g_autoptr (GPtrArray) chosen = from != NULL ? lk_class_row_list_shots (tile, NULL)
                                              : lk_query_strip_list_chosen (tile);

  if (from != NULL
      || gtk_widget_get_root (GTK_WIDGET (tile)) != gtk_widget_get_root (self->shelf))
    return take_shots (self, from, chosen, x, y);
  lk_chosen_label_queries (get_episode (self), chosen, lk_class_get_name (self->class));
  return chosen->len > 0;
}

static void
on_drag_leave (GtkDropTarget *target, LkClassRow *self)
{
  lk_shelf_hide_insertion (LK_SHELF (self->shelf));
}

static GdkDragAction
on_drag_motion (GtkDropTarget *target, double x, double y, LkClassRow *self)
{
  graphene_point_t point;

  if (find_point (self, x, y, &point))
    lk_shelf_show_insertion (LK_SHELF (self->shelf), point.x, point.y);
  return GDK_ACTION_MOVE;
}

static gboolean
on_drop_tile (GtkDropTarget *target,
              const GValue *value,
              double x,
              double y,
              LkClassRow *self)
{
  lk_shelf_hide_insertion (LK_SHELF (self->shelf));
  return take_tile (self, g_value_get_object (value), x, y);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, LkClassRow *self)
{
  lk_intake_take (self->session, LK_INTAKE_CLASS, lk_class_row_get_index (self), value);
  return TRUE;
}

static gboolean
has_focus_within (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* From the name to the menu and back, and down to the shots. */
static gboolean
move_in_header (LkClassRow *self, GtkDirectionType direction)
{
  switch (direction)
    {
    case GTK_DIR_LEFT:
    case GTK_DIR_RIGHT:
      return gtk_widget_grab_focus (has_focus_within (self->name) ? self->menu_button
                                                                  : self->name);
    case GTK_DIR_DOWN:
      return gtk_widget_child_focus (self->shelf, direction);
    default:
      return FALSE;
    }
}

/* Tab comes to the shots and leaves from wherever it is. */
static gboolean
lk_class_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  LkClassRow *self = LK_CLASS_ROW (widget);

  if (!has_focus_within (widget))
    return gtk_widget_child_focus (self->shelf, direction);
  if (has_focus_within (self->header))
    return move_in_header (self, direction);
  if (gtk_widget_child_focus (self->shelf, direction))
    return TRUE;
  return direction == GTK_DIR_UP && gtk_widget_grab_focus (self->menu_button);
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
  widget_class->focus = lk_class_row_focus;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "class.rename", NULL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-class-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, header);
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, name);
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, count);
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, LkClassRow, caution);
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
  lk_manners_teach (self->name);
  self->shelf = lk_shelf_new ("class.add", _ ("Add shots of this class"));
  gtk_widget_set_parent (self->shelf, GTK_WIDGET (self));

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), class_entries,
                                   G_N_ELEMENTS (class_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "class",
                                  G_ACTION_GROUP (self->actions));

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_name_left), self);
  gtk_widget_add_controller (self->name, focus);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_name_key), self);
  gtk_widget_add_controller (self->name, key);
  g_signal_connect (files, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (files));
  g_signal_connect (tiles, "drop", G_CALLBACK (on_drop_tile), self);
  g_signal_connect (tiles, "motion", G_CALLBACK (on_drag_motion), self);
  g_signal_connect (tiles, "leave", G_CALLBACK (on_drag_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (tiles));
  lk_class_drag_add (self, self->header);
}

GtkWidget *
lk_class_row_new (LkSession *session, LkClass *class)
{
  LkClassRow *self = g_object_new (LK_TYPE_CLASS_ROW, NULL);

  self->session = g_object_ref (session);
  self->class = g_object_ref (class);
  lk_shelf_bind (LK_SHELF (self->shelf), lk_class_get_shots (class),
                 lk_class_row_create_tile, self);
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
lk_class_row_update (LkClassRow *self, int scored, gboolean shown)
{
  LkPictureTile *tile;

  for (guint i = 0; (tile = lk_shelf_get_tile (LK_SHELF (self->shelf), i)) != NULL; i++)
    lk_class_row_update_off (self, tile);
  update_count (self);
  lk_class_mark_set_class_index (LK_CLASS_MARK (self->mark), scored);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  lk_class_get_name (self->class), -1);
  if (shown)
    gtk_widget_add_css_class (GTK_WIDGET (self), "shown");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "shown");
}

void
lk_class_row_warn (LkClassRow *self,
                   LkCautions *cautions,
                   guint index,
                   LkShotCheck *check,
                   int scored)
{
  g_autofree char *text = lk_cautions_describe_class (cautions, index);
  LkPictureTile *tile;

  gtk_label_set_text (GTK_LABEL (self->caution), text != NULL ? text : "");
  gtk_widget_set_visible (self->caution, text != NULL);
  for (guint i = 0; (tile = lk_shelf_get_tile (LK_SHELF (self->shelf), i)) != NULL; i++)
    {
      LkPicture *picture = lk_picture_tile_get_picture (tile);
      g_autofree char *caution = lk_cautions_describe (cautions, (int) index, picture);

      if (caution == NULL && scored >= 0)
        caution = lk_shot_check_describe_doubt (check, (guint) scored, picture);
      lk_picture_tile_set_description (tile, lk_picture_get_title (picture), caution);
    }
}

void
lk_class_row_start_name (LkClassRow *self)
{
  g_return_if_fail (LK_IS_CLASS_ROW (self));

  gtk_widget_grab_focus (self->name);
  gtk_editable_select_region (GTK_EDITABLE (self->name), 0, -1);
  lk_reveal (GTK_WIDGET (self));
}
