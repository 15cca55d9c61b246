/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pixel-view.h"

#include "lk-brush.h"
#include "lk-match-popover.h"

#define STRIP_HEIGHT 150
#define MIN_HEIGHT_FOR_STRIP 560

struct _LkPixelView
{
  LkCanvas parent_instance;

  int support_cell; /* under the pointer, in the strip of shots; or -1 */
  int match;        /* whose card is under the pointer; or -1 */
  GtkWidget *enlarged;
  LkBrush brush;
};

G_DEFINE_FINAL_TYPE (LkPixelView, lk_pixel_view, LK_TYPE_CANVAS)

static LkCorrespondences
get_data (LkPixelView *self, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  const LkLook *look = lk_session_get_look (session);
  guint shown = lk_session_get_shown_class (session);
  int cell = lk_session_get_cell (session);
  /* What is not pointed at shows the cell that tells most, without saying it. */
  LkCorrespondences data = *lk_evidence_get_pixel (
      evidence, shown,
      cell >= 0 ? cell : (int) lk_evidence_find_telling_cell (evidence, shown));

  data.heatmap.opacity = look->opacity;
  if (!look->receptive_field)
    data.heatmap.receptive_field = 0;
  data.heatmap.pinned = lk_session_get_pins (session, &data.heatmap.n_pinned);
  return data;
}

/* The strip of the class's shots stands below, where there is room for it. */
static double
get_main_height (double height)
{
  return height < MIN_HEIGHT_FOR_STRIP ? height : height - STRIP_HEIGHT;
}

static LkShotStrip
get_strip (LkPixelView *self, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  guint n_pins;
  const guint *pins = lk_session_get_pins (session, &n_pins);
  LkShotStrip strip = *lk_evidence_get_shots (
      evidence, lk_session_get_shown_class (session), pins, n_pins);

  strip.hovered = self->support_cell;
  return strip;
}

static void
draw_base (LkCanvas *canvas,
           LkEvidence *evidence,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  LkPixelView *self = LK_PIXEL_VIEW (canvas);
  LkCorrespondences data = get_data (self, evidence);
  double main_height = get_main_height (height);
  LkShotStrip strip;

  lk_plot_correspondences_base (&data, cr, width, main_height, palette);
  if (main_height >= height)
    return;
  strip = get_strip (self, evidence);
  cairo_save (cr);
  cairo_translate (cr, 0, main_height);
  lk_plot_shots_base (&strip, cr, width, height - main_height, palette);
  cairo_restore (cr);
}

/* Pins and opacity are part of the base, and may change without the evidence. */
static GVariant *
get_base_key (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);
  guint n_pins;
  const guint *pins = lk_session_get_pins (session, &n_pins);

  return g_variant_new (
      "(ud@au)",
      lk_evidence_get_pixel_version (evidence, lk_session_get_shown_class (session)),
      lk_session_get_look (session)->opacity,
      g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, pins, n_pins, sizeof *pins));
}

/* The cells of the query that chose the support cell under the pointer. */
static void
draw_choosers (LkPixelView *self,
               LkEvidence *evidence,
               const LkHeatmap *heatmap,
               cairo_t *cr,
               const double area[4])
{
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (LK_CANVAS (self)));
  g_autoptr (GArray) choosers
      = lk_evidence_get_choosers (evidence, shown, (guint) self->support_cell);
  double cell_width = area[2] / heatmap->n_columns,
         cell_height = area[3] / heatmap->n_rows;

  for (guint i = 0; i < choosers->len; i++)
    {
      guint cell = g_array_index (choosers, guint, i);

      cairo_rectangle (cr, area[0] + cell % heatmap->n_columns * cell_width,
                       area[1] + cell / heatmap->n_columns * cell_height, cell_width,
                       cell_height);
    }
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static void
draw_overlay (LkCanvas *canvas,
              LkEvidence *evidence,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  LkPixelView *self = LK_PIXEL_VIEW (canvas);
  LkCorrespondences data = get_data (self, evidence);
  double main_height = get_main_height (height), area[4];
  LkShotStrip strip;

  if (self->support_cell < 0)
    {
      lk_plot_correspondences_overlay (&data, cr, width, main_height, palette);
      return;
    }
  strip = get_strip (self, evidence);
  lk_plot_correspondences_get_area (&data, width, main_height, palette, area);
  draw_choosers (self, evidence, &data.heatmap, cr, area);
  cairo_save (cr);
  cairo_translate (cr, 0, main_height);
  lk_plot_shots_overlay (&strip, cr, width, height - main_height, palette);
  cairo_restore (cr);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  LkPixelView *self = LK_PIXEL_VIEW (canvas);
  LkCorrespondences data = get_data (self, evidence);
  double width = gtk_widget_get_width (GTK_WIDGET (canvas));
  double height = gtk_widget_get_height (GTK_WIDGET (canvas));
  double main_height = get_main_height (height);

  self->support_cell = -1;
  self->match = lk_plot_correspondences_hit_match (
      &data, &(LkPointer){ width, main_height, palette, x, y });
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas),
                                   self->match >= 0 ? "zoom-in" : NULL);
  if (y >= main_height)
    {
      LkShotStrip strip = get_strip (self, evidence);

      self->support_cell
          = lk_plot_shots_hit (&strip, &(LkPointer){ width, height - main_height, palette,
                                                     x, y - main_height });
    }
  lk_session_hover_cell (
      lk_canvas_get_session (canvas),
      y >= main_height ? -1
                       : lk_plot_correspondences_hit (
                           &data, &(LkPointer){ width, main_height, palette, x, y }));
}

static void
paint (LkPixelView *self, LkEvidence *evidence, gboolean begins)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  const LkHeatmap *heatmap
      = &lk_evidence_get_pixel (evidence, lk_session_get_shown_class (session), -1)
             ->heatmap;

  lk_brush_paint (&self->brush, session, heatmap->n_columns, begins);
}

/* Where in the widget the drawing's @area is. */
static void
point_to (LkPixelView *self, const double area[4])
{
  LkCanvasZoom *zoom = lk_canvas_get_zoom (LK_CANVAS (self));
  double scale = lk_canvas_zoom_get_scale (zoom), x = 0, y = 0;

  lk_canvas_zoom_to_drawing (zoom, &x, &y);
  gtk_popover_set_pointing_to (
      GTK_POPOVER (self->enlarged),
      &(GdkRectangle){ (int) ((area[0] - x) * scale), (int) ((area[1] - y) * scale),
                       (int) (area[2] * scale), (int) (area[3] * scale) });
}

static void
enlarge (LkPixelView *self, LkEvidence *evidence, guint index)
{
  LkCorrespondences data = get_data (self, evidence);
  g_autofree char *text = NULL;
  LkPalette palette;
  double area[4];

  if (data.cell < 0 || index >= data.n_matches)
    return;
  lk_canvas_init_palette (GTK_WIDGET (self), &palette);
  lk_plot_correspondences_get_match_area (
      &data, index, gtk_widget_get_width (GTK_WIDGET (self)),
      get_main_height (gtk_widget_get_height (GTK_WIDGET (self))), &palette, area);
  text = lk_evidence_describe_match (evidence, data.matches[index].class_index,
                                     (guint) data.cell);
  lk_match_popover_set_match (LK_MATCH_POPOVER (self->enlarged), &data, index, text);
  point_to (self, area);
  gtk_popover_popup (GTK_POPOVER (self->enlarged));
}

/* By the keys: of the class that is shown. */
static void
enlarge_shown (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkPixelView *self = LK_PIXEL_VIEW (widget);
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  LkEvidence *evidence = session != NULL ? lk_session_get_evidence (session) : NULL;
  LkCorrespondences data;

  if (evidence == NULL)
    return;
  data = get_data (self, evidence);
  for (guint i = 0; data.cell >= 0 && i < data.n_matches; i++)
    if (data.matches[i].class_index == lk_session_get_shown_class (session))
      {
        enlarge (self, evidence, i);
        return;
      }
}

static void
activate (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);

  if (LK_PIXEL_VIEW (canvas)->match >= 0)
    enlarge (LK_PIXEL_VIEW (canvas), evidence, (guint) LK_PIXEL_VIEW (canvas)->match);
  else if (lk_session_get_look (session)->brushing)
    paint (LK_PIXEL_VIEW (canvas), evidence, TRUE);
  else if (lk_session_get_cell (session) >= 0)
    lk_session_pin_cell (session, lk_session_get_cell (session));
}

static void
drag (LkCanvas *canvas, LkEvidence *evidence)
{
  if (lk_session_get_look (lk_canvas_get_session (canvas))->brushing)
    paint (LK_PIXEL_VIEW (canvas), evidence, FALSE);
}

static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkSession *session = lk_canvas_get_session (canvas);
  const LkHeatmap *heatmap
      = &lk_evidence_get_pixel (evidence, lk_session_get_shown_class (session), -1)
             ->heatmap;
  int columns = (int) heatmap->n_columns, rows = (int) heatmap->n_rows;
  int cell = lk_session_get_cell (session);
  int row = rows / 2, column = columns / 2;

  LK_PIXEL_VIEW (canvas)->match = -1;
  if (cell >= 0)
    {
      row = CLAMP (cell / columns + dy, 0, rows - 1);
      column = CLAMP (cell % columns + dx, 0, columns - 1);
    }
  lk_session_hover_cell (session, row * columns + column);
}

static gboolean
get_hovered_area (LkCanvas *canvas,
                  LkEvidence *evidence,
                  const LkPalette *palette,
                  double area[4])
{
  LkCorrespondences data = get_data (LK_PIXEL_VIEW (canvas), evidence);
  int cell = lk_session_get_cell (lk_canvas_get_session (canvas));
  guint n_columns = data.heatmap.n_columns, n_rows = data.heatmap.n_rows;
  double height = get_main_height (gtk_widget_get_height (GTK_WIDGET (canvas)));
  double whole[4];

  if (cell < 0 || (guint) cell >= n_rows * n_columns)
    return FALSE;
  lk_plot_correspondences_get_area (&data, gtk_widget_get_width (GTK_WIDGET (canvas)),
                                    height, palette, whole);
  area[2] = whole[2] / n_columns;
  area[3] = whole[3] / n_rows;
  area[0] = whole[0] + (guint) cell % n_columns * area[2];
  area[1] = whole[1] + (guint) cell / n_columns * area[3];
  return TRUE;
}

static char *
describe (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);
  guint shown = lk_session_get_shown_class (session);
  int cell = lk_session_get_cell (session);

  if (LK_PIXEL_VIEW (canvas)->support_cell >= 0)
    return lk_evidence_describe_choosers (evidence, shown,
                                          (guint) LK_PIXEL_VIEW (canvas)->support_cell);
  if (cell < 0)
    return g_strdup (lk_evidence_get_pixel (evidence, shown, -1)->heatmap.subtitle);
  return lk_evidence_describe_cell (evidence, shown, cell);
}

static void
reset (LkCanvas *canvas)
{
  LK_PIXEL_VIEW (canvas)->support_cell = -1;
  LK_PIXEL_VIEW (canvas)->match = -1;
  gtk_popover_popdown (GTK_POPOVER (LK_PIXEL_VIEW (canvas)->enlarged));
}

static void
lk_pixel_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (lk_pixel_view_parent_class)
      ->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (LK_PIXEL_VIEW (widget)->enlarged));
}

static void
lk_pixel_view_dispose (GObject *object)
{
  LkPixelView *self = LK_PIXEL_VIEW (object);

  lk_canvas_set_session (LK_CANVAS (self), NULL);
  g_clear_pointer (&self->enlarged, gtk_widget_unparent);
  G_OBJECT_CLASS (lk_pixel_view_parent_class)->dispose (object);
}

static void
lk_pixel_view_finalize (GObject *object)
{
  lk_brush_clear (&LK_PIXEL_VIEW (object)->brush);
  G_OBJECT_CLASS (lk_pixel_view_parent_class)->finalize (object);
}

static void
lk_pixel_view_class_init (LkPixelViewClass *klass)
{
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_pixel_view_finalize;
  G_OBJECT_CLASS (klass)->dispose = lk_pixel_view_dispose;
  widget_class->size_allocate = lk_pixel_view_size_allocate;
  gtk_widget_class_install_action (widget_class, "pixel.enlarge-match", NULL,
                                   enlarge_shown);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_SHIFT_MASK,
                                       "pixel.enlarge-match", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_SHIFT_MASK,
                                       "pixel.enlarge-match", NULL);
  canvas_class->draw_base = draw_base;
  canvas_class->get_base_key = get_base_key;
  canvas_class->draw_overlay = draw_overlay;
  canvas_class->hover = hover;
  canvas_class->activate = activate;
  canvas_class->drag = drag;
  canvas_class->move = move;
  canvas_class->get_hovered_area = get_hovered_area;
  canvas_class->describe = describe;
  canvas_class->reset = reset;
}

static void
lk_pixel_view_init (LkPixelView *self)
{
  self->support_cell = self->match = -1;
  self->enlarged = lk_match_popover_new ();
  gtk_widget_set_parent (self->enlarged, GTK_WIDGET (self));
}
