/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shot-matches.h"

#include "lk-descriptors.h"
#include "lk-explanation-private.h"
#include "lk-mask.h"
#include "lk-matches-private.h"
#include "lk-shot-parts.h"

G_STATIC_ASSERT (LK_LEVEL_PART < 2 && LK_LEVEL_PIXEL < 2);

static LkShotMatches *
shot_matches_alloc (LkSupport *support, guint neighbours)
{
  LkShotMatches *self = g_new0 (LkShotMatches, 1);
  guint n_classes = lk_support_get_n_classes (support);

  self->neighbours = neighbours;
  self->first = g_new (guint, n_classes);
  for (guint i = 0; i < n_classes; i++)
    {
      self->first[i] = self->n_shots;
      self->n_shots += lk_support_get_n_shots (support, i);
    }
  self->matches[LK_LEVEL_PART] = g_new0 (LkMatches *, self->n_shots);
  self->matches[LK_LEVEL_PIXEL] = g_new0 (LkMatches *, self->n_shots);
  return self;
}

/* Of a class of which cells are painted out. */
static void
match_masked_class (LkShotMatches *self,
                    LkExplanation *explanation,
                    guint i,
                    const float *query_pixels)
{
  LkSupport *support = lk_explanation_get_support (explanation);
  LkTensor *query = lk_explanation_get_query (explanation);
  guint n_channels = (guint) lk_tensor_get_dim (query, 0);
  guint n_rows = (guint) lk_tensor_get_size (lk_explanation_get_counted (explanation))
                 / n_channels;

  for (guint shot = 0; shot < lk_support_get_n_shots (support, i); shot++)
    {
      LkTensor *counted = lk_support_get_counted (support, i, shot);
      guint n_columns = (guint) (lk_tensor_get_size (counted) / n_channels);
      g_autofree float *pixels = g_new (float, lk_tensor_get_size (counted));
      g_auto (LkShotParts) parts = { 0 };

      lk_descriptors_fill_pixels (counted, pixels);
      self->matches[LK_LEVEL_PIXEL][self->first[i] + shot] = lk_matches_new (
          query_pixels, n_rows, pixels, n_columns, n_channels, self->neighbours);
      lk_shot_parts_init (&parts, support, i, shot, query,
                          lk_explanation_get_kept (explanation),
                          lk_explanation_get_options (explanation)->part_form);
      self->matches[LK_LEVEL_PART][self->first[i] + shot]
          = lk_shot_parts_match (&parts, self->neighbours);
    }
}

static void
match_class (LkShotMatches *self,
             LkExplanation *explanation,
             guint i,
             const float *query_pixels,
             const float *query_parts)
{
  LkSupport *support = lk_explanation_get_support (explanation);
  LkTensor *counted = lk_explanation_get_counted (explanation);
  const gsize *shape = lk_support_get_map_shape (support);
  guint n_channels = (guint) shape[0], n_cells = (guint) (shape[1] * shape[2]);
  guint n_counted = (guint) lk_tensor_get_size (counted) / n_channels;
  g_autofree float *own = NULL;
  const float *pixels = lk_support_get_pixels (support, i);
  const float *parts
      = lk_mask_parts (support, lk_explanation_get_options (explanation)->part_form, i,
                       lk_explanation_get_kept (explanation), &own);

  for (guint shot = 0; shot < lk_support_get_n_shots (support, i); shot++)
    {
      guint entry = self->first[i] + shot;

      self->matches[LK_LEVEL_PIXEL][entry] = lk_matches_new (
          query_pixels, n_counted, pixels, n_cells, n_channels, self->neighbours);
      self->matches[LK_LEVEL_PART][entry] = lk_matches_new (
          query_parts, n_channels, parts, n_channels, n_counted, self->neighbours);
      pixels += (gsize) n_cells * n_channels;
      parts += (gsize) n_channels * n_counted;
    }
}

LkShotMatches *
lk_shot_matches_new (LkExplanation *explanation,
                     GCancellable *cancellable,
                     GError **error)
{
  const LkMetricOptions *options = lk_explanation_get_options (explanation);
  LkTensor *counted = lk_explanation_get_counted (explanation);
  g_autoptr (LkShotMatches) self = shot_matches_alloc (
      lk_explanation_get_support (explanation), options->neighbours);
  g_autofree float *pixels = g_new (float, lk_tensor_get_size (counted));
  g_autofree float *parts = g_new (float, lk_tensor_get_size (counted));

  lk_descriptors_fill_pixels (counted, pixels);
  lk_descriptors_fill_parts (counted, options->part_form, parts);
  for (guint i = 0; i < lk_explanation_get_n_classes (explanation); i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (lk_support_has_mask (lk_explanation_get_support (explanation), i))
        match_masked_class (self, explanation, i, pixels);
      else
        match_class (self, explanation, i, pixels, parts);
    }
  return g_steal_pointer (&self);
}

void
lk_shot_matches_free (LkShotMatches *self)
{
  if (self == NULL)
    return;
  for (guint level = 0; level < G_N_ELEMENTS (self->matches); level++)
    {
      for (guint i = 0; i < self->n_shots; i++)
        lk_matches_free (self->matches[level][i]);
      g_free (self->matches[level]);
    }
  g_free (self->first);
  g_free (self);
}

double
lk_shot_matches_score (const LkShotMatches *self,
                       LkLevel level,
                       const guint *shots,
                       guint n_shots)
{
  g_autofree LkMatches **lists = g_new (LkMatches *, n_shots);

  for (guint i = 0; i < n_shots; i++)
    lists[i] = self->matches[level][shots[i]];
  return lk_matches_merge (lists, n_shots, 0, lists[0]->n_rows, self->neighbours);
}
