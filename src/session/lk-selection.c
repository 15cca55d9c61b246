/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-selection.h"

struct _LkSelection
{
  LkEpisode *episode;
  LkQuery *query;
  guint place;     /* where the query was last */
  LkQuery *before; /* (nullable): the one selected before it */
  LkClass *class;
  int hovered;
  GArray *pins;    /* guint */
  GArray *outline; /* gboolean */
  LkLook look;
  char *view;
};

LkSelection *
lk_selection_new (LkEpisode *episode)
{
  LkSelection *self;

  g_return_val_if_fail (LK_IS_EPISODE (episode), NULL);

  self = g_new0 (LkSelection, 1);
  self->episode = g_object_ref (episode);
  self->hovered = -1;
  self->pins = g_array_new (FALSE, FALSE, sizeof (guint));
  self->outline = g_array_new (FALSE, FALSE, sizeof (gboolean));
  self->look = lk_look_default ();
  self->view = g_strdup ("decision");
  lk_selection_follow (self, FALSE);
  return self;
}

void
lk_selection_free (LkSelection *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->episode);
  g_clear_object (&self->query);
  g_clear_object (&self->before);
  g_clear_object (&self->class);
  g_array_unref (self->pins);
  g_array_unref (self->outline);
  g_free (self->view);
  g_free (self);
}

static int
find (LkSelection *self, LkQuery *query)
{
  GListModel *queries = lk_episode_get_queries (self->episode);

  for (guint i = 0; query != NULL && i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) item = g_list_model_get_item (queries, i);

      if (item == query)
        return (int) i;
    }
  return -1;
}

static int
find_query (LkSelection *self)
{
  return find (self, self->query);
}

static gboolean
is_same_picture (LkQuery *a, LkQuery *b)
{
  return a != NULL && b != NULL && lk_query_get_picture (a) == lk_query_get_picture (b);
}

/* A query that only got another label keeps its cells. */
static void
follow_query (LkSelection *self, gboolean travelled)
{
  GListModel *queries = lk_episode_get_queries (self->episode);
  guint n = g_list_model_get_n_items (queries);
  int index = find_query (self);
  g_autoptr (LkQuery) next = NULL;

  if (index >= 0)
    {
      self->place = (guint) index;
      return;
    }
  if (n > 0)
    next = g_list_model_get_item (queries, MIN (self->place, n - 1));
  if (!is_same_picture (next, self->query))
    {
      lk_selection_forget_cells (self);
      if (travelled && find (self, self->before) >= 0)
        {
          g_set_object (&next, self->before);
          self->place = (guint) find (self, next);
        }
    }
  g_set_object (&self->query, next);
  self->place = n > 0 ? MIN (self->place, n - 1) : 0;
}

void
lk_selection_follow (LkSelection *self, gboolean travelled)
{
  g_return_if_fail (self != NULL);

  follow_query (self, travelled);
  if (self->class != NULL && lk_episode_find_class (self->episode, self->class) < 0)
    g_clear_object (&self->class);
}

LkQuery *
lk_selection_get_query (LkSelection *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->query;
}

int
lk_selection_get_query_index (LkSelection *self)
{
  g_return_val_if_fail (self != NULL, -1);
  return find_query (self);
}

void
lk_selection_restore_query (LkSelection *self, int query)
{
  g_autoptr (LkQuery) item = NULL;

  g_return_if_fail (self != NULL);

  if (query >= 0)
    item = g_list_model_get_item (lk_episode_get_queries (self->episode), (guint) query);
  if (item != self->query)
    g_set_object (&self->before, self->query);
  g_set_object (&self->query, item);
  self->place = item != NULL ? (guint) query : 0;
}

gboolean
lk_selection_select_query (LkSelection *self, int query)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (query == find_query (self))
    return FALSE;
  lk_selection_forget_cells (self);
  lk_selection_restore_query (self, query);
  return TRUE;
}

int
lk_selection_get_class_index (LkSelection *self)
{
  g_return_val_if_fail (self != NULL, -1);
  return self->class != NULL ? lk_episode_find_class (self->episode, self->class) : -1;
}

const char *
lk_selection_get_class_name (LkSelection *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->class != NULL ? lk_class_get_name (self->class) : NULL;
}

gboolean
lk_selection_select_class (LkSelection *self, int class_index)
{
  g_autoptr (LkClass) class = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (class_index >= 0)
    class = g_list_model_get_item (lk_episode_get_classes (self->episode),
                                   (guint) class_index);
  return g_set_object (&self->class, class);
}

int
lk_selection_get_cell (LkSelection *self)
{
  g_return_val_if_fail (self != NULL, -1);

  if (self->hovered >= 0)
    return self->hovered;
  return self->pins->len > 0
             ? (int) g_array_index (self->pins, guint, self->pins->len - 1)
             : -1;
}

gboolean
lk_selection_hover_cell (LkSelection *self, int cell)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (cell == self->hovered)
    return FALSE;
  self->hovered = cell;
  return TRUE;
}

void
lk_selection_pin_cell (LkSelection *self, int cell)
{
  guint value = (guint) MAX (cell, 0), n_before;

  g_return_if_fail (self != NULL);

  n_before = self->pins->len;
  if (cell < 0)
    g_array_set_size (self->pins, 0);
  for (guint i = 0; i < self->pins->len; i++)
    if (g_array_index (self->pins, guint, i) == value)
      g_array_remove_index (self->pins, i--);
  if (cell >= 0 && self->pins->len == n_before)
    g_array_append_val (self->pins, value);
}

const guint *
lk_selection_get_pins (LkSelection *self, guint *n_pins)
{
  g_return_val_if_fail (self != NULL && n_pins != NULL, NULL);

  *n_pins = self->pins->len;
  return (const guint *) self->pins->data;
}

void
lk_selection_forget_cells (LkSelection *self)
{
  g_return_if_fail (self != NULL);

  self->hovered = -1;
  g_array_set_size (self->pins, 0);
  g_array_set_size (self->outline, 0);
}

void
lk_selection_set_outline (LkSelection *self, const gboolean *cells, guint n_cells)
{
  g_return_if_fail (self != NULL);

  g_array_set_size (self->outline, 0);
  if (cells != NULL)
    g_array_append_vals (self->outline, cells, n_cells);
}

const gboolean *
lk_selection_get_outline (LkSelection *self, guint *n_cells)
{
  g_return_val_if_fail (self != NULL && n_cells != NULL, NULL);

  *n_cells = self->outline->len;
  return self->outline->len > 0 ? (const gboolean *) self->outline->data : NULL;
}

const LkLook *
lk_selection_get_look (LkSelection *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->look;
}

void
lk_selection_set_look (LkSelection *self, const LkLook *look)
{
  g_return_if_fail (self != NULL && look != NULL);
  self->look = *look;
}

const char *
lk_selection_get_view (LkSelection *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->view;
}

gboolean
lk_selection_set_view (LkSelection *self, const char *view)
{
  g_return_val_if_fail (self != NULL && view != NULL, FALSE);

  if (g_str_equal (view, self->view))
    return FALSE;
  g_free (self->view);
  self->view = g_strdup (view);
  return TRUE;
}

JsonObject *
lk_selection_look_to_json (LkSelection *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return lk_look_to_json (&self->look, (const guint *) self->pins->data, self->pins->len);
}

void
lk_selection_look_from_json (LkSelection *self, JsonObject *look)
{
  g_return_if_fail (self != NULL);

  lk_selection_forget_cells (self);
  self->look = look != NULL ? lk_look_from_json (look, self->pins) : lk_look_default ();
}
