/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-figure-set.h"

#include <glib/gi18n-lib.h>

#include "lk-figure-file.h"

static const struct
{
  const char *name;
  const char *title;
  double width;
  double height;
} kinds[LK_N_FIGURES] = {
  { "decision", N_ ("Decision"), 720, 420 },
  { "pixel", N_ ("Pixel"), 760, 520 },
  { "part", N_ ("Part"), 760, 460 },
  { "distribution", N_ ("Distribution"), 760, 520 },
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
  return kinds[kind].name;
}

gboolean
lk_figure_kind_from_string (const char *name, LkFigureKind *kind)
{
  for (guint i = 0; i < LK_N_FIGURES; i++)
    if (g_str_equal (kinds[i].name, name))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

const char *
lk_figure_kind_get_title (LkFigureKind kind)
{
  return _ (kinds[kind].title);
}

void
lk_figure_get_size (LkFigureKind kind, double *width, double *height)
{
  *width = kinds[kind].width;
  *height = kinds[kind].height;
}

/* The cell whose best match in the class beats that in the best other class by most. */
static int
find_telling_cell (LkEvidence *evidence, guint class_index)
{
  LkScoring *scoring = lk_evidence_get_scoring (evidence);
  LkExplanation *explanation
      = lk_scoring_get_explanation (scoring, lk_evidence_get_query (evidence));
  const LkMatches *own = lk_explanation_get_pixel (explanation, class_index);
  double largest = -G_MAXDOUBLE;
  int telling = 0;

  for (guint cell = 0; cell < own->n_rows; cell++)
    {
      double other = -G_MAXDOUBLE;

      for (guint i = 0; i < lk_explanation_get_n_classes (explanation); i++)
        if (i != class_index)
          other = MAX (other, lk_explanation_get_pixel (explanation, i)->row[cell]);
      if (own->row[cell] - other > largest)
        {
          largest = own->row[cell] - other;
          telling = (int) cell;
        }
    }
  return telling;
}

void
lk_figure_draw (LkEvidence *evidence,
                LkFigureKind kind,
                guint class_index,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  const LkEllipses *ellipses;

  switch (kind)
    {
    case LK_FIGURE_DECISION:
      lk_plot_scores (lk_evidence_get_scores (evidence), cr, width, height, palette);
      break;
    case LK_FIGURE_PIXEL:
      lk_plot_correspondences (
          lk_evidence_get_pixel (evidence, class_index,
                                 find_telling_cell (evidence, class_index)),
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
    default:
      g_return_if_reached ();
    }
}

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  Drawing *drawing = data;

  lk_figure_draw (drawing->evidence, drawing->kind, drawing->class_index, cr, width,
                  height, palette);
}

gboolean
lk_figure_write (LkEvidence *evidence,
                 LkFigureKind kind,
                 guint class_index,
                 const char *path,
                 GError **error)
{
  Drawing drawing = { evidence, kind, class_index };

  if (kind == LK_FIGURE_DISTRIBUTION
      && lk_evidence_get_distribution (evidence, class_index, error) == NULL)
    return FALSE;
  return lk_figure_file_write (path, kinds[kind].width, kinds[kind].height, draw,
                               &drawing, error);
}
