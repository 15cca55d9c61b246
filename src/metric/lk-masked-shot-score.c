/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-masked-shot-score.h"

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

double
lk_masked_shot_score (LkSupport *support,
                      LkLevel level,
                      const LkMetricOptions *options,
                      guint class_index,
                      guint shot,
                      guint at_class)
{
  const Query query = { support, level, options, class_index, shot };
  g_autoptr (GPtrArray) lists
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_matches_free);

  for (guint i = 0; i < lk_support_get_n_shots (support, at_class); i++)
    if (at_class != class_index || i != shot)
      g_ptr_array_add (lists, level == LK_LEVEL_PIXEL
                                  ? match_pixels (&query, at_class, i)
                                  : match_parts (&query, at_class, i));
  if (lists->len == 0)
    return 0;
  return lk_matches_merge ((LkMatches *const *) lists->pdata, lists->len, 0,
                           ((const LkMatches *) lists->pdata[0])->n_rows,
                           options->neighbours);
}
