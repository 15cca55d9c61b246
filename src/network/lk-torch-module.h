/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pickle.h"

G_BEGIN_DECLS

/** What a number of a module is that it does not have, or that differs by axis. */
#define LK_TORCH_MODULE_NONE (-1)

/**
 * LkTorchModule:
 * @name: in the network: "encoder.0.1"; the network itself is ""
 * @type: the name of its class, with its module: "torch.nn.modules.conv.Conv2d"
 * @kernel, @stride, @padding, @dilation: of a convolution or a pool, along both axes
 * @rounds_up: whether a pool counts a window that is not whole
 * @pads_zeros: whether a convolution pads with zeros
 * @is_pooled: whether a block is told to use its pool; %LK_TORCH_MODULE_NONE: not told
 * @slope: of a LeakyReLU, else NaN
 * @epsilon: of a norm, else NaN
 *
 * What torch's modules of a network that was saved whole say of themselves.
 */
typedef struct
{
  char *name;
  char *type;
  int kernel;
  int stride;
  int padding;
  int dilation;
  int is_pooled;
  gboolean rounds_up;
  gboolean pads_zeros;
  double slope;
  double epsilon;
} LkTorchModule;

/** Whether @value is a module of torch's: an object with the dictionaries of one. */
gboolean lk_torch_module_is (const LkPickleValue *value);

/** @value, which is a module, under @name. */
LkTorchModule *lk_torch_module_new (const char *name, const LkPickleValue *value);
void lk_torch_module_free (LkTorchModule *self);

/** Whether it is of torch's own class @type, such as "MaxPool2d". */
gboolean lk_torch_module_is_a (const LkTorchModule *self, const char *type);
/** Whether it is one of torch's activations. */
gboolean lk_torch_module_is_activation (const LkTorchModule *self);
/** Of an activation: 0 for a ReLU, the slope of a LeakyReLU, else NaN. */
double lk_torch_module_get_slope (const LkTorchModule *self);

/** How long the name of what holds the module @name is; 0: the network itself. */
gsize lk_torch_module_measure_parent (const char *name);
/** Whether both stand in one module. */
gboolean lk_torch_module_has_same_parent (const LkTorchModule *self,
                                          const LkTorchModule *other);

/** %FALSE with %LK_ERROR_UNSUPPORTED: the name of @self, its class, and @message. */
gboolean
lk_torch_module_refuse (const LkTorchModule *self, const char *message, GError **error);
/** Whether a convolution does no more than those of networks here: no dilation, zeros
 * around; else refuses it. */
gboolean lk_torch_module_check_convolution (const LkTorchModule *self, GError **error);
/** Whether a norm is one over the batch, with the epsilon that all have here; else
 * refuses it. */
gboolean lk_torch_module_check_norm (const LkTorchModule *self, GError **error);

G_END_DECLS
