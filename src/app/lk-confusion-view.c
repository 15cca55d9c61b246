/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-confusion-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "lk-canvas-zoom.h"
#include "lk-canvas.h"
#include "lk-kept-drawing.h"
#include "lk-keys.h"

#define MAX_CLASSES 1000
/* So few are large enough in any room. */
#define FEW_CLASSES 6

struct _LkConfusionView
{
  GtkWidget parent_instance;

  guint n_classes;
  GStrv names;
  guint *counts;
  gboolean marks;
  int row;
  int column;
  char *summary;
  double pointer[2]; /* NaN: it is elsewhere */

  LkCanvasZoom *zoom; /* a block of classes is seen more closely */
  LkKeptDrawing base;
};

enum
{
  PROP_SUMMARY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint activated;

G_DEFINE_FINAL_TYPE (LkConfusionView, lk_confusion_view, GTK_TYPE_WIDGET)

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
  double scale = lk_canvas_zoom_get_scale (self->zoom);
  double start[2];

  if (scale > 1)
    {
      lk_canvas_zoom_get_start (self->zoom, start);
      data.n_shown = MAX ((guint) round (data.n_classes / scale), 1);
      data.first_column = (guint) round (start[0] * data.n_classes);
      data.first_row = (guint) round (start[1] * data.n_classes);
    }
  return data;
}

static void
get_frame (GtkWidget *widget, double x, double y, double frame[4])
{
  LkConfusion data = get_data (LK_CONFUSION_VIEW (widget));
  LkPalette palette;
  LkBox area;

  if (data.n_classes == 0)
    return;
  lk_canvas_init_palette (widget, &palette);
  area = lk_plot_confusion_get_area (&data, frame[2], frame[3], &palette);
  frame[0] = area.x;
  frame[1] = area.y;
  frame[2] = area.width;
  frame[3] = area.height;
}

static void
forget_base (LkConfusionView *self)
{
  lk_kept_drawing_clear (&self->base);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_base (gconstpointer data,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  lk_plot_confusion_base (data, cr, width, height, palette);
}

static void
draw_overlay (gconstpointer data,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  lk_plot_confusion_overlay (data, cr, width, height, palette);
}

static void
lk_confusion_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LkConfusionView *self = LK_CONFUSION_VIEW (widget);
  LkConfusion data = get_data (self);

  if (self->n_classes == 0)
    return;
  lk_kept_drawing_snapshot (&self->base, widget, snapshot, draw_base,
                            self->row >= 0 ? draw_overlay : NULL, &data);
  lk_canvas_zoom_snapshot_scale (self->zoom, snapshot);
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

/* (transfer full) */
static char *
describe (LkConfusionView *self)
{
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

static void
update_summary (LkConfusionView *self)
{
  g_autofree char *summary = describe (self);

  if (g_strcmp0 (summary, self->summary) == 0)
    return;
  g_free (self->summary);
  self->summary = g_steal_pointer (&summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->summary != NULL ? self->summary : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
point (LkConfusionView *self, int row, int column)
{
  if (row == self->row && column == self->column)
    return;
  self->row = row;
  self->column = column;
  update_summary (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *controller,
           double x,
           double y,
           LkConfusionView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  LkConfusion data = get_data (self);
  LkPalette palette;
  guint row, column;

  self->pointer[0] = x;
  self->pointer[1] = y;
  if (self->n_classes == 0)
    return;
  lk_canvas_init_palette (widget, &palette);
  if (lk_plot_confusion_hit (&data,
                             &(LkPointer){ gtk_widget_get_width (widget),
                                           gtk_widget_get_height (widget), &palette, x,
                                           y },
                             &row, &column))
    point (self, (int) row, (int) column);
  else
    point (self, -1, -1);
}

static void
on_leave (GtkEventControllerMotion *controller, LkConfusionView *self)
{
  self->pointer[0] = NAN;
  point (self, -1, -1);
}

static void
on_zoomed (LkConfusionView *self)
{
  forget_base (self);
  if (isfinite (self->pointer[0]))
    on_motion (NULL, self->pointer[0], self->pointer[1], self);
}

static void
activate (LkConfusionView *self)
{
  if (self->row >= 0)
    g_signal_emit (self, activated, 0, (guint) self->row, (guint) self->column);
}

static void
on_pressed (GtkGestureClick *gesture, int n, double x, double y, LkConfusionView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  on_motion (NULL, x, y, self);
  if (!lk_canvas_zoom_may_drag (self->zoom))
    activate (self);
}

/* What may become the drag of an enlarged block is a click once the button is up. */
static void
on_released (GtkGestureClick *gesture, int n, double x, double y, LkConfusionView *self)
{
  if (lk_canvas_zoom_may_drag (self->zoom))
    activate (self);
}

/* Where the keys have moved to. */
static void
reveal (LkConfusionView *self)
{
  double edge, frame[4] = { 0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                            gtk_widget_get_height (GTK_WIDGET (self)) };

  if (lk_canvas_zoom_get_scale (self->zoom) == 1)
    return;
  self->pointer[0] = NAN;
  get_frame (GTK_WIDGET (self), -1, -1, frame);
  edge = frame[2] / self->n_classes;
  lk_canvas_zoom_reveal (self->zoom,
                         (double[]){ self->column * edge, self->row * edge, edge, edge });
}

static void
move (LkConfusionView *self, int dx, int dy)
{
  int last = (int) self->n_classes - 1;

  if (self->row < 0)
    point (self, 0, 0);
  else
    point (self, CLAMP (self->row + dy, 0, last), CLAMP (self->column + dx, 0, last));
  reveal (self);
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        LkConfusionView *self)
{
  int dx, dy;

  if (self->n_classes == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (lk_keys_get_arrow (keyval, &dx, &dy))
    move (self, dx, dy);
  else if (lk_keys_activates (keyval))
    activate (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
lk_confusion_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (lk_confusion_view_parent_class)->css_changed (widget, change);
  forget_base (LK_CONFUSION_VIEW (widget));
}

static void
lk_confusion_view_finalize (GObject *object)
{
  LkConfusionView *self = LK_CONFUSION_VIEW (object);

  lk_kept_drawing_clear (&self->base);
  g_clear_object (&self->zoom);
  g_strfreev (self->names);
  g_free (self->counts);
  g_free (self->summary);
  G_OBJECT_CLASS (lk_confusion_view_parent_class)->finalize (object);
}

static void
lk_confusion_view_get_property (GObject *object,
                                guint id,
                                GValue *value,
                                GParamSpec *pspec)
{
  g_value_set_string (value, LK_CONFUSION_VIEW (object)->summary);
}

static void
lk_confusion_view_class_init (LkConfusionViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = lk_confusion_view_finalize;
  object_class->get_property = lk_confusion_view_get_property;
  widget_class->snapshot = lk_confusion_view_snapshot;
  widget_class->measure = lk_confusion_view_measure;
  widget_class->css_changed = lk_confusion_view_css_changed;

  properties[PROP_SUMMARY] = g_param_spec_string (
      "summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  activated = g_signal_new ("activated", LK_TYPE_CONFUSION_VIEW, G_SIGNAL_RUN_LAST, 0,
                            NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  lk_canvas_zoom_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lk_confusion_view_init (LkConfusionView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->row = self->column = -1;
  self->pointer[0] = NAN;
  self->zoom = lk_canvas_zoom_new (widget, NULL);
  lk_canvas_zoom_set_max (self->zoom, 1);
  lk_canvas_zoom_set_frame (self->zoom, get_frame);
  g_signal_connect_swapped (self->zoom, "changed", G_CALLBACK (on_zoomed), self);
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (forget_base), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (forget_base),
                           self, G_CONNECT_SWAPPED);
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
      lk_canvas_zoom_step (self->zoom, 0);
    }
  self->marks = marks;
  lk_canvas_zoom_set_max (self->zoom, (double) n_classes / FEW_CLASSES);
  update_summary (self);
  forget_base (self);
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

const char *
lk_confusion_view_get_summary (LkConfusionView *self)
{
  g_return_val_if_fail (LK_IS_CONFUSION_VIEW (self), NULL);
  return self->summary;
}
