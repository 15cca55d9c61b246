/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-masked-shot-scores.h"

#include "lk-descriptors.h"
#include "lk-matches-private.h"
#include "lk-shot-parts.h"

/* The shot that is the query. */
typedef struct
{
  LkSupport *support;
  LkLevel level;
  const LkMetricOptions *options;
  guint class_index;
  guint shot;
} Query;

static guint
count_cells (LkTensor *map)
{
  return (guint) (lk_tensor_get_size (map) / lk_tensor_get_dim (map, 0));
}

static LkMatches *
match_pixels (const Query *self, guint class_index, guint shot)
{
  LkTensor *mine = lk_support_get_counted (self->support, self->class_index, self->shot);
  LkTensor *theirs = lk_support_get_counted (self->support, class_index, shot);
  g_autofree float *rows = g_new (float, lk_tensor_get_size (mine));
  g_autofree float *columns = g_new (float, lk_tensor_get_size (theirs));

  lk_descriptors_fill_pixels (mine, rows);
  lk_descriptors_fill_pixels (theirs, columns);
  return lk_matches_new (rows, count_cells (mine), columns, count_cells (theirs),
                         (guint) lk_tensor_get_dim (mine, 0), self->options->neighbours);
}

static LkMatches *
match_parts (const Query *self, guint class_index, guint shot)
{
  g_auto (LkShotParts) parts = { 0 };

  lk_shot_parts_init (&parts, self->support, class_index, shot,
                      lk_support_get_map (self->support, self->class_index, self->shot),
                      lk_support_get_kept (self->support, self->class_index, self->shot),
                      self->options->part_form);
  return lk_shot_parts_match (&parts, self->options->neighbours);
}

/* At a class, at its own without it. */
static double
score_class (const Query *self, guint class_index)
{
  g_autoptr (GPtrArray) lists
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_matches_free);

  for (guint shot = 0; shot < lk_support_get_n_shots (self->support, class_index); shot++)
    if (class_index != self->class_index || shot != self->shot)
      g_ptr_array_add (lists, self->level == LK_LEVEL_PIXEL
                                  ? match_pixels (self, class_index, shot)
                                  : match_parts (self, class_index, shot));
  if (lists->len == 0)
    return 0;
  return lk_matches_merge ((LkMatches *const *) lists->pdata, lists->len, 0,
                           ((const LkMatches *) lists->pdata[0])->n_rows,
                           self->options->neighbours);
}

double *
lk_masked_shot_scores_new (LkSupport *support,
                           LkLevel level,
                           const LkMetricOptions *options,
                           GCancellable *cancellable,
                           GError **error)
{
  guint n_classes = lk_support_get_n_classes (support);
  g_autofree double *scores
      = g_new0 (double, (gsize) lk_support_count_shots (support) * n_classes);
  double *score = scores;

  for (guint i = 0; i < n_classes; i++)
    for (guint shot = 0; shot < lk_support_get_n_shots (support, i); shot++)
      {
        const Query query = { support, level, options, i, shot };

        if (g_cancellable_set_error_if_cancelled (cancellable, error))
          return NULL;
        for (guint j = 0; j < n_classes; j++)
          *score++ = score_class (&query, j);
      }
  return g_steal_pointer (&scores);
}
