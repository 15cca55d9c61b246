/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-reveal.h"

/* Frames until a new widget has its place. */
#define PATIENCE 5

static gboolean
is_placed (GtkWidget *widget, GtkWidget *scroller, graphene_rect_t *bounds)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_height (widget) > 0
         && gtk_widget_compute_bounds (widget, scroller, bounds);
}

static void
scroll (GtkScrolledWindow *scroller, const graphene_rect_t *bounds)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  double top = bounds->origin.y, bottom = top + bounds->size.height;

  if (top < 0 || bounds->size.height > page)
    value += top;
  else if (bottom > page)
    value += bottom - page;
  gtk_adjustment_set_value (adjustment, value);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  guint *n_left = user_data;
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  if (scroller == NULL || *n_left == 0)
    return G_SOURCE_REMOVE;
  /* The frame in which it comes lays it out after this. */
  if ((*n_left)-- == PATIENCE || !is_placed (widget, scroller, &bounds))
    return G_SOURCE_CONTINUE;
  scroll (GTK_SCROLLED_WINDOW (scroller), &bounds);
  return G_SOURCE_REMOVE;
}

void
lk_reveal (GtkWidget *widget)
{
  guint *n_left;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  n_left = g_new (guint, 1);
  *n_left = PATIENCE;
  gtk_widget_add_tick_callback (widget, on_tick, n_left, g_free);
}
