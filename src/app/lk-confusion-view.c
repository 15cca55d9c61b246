/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-confusion-view.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#define MAX_CLASSES 1000
/* So few are large enough in any room. */
#define FEW_CLASSES 6

struct _LkConfusionView
{
  LkPlotView parent_instance;

  guint n_classes;
  GStrv names;
  guint *counts;
  gboolean marks;
  int row;
  int column;
};

static guint activated;

G_DEFINE_FINAL_TYPE (LkConfusionView, lk_confusion_view, LK_TYPE_PLOT_VIEW)

static LkCanvasZoom *
get_zoom (LkConfusionView *self)
{
  return lk_plot_view_get_zoom (LK_PLOT_VIEW (self));
}

/* All classes. */
static LkConfusion
get_whole (LkConfusionView *self)
{
  return (LkConfusion){
    .n_classes = self->n_classes,
    .class_names = (const char *const *) self->names,
    .counts = self->counts,
    .marks = self->marks,
    .hovered_row = self->row,
    .hovered_column = self->column,
  };
}

/* Those that are looked at. */
static LkConfusion
get_data (LkConfusionView *self)
{
  LkConfusion data = get_whole (self);
  double scale = lk_canvas_zoom_get_scale (get_zoom (self));
  double start[2];

  if (scale > 1)
    {
      lk_canvas_zoom_get_start (get_zoom (self), start);
      data.n_shown = MAX ((guint) round (data.n_classes / scale), 1);
      data.first_column = (guint) round (start[0] * data.n_classes);
      data.first_row = (guint) round (start[1] * data.n_classes);
    }
  return data;
}

static gboolean
lk_confusion_view_has_data (LkPlotView *view)
{
  return LK_CONFUSION_VIEW (view)->n_classes > 0;
}

static void
lk_confusion_view_get_frame (LkPlotView *view, const LkPointer *pointer, double frame[4])
{
  LkConfusion data = get_data (LK_CONFUSION_VIEW (view));
  LkBox area = lk_plot_confusion_get_area (&data, pointer->width, pointer->height,
                                           pointer->palette);

  frame[0] = area.x;
  frame[1] = area.y;
  frame[2] = area.width;
  frame[3] = area.height;
}

static void
lk_confusion_view_draw_base (LkPlotView *view,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette)
{
  LkConfusion data = get_data (LK_CONFUSION_VIEW (view));

  lk_plot_confusion_base (&data, cr, width, height, palette);
}

static void
lk_confusion_view_draw_overlay (LkPlotView *view,
                                cairo_t *cr,
                                double width,
                                double height,
                                const LkPalette *palette)
{
  LkConfusion data = get_data (LK_CONFUSION_VIEW (view));

  lk_plot_confusion_overlay (&data, cr, width, height, palette);
}

static void
lk_confusion_view_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = 200;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 360 : 300;
}

static char *
lk_confusion_view_describe (LkPlotView *view)
{
  LkConfusionView *self = LK_CONFUSION_VIEW (view);
  guint64 sum = 0, right = 0, of_row = 0;
  guint n = self->n_classes;
  guint count;

  if (n == 0)
    return NULL;
  if (self->row >= 0)
    {
      const guint *counts = self->counts + (gsize) self->row * n;

      for (guint i = 0; i < n; i++)
        of_row += counts[i];
      count = counts[self->column];
      if (self->row == self->column)
        return g_strdup_printf (_ ("%s taken for itself: %u of %" PRIu64),
                                self->names[self->row], count, of_row);
      return g_strdup_printf (_ ("%s taken for %s: %u of %" PRIu64),
                              self->names[self->row], self->names[self->column], count,
                              of_row);
    }
  for (gsize i = 0; i < (gsize) n * n; i++)
    {
      sum += self->counts[i];
      right += i / n == i % n ? self->counts[i] : 0;
    }
  return g_strdup_printf (ngettext ("%u classes, %" PRIu64 " query, %" PRIu64 " right",
                                    "%u classes, %" PRIu64 " queries, %" PRIu64 " right",
                                    sum),
                          n, sum, right);
}

static gboolean
lk_confusion_view_is_pointed (LkPlotView *view)
{
  return LK_CONFUSION_VIEW (view)->row >= 0;
}

static gboolean
set_pointed (LkConfusionView *self, int row, int column)
{
  if (row == self->row && column == self->column)
    return FALSE;
  self->row = row;
  self->column = column;
  return TRUE;
}

static gboolean
lk_confusion_view_point (LkPlotView *view, const LkPointer *pointer)
{
  LkConfusionView *self = LK_CONFUSION_VIEW (view);
  LkConfusion data = get_data (self);
  guint row, column;

  if (pointer == NULL || !lk_plot_confusion_hit (&data, pointer, &row, &column))
    return set_pointed (self, -1, -1);
  return set_pointed (self, (int) row, (int) column);
}

static gboolean
lk_confusion_view_move (LkPlotView *view, int dx, int dy, double area[4])
{
  LkConfusionView *self = LK_CONFUSION_VIEW (view);
  int last = (int) self->n_classes - 1;

  if (self->row < 0)
    set_pointed (self, 0, 0);
  else
    set_pointed (self, CLAMP (self->row + dy, 0, last),
                 CLAMP (self->column + dx, 0, last));
  area[2] = area[3] = 1.0 / self->n_classes;
  area[0] = self->column * area[2];
  area[1] = self->row * area[3];
  return TRUE;
}

static void
lk_confusion_view_activate (LkPlotView *view)
{
  LkConfusionView *self = LK_CONFUSION_VIEW (view);

  g_signal_emit (self, activated, 0, (guint) self->row, (guint) self->column);
}

static void
lk_confusion_view_finalize (GObject *object)
{
  LkConfusionView *self = LK_CONFUSION_VIEW (object);

  g_strfreev (self->names);
  g_free (self->counts);
  G_OBJECT_CLASS (lk_confusion_view_parent_class)->finalize (object);
}

static void
lk_confusion_view_class_init (LkConfusionViewClass *klass)
{
  LkPlotViewClass *view_class = LK_PLOT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lk_confusion_view_finalize;
  GTK_WIDGET_CLASS (klass)->measure = lk_confusion_view_measure;
  view_class->has_data = lk_confusion_view_has_data;
  view_class->draw_base = lk_confusion_view_draw_base;
  view_class->draw_overlay = lk_confusion_view_draw_overlay;
  view_class->is_pointed = lk_confusion_view_is_pointed;
  view_class->point = lk_confusion_view_point;
  view_class->move = lk_confusion_view_move;
  view_class->activate = lk_confusion_view_activate;
  view_class->get_frame = lk_confusion_view_get_frame;
  view_class->describe = lk_confusion_view_describe;

  activated = g_signal_new ("activated", LK_TYPE_CONFUSION_VIEW, G_SIGNAL_RUN_LAST, 0,
                            NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
lk_confusion_view_init (LkConfusionView *self)
{
  self->row = self->column = -1;
  lk_canvas_zoom_set_max (get_zoom (self), 1);
}

void
lk_confusion_view_set_counts (LkConfusionView *self,
                              guint n_classes,
                              const char *const *class_names,
                              const guint *counts,
                              gboolean marks)
{
  gsize n_counts = (gsize) n_classes * n_classes;
  GStrv names;

  g_return_if_fail (LK_IS_CONFUSION_VIEW (self));
  g_return_if_fail (n_classes <= MAX_CLASSES);

  names = g_new0 (char *, n_classes + 1);
  for (guint i = 0; i < n_classes; i++)
    names[i] = g_strdup (class_names[i]);
  g_strfreev (self->names);
  self->names = names;
  g_free (self->counts);
  self->counts = g_memdup2 (counts, n_counts * sizeof *counts);
  if (n_classes != self->n_classes)
    {
      self->n_classes = n_classes;
      self->row = self->column = -1;
      lk_canvas_zoom_step (get_zoom (self), 0);
    }
  self->marks = marks;
  lk_canvas_zoom_set_max (get_zoom (self), (double) n_classes / FEW_CLASSES);
  lk_plot_view_invalidate (LK_PLOT_VIEW (self));
}

void
lk_confusion_view_set_dataset (LkConfusionView *self,
                               LkDataset *dataset,
                               const guint *counts)
{
  guint n = lk_dataset_get_n_classes (dataset);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gboolean fits = counts != NULL && n <= MAX_CLASSES;

  gtk_widget_set_visible (GTK_WIDGET (self), fits);
  if (!fits)
    return;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) lk_dataset_get_class_name (dataset, i));
  lk_confusion_view_set_counts (self, n, (const char *const *) names->pdata, counts,
                                FALSE);
}
