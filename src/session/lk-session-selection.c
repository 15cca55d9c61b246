/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

static int
find_query (GListModel *queries, LkQuery *query)
{
  for (guint i = 0; query != NULL && i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) item = g_list_model_get_item (queries, i);

      if (item == query)
        return (int) i;
    }
  return -1;
}

int
lk_session_get_selected_query (LkSession *self)
{
  return find_query (lk_episode_get_queries (self->episode), self->selected_query);
}

void
lk_session_restore_query (LkSession *self, int query)
{
  g_autoptr (LkQuery) item = NULL;

  if (query >= 0)
    item = g_list_model_get_item (lk_episode_get_queries (self->episode), (guint) query);
  g_set_object (&self->selected_query, item);
  g_clear_object (&self->evidence);
  g_signal_emit_by_name (self, "selected");
}

void
lk_session_select_query (LkSession *self, int query)
{
  if (query == lk_session_get_selected_query (self))
    return;
  lk_session_forget_cells (self);
  lk_session_restore_query (self, query);
}

int
lk_session_get_selected_class (LkSession *self)
{
  return self->selected_class;
}

void
lk_session_select_class (LkSession *self, int class_index)
{
  if (class_index == self->selected_class)
    return;
  self->selected_class = class_index;
  g_signal_emit_by_name (self, "selected");
}

guint
lk_session_get_shown_class (LkSession *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self);
  guint n;

  if (evidence == NULL)
    return (guint) MAX (self->selected_class, 0);
  n = lk_evidence_get_decision (evidence)->n_classes;
  if (self->selected_class < 0 || (guint) self->selected_class >= n)
    return lk_evidence_get_decision (evidence)->prediction;
  return (guint) self->selected_class;
}

int
lk_session_get_cell (LkSession *self)
{
  if (self->hovered_cell >= 0)
    return self->hovered_cell;
  return self->pins->len > 0
             ? (int) g_array_index (self->pins, guint, self->pins->len - 1)
             : -1;
}

const guint *
lk_session_get_pins (LkSession *self, guint *n_pins)
{
  *n_pins = self->pins->len;
  return (const guint *) self->pins->data;
}

void
lk_session_forget_cells (LkSession *self)
{
  self->hovered_cell = -1;
  g_array_set_size (self->pins, 0);
}

void
lk_session_hover_cell (LkSession *self, int cell)
{
  if (cell == self->hovered_cell)
    return;
  self->hovered_cell = cell;
  g_signal_emit_by_name (self, "pointed");
}

void
lk_session_pin_cell (LkSession *self, int cell)
{
  guint value = (guint) MAX (cell, 0), n_before = self->pins->len;

  if (cell < 0)
    g_array_set_size (self->pins, 0);
  for (guint i = 0; i < self->pins->len; i++)
    if (g_array_index (self->pins, guint, i) == value)
      g_array_remove_index (self->pins, i--);
  if (cell >= 0 && self->pins->len == n_before)
    g_array_append_val (self->pins, value);
  g_signal_emit_by_name (self, "selected");
}

const LkLook *
lk_session_get_look (LkSession *self)
{
  return &self->look;
}

void
lk_session_set_look (LkSession *self, const LkLook *look)
{
  self->look = *look;
  lk_session_update_evidence (self);
  g_signal_emit_by_name (self, "selected");
}

const char *
lk_session_get_view (LkSession *self)
{
  return self->view;
}

void
lk_session_set_view (LkSession *self, const char *view)
{
  if (view == NULL || g_str_equal (view, self->view))
    return;
  g_free (self->view);
  self->view = g_strdup (view);
  g_signal_emit_by_name (self, "selected");
}
