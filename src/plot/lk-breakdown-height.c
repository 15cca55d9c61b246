/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-breakdown-height.h"

#include "lk-breakdown-layout.h"

double
lk_plot_breakdown_get_height (const LkBreakdownPlot *data,
                              double width,
                              const LkPalette *palette)
{
  const double step = 10;
  double height = 260;

  g_return_val_if_fail (data != NULL && palette != NULL, 0);

  if (!lk_plot_has_room (width, height) || data->breakdown == NULL
      || data->distances == NULL)
    return height;
  for (guint i = 0; i < 30 + 3 * data->n_classes; i++, height += step)
    {
      LkBreakdownLayout layout;

      lk_breakdown_layout_init (&layout, data, width, height, palette);
      if (layout.n_rows >= data->n_classes)
        break;
    }
  return height;
}
