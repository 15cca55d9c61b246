/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-match-popover.h"

#include <glib/gi18n-lib.h>

#include "lk-canvas.h"
#include "lk-plot-match.h"

#define EDGE 168
#define GAP 12

struct _LkMatchPopover
{
  GtkPopover parent_instance;

  GtkWidget *title;
  GtkWidget *drawing;
  GtkWidget *text;
  LkMatchPlot plot; /* owns its pictures */
};

G_DEFINE_FINAL_TYPE (LkMatchPopover, lk_match_popover, GTK_TYPE_POPOVER)

static void
clear_plot (LkMatchPopover *self)
{
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&self->plot.pictures[i], cairo_surface_destroy);
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LkMatchPopover *self = user_data;
  LkPalette palette;

  if (self->plot.pictures[0] == NULL)
    return;
  lk_canvas_init_palette (GTK_WIDGET (area), &palette);
  lk_plot_match (&self->plot, cr, width, height, &palette);
}

static void
lk_match_popover_finalize (GObject *object)
{
  clear_plot (LK_MATCH_POPOVER (object));
  G_OBJECT_CLASS (lk_match_popover_parent_class)->finalize (object);
}

static void
lk_match_popover_class_init (LkMatchPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_match_popover_finalize;
}

/* Events that nothing here takes would go on to the widget below, which is pointed at and
 * moved over by them. */
static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  guint keyval;

  switch (gdk_event_get_event_type (event))
    {
    case GDK_MOTION_NOTIFY:
    case GDK_BUTTON_PRESS:
    case GDK_BUTTON_RELEASE:
    case GDK_SCROLL:
      return GDK_EVENT_STOP;
    case GDK_KEY_PRESS:
      keyval = gdk_key_event_get_keyval (event);
      return keyval != GDK_KEY_Escape && keyval != GDK_KEY_Tab
             && keyval != GDK_KEY_ISO_Left_Tab;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
add_drawing (LkMatchPopover *self)
{
  self->drawing = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role",
                                GTK_ACCESSIBLE_ROLE_IMG, "focusable", TRUE, NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->drawing), 2 * EDGE + GAP);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->drawing), EDGE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->drawing), draw, self, NULL);
}

static void
lk_match_popover_init (LkMatchPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkEventController *events = gtk_event_controller_legacy_new ();

  g_signal_connect (events, "event", G_CALLBACK (on_event), NULL);
  gtk_widget_add_controller (box, events);
  add_drawing (self);
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->title), 40);
  gtk_widget_add_css_class (self->title, "heading");
  self->text = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_yalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (self->text), 44);
  gtk_label_set_max_width_chars (GTK_LABEL (self->text), 44);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->drawing);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

GtkWidget *
lk_match_popover_new (void)
{
  return g_object_new (LK_TYPE_MATCH_POPOVER, NULL);
}

/* GTK gives a popover that is shown again the height of its last words. */
static void
reserve_lines (LkMatchPopover *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->text, "\n\n\n");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_widget_set_size_request (self->text, -1, height);
}

void
lk_match_popover_set_match (LkMatchPopover *self,
                            const LkCorrespondences *data,
                            guint index,
                            const char *text)
{
  const LkHeatmap *heatmap = &data->heatmap;
  const LkCorrespondence *match = &data->matches[index];
  g_autofree char *title = NULL;

  g_return_if_fail (LK_IS_MATCH_POPOVER (self));
  g_return_if_fail (data->cell >= 0 && index < data->n_matches);

  clear_plot (self);
  self->plot = (LkMatchPlot){
    .pictures = { cairo_surface_reference (heatmap->picture),
                  cairo_surface_reference (match->picture) },
    .cells = { { (guint) data->cell / heatmap->n_columns,
                 (guint) data->cell % heatmap->n_columns },
               { match->row, match->column } },
    .n_rows = heatmap->n_rows,
    .n_columns = heatmap->n_columns,
  };
  title = g_strdup_printf (_ ("The Query, and Shot %u of %s"), match->shot + 1,
                           match->class_name);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  reserve_lines (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drawing),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (self->drawing);
}

const char *
lk_match_popover_get_text (LkMatchPopover *self)
{
  g_return_val_if_fail (LK_IS_MATCH_POPOVER (self), NULL);
  return gtk_label_get_text (GTK_LABEL (self->text));
}
