/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shelf-private.h"

#include "lk-keys.h"

G_DEFINE_FINAL_TYPE (LkShelf, lk_shelf, GTK_TYPE_WIDGET)

guint
lk_shelf_count (LkShelf *self)
{
  return self->items != NULL ? g_list_model_get_n_items (self->items) : 0;
}

GtkWidget *
lk_shelf_get_item (LkShelf *self, guint position)
{
  GtkFlowBoxChild *child
      = gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->box), (int) position);

  return child != NULL ? gtk_flow_box_child_get_child (child) : NULL;
}

static int
find_focus (LkShelf *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *item;

  for (guint i = 0; focus != NULL && (item = lk_shelf_get_item (self, i)) != NULL; i++)
    if (focus == item || gtk_widget_is_ancestor (focus, item))
      return (int) i;
  return -1;
}

gboolean
lk_shelf_is_hidden (LkShelf *self, guint position)
{
  GtkWidget *item = lk_shelf_get_item (self, position);

  return item != NULL && !gtk_widget_get_visible (gtk_widget_get_parent (item));
}

/* The button at the end is always seen. */
static int
step (LkShelf *self, int position, int by)
{
  int to = position + by;

  while (to >= 0 && lk_shelf_is_hidden (self, (guint) to))
    to += by;
  return to >= 0 ? to : position;
}

static gboolean
grab (LkShelf *self, int position)
{
  GtkWidget *item = lk_shelf_get_item (
      self, (guint) CLAMP (position, 0, (int) lk_shelf_count (self)));

  if (item == NULL || !gtk_widget_grab_focus (item))
    return FALSE;
  self->stop = (guint) find_focus (self);
  return TRUE;
}

/* The item of the line above or below that is nearest to the one at @position, or -1. */
static int
find_beside (LkShelf *self, int position, gboolean down)
{
  GtkWidget *from = lk_shelf_get_item (self, (guint) position), *item;
  graphene_rect_t here, there;
  double shortest = G_MAXDOUBLE;
  int found = -1;

  if (!gtk_widget_compute_bounds (from, GTK_WIDGET (self), &here))
    return -1;
  for (guint i = 0; (item = lk_shelf_get_item (self, i)) != NULL; i++)
    {
      double dx, dy;

      if (lk_shelf_is_hidden (self, i)
          || !gtk_widget_compute_bounds (item, GTK_WIDGET (self), &there))
        continue;
      dy = there.origin.y - here.origin.y;
      dx = there.origin.x - here.origin.x;
      if (ABS (dy) < 1 || (dy > 0) != down || 1000 * ABS (dy) + ABS (dx) >= shortest)
        continue;
      shortest = 1000 * ABS (dy) + ABS (dx);
      found = (int) i;
    }
  return found;
}

static void
show_marks (LkShelf *self)
{
  LkPictureTile *tile;

  for (guint i = 0; (tile = lk_shelf_get_tile (self, i)) != NULL; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->items, i);

      lk_picture_tile_set_marked (tile, g_hash_table_contains (self->marked, item));
    }
}

static void
mark (LkShelf *self, guint from, guint to)
{
  for (guint i = MIN (from, to); i <= MAX (from, to); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->items, i);

      if (item != NULL && !lk_shelf_is_hidden (self, i))
        g_hash_table_add (self->marked, g_steal_pointer (&item));
    }
  show_marks (self);
}

static void
on_marked (LkPictureTile *tile, gboolean range, LkShelf *self)
{
  int position = lk_shelf_find (self, tile);
  g_autoptr (GObject) item = NULL;

  if (position < 0)
    return;
  item = g_list_model_get_item (self->items, (guint) position);
  if (range)
    mark (self, self->last_marked, (guint) position);
  else if (g_hash_table_remove (self->marked, item))
    show_marks (self);
  else
    mark (self, (guint) position, (guint) position);
  if (!range)
    self->last_marked = (guint) position;
}

static void
on_activated (LkPictureTile *tile, LkShelf *self)
{
  self->last_marked = (guint) MAX (lk_shelf_find (self, tile), 0);
  g_hash_table_remove_all (self->marked);
  show_marks (self);
}

/* What is no longer there is no longer marked. */
static void
on_items_changed (LkShelf *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->marked);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    if (lk_shelf_find_item (self, item) < 0)
      g_hash_table_iter_remove (&iter);
}

/* Tab leaves from wherever it is; arrows go on, and stay at either end. */
static gboolean
lk_shelf_focus (GtkWidget *widget, GtkDirectionType direction)
{
  LkShelf *self = LK_SHELF (widget);
  int at = find_focus (self), to;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (at < 0)
    return grab (self, lk_shelf_is_hidden (self, self->stop) ? step (self, -1, 1)
                                                             : (int) self->stop);
  self->stop = (guint) at;
  switch (direction)
    {
    case GTK_DIR_LEFT:
    case GTK_DIR_RIGHT:
      grab (self, step (self, at, (direction == GTK_DIR_RIGHT) != mirrored ? 1 : -1));
      return TRUE;
    case GTK_DIR_UP:
    case GTK_DIR_DOWN:
      to = find_beside (self, at, direction == GTK_DIR_DOWN);
      return to >= 0 && grab (self, to);
    default:
      return FALSE;
    }
}

/* Before the flow box, whose own cursor knows nothing of what is in its children. */
static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        LkShelf *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  guint n = lk_shelf_count (self);
  int at = find_focus (self), dx, dy;

  if (keyval == GDK_KEY_a && (state & GDK_CONTROL_MASK) != 0 && at >= 0 && n > 0)
    {
      mark (self, 0, n - 1);
      return GDK_EVENT_STOP;
    }
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || at < 0
      || gtk_root_get_focus (root) != lk_shelf_get_item (self, (guint) at))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Home || keyval == GDK_KEY_End)
    {
      grab (self, keyval == GDK_KEY_Home ? step (self, -1, 1) : G_MAXINT);
      return GDK_EVENT_STOP;
    }
  if (!lk_keys_get_arrow (keyval, &dx, &dy))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_child_focus (GTK_WIDGET (root), dx < 0   ? GTK_DIR_LEFT
                                             : dx > 0 ? GTK_DIR_RIGHT
                                             : dy < 0 ? GTK_DIR_UP
                                                      : GTK_DIR_DOWN);
  return GDK_EVENT_STOP;
}

/* The line between two tiles that something is dragged to. */
static void
lk_shelf_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LkShelf *self = LK_SHELF (widget);
  GtkWidget *item
      = self->insertion >= 0 ? lk_shelf_get_item (self, (guint) self->insertion) : NULL;
  graphene_rect_t bounds;
  float x;

  GTK_WIDGET_CLASS (lk_shelf_parent_class)->snapshot (widget, snapshot);
  if (item == NULL || !gtk_widget_compute_bounds (item, widget, &bounds))
    return;
  x = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
          ? bounds.origin.x + bounds.size.width + 2
          : bounds.origin.x - 4;
  gtk_snapshot_append_color (
      snapshot, &self->line,
      &GRAPHENE_RECT_INIT (MAX (x, 0), bounds.origin.y, 3, bounds.size.height));
}

static void
lk_shelf_realize (GtkWidget *widget)
{
  LkShelf *self = LK_SHELF (widget);

  GTK_WIDGET_CLASS (lk_shelf_parent_class)->realize (widget);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  g_signal_connect_data (self->clock, "layout", G_CALLBACK (lk_shelf_update_sight), self,
                         NULL, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

static void
lk_shelf_unrealize (GtkWidget *widget)
{
  LkShelf *self = LK_SHELF (widget);

  g_signal_handlers_disconnect_by_data (self->clock, self);
  g_clear_object (&self->clock);
  GTK_WIDGET_CLASS (lk_shelf_parent_class)->unrealize (widget);
}

static void
lk_shelf_dispose (GObject *object)
{
  LkShelf *self = LK_SHELF (object);

  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->items);
  g_clear_pointer (&self->action, g_free);
  g_clear_pointer (&self->hint, g_free);
  g_clear_pointer (&self->marked, g_hash_table_unref);
  G_OBJECT_CLASS (lk_shelf_parent_class)->dispose (object);
}

static void
lk_shelf_class_init (LkShelfClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_shelf_dispose;
  widget_class->realize = lk_shelf_realize;
  widget_class->unrealize = lk_shelf_unrealize;
  widget_class->focus = lk_shelf_focus;
  widget_class->snapshot = lk_shelf_snapshot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "shelf");
}

static void
lk_shelf_init (LkShelf *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->marked = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->insertion = -1;
  self->box = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->box), 20);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->box), 6);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->box), 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

static void
name_button (LkShelf *self, GtkWidget *button)
{
  gtk_widget_set_tooltip_text (button, self->hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->hint, -1);
}

static GtkWidget *
create_add_button (LkShelf *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), self->action);
  gtk_widget_add_css_class (button, "add-tile");
  name_button (self, button);
  return button;
}

/* The tile takes the focus, not the flow box's own child around it. */
static GtkWidget *
create_child (gpointer item, gpointer user_data)
{
  LkShelf *self = user_data;
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *content = GTK_IS_STRING_OBJECT (item) ? create_add_button (self)
                                                   : self->create (item, self->user_data);

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), content);
  if (LK_IS_PICTURE_TILE (content))
    {
      g_signal_connect (content, "marked", G_CALLBACK (on_marked), self);
      g_signal_connect (content, "activated", G_CALLBACK (on_activated), self);
      lk_picture_tile_set_marked (LK_PICTURE_TILE (content),
                                  g_hash_table_contains (self->marked, item));
    }
  gtk_widget_set_halign (content, GTK_ALIGN_START);
  gtk_widget_set_focusable (child, FALSE);
  return child;
}

GtkWidget *
lk_shelf_new (const char *action, const char *hint)
{
  LkShelf *self = g_object_new (LK_TYPE_SHELF, NULL);

  self->action = g_strdup (action);
  self->hint = g_strdup (hint);
  return GTK_WIDGET (self);
}

void
lk_shelf_bind (LkShelf *self, GListModel *items, LkShelfCreate create, gpointer user_data)
{
  GListStore *models = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr (GtkStringList) end = gtk_string_list_new ((const char *[]){ "", NULL });
  g_autoptr (GtkFlattenListModel) all = NULL;

  g_set_object (&self->items, items);
  g_signal_connect_swapped (items, "items-changed", G_CALLBACK (on_items_changed), self);
  self->create = create;
  self->user_data = user_data;
  g_list_store_append (models, items);
  g_list_store_append (models, end);
  all = gtk_flatten_list_model_new (G_LIST_MODEL (models));
  gtk_flow_box_bind_model (GTK_FLOW_BOX (self->box), G_LIST_MODEL (all), create_child,
                           self, NULL);
}

void
lk_shelf_set_hint (LkShelf *self, const char *hint)
{
  GtkWidget *button;

  g_return_if_fail (LK_IS_SHELF (self));

  if (g_strcmp0 (hint, self->hint) == 0)
    return;
  g_free (self->hint);
  self->hint = g_strdup (hint);
  button = lk_shelf_get_item (self, lk_shelf_count (self));
  if (button != NULL)
    name_button (self, button);
}

void
lk_shelf_set_stop (LkShelf *self, guint position)
{
  g_return_if_fail (LK_IS_SHELF (self));
  self->stop = position;
}

LkPictureTile *
lk_shelf_get_tile (LkShelf *self, guint position)
{
  GtkWidget *content = lk_shelf_get_item (self, position);

  return LK_IS_PICTURE_TILE (content) ? LK_PICTURE_TILE (content) : NULL;
}

int
lk_shelf_find (LkShelf *self, LkPictureTile *tile)
{
  LkPictureTile *at;

  for (guint i = 0; (at = lk_shelf_get_tile (self, i)) != NULL; i++)
    if (at == tile)
      return (int) i;
  return -1;
}

int
lk_shelf_find_item (LkShelf *self, gpointer item)
{
  for (guint i = 0; i < lk_shelf_count (self); i++)
    {
      g_autoptr (GObject) at = g_list_model_get_item (self->items, i);

      if (at == item)
        return (int) i;
    }
  return -1;
}

GPtrArray *
lk_shelf_list_chosen (LkShelf *self, LkPictureTile *tile)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GObject) own = NULL;
  gboolean several;
  int position;

  g_return_val_if_fail (LK_IS_SHELF (self), chosen);

  position = lk_shelf_find (self, tile);
  if (position < 0)
    return chosen;
  own = g_list_model_get_item (self->items, (guint) position);
  several = g_hash_table_contains (self->marked, own);
  for (guint i = 0; i < lk_shelf_count (self); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->items, i);

      if (several ? g_hash_table_contains (self->marked, item)
                        && !lk_shelf_is_hidden (self, i)
                  : item == own)
        g_ptr_array_add (chosen, g_steal_pointer (&item));
    }
  return chosen;
}

static void
set_insertion (LkShelf *self, int insertion)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (insertion == self->insertion)
    return;
  self->insertion = insertion;
  gtk_style_context_lookup_color (context, "accent_bg_color", &self->line);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lk_shelf_show_insertion (LkShelf *self, double x, double y)
{
  g_return_if_fail (LK_IS_SHELF (self));
  set_insertion (self, (int) lk_shelf_find_insertion (self, x, y));
}

void
lk_shelf_hide_insertion (LkShelf *self)
{
  g_return_if_fail (LK_IS_SHELF (self));
  set_insertion (self, -1);
}
