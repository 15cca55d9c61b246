/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-training-line.h"

G_BEGIN_DECLS

/**
 * LkTrainingRecord:
 * @stage: from 1
 * @stage_pictures: that its stage had learned from by then; @pictures: in all
 * @rate: NaN where no step was taken since the line before
 * @losses, @accuracies: by #LkObjective; NaN where it has none
 * @validation, @validation_ci95: by shots, by level and fusion; NaN where it was not
 *   validated
 *
 * The numbers of one #LkTrainingLine that curves are drawn of.
 */
typedef struct
{
  guint stage;
  double stage_pictures;
  double pictures;
  double loss;
  double rate;
  double losses[LK_N_OBJECTIVES];
  double accuracies[LK_N_OBJECTIVES];
  double validation[LK_VALIDATION_N_SHOTS][LK_EPISODE_N_LOSSES];
  double validation_ci95[LK_VALIDATION_N_SHOTS][LK_EPISODE_N_LOSSES];
} LkTrainingRecord;

void lk_training_record_init (LkTrainingRecord *self, const LkTrainingLine *line);

gboolean lk_training_record_is_validation (const LkTrainingRecord *self);

/** (transfer full): of a table as lk_training_line_append_csv() writes it: #GArray of
 * #LkTrainingRecord. %NULL with %LK_ERROR_FILE, or %LK_ERROR_FORMAT where it is no such
 * table. */
GArray *lk_training_record_load (const char *path, GError **error);

G_END_DECLS
