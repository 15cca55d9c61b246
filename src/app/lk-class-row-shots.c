/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-class-row-private.h"

#include "lk-chosen.h"
#include "lk-shelf.h"

/* Actions of a shot: the tile is the user data. */

LkClassRow *
lk_class_row_find_shot (LkPictureTile *tile, guint *shot)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (tile), LK_TYPE_CLASS_ROW);
  int position
      = row != NULL ? lk_shelf_find (LK_SHELF (LK_CLASS_ROW (row)->shelf), tile) : -1;

  *shot = (guint) MAX (position, 0);
  return position >= 0 ? LK_CLASS_ROW (row) : NULL;
}

GPtrArray *
lk_class_row_list_shots (LkPictureTile *tile, const char **name)
{
  guint shot;
  LkClassRow *self = lk_class_row_find_shot (tile, &shot);

  if (self == NULL)
    return g_ptr_array_new_with_free_func (g_object_unref);
  if (name != NULL)
    *name = lk_class_get_name (self->class);
  return lk_shelf_list_chosen (LK_SHELF (self->shelf), tile);
}

static void
remove_shot (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint shot;
  LkClassRow *self = lk_class_row_find_shot (user_data, &shot);
  g_autoptr (GPtrArray) chosen = lk_class_row_list_shots (user_data, NULL);

  if (self != NULL)
    lk_chosen_remove_shots (lk_class_row_get_episode (self),
                            lk_class_row_get_index (self), chosen);
}

static void
move_shot_by (LkPictureTile *tile, int step)
{
  guint shot;
  LkClassRow *self = lk_class_row_find_shot (tile, &shot);
  g_autoptr (GPtrArray) chosen = lk_class_row_list_shots (tile, NULL);

  if (self == NULL
      || !lk_chosen_step_shots (lk_class_row_get_episode (self),
                                lk_class_row_get_index (self), chosen, step))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (
      lk_shelf_get_tile (LK_SHELF (self->shelf), (guint) ((int) shot + step))));
}

static void
move_shot_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_shot_by (user_data, -1);
}

static void
move_shot_on (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_shot_by (user_data, 1);
}

static void
make_query (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  guint shot;
  LkClassRow *self = lk_class_row_find_shot (user_data, &shot);
  const char *name = NULL;
  g_autoptr (GPtrArray) shots = lk_class_row_list_shots (user_data, &name);
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);

  if (self == NULL)
    return;
  for (guint i = 0; i < shots->len; i++)
    g_ptr_array_add (queries, lk_query_new (shots->pdata[i], name));
  lk_episode_add_queries (lk_class_row_get_episode (self), queries);
}

static void
change_off (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  guint shot;
  LkClassRow *self = lk_class_row_find_shot (user_data, &shot);
  g_autoptr (GPtrArray) chosen = lk_class_row_list_shots (user_data, NULL);

  if (self != NULL)
    lk_session_set_shots_off (self->session, chosen, g_variant_get_boolean (state));
}

void
lk_class_row_update_off (LkClassRow *self, LkPictureTile *tile)
{
  LkSettings *settings = lk_session_get_settings (self->session);
  gboolean off = lk_settings_is_off (settings, lk_picture_tile_get_picture (tile));
  GAction *action
      = g_action_map_lookup_action (lk_picture_tile_get_actions (tile), "off");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (off));
  lk_picture_tile_set_off (
      tile,
      off || lk_session_lacks_map (self->session, lk_picture_tile_get_picture (tile)));
}

GtkWidget *
lk_class_row_create_tile (gpointer item, gpointer user_data)
{
  LkClassRow *self = user_data;
  GtkWidget *tile = lk_picture_tile_new (item, self->shot_menu);
  const GActionEntry entries[] = {
    { "remove", remove_shot },
    { "move-back", move_shot_back },
    { "move-on", move_shot_on },
    { "make-query", make_query },
    { "off", NULL, NULL, "false", change_off },
  };

  g_action_map_add_action_entries (lk_picture_tile_get_actions (LK_PICTURE_TILE (tile)),
                                   entries, G_N_ELEMENTS (entries), tile);
  lk_class_row_update_off (self, LK_PICTURE_TILE (tile));
  return tile;
}
