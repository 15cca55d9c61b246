/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-leave-one-out.h"

#include <string.h>

typedef struct
{
  guint class_index;
  guint shot;
  LkExplanation *whole; /* against all classes; its own class holds it too */
  LkExplanation *rest;  /* class 0: its own without it */
} Shot;

struct _LkLeaveOneOut
{
  guint n_classes;
  guint n_shots;
  Shot *shots;
};

static guint
number_shots (LkLeaveOneOut *self, LkSupport *support)
{
  self->n_classes = lk_support_get_n_classes (support);
  self->shots = g_new0 (Shot, lk_support_count_shots (support));
  for (guint i = 0; i < self->n_classes; i++)
    for (guint shot = 0; shot < lk_support_get_n_shots (support, i); shot++)
      if (lk_support_get_n_shots (support, i) > 1)
        self->shots[self->n_shots++] = (Shot){ .class_index = i, .shot = shot };
  return self->n_shots;
}

/* A class's scores do not depend on the others: beside the rest of its own class stands
 * only what makes a support set of it. */
static LkSupport *
make_rest (LkSupport *support, const Shot *shot, GError **error)
{
  guint other = shot->class_index == 0 ? 1 : 0;
  guint n_shots = lk_support_get_n_shots (support, shot->class_index);
  g_autofree LkTensor **maps = g_new (LkTensor *, n_shots);
  const guint counts[] = { n_shots - 1, 1 };
  guint n = 0;

  for (guint i = 0; i < n_shots; i++)
    if (i != shot->shot)
      maps[n++] = lk_support_get_map (support, shot->class_index, i);
  maps[n] = lk_support_get_map (support, other, 0);
  return lk_support_new (2, counts, maps, error);
}

static gboolean
explain_rest (LkSupport *support,
              Shot *shot,
              const LkMetricOptions *options,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (LkSupport) rest = make_rest (support, shot, error);

  if (rest == NULL)
    return FALSE;
  shot->rest = lk_explanation_new (
      rest, lk_support_get_map (support, shot->class_index, shot->shot), options,
      cancellable, error);
  return shot->rest != NULL;
}

static gboolean
explain (LkLeaveOneOut *self,
         LkSupport *support,
         const LkMetricOptions *options,
         GCancellable *cancellable,
         GError **error)
{
  g_autofree LkTensor **queries = g_new (LkTensor *, self->n_shots);
  g_autoptr (GPtrArray) whole = NULL;

  for (guint i = 0; i < self->n_shots; i++)
    queries[i]
        = lk_support_get_map (support, self->shots[i].class_index, self->shots[i].shot);
  whole = lk_explanation_new_batch (support, queries, self->n_shots, options, cancellable,
                                    error);
  if (whole == NULL)
    return FALSE;
  for (guint i = 0; i < self->n_shots; i++)
    {
      self->shots[i].whole = lk_explanation_ref (whole->pdata[i]);
      if (!explain_rest (support, &self->shots[i], options, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

LkLeaveOneOut *
lk_leave_one_out_new (LkSupport *support,
                      const LkMetricOptions *options,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (LkLeaveOneOut) self = NULL;

  g_return_val_if_fail (support != NULL && options != NULL, NULL);

  self = g_new0 (LkLeaveOneOut, 1);
  if (number_shots (self, support) > 0
      && !explain (self, support, options, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
lk_leave_one_out_free (LkLeaveOneOut *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_shots; i++)
    {
      g_clear_pointer (&self->shots[i].whole, lk_explanation_unref);
      g_clear_pointer (&self->shots[i].rest, lk_explanation_unref);
    }
  g_free (self->shots);
  g_free (self);
}

guint
lk_leave_one_out_get_n_shots (const LkLeaveOneOut *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_shots;
}

guint
lk_leave_one_out_get_shot (const LkLeaveOneOut *self, guint index, guint *shot)
{
  g_return_val_if_fail (self != NULL && index < self->n_shots && shot != NULL, 0);

  *shot = self->shots[index].shot;
  return self->shots[index].class_index;
}

void
lk_leave_one_out_fill_scores (const LkLeaveOneOut *self,
                              guint index,
                              const LkMetricOptions *options,
                              double *scores)
{
  const double *whole[LK_N_LEVELS], *rest[LK_N_LEVELS];
  const Shot *shot;

  g_return_if_fail (self != NULL && index < self->n_shots && scores != NULL);

  shot = &self->shots[index];
  lk_explanation_fill_scores (shot->whole, options, whole);
  lk_explanation_fill_scores (shot->rest, options, rest);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      double *row = scores + level * self->n_classes;

      memcpy (row, whole[level], self->n_classes * sizeof *row);
      row[shot->class_index] = rest[level][0];
    }
}
