/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shelf-private.h"

/* Where tiles are: which of them are seen, and between which of them something goes. */

/* (out): where the part of @self that is scrolled into sight begins and ends. */
static void
find_seen (LkShelf *self, double *top, double *bottom)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);
  graphene_rect_t bounds;

  *top = 0;
  *bottom = gtk_widget_get_height (GTK_WIDGET (self));
  if (viewport == NULL
      || !gtk_widget_compute_bounds (GTK_WIDGET (self), viewport, &bounds))
    return;
  *top = -bounds.origin.y;
  *bottom = *top + gtk_widget_get_height (viewport);
}

void
lk_shelf_update_sight (LkShelf *self)
{
  LkPictureTile *tile;
  double top, bottom;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  find_seen (self, &top, &bottom);
  for (guint i = 0; (tile = lk_shelf_get_tile (self, i)) != NULL; i++)
    {
      GtkAllocation place;

      gtk_widget_get_allocation (gtk_widget_get_parent (GTK_WIDGET (tile)), &place);
      lk_picture_tile_set_in_sight (tile,
                                    place.y < bottom && place.y + place.height > top);
    }
}

/* How far (@x, @y) is from the item at @position; the line it is on counts first. */
static double
measure_distance (LkShelf *self, guint position, double x, double y, double *middle)
{
  graphene_rect_t bounds;
  double dx, dy;

  *middle = 0;
  if (lk_shelf_is_hidden (self, position)
      || !gtk_widget_compute_bounds (lk_shelf_get_item (self, position),
                                     GTK_WIDGET (self), &bounds))
    return G_MAXDOUBLE;
  *middle = bounds.origin.x + bounds.size.width / 2;
  dx = MAX (ABS (x - *middle) - bounds.size.width / 2, 0);
  dy = MAX (MAX (bounds.origin.y - y, y - bounds.origin.y - bounds.size.height), 0);
  return 1000 * dy + dx;
}

guint
lk_shelf_find_insertion (LkShelf *self, double x, double y)
{
  guint n = lk_shelf_count (self), nearest = n;
  double shortest = G_MAXDOUBLE, middle = 0;
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  g_return_val_if_fail (LK_IS_SHELF (self), 0);

  /* The button at the end is one of them. */
  for (guint i = 0; i <= n && lk_shelf_get_item (self, i) != NULL; i++)
    {
      double found, distance = measure_distance (self, i, x, y, &found);

      if (!(distance < shortest))
        continue;
      shortest = distance;
      nearest = i;
      middle = found;
    }
  if (nearest < n && (mirrored ? x < middle : x > middle))
    nearest++;
  return nearest;
}
