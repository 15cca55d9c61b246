/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-undo-stack.h"

typedef struct
{
  LkEpisodeState *before;
  LkEpisodeState *after;
  char *label;
} Step;

struct _LkUndoStack
{
  GPtrArray *steps;
  guint n_done;
  guint limit;
};

static void
step_free (Step *step)
{
  lk_episode_state_unref (step->before);
  lk_episode_state_unref (step->after);
  g_free (step->label);
  g_free (step);
}

LkUndoStack *
lk_undo_stack_new (guint limit)
{
  LkUndoStack *self = g_new0 (LkUndoStack, 1);

  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  self->limit = limit;
  return self;
}

void
lk_undo_stack_free (LkUndoStack *self)
{
  g_ptr_array_unref (self->steps);
  g_free (self);
}

void
lk_undo_stack_clear (LkUndoStack *self)
{
  g_ptr_array_set_size (self->steps, 0);
  self->n_done = 0;
}

void
lk_undo_stack_push (LkUndoStack *self,
                    LkEpisodeState *before,
                    LkEpisodeState *after,
                    const char *label)
{
  Step *step = g_new0 (Step, 1);

  step->before = lk_episode_state_ref (before);
  step->after = lk_episode_state_ref (after);
  step->label = g_strdup (label);
  g_ptr_array_set_size (self->steps, self->n_done);
  g_ptr_array_add (self->steps, step);
  if (self->steps->len > self->limit)
    g_ptr_array_remove_index (self->steps, 0);
  self->n_done = self->steps->len;
}

const char *
lk_undo_stack_get_undo_label (LkUndoStack *self)
{
  Step *step
      = self->n_done > 0 ? g_ptr_array_index (self->steps, self->n_done - 1) : NULL;

  return step != NULL ? step->label : NULL;
}

const char *
lk_undo_stack_get_redo_label (LkUndoStack *self)
{
  Step *step = self->n_done < self->steps->len
                   ? g_ptr_array_index (self->steps, self->n_done)
                   : NULL;

  return step != NULL ? step->label : NULL;
}

LkEpisodeState *
lk_undo_stack_undo (LkUndoStack *self)
{
  if (self->n_done == 0)
    return NULL;
  self->n_done--;
  return ((Step *) g_ptr_array_index (self->steps, self->n_done))->before;
}

LkEpisodeState *
lk_undo_stack_redo (LkUndoStack *self)
{
  if (self->n_done == self->steps->len)
    return NULL;
  self->n_done++;
  return ((Step *) g_ptr_array_index (self->steps, self->n_done - 1))->after;
}
