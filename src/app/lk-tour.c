/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tour.h"

#include <glib/gi18n-lib.h>

/* A tour on its way; it ends with the last popover that knows of it. */
typedef struct
{
  grefcount ref_count;
  GArray *stops; /* LkTourStop: those that are to be seen */
  guint at;
  GtkWidget *popover; /* (nullable): the one that is shown */
} Tour;

static void show_stop (Tour *tour);

static void
tour_unref (Tour *tour)
{
  if (!g_ref_count_dec (&tour->ref_count))
    return;
  g_array_unref (tour->stops);
  g_free (tour);
}

static void
unref_with_closure (gpointer tour, GClosure *closure)
{
  tour_unref (tour);
}

/* Connects with a reference of its own. */
static void
connect (GtkWidget *widget, const char *signal, GCallback callback, Tour *tour)
{
  g_ref_count_inc (&tour->ref_count);
  g_signal_connect_data (widget, signal, callback, tour, unref_with_closure,
                         G_CONNECT_SWAPPED);
}

static const LkTourStop *
get_stop (const Tour *tour)
{
  return &g_array_index (tour->stops, LkTourStop, tour->at);
}

/* Unparenting a popover in its own signal is too early. */
static gboolean
drop_popover (gpointer data)
{
  if (gtk_widget_get_parent (data) != NULL)
    gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

static void
on_closed (Tour *tour, GtkPopover *popover)
{
  if (tour->popover == GTK_WIDGET (popover))
    tour->popover = NULL;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_popover, g_object_ref (popover),
                   g_object_unref);
}

/* The window closes in the middle of the tour. */
static void
on_stop_destroyed (GtkWidget *popover)
{
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
}

static void
leave_stop (Tour *tour)
{
  if (tour->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (tour->popover));
}

static void
on_next (Tour *tour)
{
  leave_stop (tour);
  if (++tour->at < tour->stops->len)
    show_stop (tour);
}

static void
on_back (Tour *tour)
{
  leave_stop (tour);
  tour->at--;
  show_stop (tour);
}

static GtkWidget *
append_button (GtkWidget *box, const char *label, GCallback callback, Tour *tour)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  connect (button, "clicked", callback, tour);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

/* The place in the tour, and the ways on; @next is what goes on. */
static GtkWidget *
create_buttons (Tour *tour, GtkWidget **next)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *text
      = g_strdup_printf (_ ("%u of %u"), tour->at + 1, tour->stops->len);
  GtkWidget *place = gtk_label_new (text);
  gboolean last = tour->at + 1 == tour->stops->len;

  gtk_widget_add_css_class (place, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (place), 0);
  gtk_widget_set_hexpand (place, TRUE);
  gtk_box_append (GTK_BOX (box), place);
  if (!last)
    append_button (box, _ ("_Skip"), G_CALLBACK (leave_stop), tour);
  if (tour->at > 0)
    append_button (box, _ ("_Back"), G_CALLBACK (on_back), tour);
  *next
      = append_button (box, last ? _ ("_Done") : _ ("_Next"), G_CALLBACK (on_next), tour);
  gtk_widget_add_css_class (*next, "suggested-action");
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

static GtkWidget *
create_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static void
show_stop (Tour *tour)
{
  const LkTourStop *stop = get_stop (tour);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = create_label (stop->text), *next;

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), create_buttons (tour, &next));
  tour->popover = gtk_popover_new ();
  gtk_popover_set_position (GTK_POPOVER (tour->popover), stop->position);
  gtk_popover_set_child (GTK_POPOVER (tour->popover), box);
  connect (tour->popover, "closed", G_CALLBACK (on_closed), tour);
  g_signal_connect_object (stop->widget, "destroy", G_CALLBACK (on_stop_destroyed),
                           tour->popover, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (tour->popover, stop->widget);
  fix_size (label);
  gtk_popover_popup (GTK_POPOVER (tour->popover));
  gtk_widget_grab_focus (next);
}

void
lk_tour_start (const LkTourStop *stops, guint n_stops)
{
  Tour *tour = g_new0 (Tour, 1);

  g_ref_count_init (&tour->ref_count);
  tour->stops = g_array_new (FALSE, FALSE, sizeof (LkTourStop));
  for (guint i = 0; i < n_stops; i++)
    if (gtk_widget_get_mapped (stops[i].widget))
      g_array_append_val (tour->stops, stops[i]);
  if (tour->stops->len > 0)
    show_stop (tour);
  tour_unref (tour);
}
