/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-state.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"

#define SECONDS_A_MINUTE 60

void
lk_training_state_init (LkTrainingState *self, const LkRecipe *recipe)
{
  *self = (LkTrainingState){ .best = -1 };
  for (guint i = 0; i < recipe->n_stages; i++)
    {
      const LkStageRecipe *stage = &recipe->stages[i];

      self->budgets[i]
          = stage->minutes > 0 ? stage->minutes * SECONDS_A_MINUTE : stage->pictures;
      self->decays[i] = stage->decay;
    }
}

double
lk_training_state_get_progress (const LkTrainingState *self,
                                const LkRecipe *recipe,
                                guint64 pictures,
                                double seconds)
{
  g_return_val_if_fail (self->stage < recipe->n_stages, 1);

  return (recipe->stages[self->stage].minutes > 0 ? seconds : (double) pictures)
         / self->budgets[self->stage];
}

LkSchedule
lk_training_state_get_schedule (const LkTrainingState *self, const LkRecipe *recipe)
{
  const LkStageRecipe *stage = &recipe->stages[self->stage];

  return (LkSchedule){ stage->rate, stage->warmup, self->decays[self->stage] };
}

void
lk_training_state_decay_now (LkTrainingState *self, const LkRecipe *recipe)
{
  LkSchedule schedule = lk_training_state_get_schedule (self, recipe);
  double done
      = recipe->stages[self->stage].minutes > 0 ? self->seconds : (double) self->pictures;

  if (done <= 0)
    return;
  lk_schedule_decay_now (&schedule, &self->budgets[self->stage], done);
  self->decays[self->stage] = schedule.decay;
}

/* The members, under the names they are written with. */
typedef struct
{
  const char *name;
  gsize offset;
  enum
  {
    WHOLE,
    LONG,
    REAL,
    REALS,
  } kind;
} Member;

#define MEMBER(name, kind)                                                               \
  {                                                                                      \
#name, G_STRUCT_OFFSET(LkTrainingState, name), kind                                  \
  }

static const Member members[] = {
  MEMBER (stage, WHOLE),        MEMBER (step, LONG),        MEMBER (pictures, LONG),
  MEMBER (seconds, REAL),       MEMBER (total_steps, LONG), MEMBER (total_pictures, LONG),
  MEMBER (total_seconds, REAL), MEMBER (validated, LONG),   MEMBER (best, REAL),
  MEMBER (budgets, REALS),      MEMBER (decays, REALS),
};

static void
append_real (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, g_ascii_dtostr (buffer, sizeof buffer, value));
}

static char *
member_to_text (const Member *member, const LkTrainingState *self)
{
  gconstpointer value = G_STRUCT_MEMBER_P (self, member->offset);
  GString *text = g_string_new (NULL);

  if (member->kind == WHOLE)
    g_string_append_printf (text, "%u", *(const guint *) value);
  else if (member->kind == LONG)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, *(const guint64 *) value);
  else
    for (guint i = 0; i < (member->kind == REAL ? 1 : LK_RECIPE_MAX_STAGES); i++)
      append_real (text, ((const double *) value)[i]);
  return g_string_free (text, FALSE);
}

static gboolean
member_from_text (const Member *member, LkTrainingState *self, const char *text)
{
  gpointer value = G_STRUCT_MEMBER_P (self, member->offset);
  guint n = member->kind == REALS ? LK_RECIPE_MAX_STAGES : 1;
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);

  if (g_strv_length (parts) != n)
    return FALSE;
  if (member->kind == WHOLE)
    *(guint *) value = (guint) g_ascii_strtoull (text, NULL, 10);
  else if (member->kind == LONG)
    *(guint64 *) value = g_ascii_strtoull (text, NULL, 10);
  else
    for (guint i = 0; i < n; i++)
      ((double *) value)[i] = g_ascii_strtod (parts[i], NULL);
  return TRUE;
}

void
lk_training_state_write (const LkTrainingState *self, GHashTable *metadata)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_hash_table_insert (metadata, g_strconcat ("state_", members[i].name, NULL),
                         member_to_text (&members[i], self));
}

gboolean
lk_training_state_read (LkTrainingState *self, GHashTable *metadata, GError **error)
{
  LkTrainingState read = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *name = g_strconcat ("state_", members[i].name, NULL);
      const char *text = g_hash_table_lookup (metadata, name);

      if (text != NULL && member_from_text (&members[i], &read, text))
        continue;
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("the checkpoint does not say “%s”"), name);
      return FALSE;
    }
  *self = read;
  return TRUE;
}
