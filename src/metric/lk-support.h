/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "lk-gaussian.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkSupport:
 *
 * The support set of an episode, ready to be compared with any query: the feature maps of
 * every class, their normalised descriptors, and the class Gaussians. Immutable, counted
 * by reference; made once an episode.
 *
 * Shots of a class are pooled in order: pixel descriptor j of a class is cell j % P of
 * shot j / P, part descriptor j is channel j % C of shot j / C, with P = H * W.
 *
 * Cells of a shot may be painted out (docs/METHOD.md 8.5): nothing of a query is compared
 * with them, and the class Gaussian is that of the others. Places keep their numbers.
 */
typedef struct _LkSupport LkSupport;

#define LK_TYPE_SUPPORT (lk_support_get_type ())
GType lk_support_get_type (void);

/**
 * lk_support_new:
 * @n_shots: for each class, at least 1
 * @maps: class-major, sum of @n_shots maps, all [C, H, W] of one shape
 *
 * Returns: or %NULL with %LK_ERROR_EPISODE (an empty class, fewer than two classes, maps
 *   of several shapes, fewer than two positions) or %LK_ERROR_NUMERIC (a map that is not
 *   finite)
 */
LkSupport *lk_support_new (guint n_classes,
                           const guint *n_shots,
                           LkTensor *const *maps,
                           GError **error);
/**
 * lk_support_new_kept:
 * @kept: (nullable): for each map [P], or %NULL where all cells count: whether a cell
 *   does; at least two of a shot must
 *
 * Returns: as lk_support_new(), which keeps all cells; %LK_ERROR_EPISODE where too few
 *   are left
 */
LkSupport *lk_support_new_kept (guint n_classes,
                                const guint *n_shots,
                                LkTensor *const *maps,
                                const gboolean *const *kept,
                                GError **error);
/** Of as many shots in each class. */
LkSupport *lk_support_new_even (guint n_classes,
                                guint n_shots,
                                LkTensor *const *maps,
                                GError **error);
LkSupport *lk_support_ref (LkSupport *self);
void lk_support_unref (LkSupport *self);

guint lk_support_get_n_classes (LkSupport *self);
guint lk_support_get_n_shots (LkSupport *self, guint class_index);
/** Of all classes together. */
guint lk_support_count_shots (LkSupport *self);
/** Shape [C, H, W] of every map. */
const gsize *lk_support_get_map_shape (LkSupport *self);
LkTensor *lk_support_get_map (LkSupport *self, guint class_index, guint shot);
LkGaussian *lk_support_get_gaussian (LkSupport *self, guint class_index);
/** [C]: the mean descriptor of all cells of a class's shots, see lk_prototype_pool(). */
const double *lk_support_get_prototype (LkSupport *self, guint class_index);

/** Whether cells of shots of the class are painted out. */
gboolean lk_support_has_mask (LkSupport *self, guint class_index);
/** (nullable): [P]: which cells of a shot count; %NULL where all do. */
const gboolean *lk_support_get_kept (LkSupport *self, guint class_index, guint shot);
/** The map [C, 1, n] of the n cells of a shot that count, or the map itself. */
LkTensor *lk_support_get_counted (LkSupport *self, guint class_index, guint shot);
/** How many cells of all shots of the class count. */
gsize lk_support_count_cells (LkSupport *self, guint class_index);

/** Pixel descriptors of a class, those painted out too, each of unit length: [K*P, C]. A
 * descriptor of zeros stays zero (norms are held above 1e-12). Computed on first use. */
const float *lk_support_get_pixels (LkSupport *self, guint class_index);
/** Part descriptors of a class over all positions: [K*C, P]; for cosine the rows of the
 * map as it is, each brought to unit length (the pixel level's normalisation does not
 * touch them); for released the rows of the map normalised over the channels. Computed on
 * first use. */
const float *lk_support_get_parts (LkSupport *self, LkPartForm form, guint class_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSupport, lk_support_unref)

G_END_DECLS
