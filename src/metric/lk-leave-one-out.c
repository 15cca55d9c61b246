/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-leave-one-out.h"

#include "lk-gaussian-private.h"
#include "lk-pool.h"
#include "lk-shot-scores.h"

#define MAX_LANES 8

typedef struct
{
  guint class_index;
  guint shot;
  guint number; /* among all shots of the support set */
} Shot;

struct _LkLeaveOneOut
{
  guint n_classes;
  guint n_shots;
  Shot *shots;
  double *pixel;                       /* [all shots, n_classes] */
  double *part;                        /* likewise */
  double (*distances)[LK_N_DISTANCES]; /* [n_shots, n_classes] */
};

/* The Gaussians of the shots on their way into distances. */
typedef struct
{
  LkLeaveOneOut *result;
  LkSupport *support;
  double ridge;
  GCancellable *cancellable;
  LkGaussian **alone;       /* [n_shots] */
  LkGaussian **rest;        /* [n_shots]: of its class without it */
  LkTransport **transports; /* of each thread */
  guint n_lanes;
  gboolean in_groups; /* as queries are measured */
} Work;

static guint
number_shots (LkLeaveOneOut *self, LkSupport *support)
{
  guint number = 0;

  self->n_classes = lk_support_get_n_classes (support);
  self->shots = g_new0 (Shot, lk_support_count_shots (support));
  for (guint i = 0; i < self->n_classes; i++)
    for (guint shot = 0; shot < lk_support_get_n_shots (support, i); shot++, number++)
      if (lk_support_get_n_shots (support, i) > 1)
        self->shots[self->n_shots++]
            = (Shot){ .class_index = i, .shot = shot, .number = number };
  return self->n_shots;
}

static gboolean
is_cancelled (const Work *self)
{
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

static LkGaussian *
pool_rest (LkSupport *support, const Shot *shot)
{
  guint n_shots = lk_support_get_n_shots (support, shot->class_index), n = 0;
  g_autofree LkTensor **maps = g_new (LkTensor *, n_shots);

  for (guint i = 0; i < n_shots; i++)
    if (i != shot->shot)
      maps[n++] = lk_support_get_counted (support, shot->class_index, i);
  return lk_gaussian_new (maps, n);
}

/* The shots, each alone and without, then the classes. */
static void
prepare (guint index, guint worker, gpointer data)
{
  Work *self = data;
  guint n_shots = self->result->n_shots;

  if (is_cancelled (self))
    return;
  if (index < n_shots)
    {
      const Shot *shot = &self->result->shots[index];
      LkTensor *map
          = lk_support_get_counted (self->support, shot->class_index, shot->shot);

      self->alone[index] = lk_gaussian_new (&map, 1);
      self->rest[index] = pool_rest (self->support, shot);
      lk_gaussian_prepare (self->alone[index], self->ridge);
      lk_gaussian_prepare (self->rest[index], self->ridge);
    }
  else
    {
      lk_gaussian_prepare (lk_support_get_gaussian (self->support, index - n_shots),
                           self->ridge);
    }
}

static LkGaussian *
get_class_gaussian (const Work *self, guint pair)
{
  guint n_classes = self->result->n_classes;
  guint shot = pair / n_classes, class_index = pair % n_classes;

  return self->result->shots[shot].class_index == class_index
             ? self->rest[shot]
             : lk_support_get_gaussian (self->support, class_index);
}

/* As many pairs of a shot and a class as exact W2 is measured of at once. */
static void
measure (guint index, guint worker, gpointer data)
{
  Work *self = data;
  guint n_classes = self->result->n_classes;
  guint first = index * self->n_lanes;
  guint n = MIN (self->n_lanes, self->result->n_shots * n_classes - first);
  LkTransport *transport = self->transports[worker];
  LkGaussian *queries[MAX_LANES], *classes[MAX_LANES];
  double transported[MAX_LANES], ridge_used;

  if (is_cancelled (self))
    return;
  for (guint i = 0; i < n; i++)
    {
      queries[i] = self->alone[(first + i) / n_classes];
      classes[i] = get_class_gaussian (self, first + i);
      lk_gaussian_measure (queries[i], classes[i], self->ridge,
                           self->in_groups ? NULL : transport,
                           self->result->distances[first + i], &ridge_used);
    }
  if (!self->in_groups)
    return;
  lk_transport_measure (transport, queries, classes, n, transported);
  for (guint i = 0; i < n; i++)
    self->result->distances[first + i][LK_DISTANCE_W2] = transported[i];
}

static gboolean
measure_all (Work *self, GError **error)
{
  const LkLeaveOneOut *result = self->result;
  LkPool *pool = lk_pool_get_shared ();
  guint n_pairs = result->n_shots * result->n_classes;

  lk_pool_run (pool, result->n_shots + result->n_classes, prepare, self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  lk_pool_run (pool, (n_pairs + self->n_lanes - 1) / self->n_lanes, measure, self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < n_pairs; i++)
    for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
      if (!lk_gaussian_check (result->distances[i][distance], distance, self->ridge,
                              error))
        return FALSE;
  return TRUE;
}

static gboolean
find_distances (LkLeaveOneOut *result,
                LkSupport *support,
                double ridge,
                GCancellable *cancellable,
                GError **error)
{
  const gsize *shape = lk_support_get_map_shape (support);
  guint n_threads = lk_pool_get_n_threads (lk_pool_get_shared ());
  Work self = { .result = result,
                .support = support,
                .ridge = ridge,
                .cancellable = cancellable,
                .in_groups = shape[1] * shape[2] >= shape[0] };
  gboolean done;

  result->distances = g_malloc_n ((gsize) result->n_shots * result->n_classes,
                                  sizeof *result->distances);
  self.alone = g_new0 (LkGaussian *, result->n_shots);
  self.rest = g_new0 (LkGaussian *, result->n_shots);
  self.transports = g_new (LkTransport *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    self.transports[i] = lk_transport_new ();
  self.n_lanes = lk_transport_get_n_lanes (self.transports[0]);
  done = measure_all (&self, error);
  for (guint i = 0; i < result->n_shots; i++)
    {
      g_clear_pointer (&self.alone[i], lk_gaussian_unref);
      g_clear_pointer (&self.rest[i], lk_gaussian_unref);
    }
  for (guint i = 0; i < n_threads; i++)
    lk_transport_free (self.transports[i]);
  g_free (self.alone);
  g_free (self.rest);
  g_free (self.transports);
  return done;
}

static gboolean
find_scores (LkLeaveOneOut *self,
             LkSupport *support,
             const LkMetricOptions *options,
             GCancellable *cancellable,
             GError **error)
{
  self->pixel = lk_shot_scores_new (support, LK_LEVEL_PIXEL, options, cancellable, error);
  if (self->pixel == NULL)
    return FALSE;
  self->part = lk_shot_scores_new (support, LK_LEVEL_PART, options, cancellable, error);
  return self->part != NULL
         && find_distances (self, support, options->ridge, cancellable, error);
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
      && !find_scores (self, support, options, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
lk_leave_one_out_free (LkLeaveOneOut *self)
{
  if (self == NULL)
    return;
  g_free (self->shots);
  g_free (self->pixel);
  g_free (self->part);
  g_free (self->distances);
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
  const Shot *shot;

  g_return_if_fail (self != NULL && index < self->n_shots && scores != NULL);
  g_return_if_fail (options->distance < LK_N_DISTANCES);

  shot = &self->shots[index];
  for (guint i = 0; i < self->n_classes; i++)
    {
      gsize local = (gsize) shot->number * self->n_classes + i;
      gsize pair = (gsize) index * self->n_classes + i;

      scores[LK_LEVEL_PIXEL * self->n_classes + i] = self->pixel[local];
      scores[LK_LEVEL_PART * self->n_classes + i] = self->part[local];
      scores[LK_LEVEL_DISTRIBUTION * self->n_classes + i]
          = self->distances[pair][options->distance];
    }
}
