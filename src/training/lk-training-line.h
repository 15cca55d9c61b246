/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-objectives.h"
#include "lk-validation.h"

G_BEGIN_DECLS

/**
 * LkTrainingLine:
 * @stage: its name
 * @n_stages: of the recipe; @stage_index counts from 0
 * @step, @pictures: of the stage
 * @total_pictures: of all stages
 * @tallies: of the interval that ends here
 * @loss: the weighted sum of the mean losses
 * @rate, @norm: of the last step; the norm is that of all gradients before clipping
 * @speed: pictures a second, in the interval
 * @memory: of the process, in bytes
 * @seconds, @seconds_left: of the whole training; @seconds_left -1: not known yet
 * @validation: (nullable): where it was validated just now
 * @is_best: whether that is the best so far
 *
 * How a training goes, at one moment.
 */
typedef struct
{
  const char *stage;
  guint stage_index;
  guint n_stages;
  guint64 step;
  guint64 pictures;
  guint64 total_pictures;
  LkLossTally tallies[LK_N_OBJECTIVES];
  double loss;
  double rate;
  double norm;
  double speed;
  gsize memory;
  double seconds;
  double seconds_left;
  const LkValidationResult *validation;
  gboolean is_best;
} LkTrainingLine;

/** (transfer full): for people, translated. */
char *lk_training_line_format (const LkTrainingLine *self);
/** (transfer full): for people, of @validation alone. */
char *lk_training_line_format_validation (const LkValidationResult *validation,
                                          gboolean is_best);

/** Appends the line to the table at @path, which begins with a header when it is new.
 * %FALSE with %LK_ERROR_FILE. */
gboolean lk_training_line_append_csv (const LkTrainingLine *self,
                                      const char *path,
                                      GError **error);

/** What the process has in memory now. */
gsize lk_training_line_get_memory (void);

G_END_DECLS
