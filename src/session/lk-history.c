/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-history.h"

#define MAX_STEPS 200

struct _LkHistory
{
  GPtrArray *steps;
  guint n_done;
  const char *kind; /* of the last step; static strings */
  gint64 time;
};

static void
step_free (gpointer data)
{
  LkHistoryStep *step = data;

  lk_settings_unref (step->before);
  lk_settings_unref (step->after);
  g_free (step->label);
  g_free (step);
}

LkHistory *
lk_history_new (void)
{
  LkHistory *self = g_new0 (LkHistory, 1);

  self->steps = g_ptr_array_new_with_free_func (step_free);
  return self;
}

void
lk_history_free (LkHistory *self)
{
  g_ptr_array_unref (self->steps);
  g_free (self);
}

void
lk_history_clear (LkHistory *self)
{
  g_ptr_array_set_size (self->steps, 0);
  self->n_done = 0;
  self->kind = NULL;
}

/* Whether the change continues the last step. */
static gboolean
continues (LkHistory *self, gboolean changed_episode, const char *kind)
{
  return kind != NULL && !changed_episode && self->n_done > 0
         && self->n_done == self->steps->len && g_strcmp0 (kind, self->kind) == 0
         && g_get_monotonic_time () - self->time < G_TIME_SPAN_SECOND;
}

void
lk_history_push (LkHistory *self,
                 gboolean changed_episode,
                 LkSettings *before,
                 LkSettings *after,
                 const char *label,
                 const char *kind)
{
  LkHistoryStep *step;

  if (continues (self, changed_episode, kind))
    {
      step = self->steps->pdata[self->n_done - 1];
      lk_settings_ref (after);
      lk_settings_unref (step->after);
      step->after = after;
    }
  else
    {
      g_ptr_array_set_size (self->steps, (int) self->n_done);
      step = g_new0 (LkHistoryStep, 1);
      *step = (LkHistoryStep){ changed_episode, lk_settings_ref (before),
                               lk_settings_ref (after), g_strdup (label) };
      g_ptr_array_add (self->steps, step);
      if (self->steps->len > MAX_STEPS)
        g_ptr_array_remove_index (self->steps, 0);
      self->n_done = self->steps->len;
    }
  self->kind = kind;
  self->time = g_get_monotonic_time ();
}

const LkHistoryStep *
lk_history_undo (LkHistory *self)
{
  self->kind = NULL;
  return self->n_done > 0 ? self->steps->pdata[--self->n_done] : NULL;
}

const LkHistoryStep *
lk_history_redo (LkHistory *self)
{
  self->kind = NULL;
  return self->n_done < self->steps->len ? self->steps->pdata[self->n_done++] : NULL;
}

static const char *
get_label (LkHistory *self, guint i)
{
  LkHistoryStep *step = i < self->steps->len ? self->steps->pdata[i] : NULL;

  return step != NULL ? step->label : NULL;
}

const char *
lk_history_get_undo_label (LkHistory *self)
{
  return self->n_done > 0 ? get_label (self, self->n_done - 1) : NULL;
}

const char *
lk_history_get_redo_label (LkHistory *self)
{
  return get_label (self, self->n_done);
}
