/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shot-scores.h"

#include "lk-both-ways.h"
#include "lk-descriptors.h"
#include "lk-masked-shot-score.h"
#include "lk-matches-private.h"
#include "lk-pool.h"
#include "lk-support-private.h"

/* Shots of a class that are matched at once. */
typedef struct
{
  guint class_index;
  guint first_shot; /* among all */
  guint n_shots;
  LkBothWays *vectors;
} Group;

/* Two groups, and what each finds in the other. */
typedef struct
{
  const Group *a;
  const Group *b;
  LkMatches *of_a;
  LkMatches *of_b;
} Pair;

typedef struct
{
  LkSupport *support;
  LkLevel level;
  const LkMetricOptions *options;
  GCancellable *cancellable;
  guint n_classes;
  guint n_vectors; /* of a shot */
  gsize n_dims;
  guint *first_shot;  /* [n_classes + 1] */
  guint *first_group; /* [n_classes + 1] */
  GArray *groups;     /* of Group: class after class */
  double *scores;
  char *scratch; /* of each thread */
  gsize scratch_size;

  guint class_index; /* whose turn it is: it meets itself and those that follow */
  GArray *singles;   /* of Group: its shots, each alone */
  GArray *pairs;     /* of Pair: its groups with all that follow, then its shots */
} Work;

static void
group_clear (gpointer data)
{
  lk_both_ways_free (((Group *) data)->vectors);
}

static void
pair_clear (gpointer data)
{
  lk_matches_free (((Pair *) data)->of_a);
  lk_matches_free (((Pair *) data)->of_b);
}

static gboolean
is_cancelled (const Work *self)
{
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

/* Whole shots, as many as are best matched at once, about equally many in each group. */
static void
divide_class (Work *self, guint class_index)
{
  guint n_shots = lk_support_get_n_shots (self->support, class_index);
  guint most = MAX (lk_both_ways_count (self->n_dims) / self->n_vectors, 1);
  guint n_groups = (n_shots + most - 1) / most;

  for (guint i = 0; i < n_groups; i++)
    {
      guint first = i * n_shots / n_groups, end = (i + 1) * n_shots / n_groups;
      Group group = { .class_index = class_index,
                      .first_shot = self->first_shot[class_index] + first,
                      .n_shots = end - first };

      g_array_append_val (self->groups, group);
    }
}

static void
pack (const Work *self, Group *group)
{
  guint first = group->first_shot - self->first_shot[group->class_index];
  LkBothWays *vectors
      = lk_both_ways_new (lk_support_get_kernels (self->support),
                          (gsize) group->n_shots * self->n_vectors, self->n_dims);

  group->vectors = vectors;
  for (guint i = 0; i < group->n_shots; i++)
    {
      LkTensor *map = lk_support_get_map (self->support, group->class_index, first + i);
      gsize at = (gsize) i * self->n_vectors;

      if (self->level == LK_LEVEL_PIXEL)
        {
          lk_descriptors_pack_pixels (map, vectors->rows, at);
          lk_descriptors_pack_pixels (map, vectors->columns, at);
        }
      else
        {
          lk_descriptors_pack_parts (map, self->options->part_form, vectors->rows, at);
          lk_descriptors_pack_parts (map, self->options->part_form, vectors->columns, at);
        }
    }
  lk_both_ways_coarsen (vectors);
}

static void
pack_group (guint index, guint worker, gpointer data)
{
  Work *self = data;

  if (!is_cancelled (self))
    pack (self, &g_array_index (self->groups, Group, index));
}

static void
pack_single (guint index, guint worker, gpointer data)
{
  Work *self = data;

  if (!is_cancelled (self))
    pack (self, &g_array_index (self->singles, Group, index));
}

static void
match_pair (guint index, guint worker, gpointer data)
{
  Work *self = data;
  Pair *pair = &g_array_index (self->pairs, Pair, index);
  guint n_of_a = pair->a->n_shots * self->n_vectors;
  guint n_of_b = pair->b->n_shots * self->n_vectors;

  if (is_cancelled (self))
    return;
  pair->of_a = lk_matches_new_unfilled (n_of_a, n_of_b, self->options->neighbours);
  pair->of_b = lk_matches_new_unfilled (n_of_b, n_of_a, self->options->neighbours);
  lk_both_ways_match (pair->a->vectors, pair->b->vectors, pair->of_a, pair->of_b,
                      self->scratch + worker * self->scratch_size);
}

static guint
count_later (const Work *self)
{
  return self->groups->len - self->first_group[self->class_index + 1];
}

static Pair *
get_pair (const Work *self, guint own_group, guint later_group)
{
  return &g_array_index (self->pairs, Pair, own_group * count_later (self) + later_group);
}

static void
add_pair (Work *self, const Group *a, const Group *b)
{
  Pair pair = { .a = a, .b = b };

  g_array_append_val (self->pairs, pair);
}

static void
plan_class (Work *self)
{
  guint own = self->first_group[self->class_index];
  guint later = self->first_group[self->class_index + 1];
  guint n_shots = lk_support_get_n_shots (self->support, self->class_index);

  g_array_set_size (self->pairs, 0);
  g_array_set_size (self->singles, 0);
  for (guint i = 0; i < n_shots; i++)
    {
      Group single = { .class_index = self->class_index,
                       .first_shot = self->first_shot[self->class_index] + i,
                       .n_shots = 1 };

      g_array_append_val (self->singles, single);
    }
  for (guint i = own; i < later; i++)
    for (guint j = later; j < self->groups->len; j++)
      add_pair (self, &g_array_index (self->groups, Group, i),
                &g_array_index (self->groups, Group, j));
  for (guint i = 0; i < n_shots; i++)
    for (guint j = i + 1; j < n_shots; j++)
      add_pair (self, &g_array_index (self->singles, Group, i),
                &g_array_index (self->singles, Group, j));
}

/* One of the first shots of @group, which @lists are of. */
static double
merge (const Work *self, const Group *group, guint shot, LkMatches **lists, guint n_lists)
{
  return lk_matches_merge (lists, n_lists, (shot - group->first_shot) * self->n_vectors,
                           self->n_vectors, self->options->neighbours);
}

/* A shot of the class at itself without it. */
static void
score_itself (Work *self, guint shot)
{
  guint n_shots = self->singles->len, n_lists = 0;
  guint own = shot - self->first_shot[self->class_index];
  guint n_groups
      = self->first_group[self->class_index + 1] - self->first_group[self->class_index];
  const Pair *pair = &g_array_index (self->pairs, Pair, n_groups * count_later (self));
  g_autofree LkMatches **lists = g_new (LkMatches *, n_shots);

  for (guint i = 0; i < n_shots; i++)
    for (guint j = i + 1; j < n_shots; j++, pair++)
      if (i == own || j == own)
        lists[n_lists++] = i == own ? pair->of_a : pair->of_b;
  if (n_lists > 0)
    self->scores[shot * self->n_classes + self->class_index]
        = merge (self, &g_array_index (self->singles, Group, own), shot, lists, n_lists);
}

/* A shot of the class at those that follow. */
static void
score_later (Work *self, guint shot, const Group *group, guint own_group)
{
  guint later = self->first_group[self->class_index + 1];
  g_autofree LkMatches **lists = g_new (LkMatches *, self->groups->len);

  for (guint i = self->class_index + 1; i < self->n_classes; i++)
    {
      guint first = self->first_group[i], n = self->first_group[i + 1] - first;

      for (guint j = 0; j < n; j++)
        lists[j] = get_pair (self, own_group, first + j - later)->of_a;
      self->scores[shot * self->n_classes + i] = merge (self, group, shot, lists, n);
    }
}

/* A shot of a class that follows at the class. */
static void
score_earlier (Work *self, guint shot, const Group *group, guint later_group)
{
  guint n
      = self->first_group[self->class_index + 1] - self->first_group[self->class_index];
  g_autofree LkMatches **lists = g_new (LkMatches *, n);

  for (guint i = 0; i < n; i++)
    lists[i] = get_pair (self, i, later_group)->of_b;
  self->scores[shot * self->n_classes + self->class_index]
      = merge (self, group, shot, lists, n);
}

/* All shots of a group of the class, or of one that follows. */
static void
score_group (guint index, guint worker, gpointer data)
{
  Work *self = data;
  guint own = self->first_group[self->class_index];
  guint later = self->first_group[self->class_index + 1];
  const Group *group = &g_array_index (self->groups, Group, own + index);

  for (guint shot = group->first_shot; shot < group->first_shot + group->n_shots; shot++)
    if (own + index < later)
      {
        score_itself (self, shot);
        score_later (self, shot, group, index);
      }
    else
      {
        score_earlier (self, shot, group, own + index - later);
      }
}

static gboolean
score_class (Work *self, GError **error)
{
  LkPool *pool = lk_pool_get_shared ();

  plan_class (self);
  lk_pool_run (pool, self->singles->len, pack_single, self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  lk_pool_run (pool, self->pairs->len, match_pair, self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  lk_pool_run (pool, self->groups->len - self->first_group[self->class_index],
               score_group, self);
  return TRUE;
}

/* A shot at all classes. */
static void
score_masked (guint index, guint worker, gpointer data)
{
  Work *self = data;
  guint own = 0;

  while (index >= self->first_shot[own + 1])
    own++;
  for (guint i = 0; i < self->n_classes && !is_cancelled (self); i++)
    self->scores[index * self->n_classes + i] = lk_masked_shot_score (
        self->support, self->level, self->options, own, index - self->first_shot[own], i);
}

static gboolean
has_mask (LkSupport *support)
{
  for (guint i = 0; i < lk_support_get_n_classes (support); i++)
    if (lk_support_has_mask (support, i))
      return TRUE;
  return FALSE;
}

/* As one product serves both of two shots. */
static gboolean
score_in_pairs (Work *self, GError **error)
{
  lk_pool_run (lk_pool_get_shared (), self->groups->len, pack_group, self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  for (; self->class_index < self->n_classes; self->class_index++)
    if (!score_class (self, error))
      return FALSE;
  return TRUE;
}

static gboolean
score_one_by_one (Work *self, GError **error)
{
  lk_pool_run (lk_pool_get_shared (), self->first_shot[self->n_classes], score_masked,
               self);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static void
work_init (Work *self)
{
  const gsize *shape = lk_support_get_map_shape (self->support);
  gsize n_channels = shape[0], n_cells = shape[1] * shape[2], n_most = 0;

  self->n_classes = lk_support_get_n_classes (self->support);
  self->n_vectors = (guint) (self->level == LK_LEVEL_PIXEL ? n_cells : n_channels);
  self->n_dims = self->level == LK_LEVEL_PIXEL ? n_channels : n_cells;
  self->first_shot = g_new0 (guint, self->n_classes + 1);
  self->first_group = g_new0 (guint, self->n_classes + 1);
  self->groups = g_array_new (FALSE, TRUE, sizeof (Group));
  self->singles = g_array_new (FALSE, TRUE, sizeof (Group));
  self->pairs = g_array_new (FALSE, TRUE, sizeof (Pair));
  g_array_set_clear_func (self->groups, group_clear);
  g_array_set_clear_func (self->singles, group_clear);
  g_array_set_clear_func (self->pairs, pair_clear);
  for (guint i = 0; i < self->n_classes; i++)
    {
      divide_class (self, i);
      self->first_group[i + 1] = self->groups->len;
      self->first_shot[i + 1]
          = self->first_shot[i] + lk_support_get_n_shots (self->support, i);
    }
  for (guint i = 0; i < self->groups->len; i++)
    n_most = MAX (n_most, g_array_index (self->groups, Group, i).n_shots);
  self->scores
      = g_new0 (double, (gsize) self->first_shot[self->n_classes] * self->n_classes);
  self->scratch = lk_both_ways_alloc_scratch (
      lk_support_get_kernels (self->support), n_most * self->n_vectors,
      self->options->neighbours, lk_pool_get_n_threads (lk_pool_get_shared ()),
      &self->scratch_size);
}

static void
work_clear (Work *self)
{
  g_array_unref (self->pairs);
  g_array_unref (self->singles);
  g_array_unref (self->groups);
  g_free (self->first_shot);
  g_free (self->first_group);
  g_free (self->scores);
  g_aligned_free (self->scratch);
}

double *
lk_shot_scores_new (LkSupport *support,
                    LkLevel level,
                    const LkMetricOptions *options,
                    GCancellable *cancellable,
                    GError **error)
{
  Work self = {
    .support = support, .level = level, .options = options, .cancellable = cancellable
  };
  double *scores = NULL;

  g_return_val_if_fail (support != NULL && options != NULL, NULL);
  g_return_val_if_fail (level == LK_LEVEL_PIXEL || level == LK_LEVEL_PART, NULL);

  work_init (&self);
  if (has_mask (support) ? score_one_by_one (&self, error)
                         : score_in_pairs (&self, error))
    scores = g_steal_pointer (&self.scores);
  work_clear (&self);
  return scores;
}
