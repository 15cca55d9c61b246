/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-block.h"

void
lk_block_resize (const LkBlock *self, gsize *height, gsize *width)
{
  gsize *edges[] = { height, width };

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      for (guint j = 0; j < self->n_layers; j++)
        *edges[i]
            = lk_block_count_windows (*edges[i], self->layers[j].kernel,
                                      self->layers[j].stride, self->layers[j].padding);
      if (self->pool.kernel > 0)
        *edges[i] = lk_block_count_windows (*edges[i], self->pool.kernel,
                                            self->pool.stride, self->pool.padding);
    }
}
