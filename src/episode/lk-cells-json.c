/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cells-json.h"

#include "lk-cell-margin.h"

static JsonArray *
write_numbers (const double *numbers, gsize n)
{
  JsonArray *array = json_array_sized_new ((guint) n);

  for (gsize i = 0; i < n; i++)
    json_array_add_double_element (array, numbers[i]);
  return array;
}

static void
add_class (LkCells *cells, guint class_index, JsonObject *class)
{
  gsize n = lk_cells_get_n_cells (cells, class_index);
  JsonObject *of_levels = json_object_new (), *unplaced = json_object_new ();

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      const char *name = lk_level_to_string (level);

      json_object_set_array_member (
          of_levels, name, write_numbers (lk_cells_get (cells, level, class_index), n));
      json_object_set_double_member (unplaced, name,
                                     lk_cells_get_unplaced (cells, level, class_index));
    }
  json_object_set_object_member (class, "cells", of_levels);
  json_object_set_object_member (class, "unplaced", unplaced);
}

static JsonObject *
write_margin (const LkCellMargin *margin)
{
  JsonObject *object = json_object_new ();

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    json_object_set_array_member (object, lk_level_to_string (level),
                                  write_numbers (margin->levels[level], margin->n_cells));
  json_object_set_array_member (object, "fused",
                                write_numbers (margin->fused, margin->n_cells));
  return object;
}

static gboolean
add_query (LkScoring *self,
           guint query,
           const LkMetricOptions *options,
           JsonObject *object,
           GError **error)
{
  const gsize *shape = lk_support_get_map_shape (lk_scoring_get_support (self));
  JsonArray *classes = json_object_get_array_member (object, "classes");
  JsonArray *map = json_array_new ();
  g_autoptr (LkDecision) decision = lk_scoring_decide (self, query, options, error);
  g_autoptr (LkCells) cells = NULL;
  g_autoptr (LkCellMargin) margin = NULL;

  json_array_add_int_element (map, (gint64) shape[1]);
  json_array_add_int_element (map, (gint64) shape[2]);
  json_object_set_array_member (object, "map", map);
  if (decision == NULL)
    return FALSE;
  cells = lk_cells_new (lk_scoring_get_explanation (self, query), options->distance,
                        LK_CELLS_OF_QUERY);
  margin = lk_cell_margin_new (cells, options, lk_scoring_get_trained_fusion (self),
                               decision->prediction, decision->runner_up, error);
  if (margin == NULL)
    return FALSE;
  for (guint i = 0; i < decision->n_classes; i++)
    add_class (cells, i, json_array_get_object_element (classes, i));
  json_object_set_object_member (object, "margin_cells", write_margin (margin));
  return TRUE;
}

gboolean
lk_cells_json_add (LkScoring *self,
                   const LkMetricOptions *options,
                   JsonNode *node,
                   GCancellable *cancellable,
                   GError **error)
{
  JsonArray *queries
      = json_object_get_array_member (json_node_get_object (node), "queries");
  LkMetricOptions combined = lk_scoring_combine_options (self, options);

  for (guint i = 0; i < lk_scoring_get_n_queries (self); i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !add_query (self, i, &combined, json_array_get_object_element (queries, i),
                       error))
      return FALSE;
  return TRUE;
}
