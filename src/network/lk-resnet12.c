/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-resnet12.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-folding.h"

#define NO_ACTIVATION 1.0f

/* The convolutions of stage @index after one another: @n_in channels at first. */
static gboolean
read_main_path (const LkLayout *layout,
                guint index,
                gsize n_in,
                LkStage *stage,
                gsize *n_parameters,
                GError **error)
{
  for (guint i = 0; i < LK_STAGE_MAX_CONVOLUTIONS; i++)
    {
      g_autofree char *name = g_strdup_printf ("stage%u.conv%u", index + 1, i + 1);
      g_autofree char *norm = g_strdup_printf ("stage%u.norm%u", index + 1, i + 1);
      LkConvolutionShape shape = {
        .n_in = n_in,
        .kernel = 3,
        .padding = 1,
        .slope = (float) layout->slope,
        .pool = layout->pools[index] && i == LK_STAGE_MAX_CONVOLUTIONS - 1,
        .planar = index == 0 && i == 0,
      };

      stage->convolutions[i] = lk_fold_convolution (layout->tensors, name, norm, &shape,
                                                    n_parameters, error);
      if (stage->convolutions[i] == NULL)
        return FALSE;
      n_in = shape.n_out;
    }
  stage->n_convolutions = LK_STAGE_MAX_CONVOLUTIONS;
  return TRUE;
}

static gboolean
read_shortcut (const LkLayout *layout,
               guint index,
               gsize n_in,
               LkStage *stage,
               gsize *n_parameters,
               GError **error)
{
  g_autofree char *name = g_strdup_printf ("stage%u.shortcut.conv", index + 1);
  g_autofree char *norm = g_strdup_printf ("stage%u.shortcut.norm", index + 1);
  g_autofree char *weight = g_strconcat (name, ".weight", NULL);
  LkConvolutionShape shape
      = { .n_in = n_in, .kernel = 1, .slope = NO_ACTIVATION, .planar = index == 0 };

  if (!g_hash_table_contains (layout->tensors, weight)
      && !lk_fold_has_norm (layout->tensors, norm))
    return TRUE;
  stage->shortcut
      = lk_fold_convolution (layout->tensors, name, norm, &shape, n_parameters, error);
  if (stage->shortcut == NULL)
    return FALSE;
  if (shape.n_out == lk_stage_get_n_out (stage))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("The tensor %s has %zu channels, but is to be added to %zu"), weight,
               shape.n_out, lk_stage_get_n_out (stage));
  return FALSE;
}

gboolean
lk_resnet12_read (const LkLayout *layout,
                  LkStage stages[4],
                  gsize *n_parameters,
                  GError **error)
{
  gsize n_in = 3;

  *n_parameters = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (!read_main_path (layout, i, n_in, &stages[i], n_parameters, error)
          || !read_shortcut (layout, i, n_in, &stages[i], n_parameters, error))
        return FALSE;
      n_in = lk_stage_get_n_out (&stages[i]);
    }
  return TRUE;
}
