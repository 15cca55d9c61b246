/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-private.h"

#include <glib/gi18n-lib.h>

#include "lk-number-text.h"

void
lk_evidence_forget_card (LkEvidence *self)
{
  g_clear_pointer (&self->card_title, g_free);
  for (guint i = 0; i < LK_CELL_CARD_N_MET; i++)
    {
      g_clear_pointer (&self->met_titles[i], g_free);
      g_clear_pointer (&self->met_texts[i], g_free);
    }
}

/* The nearest descriptor of a class, where the cell has one. */
static void
add_met (LkEvidence *self, LkCellCard *card, guint class_index, guint cell)
{
  const LkMatches *matches = lk_explanation_get_pixel (self->explanation, class_index);
  gsize first = (gsize) cell * matches->n_neighbours;
  guint n_cells = lk_evidence_get_n_cells (self), i = card->n_met;
  guint32 found = matches->index[first];
  g_autofree char *cosine = NULL;

  if (found == G_MAXUINT32)
    return;
  cosine = lk_number_fixed (matches->similarity[first], 3);
  /* Translators: a class, and one of its shots; there is little room. */
  self->met_titles[i] = g_strdup_printf (_ ("%s %u"), self->class_names[class_index],
                                         found / n_cells + 1);
  self->met_texts[i] = g_strdup_printf (_ ("cosine %s"), cosine);
  card->met[i] = (LkCellMet){
    .picture = lk_evidence_shot_picture (self, class_index, found / n_cells),
    .cell = found % n_cells,
    .title = self->met_titles[i],
    .text = self->met_texts[i],
  };
  card->n_met++;
}

const LkCellCard *
lk_evidence_get_cell_card (LkEvidence *self, guint class_index, guint against, guint cell)
{
  const LkCellMargin *margin = lk_evidence_get_cell_margin (self, class_index, against);
  const gsize *shape = lk_evidence_map_shape (self);
  guint n_columns = (guint) shape[2];

  g_return_val_if_fail (margin != NULL && cell < margin->n_cells, NULL);

  lk_evidence_forget_card (self);
  self->card_title = g_strdup_printf (_ ("Row %u, column %u"), cell / n_columns + 1,
                                      cell % n_columns + 1);
  self->card = (LkCellCard){ .title = self->card_title,
                             .n_rows = (guint) shape[1],
                             .n_columns = n_columns };
  if (self->any_masked && self->masked_cells[cell])
    {
      self->card.text = _ ("painted out");
      return &self->card;
    }
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    self->card.values[level] = margin->levels[level][cell];
  self->card.values[LK_CELL_MAP_FUSED] = margin->fused[cell];
  add_met (self, &self->card, class_index, cell);
  if (against != LK_CELL_MARGIN_MEAN && against != class_index)
    add_met (self, &self->card, against, cell);
  return &self->card;
}
