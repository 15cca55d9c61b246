/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shelf.h"

struct _LkShelf
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GListModel *items;
  char *action;
  char *hint;
  LkShelfCreate create;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (LkShelf, lk_shelf, GTK_TYPE_WIDGET)

static void
lk_shelf_dispose (GObject *object)
{
  LkShelf *self = LK_SHELF (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->items);
  g_clear_pointer (&self->action, g_free);
  g_clear_pointer (&self->hint, g_free);
  G_OBJECT_CLASS (lk_shelf_parent_class)->dispose (object);
}

static void
lk_shelf_class_init (LkShelfClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_shelf_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "shelf");
}

static void
lk_shelf_init (LkShelf *self)
{
  self->box = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->box), 20);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->box), 6);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->box), 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static GtkWidget *
create_add_button (LkShelf *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), self->action);
  gtk_widget_set_tooltip_text (button, self->hint);
  gtk_widget_add_css_class (button, "add-tile");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->hint, -1);
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
  self->create = create;
  self->user_data = user_data;
  g_list_store_append (models, items);
  g_list_store_append (models, end);
  all = gtk_flatten_list_model_new (G_LIST_MODEL (models));
  gtk_flow_box_bind_model (GTK_FLOW_BOX (self->box), G_LIST_MODEL (all), create_child,
                           self, NULL);
}

LkPictureTile *
lk_shelf_get_tile (LkShelf *self, guint position)
{
  GtkFlowBoxChild *child
      = gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->box), (int) position);
  GtkWidget *content = child != NULL ? gtk_flow_box_child_get_child (child) : NULL;

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

guint
lk_shelf_find_insertion (LkShelf *self, double x, double y)
{
  guint n = self->items != NULL ? g_list_model_get_n_items (self->items) : 0;
  GtkFlowBoxChild *child
      = gtk_flow_box_get_child_at_pos (GTK_FLOW_BOX (self->box), (int) x, (int) y);
  graphene_rect_t bounds;
  guint index;

  if (child == NULL)
    return n;
  index = (guint) gtk_flow_box_child_get_index (child);
  if (gtk_widget_compute_bounds (GTK_WIDGET (child), GTK_WIDGET (self), &bounds)
      && x > bounds.origin.x + bounds.size.width / 2)
    index++;
  return MIN (index, n);
}
