/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tour.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  LkTourStop *stops;
  guint n_stops;
  guint next;
  GtkWidget *popover;
} Tour;

static void show_next (Tour *tour);

static void
tour_free (Tour *tour)
{
  g_free (tour->stops);
  g_free (tour);
}

/* The window closes in the middle of the tour. */
static void
on_stop_destroyed (GtkWidget *popover)
{
  Tour *tour = g_object_get_data (G_OBJECT (popover), "tour");

  if (tour->popover == popover)
    {
      g_signal_handlers_disconnect_by_data (popover, tour);
      tour_free (tour);
    }
  gtk_widget_unparent (popover);
}

/* Unparenting a popover in its own signal is too early. */
static gboolean
drop_popover (gpointer data)
{
  gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

static void
on_closed (GtkPopover *popover, Tour *tour)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_popover, g_object_ref (popover),
                   g_object_unref);
  if (tour->popover != GTK_WIDGET (popover))
    return;
  g_signal_handlers_disconnect_by_func (gtk_widget_get_parent (GTK_WIDGET (popover)),
                                        on_stop_destroyed, popover);
  tour_free (tour);
}

static void
on_next (Tour *tour)
{
  GtkWidget *popover = tour->popover;

  g_signal_handlers_disconnect_by_func (gtk_widget_get_parent (popover),
                                        on_stop_destroyed, popover);
  tour->popover = NULL;
  gtk_popover_popdown (GTK_POPOVER (popover));
  show_next (tour);
}

/* To the next stop that is there to be pointed at: not in a folded pane, say. */
static void
skip_hidden (Tour *tour)
{
  while (tour->next < tour->n_stops
         && !gtk_widget_get_mapped (tour->stops[tour->next].widget))
    tour->next++;
}

static GtkWidget *
create_content (Tour *tour, const LkTourStop *stop)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = gtk_label_new (stop->text);
  GtkWidget *button = gtk_button_new_with_mnemonic (
      tour->next == tour->n_stops ? _ ("_Done") : _ ("_Next"));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_next), tour);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

/* GTK 4.8 measures what is in a popover as if its shadow were room for text: a wrapped
 * line too few, and the button below is cut. */
static void
fix_size (GtkWidget *label)
{
  int width, height;

  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_set_size_request (label, width, height);
}

static void
show_next (Tour *tour)
{
  const LkTourStop *stop;

  skip_hidden (tour);
  if (tour->next == tour->n_stops)
    {
      tour_free (tour);
      return;
    }
  stop = &tour->stops[tour->next++];
  skip_hidden (tour);
  tour->popover = gtk_popover_new ();
  gtk_popover_set_position (GTK_POPOVER (tour->popover), stop->position);
  gtk_popover_set_child (GTK_POPOVER (tour->popover), create_content (tour, stop));
  g_object_set_data (G_OBJECT (tour->popover), "tour", tour);
  g_signal_connect (tour->popover, "closed", G_CALLBACK (on_closed), tour);
  g_signal_connect_object (stop->widget, "destroy", G_CALLBACK (on_stop_destroyed),
                           tour->popover, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (tour->popover, stop->widget);
  fix_size (
      gtk_widget_get_first_child (gtk_popover_get_child (GTK_POPOVER (tour->popover))));
  gtk_popover_popup (GTK_POPOVER (tour->popover));
}

void
lk_tour_start (const LkTourStop *stops, guint n_stops)
{
  Tour *tour = g_new0 (Tour, 1);

  tour->stops = g_memdup2 (stops, n_stops * sizeof *stops);
  tour->n_stops = n_stops;
  show_next (tour);
}
