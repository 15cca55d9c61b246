/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-deletion-sheet.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-figure-file.h"
#include "lk-plot-curves.h"

#define WIDTH 760
#define HEIGHT 420
#define N_PANELS 2

/* Everything the drawing needs, in percent. */
typedef struct
{
  const LkDeletion *deletion;
  double x[LK_FAITHFULNESS_STEPS];
  double y[N_PANELS][LK_N_FAITHFULNESS_ORDERS][LK_FAITHFULNESS_STEPS];
  LkCurve curves[N_PANELS][LK_N_FAITHFULNESS_ORDERS];
  LkCurvesPanel panels[N_PANELS];
} Sheet;

static guint
get_ink (guint order)
{
  if (order == LK_FAITHFULNESS_MAP)
    return LK_CURVE_FOREGROUND;
  return order == LK_FAITHFULNESS_RANDOM ? LK_CURVE_OTHER (1)
                                         : order - LK_FAITHFULNESS_LEVEL;
}

static const char *
get_name (guint order)
{
  if (order == LK_FAITHFULNESS_MAP)
    return _ ("all levels");
  return order == LK_FAITHFULNESS_RANDOM
             ? _ ("random")
             : lk_level_speak ((LkLevel) (order - LK_FAITHFULNESS_LEVEL), LK_SPOKEN_WORD);
}

static void
fill_panel (Sheet *self, guint panel)
{
  for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
    {
      double *y = self->y[panel][order];

      lk_deletion_get_curve (self->deletion, order, panel == 1, y);
      for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
        y[i] *= 100;
      self->curves[panel][order] = (LkCurve){ .name = get_name (order),
                                              .ink = get_ink (order),
                                              .n = LK_FAITHFULNESS_STEPS,
                                              .x = self->x,
                                              .y = y };
    }
  self->panels[panel] = (LkCurvesPanel){
    .title = panel == 0 ? _ ("Deletion: queries decided as before, %")
                        : _ ("Insertion: queries decided as with all cells, %"),
    .percent = TRUE,
    .n_curves = LK_N_FAITHFULNESS_ORDERS,
    .curves = self->curves[panel],
  };
}

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  const Sheet *self = data;
  guint n = lk_deletion_get_n (self->deletion);
  g_autofree char *subtitle
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u query", "%u queries", n), n);
  const LkCurvesPlot plot = {
    .n_panels = N_PANELS,
    .panels = self->panels,
    .x_title = _ ("Cells taken away, or put in, %"),
    .low = 0,
    .high = 100,
    .hovered = NAN,
    .title = _ ("How faithful the maps over cells are"),
    .subtitle = subtitle,
  };

  lk_plot_curves (&plot, cr, width, height, palette);
}

gboolean
lk_deletion_sheet_write (const LkDeletion *deletion,
                         double column,
                         const char *path,
                         GError **error)
{
  g_autofree Sheet *self = g_new0 (Sheet, 1);

  g_return_val_if_fail (deletion != NULL && path != NULL, FALSE);

  self->deletion = deletion;
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    self->x[i] = 100.0 * i / (LK_FAITHFULNESS_STEPS - 1);
  for (guint panel = 0; panel < N_PANELS; panel++)
    fill_panel (self, panel);
  return lk_figure_file_write (path, &(LkFigureSize){ WIDTH, HEIGHT, column }, draw, self,
                               error);
}
