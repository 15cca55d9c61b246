/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-distribution-view.h"

#include <glib/gi18n-lib.h>

#include "lk-breakdown-height.h"
#include "lk-number-text.h"

#define BREAKDOWN_SHARE 0.45
#define NARROW 800 /* below, the breakdown has its table below its bars */
#define NARROW_BREAKDOWN_SHARE 0.56
#define LEAST_ELLIPSES_HEIGHT 240.0
#define ELLIPSES_HEIGHT 330.0 /* that the ellipses keep of a narrow view */
#define MIN_HEIGHT 640        /* of all of it: what is lower scrolls */

struct _LkDistributionView
{
  LkCanvas parent_instance;

  int hovered_set;
};

G_DEFINE_FINAL_TYPE (LkDistributionView, lk_distribution_view, LK_TYPE_CANVAS)

static gboolean
get_data (LkDistributionView *self, LkEvidence *evidence, LkEllipses *data)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  const LkEllipses *ellipses = lk_evidence_get_distribution (
      evidence, lk_session_get_shown_class (session), NULL);

  if (ellipses == NULL)
    return FALSE;
  *data = *ellipses;
  data->hovered_set = self->hovered_set;
  return TRUE;
}

/* What the breakdown takes at least, so that its table is whole. */
static double
get_least_breakdown (LkDistributionView *self,
                     LkEvidence *evidence,
                     double width,
                     const LkPalette *palette)
{
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (LK_CANVAS (self)));
  const LkBreakdownPlot *breakdown = lk_evidence_get_breakdown (evidence, shown, NULL);

  return breakdown != NULL ? lk_plot_breakdown_get_height (breakdown, width, palette) : 0;
}

/* The ellipses have the upper part of the room, the breakdown the lower, more of it where
 * its parts lie one below the other. */
static double
get_ellipses_height (LkDistributionView *self,
                     LkEvidence *evidence,
                     double width,
                     double height,
                     const LkPalette *palette)
{
  double share = BREAKDOWN_SHARE;
  double least = get_least_breakdown (self, evidence, width, palette);

  if (width < NARROW)
    share = CLAMP (1 - ELLIPSES_HEIGHT / height, share, NARROW_BREAKDOWN_SHARE);
  return MIN (height * (1 - share), MAX (height - least, LEAST_ELLIPSES_HEIGHT));
}

static void
draw_base (LkCanvas *canvas,
           LkEvidence *evidence,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (canvas));
  double ellipses_height = get_ellipses_height (LK_DISTRIBUTION_VIEW (canvas), evidence,
                                                width, height, palette);
  const LkBreakdownPlot *breakdown = lk_evidence_get_breakdown (evidence, shown, NULL);
  LkEllipses data;

  if (get_data (LK_DISTRIBUTION_VIEW (canvas), evidence, &data))
    {
      /* The table below has them, and the other distances too. */
      if (breakdown != NULL)
        data.distances = NULL;
      lk_plot_ellipses_base (&data, cr, width, ellipses_height, palette);
    }
  if (breakdown == NULL)
    return;
  cairo_save (cr);
  cairo_translate (cr, 0, ellipses_height);
  lk_plot_breakdown (breakdown, cr, width, height - ellipses_height, palette);
  cairo_restore (cr);
}

static GVariant *
get_base_key (LkCanvas *canvas, LkEvidence *evidence)
{
  return g_variant_new_uint32 (lk_evidence_get_distribution_version (evidence));
}

static void
draw_overlay (LkCanvas *canvas,
              LkEvidence *evidence,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  LkEllipses data;

  if (get_data (LK_DISTRIBUTION_VIEW (canvas), evidence, &data))
    lk_plot_ellipses_overlay (&data, cr, width,
                              get_ellipses_height (LK_DISTRIBUTION_VIEW (canvas),
                                                   evidence, width, height, palette),
                              palette);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  LkDistributionView *self = LK_DISTRIBUTION_VIEW (canvas);
  LkEllipses data;

  self->hovered_set = -1;
  if (x >= 0 && get_data (self, evidence, &data))
    {
      double width = gtk_widget_get_width (GTK_WIDGET (self));
      double height = gtk_widget_get_height (GTK_WIDGET (self));

      self->hovered_set = lk_plot_ellipses_hit (
          &data, &(LkPointer){
                     width, get_ellipses_height (self, evidence, width, height, palette),
                     palette, x, y });
    }
}

static void
activate (LkCanvas *canvas, LkEvidence *evidence)
{
  LkDistributionView *self = LK_DISTRIBUTION_VIEW (canvas);

  if (self->hovered_set > 0)
    lk_session_select_scored_class (lk_canvas_get_session (canvas),
                                    self->hovered_set - 1);
}

static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkDistributionView *self = LK_DISTRIBUTION_VIEW (canvas);
  int n_classes = (int) lk_evidence_get_decision (evidence)->n_classes;

  self->hovered_set = CLAMP (self->hovered_set + dx + dy, 0, n_classes);
}

static char *
describe (LkCanvas *canvas, LkEvidence *evidence)
{
  LkDistributionView *self = LK_DISTRIBUTION_VIEW (canvas);
  g_autofree char *number = NULL;
  LkEllipses data;

  if (!get_data (self, evidence, &data))
    return g_strdup (_ ("The descriptors have no plane to be drawn on"));
  if (self->hovered_set <= 0)
    return g_strdup (data.subtitle);
  number = lk_number_short (data.distances[self->hovered_set - 1]);
  return g_strdup_printf (_ ("%s: %s %s"), data.class_names[self->hovered_set - 1],
                          data.distance_title, number);
}

static void
reset (LkCanvas *canvas)
{
  gtk_widget_queue_resize (GTK_WIDGET (canvas));
  LK_DISTRIBUTION_VIEW (canvas)->hovered_set = -1;
}

static GtkSizeRequestMode
lk_distribution_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
lk_distribution_view_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (widget));
  LkEvidence *evidence = session != NULL ? lk_session_get_evidence (session) : NULL;
  LkPalette palette;
  double least;

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 700 : MIN_HEIGHT;
  if (orientation == GTK_ORIENTATION_HORIZONTAL || evidence == NULL
      || !gtk_widget_get_mapped (widget))
    return;
  lk_canvas_init_palette (widget, &palette);
  least = LEAST_ELLIPSES_HEIGHT
          + get_least_breakdown (LK_DISTRIBUTION_VIEW (widget), evidence,
                                 for_size > 0 ? for_size : 700, &palette);
  *minimum = *natural = MAX (*minimum, (int) least);
}

static void
lk_distribution_view_class_init (LkDistributionViewClass *klass)
{
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  GTK_WIDGET_CLASS (klass)->get_request_mode = lk_distribution_view_get_request_mode;
  GTK_WIDGET_CLASS (klass)->measure = lk_distribution_view_measure;
  canvas_class->draw_base = draw_base;
  canvas_class->get_base_key = get_base_key;
  canvas_class->draw_overlay = draw_overlay;
  canvas_class->hover = hover;
  canvas_class->activate = activate;
  canvas_class->move = move;
  canvas_class->describe = describe;
  canvas_class->reset = reset;
}

static void
lk_distribution_view_init (LkDistributionView *self)
{
  self->hovered_set = -1;
}
