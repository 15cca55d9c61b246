/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

static void
tell (LkSession *self, gboolean changed)
{
  if (changed)
    g_signal_emit_by_name (self, "selected");
}

int
lk_session_get_selected_query (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), -1);
  return lk_selection_get_query_index (lk_session_get_selection (self));
}

void
lk_session_select_query (LkSession *self, int query)
{
  g_return_if_fail (LK_IS_SESSION (self));
  tell (self, lk_selection_select_query (lk_session_get_selection (self), query));
}

int
lk_session_get_selected_class (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), -1);
  return lk_selection_get_class_index (lk_session_get_selection (self));
}

void
lk_session_select_class (LkSession *self, int class_index)
{
  g_return_if_fail (LK_IS_SESSION (self));
  tell (self, lk_selection_select_class (lk_session_get_selection (self), class_index));
}

int
lk_session_get_selected_scored_class (LkSession *self)
{
  LkScoring *scoring;

  g_return_val_if_fail (LK_IS_SESSION (self), -1);

  scoring = lk_session_get_scoring (self);
  if (scoring == NULL)
    return -1;
  return lk_episode_state_find_class (
      lk_scoring_get_episode (scoring),
      lk_selection_get_class_name (lk_session_get_selection (self)));
}

void
lk_session_select_scored_class (LkSession *self, int class_index)
{
  g_autoptr (LkEpisodeState) live = NULL;
  LkScoring *scoring;

  g_return_if_fail (LK_IS_SESSION (self));

  scoring = lk_session_get_scoring (self);
  if (scoring != NULL && class_index >= 0)
    {
      live = lk_episode_get_state (lk_session_get_episode (self));
      class_index = lk_episode_state_find_class (
          live, lk_episode_state_get_class_name (lk_scoring_get_episode (scoring),
                                                 (guint) class_index));
    }
  lk_session_select_class (self, class_index);
}

guint
lk_session_get_shown_class (LkSession *self)
{
  LkEvidence *evidence;
  int scored;

  g_return_val_if_fail (LK_IS_SESSION (self), 0);

  evidence = lk_session_get_evidence (self);
  if (evidence == NULL)
    return (guint) MAX (lk_session_get_selected_class (self), 0);
  scored = lk_session_get_selected_scored_class (self);
  return scored >= 0 ? (guint) scored : lk_evidence_get_decision (evidence)->prediction;
}

int
lk_session_get_cell (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), -1);
  return lk_selection_get_cell (lk_session_get_selection (self));
}

void
lk_session_hover_cell (LkSession *self, int cell)
{
  g_return_if_fail (LK_IS_SESSION (self));

  if (lk_selection_hover_cell (lk_session_get_selection (self), cell))
    g_signal_emit_by_name (self, "pointed");
}

void
lk_session_pin_cell (LkSession *self, int cell)
{
  g_return_if_fail (LK_IS_SESSION (self));

  lk_selection_pin_cell (lk_session_get_selection (self), cell);
  tell (self, TRUE);
}

const guint *
lk_session_get_pins (LkSession *self, guint *n_pins)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_selection_get_pins (lk_session_get_selection (self), n_pins);
}

void
lk_session_set_outline (LkSession *self, const gboolean *cells, guint n_cells)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (cells != NULL || n_cells == 0);

  lk_selection_set_outline (lk_session_get_selection (self), cells, n_cells);
  g_signal_emit_by_name (self, "pointed");
}

const gboolean *
lk_session_get_outline (LkSession *self, guint *n_cells)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_selection_get_outline (lk_session_get_selection (self), n_cells);
}

const LkLook *
lk_session_get_look (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_selection_get_look (lk_session_get_selection (self));
}

void
lk_session_set_look (LkSession *self, const LkLook *look)
{
  g_return_if_fail (LK_IS_SESSION (self));

  lk_selection_set_look (lk_session_get_selection (self), look);
  tell (self, TRUE);
}

/* Where the class at @index of @before stands in @after; @otherwise where it is gone. */
static int
follow_class (LkEpisodeState *before, LkEpisodeState *after, int index, int otherwise)
{
  int to = -1;

  if (index < 0)
    return index;
  if ((guint) index < lk_episode_state_get_n_classes (before))
    to = lk_episode_state_find_class (
        after, lk_episode_state_get_class_name (before, (guint) index));
  return to >= 0 ? to : otherwise;
}

/* Where only names changed, the places are what stays. */
void
lk_session_follow_look (LkSession *self, LkScoring *before, LkScoring *after)
{
  LkSelection *selection = lk_session_get_selection (self);
  LkLook look = *lk_selection_get_look (selection);
  LkEpisodeState *then, *now;

  if (before == NULL || after == NULL)
    return;
  then = lk_scoring_get_episode (before);
  now = lk_scoring_get_episode (after);
  if (lk_episode_state_same_pictures (then, now))
    return;
  look.pixel.against = follow_class (then, now, look.pixel.against, LK_AGAINST_NONE);
  look.margin_against
      = follow_class (then, now, look.margin_against, LK_AGAINST_BEST_OTHER);
  lk_selection_set_look (selection, &look);
}

const char *
lk_session_get_view (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_selection_get_view (lk_session_get_selection (self));
}

void
lk_session_set_view (LkSession *self, const char *view)
{
  g_return_if_fail (LK_IS_SESSION (self));

  if (view != NULL)
    tell (self, lk_selection_set_view (lk_session_get_selection (self), view));
}

void
lk_session_show_as_saved (LkSession *self, LkSessionFile *file)
{
  LkSelection *selection;
  guint n;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (file != NULL);

  selection = lk_session_get_selection (self);
  n = g_list_model_get_n_items (lk_episode_get_queries (lk_session_get_episode (self)));
  lk_selection_look_from_json (selection, file->look);
  lk_selection_restore_query (selection,
                              n > 0 ? (int) MIN (file->selected_query, n - 1) : -1);
  lk_selection_select_class (selection, file->selected_class);
  if (file->view != NULL)
    lk_selection_set_view (selection, file->view);
  tell (self, TRUE);
}
