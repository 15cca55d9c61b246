/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-what-if.h"

#include <glib/gi18n-lib.h>

#include "lk-cell-set.h"
#include "lk-faithfulness.h"
#include "lk-flip-map.h"
#include "lk-what-if.h"

/* What would change the decision of one query. */
typedef struct
{
  LkCellSet *flip;
  LkCellSet *truth; /* of a decision that is wrong */
  LkCellSet *keep;
  GPtrArray *removals;
  GPtrArray *swaps;
  gboolean has_border;
  LkFlipBorder border;
  LkFaithfulness *curves;
} WhatIf;

static void
what_if_free (WhatIf *self)
{
  lk_cell_set_free (self->flip);
  lk_cell_set_free (self->truth);
  lk_cell_set_free (self->keep);
  g_clear_pointer (&self->removals, g_ptr_array_unref);
  g_clear_pointer (&self->swaps, g_ptr_array_unref);
  lk_faithfulness_free (self->curves);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WhatIf, what_if_free)

static const char *
class_name (LkScoring *scoring, guint class_index)
{
  return lk_episode_state_get_class_name (lk_scoring_get_episode (scoring), class_index);
}

/* The class that the query is really of, or LK_CELL_SET_ANY where that is not known, or
 * what was decided. */
static guint
find_truth (LkScoring *scoring, guint query, guint prediction)
{
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  const char *label
      = lk_query_get_label (lk_episode_state_get_queries (episode)->pdata[query]);

  for (guint i = 0; label != NULL && i < lk_episode_state_get_n_classes (episode); i++)
    if (g_str_equal (label, class_name (scoring, i)) && i != prediction)
      return i;
  return LK_CELL_SET_ANY;
}

static gboolean
find_border (LkScoring *scoring,
             guint query,
             const LkMetricOptions *options,
             LkFlipBorder *border)
{
  LkExplanation *explanation = lk_scoring_get_explanation (scoring, query);
  guint n = lk_explanation_get_n_classes (explanation);
  const double *scores[LK_N_LEVELS];
  g_autofree double *units = g_new (double, LK_N_FLIP_LEVELS *n);
  double *unit[LK_N_FLIP_LEVELS];
  g_autoptr (LkFlipMap) map = NULL;

  for (guint i = 0; i < LK_N_FLIP_LEVELS; i++)
    unit[i] = units + i * n;
  lk_explanation_fill_scores (explanation, options, scores);
  if (!lk_decision_get_unit (n, scores, options, lk_scoring_get_trained_fusion (scoring),
                             unit, NULL))
    return FALSE;
  map = lk_flip_map_new (n, (const double *const *) unit);
  return lk_flip_map_find_border (map, options->weights, border);
}

static WhatIf *
find (LkScoring *scoring,
      guint query,
      const LkMetricOptions *asked,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (WhatIf) self = g_new0 (WhatIf, 1);
  LkExplanation *explanation = lk_scoring_get_explanation (scoring, query);
  const LkTrainedFusion *fusion = lk_scoring_get_trained_fusion (scoring);
  LkMetricOptions options = lk_scoring_combine_options (scoring, asked);
  g_autoptr (LkDecision) decision = lk_scoring_decide (scoring, query, &options, error);
  guint truth;

  if (decision == NULL)
    return NULL;
  truth = find_truth (scoring, query, decision->prediction);
  self->has_border = find_border (scoring, query, &options, &self->border);
  if (!lk_cell_set_new (explanation, LK_CELL_SET_FLIPS, &options, fusion, LK_CELL_SET_ANY,
                        &self->flip, cancellable, error)
      || (truth != LK_CELL_SET_ANY
          && !lk_cell_set_new (explanation, LK_CELL_SET_FLIPS, &options, fusion, truth,
                               &self->truth, cancellable, error))
      || !lk_cell_set_new (explanation, LK_CELL_SET_SUFFICES, &options, fusion,
                           LK_CELL_SET_ANY, &self->keep, cancellable, error))
    return NULL;
  self->removals = lk_what_if_shots (explanation, LK_SHOT_REMOVED, &options, fusion,
                                     cancellable, error);
  if (self->removals == NULL)
    return NULL;
  self->swaps = lk_what_if_shots (explanation, LK_SHOT_SWAPPED, &options, fusion,
                                  cancellable, error);
  if (self->swaps == NULL)
    return NULL;
  self->curves
      = lk_faithfulness_new (explanation, &options, fusion, 0, cancellable, error);
  return self->curves != NULL ? g_steal_pointer (&self) : NULL;
}

static void
set_object (JsonObject *object, const char *name, JsonObject *member)
{
  if (member != NULL)
    json_object_set_object_member (object, name, member);
  else
    json_object_set_null_member (object, name);
}

/* (nullable) */
static JsonObject *
write_set (LkScoring *scoring, const LkCellSet *set)
{
  JsonObject *object;
  JsonArray *cells;

  if (set == NULL)
    return NULL;
  object = json_object_new ();
  cells = json_array_new ();
  for (guint p = 0; p < set->n_cells; p++)
    if (set->cells[p])
      json_array_add_int_element (cells, p);
  json_object_set_array_member (object, "cells", cells);
  json_object_set_string_member (object, "prediction",
                                 class_name (scoring, set->prediction));
  json_object_set_double_member (object, "margin", set->margin);
  return object;
}

/* (nullable): the change that takes most. */
static JsonObject *
write_change (LkScoring *scoring, GPtrArray *changes)
{
  const LkShotChange *change;
  JsonObject *object;

  if (changes->len == 0)
    return NULL;
  change = changes->pdata[0];
  object = json_object_new ();
  json_object_set_string_member (object, "class",
                                 class_name (scoring, change->class_index));
  json_object_set_int_member (object, "shot", change->shot);
  if (change->other_class != G_MAXUINT)
    {
      json_object_set_string_member (object, "other_class",
                                     class_name (scoring, change->other_class));
      json_object_set_int_member (object, "other_shot", change->other_shot);
    }
  json_object_set_string_member (object, "prediction",
                                 class_name (scoring, change->prediction));
  json_object_set_double_member (object, "margin", change->margin);
  json_object_set_double_member (object, "change", change->change);
  return object;
}

/* (nullable) */
static JsonObject *
write_border (LkScoring *scoring, const WhatIf *found)
{
  JsonObject *object, *weights;

  if (!found->has_border)
    return NULL;
  object = json_object_new ();
  weights = json_object_new ();
  for (LkLevel level = 0; level < LK_N_FLIP_LEVELS; level++)
    json_object_set_double_member (weights, lk_level_to_string (level),
                                   found->border.point[level]);
  json_object_set_object_member (object, "weights", weights);
  json_object_set_double_member (object, "distance", found->border.distance);
  json_object_set_string_member (object, "prediction",
                                 class_name (scoring, found->border.class_index));
  return object;
}

static JsonObject *
write_curves (const LkFaithfulness *curves)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < LK_N_FAITHFULNESS_ORDERS; i++)
    {
      JsonObject *order = json_object_new ();

      json_object_set_double_member (order, "area", curves->deletion[i].area);
      json_object_set_double_member (order, "margin", curves->deletion[i].margin_area);
      json_object_set_double_member (order, "insertion", curves->insertion[i].area);
      json_object_set_double_member (order, "insertion_margin",
                                     curves->insertion[i].margin_area);
      json_object_set_object_member (object, lk_faithfulness_order_to_string (i), order);
    }
  return object;
}

static JsonObject *
to_json (LkScoring *scoring,
         guint query,
         const LkMetricOptions *options,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (WhatIf) found = find (scoring, query, options, cancellable, error);
  JsonObject *object;

  if (found == NULL)
    return NULL;
  object = json_object_new ();
  set_object (object, "flip", write_set (scoring, found->flip));
  set_object (object, "keep", write_set (scoring, found->keep));
  set_object (object, "truth", write_set (scoring, found->truth));
  set_object (object, "removal", write_change (scoring, found->removals));
  set_object (object, "swap", write_change (scoring, found->swaps));
  set_object (object, "weights", write_border (scoring, found));
  json_object_set_object_member (object, "deletion", write_curves (found->curves));
  return object;
}

gboolean
lk_cli_what_if_add (LkScoring *scoring,
                    const LkMetricOptions *options,
                    JsonNode *node,
                    GCancellable *cancellable,
                    GError **error)
{
  JsonArray *queries
      = json_object_get_array_member (json_node_get_object (node), "queries");

  for (guint i = 0; i < lk_scoring_get_n_queries (scoring); i++)
    {
      JsonObject *object = to_json (scoring, i, options, cancellable, error);

      if (object == NULL)
        return FALSE;
      json_object_set_object_member (json_array_get_object_element (queries, i),
                                     "what_if", object);
    }
  return TRUE;
}

static void
print_sets (LkScoring *scoring, const WhatIf *found)
{
  gboolean same = found->flip != NULL && found->truth != NULL
                  && found->flip->prediction == found->truth->prediction;

  if (found->flip != NULL && !same)
    g_print (g_dngettext (GETTEXT_PACKAGE, "  Without %u cell it is %s.\n",
                          "  Without %u cells it is %s.\n", found->flip->n_in_set),
             found->flip->n_in_set, class_name (scoring, found->flip->prediction));
  else if (found->flip == NULL)
    g_print (_ ("  Whatever cells are taken away in the map’s order, the decision "
                "stays.\n"));
  if (found->truth != NULL)
    g_print (g_dngettext (GETTEXT_PACKAGE, "  Without %u cell it is %s, as it should.\n",
                          "  Without %u cells it is %s, as it should.\n",
                          found->truth->n_in_set),
             found->truth->n_in_set, class_name (scoring, found->truth->prediction));
  if (found->keep != NULL)
    g_print (g_dngettext (GETTEXT_PACKAGE, "  %u cell alone would do for %s.\n",
                          "  %u cells alone would do for %s.\n", found->keep->n_in_set),
             found->keep->n_in_set, class_name (scoring, found->keep->prediction));
}

static void
print_changes (LkScoring *scoring, const WhatIf *found)
{
  if (found->removals->len > 0)
    {
      const LkShotChange *change = found->removals->pdata[0];

      g_print (_ ("  Without shot %u of %s: %+.2f, %s wins.\n"), change->shot + 1,
               class_name (scoring, change->class_index), change->change,
               class_name (scoring, change->prediction));
    }
  if (found->has_border)
    {
      g_autofree char *weights = lk_levels_describe_numbers (found->border.point, 3);

      g_print (_ ("  The nearest weights that choose %s: %s.\n"),
               class_name (scoring, found->border.class_index), weights);
    }
}

gboolean
lk_cli_what_if_print (LkScoring *scoring,
                      guint query,
                      const LkMetricOptions *options,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (WhatIf) found = find (scoring, query, options, cancellable, error);

  if (found == NULL)
    return FALSE;
  print_sets (scoring, found);
  print_changes (scoring, found);
  g_print (_ ("  Deletion %.3f (at random %.3f), insertion %.3f (at random %.3f).\n"),
           found->curves->deletion[LK_FAITHFULNESS_MAP].area,
           found->curves->deletion[LK_FAITHFULNESS_RANDOM].area,
           found->curves->insertion[LK_FAITHFULNESS_MAP].area,
           found->curves->insertion[LK_FAITHFULNESS_RANDOM].area);
  return TRUE;
}
