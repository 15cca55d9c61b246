/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-tile.h"

#include <glib/gi18n-lib.h>

#include "lk-absence.h"
#include "lk-class-mark.h"
#include "lk-digits.h"
#include "lk-hint.h"
#include "lk-picture-page.h"
#include "lk-window.h"

#define EDGE 56

struct _LkPictureTile
{
  GtkWidget parent_instance;

  LkPicture *picture;
  GSimpleActionGroup *actions;
  GMenuModel *menu;
  GtkWidget *overlay;
  GtkWidget *mark;
  GtkWidget *wrong;
  GtkWidget *caution;
  GtkWidget *margin;
  GtkWidget *popover; /* once it was asked for */
  gboolean out_of_sight;
};

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_MARKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkPictureTile, lk_picture_tile, GTK_TYPE_WIDGET)

GdkTexture *
lk_picture_tile_create_texture (LkPicture *picture, guint size)
{
  g_autoptr (LkImage) image = lk_image_fit (lk_picture_get_preview (picture), size);
  gsize width = lk_image_get_width (image), height = lk_image_get_height (image);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (
      lk_image_get_rgb (image), width * height * 3, (GDestroyNotify) lk_image_unref,
      lk_image_ref (image));

  return gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_R8G8B8, bytes,
                                 width * 3);
}

static void
show_menu (LkPictureTile *self)
{
  if (self->menu == NULL)
    return;
  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->menu);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_secondary (GtkGestureClick *gesture,
              int n_press,
              double x,
              double y,
              LkPictureTile *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  show_menu (self);
}

static void
show_page (LkPictureTile *self)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), LK_TYPE_WINDOW);

  if (window != NULL)
    lk_picture_page_present (
        GTK_WINDOW (window), self->picture,
        lk_session_get_source (lk_window_get_session (LK_WINDOW (window))));
}

static void
on_released (GtkGestureClick *gesture,
             int n_press,
             double x,
             double y,
             LkPictureTile *self)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0)
    g_signal_emit (self, signals[SIGNAL_MARKED], 0, (state & GDK_SHIFT_MASK) != 0);
  else if (n_press == 2)
    show_page (self);
  else
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, LkPictureTile *self)
{
  const char *path = lk_picture_get_path (self->picture);
  GdkContentProvider *own = gdk_content_provider_new_typed (LK_TYPE_PICTURE_TILE, self);
  g_autoptr (GFile) file = NULL;

  if (path == NULL)
    return own;
  file = g_file_new_for_path (path);
  return gdk_content_provider_new_union (
      (GdkContentProvider *[]){ own, gdk_content_provider_new_typed (G_TYPE_FILE, file) },
      2);
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, LkPictureTile *self)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, paintable, EDGE / 2, EDGE / 2);
}

static void
on_activate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (g_str_equal (name, "picture-tile.menu"))
    show_menu (LK_PICTURE_TILE (widget));
  else if (g_str_equal (name, "picture-tile.about"))
    show_page (LK_PICTURE_TILE (widget));
  else if (g_str_equal (name, "picture-tile.mark"))
    g_signal_emit (widget, signals[SIGNAL_MARKED], 0, FALSE);
  else if (g_str_equal (name, "picture-tile.mark-range"))
    g_signal_emit (widget, signals[SIGNAL_MARKED], 0, TRUE);
  else
    g_signal_emit (widget, signals[SIGNAL_ACTIVATED], 0);
}

static void
lk_picture_tile_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LkPictureTile *self = LK_PICTURE_TILE (widget);

  gtk_widget_size_allocate (self->overlay, &(GtkAllocation){ 0, 0, width, height },
                            baseline);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
lk_picture_tile_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = *natural = EDGE;
}

static void
lk_picture_tile_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  if (!LK_PICTURE_TILE (widget)->out_of_sight)
    GTK_WIDGET_CLASS (lk_picture_tile_parent_class)->snapshot (widget, snapshot);
}

static void
lk_picture_tile_dispose (GObject *object)
{
  LkPictureTile *self = LK_PICTURE_TILE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->picture);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (lk_picture_tile_parent_class)->dispose (object);
}

static void
lk_picture_tile_class_init (LkPictureTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_picture_tile_dispose;
  widget_class->measure = lk_picture_tile_measure;
  widget_class->size_allocate = lk_picture_tile_size_allocate;
  widget_class->snapshot = lk_picture_tile_snapshot;

  signals[SIGNAL_ACTIVATED]
      = g_signal_new ("activated", LK_TYPE_PICTURE_TILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MARKED]
      = g_signal_new ("marked", LK_TYPE_PICTURE_TILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_install_action (widget_class, "picture-tile.menu", NULL,
                                   on_activate_action);
  gtk_widget_class_install_action (widget_class, "picture-tile.activate", NULL,
                                   on_activate_action);
  gtk_widget_class_install_action (widget_class, "picture-tile.about", NULL,
                                   on_activate_action);
  gtk_widget_class_install_action (widget_class, "picture-tile.mark", NULL,
                                   on_activate_action);
  gtk_widget_class_install_action (widget_class, "picture-tile.mark-range", NULL,
                                   on_activate_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, GDK_CONTROL_MASK,
                                       "picture-tile.mark", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, GDK_SHIFT_MASK,
                                       "picture-tile.mark-range", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "picture-tile.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK,
                                       "picture-tile.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0,
                                       "picture-tile.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0,
                                       "picture-tile.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK,
                                       "picture-tile.about", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "tile.remove",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK,
                                       "tile.move-back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK,
                                       "tile.move-on", NULL);
  gtk_widget_class_set_css_name (widget_class, "tile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
add_controllers (LkPictureTile *self)
{
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (on_secondary), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_drag_source_set_actions (drag, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect (drag, "prepare", G_CALLBACK (on_prepare), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

/* A sign at the start of the picture's upper or lower edge. */
static GtkWidget *
add_sign (LkPictureTile *self, const char *icon, const char *css_class, GtkAlign valign)
{
  GtkWidget *sign = gtk_image_new_from_icon_name (icon);

  gtk_widget_add_css_class (sign, css_class);
  gtk_widget_set_halign (sign, GTK_ALIGN_START);
  gtk_widget_set_valign (sign, valign);
  gtk_widget_set_visible (sign, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), sign);
  return sign;
}

/* A number at the end of the picture's lower edge: what is said of the tile has it too.
 */
static void
add_margin (LkPictureTile *self)
{
  self->margin = lk_digits_new ();
  gtk_widget_set_visible (self->margin, FALSE);
  gtk_widget_add_css_class (self->margin, "margin");
  gtk_widget_set_halign (self->margin, GTK_ALIGN_END);
  gtk_widget_set_valign (self->margin, GTK_ALIGN_END);
  gtk_widget_set_can_target (self->margin, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->margin);
}

static void
lk_picture_tile_init (LkPictureTile *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  self->actions = g_simple_action_group_new ();
  gtk_widget_insert_action_group (GTK_WIDGET (self), "tile",
                                  G_ACTION_GROUP (self->actions));
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_overflow (self->overlay, GTK_OVERFLOW_HIDDEN);
  self->mark = lk_class_mark_new (-1, 20);
  gtk_widget_set_halign (self->mark, GTK_ALIGN_END);
  gtk_widget_set_valign (self->mark, GTK_ALIGN_START);
  gtk_widget_set_margin_end (self->mark, 2);
  gtk_widget_set_margin_top (self->mark, 2);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->mark);
  self->wrong = add_sign (self, "process-stop-symbolic", "wrong", GTK_ALIGN_START);
  self->caution = add_sign (self, "dialog-warning-symbolic", "caution", GTK_ALIGN_END);
  add_margin (self);
  add_controllers (self);
}

static void
update_texture (LkPictureTile *self)
{
  if (lk_picture_get_state (self->picture) != LK_PICTURE_PRESENT)
    return;
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autoptr (GdkTexture) texture
      = lk_picture_tile_create_texture (self->picture, (guint) (EDGE * scale));

  gtk_picture_set_paintable (
      GTK_PICTURE (gtk_overlay_get_child (GTK_OVERLAY (self->overlay))),
      GDK_PAINTABLE (texture));
}

/* Every tile leads to the page about its picture. */
static GMenuModel *
create_menu (GMenuModel *own)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  if (own != NULL)
    g_menu_append_section (menu, NULL, own);
  g_menu_append (section, _ ("_About This Picture…"), "picture-tile.about");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return G_MENU_MODEL (menu);
}

GtkWidget *
lk_picture_tile_new (LkPicture *picture, GMenuModel *menu)
{
  LkPictureTile *self = g_object_new (LK_TYPE_PICTURE_TILE, NULL);
  GtkWidget *child = gtk_picture_new ();
  GtkWidget *sign = lk_absence_create_sign (picture);
  g_autoptr (GMenuModel) whole = lk_absence_attach (GTK_WIDGET (self), picture, menu);

  self->picture = g_object_ref (picture);
  gtk_widget_set_size_request (child, EDGE, EDGE);
  gtk_widget_set_can_target (child, FALSE);
  gtk_picture_set_content_fit (GTK_PICTURE (child), GTK_CONTENT_FIT_CONTAIN);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), child);
  if (sign != NULL)
    gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), sign);
  else
    update_texture (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (update_texture), NULL);
  self->menu = create_menu (whole);
  lk_picture_tile_set_description (self, lk_picture_get_title (picture), NULL);
  return GTK_WIDGET (self);
}

LkPicture *
lk_picture_tile_get_picture (LkPictureTile *self)
{
  g_return_val_if_fail (LK_IS_PICTURE_TILE (self), NULL);
  return self->picture;
}

GActionMap *
lk_picture_tile_get_actions (LkPictureTile *self)
{
  g_return_val_if_fail (LK_IS_PICTURE_TILE (self), NULL);
  return G_ACTION_MAP (self->actions);
}

void
lk_picture_tile_set_prediction (LkPictureTile *self, int class_index, gboolean wrong)
{
  lk_class_mark_set_class_index (LK_CLASS_MARK (self->mark), class_index);
  gtk_widget_set_visible (self->wrong, wrong);
}

void
lk_picture_tile_set_margin (LkPictureTile *self, const char *text)
{
  g_return_if_fail (LK_IS_PICTURE_TILE (self));

  lk_digits_set_text (LK_DIGITS (self->margin), text != NULL ? text : "");
  gtk_widget_set_visible (self->margin, text != NULL);
}

void
lk_picture_tile_set_in_sight (LkPictureTile *self, gboolean in_sight)
{
  g_return_if_fail (LK_IS_PICTURE_TILE (self));

  if (self->out_of_sight == !in_sight)
    return;
  self->out_of_sight = !in_sight;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lk_picture_tile_set_off (LkPictureTile *self, gboolean off)
{
  gtk_widget_set_opacity (self->overlay, off ? 0.25 : 1);
}

void
lk_picture_tile_set_selected (LkPictureTile *self, gboolean selected)
{
  if (selected)
    gtk_widget_add_css_class (GTK_WIDGET (self), "selected");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "selected");
}

void
lk_picture_tile_set_marked (LkPictureTile *self, gboolean marked)
{
  g_return_if_fail (LK_IS_PICTURE_TILE (self));

  if (marked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "marked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "marked");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED,
                               marked, -1);
}

void
lk_picture_tile_set_description (LkPictureTile *self,
                                 const char *text,
                                 const char *caution)
{
  g_autofree char *absence = lk_picture_describe_absence (self->picture);
  const char *title = absence != NULL ? absence : text;
  g_autofree char *whole = caution != NULL
                               ? g_strdup_printf (_ ("%s. %s"), title, caution)
                               : g_strdup (title);

  if (g_strcmp0 (lk_hint_get_text (GTK_WIDGET (self)), whole) == 0)
    return;
  gtk_widget_set_visible (self->caution, caution != NULL);
  lk_hint_set_text (GTK_WIDGET (self), whole);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  whole, -1);
}
