/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-figure-set.h"

#include <glib/gi18n-lib.h>

#include "lk-figure-file.h"
#include "lk-plot-layout.h"
#include "lk-text.h"

/* Columns below this have the narrow layouts. */
#define NARROW_COLUMN 320

static const struct
{
  const char *name;
  double width;
  double height;
  double narrow_height;
  guint n_classes;     /* that this height shows */
  double class_height; /* that each further one needs */
} kinds[LK_N_FIGURES] = {
  { "decision", 720, 420, 420, 10, 27 },  { "pixel", 760, 520, 520, 8, 46 },
  { "part", 760, 460, 350, 1000, 0 },     { "distribution", 760, 520, 400, 20, 17 },
  { "flip-map", 760, 420, 680, 1000, 0 }, { "breakdown", 760, 460, 460, 5, 21 },
  { "evidence", 760, 340, 240, 1000, 0 },
};

typedef struct
{
  LkEvidence *evidence;
  LkFigureKind kind;
  guint class_index;
} Drawing;

const char *
lk_figure_kind_to_string (LkFigureKind kind)
{
  g_return_val_if_fail (kind < LK_N_FIGURES, NULL);
  return kinds[kind].name;
}

gboolean
lk_figure_kind_from_string (const char *name, LkFigureKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (guint i = 0; i < LK_N_FIGURES; i++)
    if (g_str_equal (kinds[i].name, name))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
lk_figure_kind_from_view (const char *name, LkFigureKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);
  return lk_figure_kind_from_string (name, kind) && *kind < LK_N_VIEWS;
}

void
lk_figure_get_size (LkFigureKind kind, double *width, double *height)
{
  g_return_if_fail (kind < LK_N_FIGURES);

  *width = kinds[kind].width;
  *height = kinds[kind].height;
}

/* The height in points that shows every class. */
static double
get_full_height (LkEvidence *evidence, LkFigureKind kind, double column)
{
  gboolean narrow = column > 0 && column < NARROW_COLUMN;
  guint n = lk_evidence_get_decision (evidence)->n_classes;
  guint n_more = n > kinds[kind].n_classes ? n - kinds[kind].n_classes : 0;

  return (narrow ? kinds[kind].narrow_height : kinds[kind].height)
         + kinds[kind].class_height * n_more;
}

static void
draw_triangle (const LkFlipPlot *plot,
               const char *caption,
               const LkBox *room,
               cairo_t *cr,
               const LkPalette *palette)
{
  double line = lk_text_draw (
      &(LkPen){ cr, palette }, LK_TEXT_STRONG, &palette->foreground,
      (LkTextPlace){ room->x + room->width / 2, room->y, 0.5, room->width }, caption);

  cairo_save (cr);
  cairo_translate (cr, room->x, room->y + line);
  lk_plot_flip_map (plot, cr, room->width, room->height - line, palette);
  cairo_restore (cr);
}

static void
draw_flip_map (LkEvidence *evidence,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  const LkFlipPlot *regions = lk_evidence_get_flip_map (evidence);
  const LkFlipAccuracy *accuracy = lk_evidence_get_accuracy (evidence);
  g_autofree char *sentence = lk_evidence_describe_weights (evidence);
  const char *title = _ ("Which weights would decide otherwise");
  double margin = lk_plot_margin (palette, width, height);
  double bar = (LK_COLOR_BAR_HEIGHT + 8) * palette->scale;
  double top = margin + lk_plot_header_height (palette, title, sentence);
  LkBox room = { 0, top, accuracy != NULL ? width / 2 : width, height - top };
  LkFlipPlot heatmap;
  gboolean below;

  lk_plot_draw_header (&(LkPen){ cr, palette }, margin, margin, width - 2 * margin, title,
                       sentence);
  if (regions == NULL || room.height <= 0)
    return;
  if (accuracy == NULL)
    {
      draw_triangle (regions, _ ("Which class wins this query"), &room, cr, palette);
      return;
    }
  /* Two triangles of one size: the colour bar has its room below either. */
  below = height > width;
  if (below)
    room = (LkBox){ 0, top, width, room.height / 2 };
  room.height -= bar;
  draw_triangle (regions, _ ("Which class wins this query"), &room, cr, palette);
  heatmap = *regions;
  heatmap.accuracy = accuracy;
  if (below)
    room.y += room.height + bar;
  else
    room.x = room.width;
  room.height += bar;
  draw_triangle (&heatmap, _ ("How many labelled queries come out right"), &room, cr,
                 palette);
}

void
lk_figure_draw (LkEvidence *evidence,
                LkFigureKind kind,
                guint class_index,
                const LkPen *pen,
                double width,
                double height)
{
  const LkPalette *palette = pen->palette;
  cairo_t *cr = pen->cr;
  const LkEllipses *ellipses;
  const LkBreakdownPlot *breakdown;

  switch (kind)
    {
    case LK_FIGURE_DECISION:
      lk_plot_scores (lk_evidence_get_scores (evidence), cr, width, height, palette);
      break;
    case LK_FIGURE_PIXEL:
      lk_plot_correspondences (
          lk_evidence_get_pixel (
              evidence, class_index,
              (int) lk_evidence_find_telling_cell (evidence, class_index)),
          cr, width, height, palette);
      break;
    case LK_FIGURE_PART:
      lk_plot_matrix (lk_evidence_get_part (evidence, class_index), cr, width, height,
                      palette);
      break;
    case LK_FIGURE_DISTRIBUTION:
      ellipses = lk_evidence_get_distribution (evidence, class_index, NULL);
      if (ellipses != NULL)
        lk_plot_ellipses (ellipses, cr, width, height, palette);
      break;
    case LK_FIGURE_FLIP_MAP:
      draw_flip_map (evidence, cr, width, height, palette);
      break;
    case LK_FIGURE_BREAKDOWN:
      breakdown = lk_evidence_get_breakdown (evidence, class_index, NULL);
      if (breakdown != NULL)
        lk_plot_breakdown (breakdown, cr, width, height, palette);
      break;
    case LK_FIGURE_EVIDENCE:
      lk_plot_cell_maps (lk_evidence_get_cell_maps (
                             evidence, class_index,
                             lk_evidence_get_margin_opponent (evidence, class_index)),
                         cr, width, height, palette);
      break;
    default:
      g_return_if_reached ();
    }
}

gboolean
lk_figure_can_draw (LkEvidence *evidence,
                    LkFigureKind kind,
                    guint class_index,
                    GError **error)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (evidence), FALSE);

  if (kind == LK_FIGURE_DISTRIBUTION)
    return lk_evidence_get_distribution (evidence, class_index, error) != NULL;
  if (kind == LK_FIGURE_BREAKDOWN)
    return lk_evidence_get_breakdown (evidence, class_index, error) != NULL;
  return TRUE;
}

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  Drawing *drawing = data;

  lk_figure_draw (drawing->evidence, drawing->kind, drawing->class_index,
                  &(LkPen){ cr, palette }, width, height);
}

gboolean
lk_figure_write (LkEvidence *evidence,
                 LkFigureKind kind,
                 guint class_index,
                 double column,
                 const char *path,
                 GError **error)
{
  Drawing drawing = { evidence, kind, class_index };

  g_return_val_if_fail (LK_IS_EVIDENCE (evidence), FALSE);

  if (!lk_figure_can_draw (evidence, kind, class_index, error))
    return FALSE;
  return lk_figure_file_write (path,
                               &(LkFigureSize){ kinds[kind].width,
                                                get_full_height (evidence, kind, column),
                                                column },
                               draw, &drawing, error);
}
