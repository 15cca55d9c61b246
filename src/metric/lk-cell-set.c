/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell-set.h"

#include "lk-faithfulness.h"
#include "lk-what-if.h"

#define FEWEST_CELLS 2

/* What every step of one search needs. */
typedef struct
{
  LkExplanation *explanation;
  LkCellSetKind kind;
  const LkMetricOptions *options;
  const LkTrainedFusion *trained;
  guint winner;
  guint towards;
  gboolean *in_set; /* [P] */
  gboolean *kept;   /* [P]: what follows from it */
  gsize n_cells;
  GCancellable *cancellable;
} Search;

static LkDecision *
decide (const Search *self, LkExplanation *explanation, GError **error)
{
  const double *scores[LK_N_LEVELS];

  lk_explanation_fill_scores (explanation, self->options, scores);
  return lk_decision_new (lk_explanation_get_n_classes (explanation), scores,
                          self->options, self->trained, error);
}

/* Cells that count, and are not in a set to be left out, or are in one to be kept. */
static guint
update_kept (Search *self)
{
  const gboolean *counted = lk_explanation_get_kept (self->explanation);
  guint n_kept = 0;

  for (gsize p = 0; p < self->n_cells; p++)
    {
      gboolean chosen = self->in_set[p] == (self->kind == LK_CELL_SET_SUFFICES);

      self->kept[p] = chosen && (counted == NULL || counted[p]);
      n_kept += self->kept[p] ? 1 : 0;
    }
  return n_kept;
}

static gboolean
is_wanted (const Search *self, const LkDecision *decision)
{
  if (self->kind == LK_CELL_SET_SUFFICES)
    return decision->prediction == self->winner;
  return self->towards == LK_CELL_SET_ANY ? decision->prediction != self->winner
                                          : decision->prediction == self->towards;
}

/* Tries the set as it is; @decision: (out): how the query is decided then. %FALSE with an
 * error where it cannot be, without one where too few cells are left. */
static gboolean
try_set (Search *self, LkDecision **decision, GError **error)
{
  g_autoptr (LkExplanation) masked = NULL;

  *decision = NULL;
  if (update_kept (self) < FEWEST_CELLS
      || g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  masked = lk_what_if_masked (self->explanation, self->kept, self->cancellable, error);
  if (masked == NULL)
    return FALSE;
  *decision = decide (self, masked, error);
  return *decision != NULL;
}

/* Takes cells in until the decision is as wanted: how many, or 0. */
static guint
grow (Search *self, const guint *order, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkDecision) decision = NULL;
      g_autoptr (GError) problem = NULL;

      self->in_set[order[i]] = TRUE;
      if (!try_set (self, &decision, &problem))
        {
          if (problem != NULL)
            {
              g_propagate_error (error, g_steal_pointer (&problem));
              return 0;
            }
          /* Too few cells yet to suffice, or none left to take. */
          if (self->kind == LK_CELL_SET_FLIPS)
            return 0;
          continue;
        }
      if (is_wanted (self, decision))
        return i + 1;
    }
  return 0;
}

/* Whether the decision stays as wanted without @cell in the set, which is then left out.
 */
static gboolean
can_give_back (Search *self, guint cell, GError **error)
{
  g_autoptr (LkDecision) decision = NULL;

  self->in_set[cell] = FALSE;
  if (try_set (self, &decision, error) && is_wanted (self, decision))
    return TRUE;
  self->in_set[cell] = TRUE;
  return FALSE;
}

static gboolean
shrink (Search *self, const guint *order, guint n, GError **error)
{
  gboolean any = TRUE;

  while (any)
    {
      any = FALSE;
      for (guint i = n; i-- > 0;)
        {
          g_autoptr (GError) problem = NULL;

          if (!self->in_set[order[i]])
            continue;
          any = can_give_back (self, order[i], &problem) || any;
          if (problem != NULL)
            {
              g_propagate_error (error, g_steal_pointer (&problem));
              return FALSE;
            }
        }
    }
  return TRUE;
}

static LkCellSet *
make_set (Search *self, GError **error)
{
  g_autoptr (LkDecision) decision = NULL;
  LkCellSet *set;
  guint best;

  if (!try_set (self, &decision, error))
    return NULL;
  best
      = decision->prediction == self->winner ? decision->runner_up : decision->prediction;
  set = g_new0 (LkCellSet, 1);
  set->n_cells = (guint) self->n_cells;
  set->cells = g_memdup2 (self->in_set, self->n_cells * sizeof *self->in_set);
  for (gsize p = 0; p < self->n_cells; p++)
    set->n_in_set += self->in_set[p] ? 1 : 0;
  set->prediction = decision->prediction;
  set->margin = decision->fused[self->winner] - decision->fused[best];
  return set;
}

static gboolean
search (Search *self, const LkDecision *before, LkCellSet **set, GError **error)
{
  guint against = self->towards == LK_CELL_SET_ANY ? before->runner_up : self->towards;
  g_autoptr (LkCells) cells
      = lk_cells_new (self->explanation, self->options->distance, LK_CELLS_OF_QUERY);
  g_autoptr (LkCellMargin) margin = lk_cell_margin_new (
      cells, self->options, self->trained, self->winner, against, error);
  g_autofree guint *order = NULL;
  g_autoptr (GError) problem = NULL;
  guint n, n_taken;

  if (margin == NULL)
    return FALSE;
  order = lk_faithfulness_sort (self->explanation, margin->fused, &n);
  n_taken = grow (self, order, n, &problem);
  if (n_taken > 0 && shrink (self, order, n_taken, &problem))
    *set = make_set (self, &problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
lk_cell_set_new (LkExplanation *explanation,
                 LkCellSetKind kind,
                 const LkMetricOptions *options,
                 const LkTrainedFusion *trained,
                 guint towards,
                 LkCellSet **set,
                 GCancellable *cancellable,
                 GError **error)
{
  LkTensor *query = lk_explanation_get_query (explanation);
  g_autoptr (LkDecision) before = NULL;
  gboolean done;
  Search self = { .explanation = explanation,
                  .kind = kind,
                  .options = options,
                  .trained = trained,
                  .towards = kind == LK_CELL_SET_FLIPS ? towards : LK_CELL_SET_ANY,
                  .cancellable = cancellable };

  g_return_val_if_fail (set != NULL, FALSE);

  *set = NULL;
  before = decide (&self, explanation, error);
  if (before == NULL)
    return FALSE;
  g_return_val_if_fail (towards == LK_CELL_SET_ANY || towards < before->n_classes, FALSE);

  self.winner = before->prediction;
  if (self.towards == self.winner)
    self.towards = LK_CELL_SET_ANY;
  self.n_cells = lk_tensor_get_size (query) / lk_tensor_get_dim (query, 0);
  self.in_set = g_new0 (gboolean, self.n_cells);
  self.kept = g_new0 (gboolean, self.n_cells);
  done = search (&self, before, set, error);
  g_free (self.in_set);
  g_free (self.kept);
  return done;
}

void
lk_cell_set_free (LkCellSet *self)
{
  if (self == NULL)
    return;
  g_free (self->cells);
  g_free (self);
}
