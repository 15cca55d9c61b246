/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"
#include "lk-network.h"
#include "lk-parameter.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkStatistics:
 * @LK_STATISTICS_BATCH: BatchNorm normalises by mean and biased variance of the batch,
 * and moves its running statistics a tenth of the way to mean and unbiased variance
 * @LK_STATISTICS_FROZEN: it normalises by its running statistics, which stay; its scale
 * and offset are learned none the less
 */
typedef enum
{
  LK_STATISTICS_BATCH,
  LK_STATISTICS_FROZEN,
} LkStatistics;

/**
 * LkTrainableShape:
 * @backbone: "conv64f" or "resnet12"
 * @widths: channels of the four stages, 1 to 4096 each
 * @pools: whether a 2x2 max-pool, which drops an odd last row or column, follows a stage
 * @slope: of the LeakyReLU, 0 to 1; 0 is ReLU
 *
 * A backbone to be trained from the start. A block, as it is called below, is one of its
 * four stages: of Conv64F one convolution, of ResNet-12 a residual block of three with
 * its shortcut.
 */
typedef struct
{
  const char *backbone;
  gsize widths[4];
  gboolean pools[4];
  double slope;
} LkTrainableShape;

/**
 * LkDropBlock:
 * @blocks: for each block, whether its output (after the pool) is masked
 * @size: edge of the squares that are dropped, in cells; at most that of the map counts
 * @probability: that a cell is dropped, about; 0 drops nothing
 * @seed: of the run
 * @step: counts the steps: each has masks of its own, the same ones whenever it is
 *   repeated
 *
 * Ghiasi, Lin and Le, "DropBlock" (NeurIPS 2018): per picture and channel, each place
 * where a square of size b lies wholly on a map of H x W cells becomes one with the
 * probability p / b^2 x H W / ((H - b + 1) (W - b + 1)); what remains is multiplied by
 * the number of all cells over that of the remaining ones, of the whole batch.
 */
typedef struct
{
  gboolean blocks[4];
  guint size;
  double probability;
  guint64 seed;
  guint64 step;
} LkDropBlock;

/**
 * LkTrainable:
 *
 * A backbone in training mode: convolution, BatchNorm (epsilon 1e-5, momentum 0.1),
 * LeakyReLU, residual addition and max-pool (docs/METHOD.md 11.1), forward and backward,
 * on lk_pool_get_shared(). Same input, same bits, on any number of threads. Not for two
 * threads at once.
 *
 * A bias of a convolution that a norm follows is taken into the norm's running mean,
 * which computes the same; one that none follows (M2L-HEAD's fourth stage) is learned.
 */
typedef struct _LkTrainable LkTrainable;

/**
 * lk_trainable_new:
 *
 * Convolutions are drawn from a normal distribution of variance 2 / (n_out kernel^2)
 * (Kaiming, fan-out), by #LkRandom with a stream for each convolution; a norm's scale is
 * 1, its offset 0, its running mean 0 and running variance 1.
 */
LkTrainable *lk_trainable_new (const LkTrainableShape *shape, guint64 seed);

/**
 * lk_trainable_new_for_layout:
 *
 * To go on from weights that are there; all tensors are copied.
 *
 * Returns: or %NULL with the errors of lk_network_new()
 */
LkTrainable *lk_trainable_new_for_layout (const LkLayout *layout, GError **error);
void lk_trainable_free (LkTrainable *self);

/** (transfer none) (element-type LkParameter): what is learned, under canonical names
 * (see #LkLayout), in the order of the network. Gradients are added to by
 * lk_trainable_backward(); clearing them is the caller's part. */
GPtrArray *lk_trainable_get_parameters (LkTrainable *self);

/** (transfer none) (element-type LkParameter): the running means and variances, as frozen
 * parameters; for #LkAverage and for files. Their values may be set. */
GPtrArray *lk_trainable_get_statistics (LkTrainable *self);

/** The first @n_blocks of 4 stay as they are: their norms use running statistics whatever
 * the mode, nothing goes backward through them, and they run folded, as at inference.
 * Sets
 * @frozen of their parameters, and clears that of all others. */
void lk_trainable_freeze (LkTrainable *self, guint n_blocks);

/** @drop (nullable) holds for the forward passes that follow, in any mode. */
void lk_trainable_set_drop (LkTrainable *self, const LkDropBlock *drop);

/** [C, H', W'] of the map of a picture of @height x @width; 0 along an edge that is too
 * small. */
void
lk_trainable_get_map_shape (LkTrainable *self, gsize height, gsize width, gsize shape[3]);

/**
 * lk_trainable_plan:
 *
 * Gets memory for steps of up to @n_pictures of @height x @width; grows, and is kept, so
 * that sizes may change from step to step. lk_trainable_forward() plans by itself: this
 * is to know the needs beforehand.
 *
 * Returns: %FALSE with %LK_ERROR_LIMIT (too large) or %LK_ERROR_EPISODE (pictures too
 * small for the network)
 */
gboolean lk_trainable_plan (LkTrainable *self,
                            gsize n_pictures,
                            gsize height,
                            gsize width,
                            GError **error);

/**
 * lk_trainable_forward:
 * @pictures: [n, 3, H, W], prepared; must stay unchanged until lk_trainable_backward()
 *
 * Keeps what lk_trainable_backward() needs. Parameters are read anew each time. In batch
 * mode at least two numbers a channel must be there (n H' W' of every layer).
 *
 * Returns: (transfer none): feature maps [n, C, H', W'], valid until the next call; or
 *   %NULL with the errors of lk_trainable_plan()
 */
LkTensor *lk_trainable_forward (LkTrainable *self,
                                LkTensor *pictures,
                                LkStatistics statistics,
                                GError **error);

/**
 * lk_trainable_backward:
 * @gradient: [n, C, H', W'] of the loss with respect to the maps of the last forward
 * pass, which it uses up: once for each forward pass
 *
 * Adds to the gradient of each parameter that is not frozen.
 */
void lk_trainable_backward (LkTrainable *self, const float *gradient);

/** (transfer full): all tensors under canonical names, names to #LkTensor, copies: for a
 * file, or to go on from. */
GHashTable *lk_trainable_copy_tensors (LkTrainable *self);

/** Takes values and running statistics from @tensors as lk_trainable_copy_tensors() gives
 * them; %FALSE with %LK_ERROR_FORMAT names the tensor that lacks or has another shape,
 * and then nothing has changed. */
gboolean
lk_trainable_set_tensors (LkTrainable *self, GHashTable *tensors, GError **error);

/** (transfer full): the backbone for inference, with @tensors (nullable: its own), such
 * as an #LkAverage holds; or %NULL with the errors of lk_network_new(). */
LkNetwork *
lk_trainable_make_network (LkTrainable *self, GHashTable *tensors, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrainable, lk_trainable_free)

G_END_DECLS
