/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-conv64f.h"

#include "lk-folding.h"

#define NO_ACTIVATION 1.0f

static LkConvolution *
read_stage (const LkLayout *layout,
            guint index,
            gsize n_in,
            gsize *n_parameters,
            GError **error)
{
  g_autofree char *name = g_strdup_printf ("stage%u.conv", index + 1);
  g_autofree char *norm = g_strdup_printf ("stage%u.norm", index + 1);
  gboolean bare = index == 3 && !lk_fold_has_norm (layout->tensors, norm);
  LkConvolutionShape shape = {
    .n_in = n_in,
    .kernel = 3,
    .padding = layout->unpadded[index] ? 0 : 1,
    .slope = bare ? NO_ACTIVATION : (float) layout->slope,
    .pool = layout->pools[index],
    .planar = index == 0,
  };

  return lk_fold_convolution (layout->tensors, name, bare ? NULL : norm, &shape,
                              n_parameters, error);
}

gboolean
lk_conv64f_read (const LkLayout *layout,
                 LkStage stages[4],
                 gsize *n_parameters,
                 GError **error)
{
  gsize n_in = 3;

  *n_parameters = 0;
  for (guint i = 0; i < 4; i++)
    {
      stages[i].convolutions[0] = read_stage (layout, i, n_in, n_parameters, error);
      if (stages[i].convolutions[0] == NULL)
        return FALSE;
      stages[i].n_convolutions = 1;
      n_in = lk_stage_get_n_out (&stages[i]);
    }
  return TRUE;
}
