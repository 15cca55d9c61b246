/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-leaf-order.h"
#include "lk-number-text.h"

void
lk_evidence_forget_parts (LkEvidence *self)
{
  for (guint i = 0; i < lk_evidence_n_classes (self); i++)
    {
      g_clear_pointer (&self->parts[i].values, lk_tensor_unref);
      g_clear_pointer (&self->parts[i].matches, lk_matches_free);
      g_clear_pointer (&self->parts[i].order, g_free);
    }
}

static const LkMatches *
get_matches (LkEvidence *self, guint class_index)
{
  return lk_explanation_get_part (lk_evidence_get_explanation (self), class_index);
}

static int
compare_contributions (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *row = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;

  if (row[i] != row[j])
    return row[i] < row[j] ? 1 : -1;
  return i < j ? -1 : 1;
}

static guint *
make_order (LkEvidence *self, LkTensor *values, const LkMatches *matches)
{
  guint n = matches->n_rows;
  guint *order = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  if (self->part_order == LK_PART_ORDER_CONTRIBUTION)
    g_qsort_with_data (order, (int) n, sizeof *order, compare_contributions,
                       matches->row);
  else if (self->part_order == LK_PART_ORDER_SIMILARITY)
    lk_leaf_order (lk_tensor_get_data (values), n, matches->n_columns, order);
  return order;
}

static LkTensor *
order_rows (LkTensor *values, const guint *order)
{
  LkTensor *ordered = lk_tensor_new (2, lk_tensor_get_shape (values));
  gsize n_columns = lk_tensor_get_dim (values, 1);

  for (gsize i = 0; i < lk_tensor_get_dim (values, 0); i++)
    memcpy (lk_tensor_get_data (ordered) + i * n_columns,
            lk_tensor_get_data (values) + order[i] * n_columns,
            n_columns * sizeof (float));
  return ordered;
}

static LkMatches *
order_matches (const LkMatches *matches, const guint *order)
{
  LkMatches *ordered = g_new0 (LkMatches, 1);
  gsize k = matches->n_neighbours, n = matches->n_rows;

  *ordered = *matches;
  ordered->index = g_new (guint32, n * k);
  ordered->similarity = g_new (float, n *k);
  ordered->row = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    {
      memcpy (ordered->index + i * k, matches->index + order[i] * k,
              k * sizeof (guint32));
      memcpy (ordered->similarity + i * k, matches->similarity + order[i] * k,
              k * sizeof (float));
      ordered->row[i] = matches->row[order[i]];
    }
  return ordered;
}

static const LkOrderedPart *
get_ordered (LkEvidence *self, guint class_index)
{
  LkOrderedPart *part = &self->parts[class_index];
  const LkMatches *matches = get_matches (self, class_index);
  g_autoptr (LkTensor) values = NULL;

  if (part->values != NULL)
    return part;
  values = lk_explanation_compute_part_matrix (lk_evidence_get_explanation (self),
                                               class_index);
  part->order = make_order (self, values, matches);
  part->values = order_rows (values, part->order);
  part->matches = order_matches (matches, part->order);
  return part;
}

const LkMatrix *
lk_evidence_get_part (LkEvidence *self, guint class_index)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const LkOrderedPart *part = get_ordered (self, class_index);
  g_autofree char *sum = lk_number_fixed (part->matches->score, 2);

  lk_evidence_set_texts (
      self, LK_TEXT_OF_PART,
      g_strdup_printf (_ ("Channels of the query against channels of %s"),
                       self->class_names[class_index]),
      g_strdup_printf (_ ("The largest entries of the rows add up to the part score: %s"),
                       sum));
  self->part = (LkMatrix){
    .values = part->values,
    .matches = part->matches,
    .order = part->order,
    .n_shots
    = lk_support_get_n_shots (lk_scoring_get_support (self->scoring), class_index),
    .title = self->titles[LK_TEXT_OF_PART],
    .subtitle = self->subtitles[LK_TEXT_OF_PART],
    .hovered_row = -1,
    .hovered_column = -1,
  };
  return &self->part;
}

guint
lk_evidence_get_part_channel (LkEvidence *self, guint class_index, guint row)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), 0);
  return get_ordered (self, class_index)->order[row];
}

static void
copy_channel (LkEvidence *self, LkTensor *map, guint channel, float *values)
{
  guint n_cells = lk_evidence_get_n_cells (self);

  memcpy (values, lk_tensor_get_data (map) + (gsize) channel * n_cells,
          n_cells * sizeof *values);
}

const LkChannelPair *
lk_evidence_get_channels (LkEvidence *self, guint class_index, guint row, guint column)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const gsize *shape = lk_evidence_map_shape (self);
  const LkOrderedPart *part = get_ordered (self, class_index);
  LkExplanation *explanation = lk_evidence_get_explanation (self);
  guint channel = part->order[row];
  guint shot = column / (guint) shape[0], theirs = column % (guint) shape[0];
  LkSupport *support = lk_scoring_get_support (self->scoring);

  copy_channel (self, lk_explanation_get_query (explanation), channel, self->channels[0]);
  copy_channel (self, lk_support_get_map (support, class_index, shot), theirs,
                self->channels[1]);
  g_free (self->labels[0]);
  g_free (self->labels[1]);
  self->labels[0] = g_strdup_printf (_ ("query, channel %u"), channel + 1);
  self->labels[1]
      = g_strdup_printf (_ ("%s, shot %u, channel %u"), self->class_names[class_index],
                         shot + 1, theirs + 1);
  self->pair = (LkChannelPair){
    .query_picture = lk_evidence_query_picture (self),
    .support_picture = lk_evidence_shot_picture (self, class_index, shot),
    .n_rows = (guint) shape[1],
    .n_columns = (guint) shape[2],
    .query_values = self->channels[0],
    .support_values = self->channels[1],
    .query_label = self->labels[0],
    .support_label = self->labels[1],
    .similarity = lk_tensor_get_data (
        part->values)[(gsize) row * lk_tensor_get_dim (part->values, 1) + column],
  };
  return &self->pair;
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const LkPartPair *first = a, *second = b;

  if (first->similarity != second->similarity)
    return first->similarity < second->similarity ? 1 : -1;
  if (first->row != second->row)
    return first->row < second->row ? -1 : 1;
  return first->column < second->column ? -1 : 1;
}

GArray *
lk_evidence_find_pairs (LkEvidence *self, guint class_index, guint n_pairs)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const LkMatches *matches = get_ordered (self, class_index)->matches;
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (LkPartPair));
  gsize k = matches->n_neighbours;

  for (guint row = 0; row < matches->n_rows; row++)
    for (gsize i = row * k; i < (row + 1) * k; i++)
      {
        LkPartPair pair = { row, matches->index[i], matches->similarity[i] };

        g_array_append_val (pairs, pair);
      }
  g_array_sort (pairs, compare_pairs);
  g_array_set_size (pairs, MIN (pairs->len, n_pairs));
  return pairs;
}

char *
lk_evidence_describe_pair (LkEvidence *self, guint class_index, const LkPartPair *pair)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self) && pair != NULL, NULL);

  const LkOrderedPart *part = get_ordered (self, class_index);
  guint n_channels = (guint) lk_tensor_get_dim (part->values, 0);

  g_autofree char *similarity = lk_number_fixed (pair->similarity, 3);

  return g_strdup_printf (_ ("%s: channel %u with %u of shot %u"), similarity,
                          part->order[pair->row] + 1, pair->column % n_channels + 1,
                          pair->column / n_channels + 1);
}

char *
lk_evidence_name_pair (LkEvidence *self, guint class_index, const LkPartPair *pair)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self) && pair != NULL, NULL);

  const LkOrderedPart *part = get_ordered (self, class_index);
  guint n_channels = (guint) lk_tensor_get_dim (part->values, 0);

  /* Translators: a channel of the query, with a channel of a shot. */
  return g_strdup_printf (_ ("%u with %u of shot %u"), part->order[pair->row] + 1,
                          pair->column % n_channels + 1, pair->column / n_channels + 1);
}

char *
lk_evidence_describe_entry (LkEvidence *self, guint class_index, guint row, guint column)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const LkOrderedPart *part = get_ordered (self, class_index);
  gsize n_channels = lk_tensor_get_dim (part->values, 0);
  gsize n_columns = lk_tensor_get_dim (part->values, 1);
  const float *values = lk_tensor_get_data (part->values);
  g_autofree char *value = lk_number_fixed (values[row * n_columns + column], 3);
  g_autofree char *largest = lk_number_fixed (part->matches->row[row], 3);

  return g_strdup_printf (_ ("Query channel %u against channel %u of shot %u of %s: "
                             "%s; this row adds %s"),
                          part->order[row] + 1, (guint) (column % n_channels) + 1,
                          (guint) (column / n_channels) + 1,
                          self->class_names[class_index], value, largest);
}
