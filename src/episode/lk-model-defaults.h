/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-metric-options.h"
#include "lk-model.h"

G_BEGIN_DECLS

/* The keys of a model's metadata that say how it wants to be scored. */
#define LK_DEFAULTS_NEIGHBOURS "neighbours"
#define LK_DEFAULTS_PART "part"
#define LK_DEFAULTS_DISTANCE "distance"
#define LK_DEFAULTS_NORMALISE "normalise"
#define LK_DEFAULTS_WEIGHTS "weights"
#define LK_DEFAULTS_RIDGE "ridge"
/** "1:0.2,0.5,0.3;5:0.1,0.4,0.5": the weights for one shot and for five. */
#define LK_DEFAULTS_WEIGHTS_BY_SHOT "weights_by_shot"
/** "1:4.5;5:7": what the sum of those weights is multiplied with to get logits. */
#define LK_DEFAULTS_MAGNITUDE_BY_SHOT "magnitude_by_shot"

/**
 * LkModelDefaults:
 *
 * How a model wants to be scored, where a person does not say: window, comparison and
 * command line all ask here. Its metadata say it; else its fusion layer does: as trained,
 * all weights 1, on the distance and the part form that it was trained with, k = 1
 * (docs/METHOD.md 6.4, 6.5); else lk_metric_options_default(). Metadata that
 * say any of part form, distance, normalisation and weights stand for all four, and the
 * fusion layer is asked only for what "normalise" of "trained" leaves open. What cannot
 * be read is passed over. Immutable.
 */
typedef struct _LkModelDefaults LkModelDefaults;

/** @model: (nullable): none: the house's defaults, as for maps from a file. */
LkModelDefaults *lk_model_defaults_new (LkModel *model);
void lk_model_defaults_free (LkModelDefaults *self);

/** @n_shots: pictures of a class that an episode has; for weights that were learned by
 * shot. Always valid. */
LkMetricOptions lk_model_defaults_get_options (const LkModelDefaults *self,
                                               guint n_shots);

/** For how many shots the weights for @n_shots were learned: the nearest number, the
 * smaller of two; 0 where weights are not told by shot. */
guint lk_model_defaults_get_learned_shots (const LkModelDefaults *self, guint n_shots);

/** What fused scores under the weights for @n_shots are multiplied with so that their
 * softmax is a probability; 0 where it is not known (docs/METHOD.md 6.6). */
double lk_model_defaults_get_magnitude (const LkModelDefaults *self, guint n_shots);

/** (transfer full) (nullable): a sentence where @options normalise as the fusion layer
 * was trained, but score in a way that it was not trained on. */
char *lk_model_defaults_describe_misfit (const LkModelDefaults *self,
                                         const LkMetricOptions *options);

/** (transfer full) (nullable): a sentence where the weights for @n_shots are those of
 * another number of shots. */
char *lk_model_defaults_describe_shots (const LkModelDefaults *self, guint n_shots);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkModelDefaults, lk_model_defaults_free)

G_END_DECLS
