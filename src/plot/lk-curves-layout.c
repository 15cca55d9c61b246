/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-curves-layout.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-number-text.h"
#include "lk-text-private.h"

#define WIDE 620            /* from here on there are two columns, times the scale */
#define KEY_GAP 12          /* between two entries of a key */
#define MAX_KEY .4          /* of a panel's height */
#define NUMBERS_WIDTH 46    /* left of an area */
#define MARGIN_OF_RANGE .04 /* kept free above and below the curves */

LkCurvesKeyPlace
lk_curves_key_place (const LkPen *pen,
                     const char *name,
                     double room,
                     LkCurvesKeyPlace *next)
{
  double scale = pen->palette->scale;
  LkCurvesKeyPlace place = *next;
  double width;

  lk_text_measure (pen, LK_TEXT_SMALL, name, &width, NULL);
  width += LK_CURVES_SAMPLE * scale;
  if (place.x > 0 && place.x + width > room)
    place = (LkCurvesKeyPlace){ 0, place.line + 1 };
  *next = (LkCurvesKeyPlace){ place.x + width + KEY_GAP * scale, place.line };
  return place;
}

/* Of the key that has the most. */
static guint
count_key_lines (const LkCurvesPlot *data, double room, const LkPalette *palette)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  guint n = 1;

  for (guint i = 0; i < data->n_panels; i++)
    {
      LkCurvesKeyPlace next = { 0 };

      for (guint j = 0; j < data->panels[i].n_curves; j++)
        if (data->panels[i].curves[j].name != NULL)
          lk_curves_key_place (&(LkPen){ cr, palette }, data->panels[i].curves[j].name,
                               room, &next);
      n = MAX (n, next.line + 1);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return n;
}

LkCurvesLayout
lk_curves_layout_new (const LkCurvesPlot *data,
                      double width,
                      double height,
                      const LkPalette *palette)
{
  double scale = palette->scale;
  LkCurvesLayout self = {
    .title = height < 140 * scale ? NULL : data->title,
    .subtitle = height < 200 * scale ? NULL : data->subtitle,
    .margin = lk_plot_margin (palette, width, height),
    .gap = 16 * scale,
  };
  double below = lk_text_line_height (palette, LK_TEXT_SMALL) + 4 * scale;

  self.top = self.margin + lk_plot_header_height (palette, self.title, self.subtitle);
  self.n_columns = width >= WIDE * scale && data->n_panels > 1 ? 2 : 1;
  self.n_rows = (data->n_panels + self.n_columns - 1) / self.n_columns;
  self.n_rows = MAX (self.n_rows, 1);
  self.panel_width = MAX (
      (width - 2 * self.margin - (self.n_columns - 1) * self.gap) / self.n_columns, 1);
  self.panel_height
      = MAX ((height - self.margin - below - self.top - (self.n_rows - 1) * self.gap)
                 / self.n_rows,
             1);
  self.n_key_lines = count_key_lines (
      data, MAX (self.panel_width - NUMBERS_WIDTH * scale, 1), palette);
  self.n_key_lines = MIN (self.n_key_lines,
                          MAX ((guint) (MAX_KEY * self.panel_height
                                        / lk_text_line_height (palette, LK_TEXT_SMALL)),
                               1));
  return self;
}

LkBox
lk_curves_layout_get_area (const LkCurvesLayout *self,
                           const LkPalette *palette,
                           guint panel)
{
  double scale = palette->scale;
  double line = lk_text_line_height (palette, LK_TEXT_STRONG);
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  double above = line + self->n_key_lines * small + 6 * scale;
  guint row = panel / self->n_columns, column = panel % self->n_columns;

  return (LkBox){ self->margin + column * (self->panel_width + self->gap)
                      + NUMBERS_WIDTH * scale,
                  self->top + row * (self->panel_height + self->gap) + above,
                  MAX (self->panel_width - NUMBERS_WIDTH * scale, 1),
                  MAX (self->panel_height - above - small - 4 * scale, 1) };
}

/* 1, 2 or 5 times a power of ten, such that @range has about @n of it. */
static double
choose_step (double range, guint n)
{
  double rough = range / MAX (n, 1);
  double power = pow (10, floor (log10 (rough)));
  double share = rough / power;

  return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
}

static void
add_tick (LkCurvesAxis *self, double value)
{
  if (self->n_ticks < LK_CURVES_MAX_TICKS)
    self->ticks[self->n_ticks++] = value;
}

static void
set_powers (LkCurvesAxis *self)
{
  double first = ceil (log10 (self->low) - 1e-9);
  double last = floor (log10 (self->high) + 1e-9);
  double step = MAX (ceil ((last - first + 1) / 6), 1);

  for (double power = first; power <= last; power += step)
    add_tick (self, pow (10, power));
}

static void
set_ticks (LkCurvesAxis *self, guint n)
{
  if (self->logarithmic)
    {
      set_powers (self);
      return;
    }
  self->step = choose_step (self->high - self->low, n);
  for (double i = ceil (self->low / self->step - 1e-9);
       i * self->step <= self->high + 1e-9 * self->step; i++)
    add_tick (self, i * self->step);
}

LkCurvesAxis
lk_curves_axis_new_shared (const LkCurvesPlot *data, const LkBox *area)
{
  LkCurvesAxis self = { .low = data->low,
                        .high = data->high,
                        .logarithmic = data->logarithmic && data->low > 0,
                        .from = area->x,
                        .to = area->x + area->width };

  if (!(self.high > self.low))
    self.high = self.low + 1;
  set_ticks (&self, (guint) CLAMP (area->width / 90, 2, 6));
  return self;
}

static gboolean
is_drawn (const LkCurvesPanel *panel, double value)
{
  return isfinite (value) && (!panel->logarithmic || value > 0);
}

static void
widen (const LkCurvesPanel *panel, double value, LkCurvesAxis *axis)
{
  if (!is_drawn (panel, value))
    return;
  axis->low = MIN (axis->low, value);
  axis->high = MAX (axis->high, value);
}

/* To the points between @low and @high of the shared axis. */
static void
widen_to_curves (const LkCurvesPanel *panel, double low, double high, LkCurvesAxis *axis)
{
  for (guint i = 0; i < panel->n_curves; i++)
    for (guint j = 0; j < panel->curves[i].n; j++)
      {
        const LkCurve *curve = &panel->curves[i];
        double half = curve->half != NULL ? curve->half[j] : 0;

        if (!(curve->x[j] >= low && curve->x[j] <= high))
          continue;
        widen (panel, curve->y[j] - half, axis);
        widen (panel, curve->y[j] + half, axis);
      }
}

LkCurvesAxis
lk_curves_axis_new_upright (const LkCurvesPanel *panel,
                            const LkCurvesAxis *shared,
                            const LkBox *area)
{
  LkCurvesAxis self = { .low = G_MAXDOUBLE,
                        .high = -G_MAXDOUBLE,
                        .logarithmic = panel->logarithmic,
                        .from = area->y + area->height,
                        .to = area->y };
  double room;

  widen_to_curves (panel, shared->low, shared->high, &self);
  if (self.low > self.high)
    widen_to_curves (panel, -G_MAXDOUBLE, G_MAXDOUBLE, &self);
  if (self.low > self.high)
    self.low = self.high = panel->logarithmic ? 1 : 0;
  if (self.logarithmic)
    {
      self.low /= 1.3;
      self.high *= 1.3;
    }
  else
    {
      room = MAX (MARGIN_OF_RANGE * (self.high - self.low),
                  1e-9 + 1e-3 * fabs (self.high));
      self.low -= room;
      self.high += room;
    }
  if (panel->percent)
    {
      self.low = CLAMP (self.low, 0, 99);
      self.high = CLAMP (self.high, self.low + 1, 100);
    }
  set_ticks (&self, (guint) CLAMP (area->height / 36, 2, 6));
  return self;
}

static double
stretch (const LkCurvesAxis *self, double value)
{
  return self->logarithmic ? log (MAX (value, 1e-300)) : value;
}

double
lk_curves_axis_get_place (const LkCurvesAxis *self, double value)
{
  double low = stretch (self, self->low), high = stretch (self, self->high);

  return self->from
         + (self->to - self->from) * (stretch (self, value) - low) / (high - low);
}

double
lk_curves_axis_get_value (const LkCurvesAxis *self, double place)
{
  double low = stretch (self, self->low), high = stretch (self, self->high);
  double value = low + (high - low) * (place - self->from) / (self->to - self->from);

  return self->logarithmic ? exp (value) : value;
}

/* As many decimals as the step between two ticks has. */
static char *
format_plain (const LkCurvesAxis *self, double value)
{
  int n_decimals = self->step > 0 ? (int) MAX (-floor (log10 (self->step) + 1e-9), 0) : 0;

  return lk_number_fixed (fabs (value) < 1e-9 * self->step ? 0 : value,
                          MIN (n_decimals, 9));
}

char *
lk_curves_axis_format (const LkCurvesAxis *self, double value, gboolean percent)
{
  g_autofree char *plain = NULL;

  if (self->logarithmic)
    return g_strdup_printf ("%g", value);
  if (percent)
    {
      plain = format_plain (self, value);
      return g_strdup_printf (_ ("%s %%"), plain);
    }
  if (self->step >= 1e5)
    return g_strdup_printf (_ ("%.4g M"), value / 1e6);
  if (self->step >= 100 && self->high >= 1e4)
    return g_strdup_printf (_ ("%.4g k"), value / 1e3);
  return format_plain (self, value);
}
