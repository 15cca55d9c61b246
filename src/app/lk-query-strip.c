/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-query-strip.h"

#include <glib/gi18n-lib.h>

#include "lk-intake.h"
#include "lk-shelf.h"

struct _LkQueryStrip
{
  GtkWidget parent_instance;

  LkSession *session;
  GtkWidget *shelf;
  GMenuModel *menu;
};

G_DEFINE_FINAL_TYPE (LkQueryStrip, lk_query_strip, GTK_TYPE_WIDGET)

static GListModel *
get_queries (LkQueryStrip *self)
{
  return lk_episode_get_queries (lk_session_get_episode (self->session));
}

/* The tile's strip and its position there, or %NULL. */
static LkQueryStrip *
find_query (LkPictureTile *tile, guint *query)
{
  GtkWidget *strip = gtk_widget_get_ancestor (GTK_WIDGET (tile), LK_TYPE_QUERY_STRIP);
  int position = strip != NULL
                     ? lk_shelf_find (LK_SHELF (LK_QUERY_STRIP (strip)->shelf), tile)
                     : -1;

  *query = (guint) MAX (position, 0);
  return position >= 0 ? LK_QUERY_STRIP (strip) : NULL;
}

static void
remove_query (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint query;
  LkQueryStrip *self = find_query (user_data, &query);

  if (self != NULL)
    lk_episode_remove_query (lk_session_get_episode (self->session), query);
}

static void
move_query_by (LkPictureTile *tile, int step)
{
  guint query;
  LkQueryStrip *self = find_query (tile, &query);
  int to = (int) query + step;
  LkPictureTile *moved;

  if (self == NULL || to < 0 || to >= (int) g_list_model_get_n_items (get_queries (self)))
    return;
  lk_episode_move_query (lk_session_get_episode (self->session), query, (guint) to);
  moved = lk_shelf_get_tile (LK_SHELF (self->shelf), (guint) to);
  if (moved != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (moved));
}

static void
move_query_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_query_by (user_data, -1);
}

static void
move_query_on (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_query_by (user_data, 1);
}

static void
on_activated (LkPictureTile *tile, LkQueryStrip *self)
{
  int query = lk_shelf_find (LK_SHELF (self->shelf), tile);

  if (query >= 0)
    lk_session_select_query (self->session, query);
}

static GtkWidget *
create_tile (gpointer item, gpointer user_data)
{
  LkQueryStrip *self = user_data;
  GtkWidget *tile = lk_picture_tile_new (lk_query_get_picture (item), self->menu);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  const GActionEntry entries[] = {
    { "remove", remove_query },
    { "move-back", move_query_back },
    { "move-on", move_query_on },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries,
                                   G_N_ELEMENTS (entries), tile);
  gtk_widget_insert_action_group (tile, "tile", G_ACTION_GROUP (actions));
  g_signal_connect (tile, "activated", G_CALLBACK (on_activated), self);
  return tile;
}

static const char *
get_class_name (LkQueryStrip *self, guint class_index)
{
  LkScoring *scoring = lk_session_get_scoring (self->session);

  return lk_episode_state_get_class_name (lk_scoring_get_episode (scoring), class_index);
}

static void
update_tile (LkQueryStrip *self, LkPictureTile *tile, guint position)
{
  g_autoptr (LkQuery) query = g_list_model_get_item (get_queries (self), position);
  const LkDecision *decision = lk_session_get_decision (self->session, query);
  const char *title = lk_picture_get_title (lk_query_get_picture (query));
  const char *label = lk_query_get_label (query);
  gboolean wrong = FALSE;
  g_autofree char *text = NULL;

  if (decision != NULL)
    {
      const char *chosen = get_class_name (self, decision->prediction);

      wrong = label != NULL && !g_str_equal (label, chosen);
      if (label == NULL)
        text = g_strdup_printf (_ ("%s: most like %s"), title, chosen);
      else if (wrong)
        text = g_strdup_printf (_ ("%s: most like %s, but it is %s"), title, chosen,
                                label);
      else
        text = g_strdup_printf (_ ("%s: most like %s, which it is"), title, chosen);
    }
  lk_picture_tile_set_prediction (
      tile, decision != NULL ? (int) decision->prediction : -1, wrong);
  lk_picture_tile_set_selected (
      tile, (int) position == lk_session_get_selected_query (self->session));
  lk_picture_tile_set_description (tile, text != NULL ? text : title);
}

static void
update (LkQueryStrip *self)
{
  LkPictureTile *tile;

  for (guint i = 0; (tile = lk_shelf_get_tile (LK_SHELF (self->shelf), i)) != NULL; i++)
    update_tile (self, tile, i);
}

static gboolean
on_drop (GtkDropTarget *target,
         const GValue *value,
         double x,
         double y,
         LkQueryStrip *self)
{
  lk_intake_take (self->session, LK_INTAKE_QUERIES, 0, value);
  return TRUE;
}

/* A tile of the strip moves; a shot of a class is asked for as well. */
static gboolean
on_drop_tile (GtkDropTarget *target,
              const GValue *value,
              double x,
              double y,
              LkQueryStrip *self)
{
  LkPictureTile *tile = g_value_get_object (value);
  LkEpisode *episode = lk_session_get_episode (self->session);
  guint query, to = lk_shelf_find_insertion (LK_SHELF (self->shelf), x, y);
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);

  if (find_query (tile, &query) != NULL)
    {
      lk_episode_move_query (episode, query, to > query ? to - 1 : to);
      return TRUE;
    }
  g_ptr_array_add (queries, lk_query_new (lk_picture_tile_get_picture (tile), NULL));
  lk_episode_add_queries (episode, queries);
  return TRUE;
}

static void
lk_query_strip_dispose (GObject *object)
{
  LkQueryStrip *self = LK_QUERY_STRIP (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_pointer (&self->shelf, gtk_widget_unparent);
  g_clear_object (&self->session);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (lk_query_strip_parent_class)->dispose (object);
}

static void
lk_query_strip_class_init (LkQueryStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_query_strip_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "query-strip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GMenuModel *
create_menu (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) moves = g_menu_new ();
  g_autoptr (GMenu) removal = g_menu_new ();

  g_menu_append (moves, _ ("Move _Back"), "tile.move-back");
  g_menu_append (moves, _ ("Move _On"), "tile.move-on");
  g_menu_append (removal, _ ("_Remove Query"), "tile.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (moves));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removal));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
lk_query_strip_init (LkQueryStrip *self)
{
  GtkDropTarget *files = lk_intake_drop_target_new ();
  GtkDropTarget *tiles
      = gtk_drop_target_new (LK_TYPE_PICTURE_TILE, GDK_ACTION_MOVE | GDK_ACTION_COPY);

  self->menu = create_menu ();
  self->shelf = lk_shelf_new ("win.add-queries", _ ("Add queries"));
  gtk_widget_set_parent (self->shelf, GTK_WIDGET (self));
  g_signal_connect (files, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (files));
  g_signal_connect (tiles, "drop", G_CALLBACK (on_drop_tile), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (tiles));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Queries"), -1);
}

void
lk_query_strip_set_session (LkQueryStrip *self, LkSession *session)
{
  g_return_if_fail (LK_IS_QUERY_STRIP (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  lk_shelf_bind (LK_SHELF (self->shelf), get_queries (self), create_tile, self);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update), self);
}
