/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-query-strip.h"

#include <glib/gi18n-lib.h>

#include "lk-chosen.h"
#include "lk-class-row.h"
#include "lk-intake.h"
#include "lk-label-menu.h"
#include "lk-number-text.h"
#include "lk-query-filter.h"
#include "lk-reveal.h"
#include "lk-shelf.h"
#include "lk-short-choice.h"

struct _LkQueryStrip
{
  GtkWidget parent_instance;

  LkSession *session;
  GtkWidget *shelf;
  LkQueryFilter *filter;
  GtkWidget *chooser; /* (nullable): of the filter */
  gboolean updating;
  GMenuModel *menu;
  GMenu *labels; /* of "It Is" */
  GMenu *shots;  /* of "Use as Shot Of" */
  LkQuery *shown;
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

/* (transfer full): the queries that what is done to the tile is done to. */
static GPtrArray *
list_chosen (LkPictureTile *tile, LkQueryStrip **self)
{
  guint query;

  *self = find_query (tile, &query);
  return *self != NULL ? lk_shelf_list_chosen (LK_SHELF ((*self)->shelf), tile)
                       : g_ptr_array_new_with_free_func (g_object_unref);
}

static void
remove_query (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkQueryStrip *self;
  g_autoptr (GPtrArray) chosen = list_chosen (user_data, &self);

  if (self != NULL)
    lk_chosen_remove_queries (lk_session_get_episode (self->session), chosen);
}

static void
move_query_by (LkPictureTile *tile, int step)
{
  LkQueryStrip *self;
  g_autoptr (GPtrArray) chosen = list_chosen (tile, &self);
  int position = self != NULL ? lk_shelf_find (LK_SHELF (self->shelf), tile) : -1;
  LkPictureTile *moved;

  if (position < 0
      || !lk_chosen_step_queries (lk_session_get_episode (self->session), chosen, step))
    return;
  moved = lk_shelf_get_tile (LK_SHELF (self->shelf), (guint) (position + step));
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

/* Another label makes another query of it, with a tile of its own. */
static void
label_query (GSimpleAction *action, GVariant *label, gpointer user_data)
{
  LkQueryStrip *self;
  g_autoptr (GPtrArray) chosen = list_chosen (user_data, &self);
  guint query;
  LkPictureTile *tile;

  if (self == NULL)
    return;
  find_query (user_data, &query);
  lk_chosen_label_queries (lk_session_get_episode (self->session), chosen,
                           g_variant_get_string (label, NULL));
  tile = lk_shelf_get_tile (LK_SHELF (self->shelf), query);
  if (tile != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (tile));
}

static void
make_shot (GSimpleAction *action, GVariant *name, gpointer user_data)
{
  LkQueryStrip *self;
  g_autoptr (GPtrArray) chosen = list_chosen (user_data, &self);
  g_autoptr (LkEpisodeState) state = NULL;
  g_autoptr (GError) error = NULL;
  int class_index;

  if (self == NULL)
    return;
  state = lk_episode_get_state (lk_session_get_episode (self->session));
  class_index = lk_episode_state_find_class (state, g_variant_get_string (name, NULL));
  if (class_index >= 0
      && !lk_chosen_make_shots (lk_session_get_episode (self->session), chosen,
                                (guint) class_index, &error))
    lk_session_send_message (self->session, error->message);
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
  const GActionEntry entries[] = {
    { "remove", remove_query },      { "move-back", move_query_back },
    { "move-on", move_query_on },    { "label", NULL, "s", "''", label_query },
    { "make-shot", make_shot, "s" },
  };

  g_action_map_add_action_entries (lk_picture_tile_get_actions (LK_PICTURE_TILE (tile)),
                                   entries, G_N_ELEMENTS (entries), tile);
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
update_tile (LkQueryStrip *self,
             LkPictureTile *tile,
             guint position,
             LkCautions *cautions)
{
  g_autoptr (LkQuery) query = g_list_model_get_item (get_queries (self), position);
  const LkDecision *decision = lk_session_get_decision (self->session, query);
  const char *title = lk_picture_get_title (lk_query_get_picture (query));
  const char *label = lk_query_get_label (query);
  gboolean wrong = FALSE;
  g_autofree char *caution
      = lk_cautions_describe (cautions, -1, lk_query_get_picture (query));
  g_autofree char *text = NULL, *verdict = NULL, *margin = NULL;

  if (decision != NULL)
    {
      const char *chosen = get_class_name (self, decision->prediction);

      margin = lk_number_fixed (decision->margin, 2);
      wrong = label != NULL && !g_str_equal (label, chosen);
      if (label == NULL)
        verdict = g_strdup_printf (_ ("%s: most like %s"), title, chosen);
      else if (wrong)
        verdict = g_strdup_printf (_ ("%s: most like %s, which is wrong: it is %s"),
                                   title, chosen, label);
      else
        verdict = g_strdup_printf (_ ("%s: most like %s, which it is"), title, chosen);
      /* Translators: what a query is most like, and by how much. */
      text = g_strdup_printf (_ ("%s (margin %s)"), verdict, margin);
    }
  lk_picture_tile_set_prediction (
      tile, decision != NULL ? (int) decision->prediction : -1, wrong);
  lk_picture_tile_set_margin (tile, margin);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (tile)),
                          lk_query_filter_shows (self->filter, query));
  lk_picture_tile_set_selected (
      tile, (int) position == lk_session_get_selected_query (self->session));
  lk_picture_tile_set_description (tile, text != NULL ? text : title, caution);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (
                                 lk_picture_tile_get_actions (tile), "label")),
                             g_variant_new_string (label != NULL ? label : ""));
}

/* The selected query is where Tab comes to, and is seen once it was selected. */
static void
show_selected (LkQueryStrip *self)
{
  int selected = lk_session_get_selected_query (self->session);
  g_autoptr (LkQuery) query = NULL;
  LkPictureTile *tile;

  if (selected < 0)
    return;
  query = g_list_model_get_item (get_queries (self), (guint) selected);
  tile = lk_shelf_get_tile (LK_SHELF (self->shelf), (guint) selected);
  if (tile == NULL || !g_set_object (&self->shown, query))
    return;
  lk_shelf_set_stop (LK_SHELF (self->shelf), (guint) selected);
  lk_reveal (GTK_WIDGET (tile));
}

/* What can be chosen follows the classes. */
static void
update_filter (LkQueryStrip *self)
{
  self->updating = TRUE;
  lk_query_filter_update (self->filter);
  if (self->chooser != NULL)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->chooser),
                                lk_query_filter_get_chosen (self->filter));
  self->updating = FALSE;
}

static void
update (LkQueryStrip *self)
{
  LkCautions *cautions = lk_session_get_cautions (self->session);
  LkPictureTile *tile;

  update_filter (self);
  for (guint i = 0; (tile = lk_shelf_get_tile (LK_SHELF (self->shelf), i)) != NULL; i++)
    update_tile (self, tile, i, cautions);
  show_selected (self);
}

static void
on_episode_changed (LkQueryStrip *self)
{
  GListModel *classes = lk_episode_get_classes (lk_session_get_episode (self->session));

  lk_label_menu_fill (self->labels, classes, "tile.label", _ ("_Not Known"));
  lk_label_menu_fill (self->shots, classes, "tile.make-shot", NULL);
  update (self);
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

/* A tile of the strip moves; what is a shot, or a query of another window, is asked for
 * as well, and keeps its class. */
static gboolean
on_drop_tile (GtkDropTarget *target,
              const GValue *value,
              double x,
              double y,
              LkQueryStrip *self)
{
  LkPictureTile *tile = g_value_get_object (value);
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) shots = NULL;
  LkQueryStrip *from;
  g_autoptr (GPtrArray) chosen = list_chosen (tile, &from);
  const char *label = NULL;

  lk_shelf_hide_insertion (LK_SHELF (self->shelf));
  if (from == self)
    {
      lk_chosen_place_queries (lk_session_get_episode (self->session), chosen,
                               lk_shelf_find_insertion (LK_SHELF (self->shelf), x, y));
      return TRUE;
    }
  shots = lk_class_row_list_shots (tile, &label);
  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_add (queries, g_object_ref (chosen->pdata[i]));
  for (guint i = 0; i < shots->len; i++)
    g_ptr_array_add (queries, lk_query_new (shots->pdata[i], label));
  lk_episode_add_queries (lk_session_get_episode (self->session), queries);
  return TRUE;
}

static GdkDragAction
on_drag_motion (GtkDropTarget *target, double x, double y, LkQueryStrip *self)
{
  lk_shelf_show_insertion (LK_SHELF (self->shelf), x, y);
  return GDK_ACTION_MOVE;
}

static void
on_drag_leave (GtkDropTarget *target, LkQueryStrip *self)
{
  lk_shelf_hide_insertion (LK_SHELF (self->shelf));
}

static void
lk_query_strip_dispose (GObject *object)
{
  LkQueryStrip *self = LK_QUERY_STRIP (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (lk_session_get_episode (self->session), self);
    }
  g_clear_pointer (&self->shelf, gtk_widget_unparent);
  g_clear_pointer (&self->filter, lk_query_filter_free);
  g_clear_weak_pointer (&self->chooser);
  g_clear_object (&self->session);
  g_clear_object (&self->menu);
  g_clear_object (&self->labels);
  g_clear_object (&self->shots);
  g_clear_object (&self->shown);
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
create_menu (LkQueryStrip *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) classes = g_menu_new ();
  g_autoptr (GMenu) moves = g_menu_new ();
  g_autoptr (GMenu) removal = g_menu_new ();

  g_menu_append_submenu (classes, _ ("It _Is"), G_MENU_MODEL (self->labels));
  g_menu_append_submenu (classes, _ ("Use as _Shot Of"), G_MENU_MODEL (self->shots));
  g_menu_append (moves, _ ("Move _Back"), "tile.move-back");
  g_menu_append (moves, _ ("Move _On"), "tile.move-on");
  g_menu_append (removal, _ ("_Remove Query"), "tile.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (classes));
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

  self->labels = g_menu_new ();
  self->shots = g_menu_new ();
  self->menu = create_menu (self);
  self->shelf = lk_shelf_new ("win.add-queries", _ ("Add queries"));
  gtk_widget_set_parent (self->shelf, GTK_WIDGET (self));
  g_signal_connect (files, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (files));
  g_signal_connect (tiles, "drop", G_CALLBACK (on_drop_tile), self);
  g_signal_connect (tiles, "motion", G_CALLBACK (on_drag_motion), self);
  g_signal_connect (tiles, "leave", G_CALLBACK (on_drag_leave), self);
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
  self->filter = lk_query_filter_new (session);
  lk_shelf_bind (LK_SHELF (self->shelf), get_queries (self), create_tile, self);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update), self);
  g_signal_connect_swapped (lk_session_get_episode (session), "changed",
                            G_CALLBACK (on_episode_changed), self);
  on_episode_changed (self);
}

static void
on_chosen (GtkDropDown *chooser, GParamSpec *pspec, LkQueryStrip *self)
{
  if (self->updating || self->filter == NULL)
    return;
  lk_query_filter_choose (self->filter, gtk_drop_down_get_selected (chooser));
  update (self);
}

GPtrArray *
lk_query_strip_list_chosen (LkPictureTile *tile)
{
  LkQueryStrip *self;

  g_return_val_if_fail (LK_IS_PICTURE_TILE (tile), NULL);
  return list_chosen (tile, &self);
}

void
lk_query_strip_set_chooser (LkQueryStrip *self, GtkDropDown *chooser)
{
  g_return_if_fail (LK_IS_QUERY_STRIP (self));
  g_return_if_fail (self->session != NULL && self->chooser == NULL);

  g_set_weak_pointer (&self->chooser, GTK_WIDGET (chooser));
  lk_short_choice_set_up (chooser, 6);
  gtk_drop_down_set_model (chooser, lk_query_filter_get_choices (self->filter));
  g_signal_connect_object (chooser, "notify::selected", G_CALLBACK (on_chosen), self, 0);
}
