/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-labels.h"

#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_STEPS 8 /* of the search for room, along either axis */
#define PAD 3

/* How much of a label is drawn, the best first. */
typedef enum
{
  FORM_BESIDE, /* the name right of the mark */
  FORM_BELOW,  /* the name below the mark */
  FORM_MARK,
  FORM_SMALL_MARK,
  N_FORMS,
} Form;

typedef struct
{
  const LkFlipGeometry *geometry;
  const LkFlipRegion *region;
  double centre[2];
  double low[2];
  double high[2];
  double (*corners)[2];
} Outline;

static void
outline_init (Outline *self, const LkFlipGeometry *geometry, const LkFlipRegion *region)
{
  *self = (Outline){ .geometry = geometry, .region = region };
  self->corners = g_malloc_n (region->n_points, sizeof *self->corners);
  lk_flip_geometry_place (geometry, region->centre, self->centre);
  for (guint axis = 0; axis < 2; axis++)
    {
      self->low[axis] = G_MAXDOUBLE;
      self->high[axis] = -G_MAXDOUBLE;
    }
  for (guint i = 0; i < region->n_points; i++)
    {
      lk_flip_geometry_place (geometry, region->points + LK_N_FLIP_LEVELS * i,
                              self->corners[i]);
      for (guint axis = 0; axis < 2; axis++)
        {
          self->low[axis] = MIN (self->low[axis], self->corners[i][axis]);
          self->high[axis] = MAX (self->high[axis], self->corners[i][axis]);
        }
    }
}

/* On the same side of all sides as the centre: the polygon is convex. */
static gboolean
outline_holds (const Outline *self, double x, double y)
{
  for (guint i = 0; i < self->region->n_points; i++)
    {
      const double *a = self->corners[i];
      const double *b = self->corners[(i + 1) % self->region->n_points];
      double side = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
      double inner = (b[0] - a[0]) * (self->centre[1] - a[1])
                     - (b[1] - a[1]) * (self->centre[0] - a[0]);

      if (side * inner < 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
overlaps (const LkBox *box, const double other[4])
{
  return box->x < other[0] + other[2] && other[0] < box->x + box->width
         && box->y < other[1] + other[3] && other[1] < box->y + box->height;
}

static gboolean
outline_has_room (const Outline *self,
                  const LkBox *box,
                  const double (*keep_free)[4],
                  guint n)
{
  for (guint i = 0; i < n; i++)
    if (overlaps (box, keep_free[i]))
      return FALSE;
  return outline_holds (self, box->x, box->y)
         && outline_holds (self, box->x + box->width, box->y)
         && outline_holds (self, box->x, box->y + box->height)
         && outline_holds (self, box->x + box->width, box->y + box->height);
}

/* The place nearest to the centre where a box of this size fits. */
static gboolean
outline_find_room (const Outline *self,
                   double width,
                   double height,
                   const double (*keep_free)[4],
                   guint n,
                   LkBox *found)
{
  double best = G_MAXDOUBLE;
  LkBox box
      = { self->centre[0] - width / 2, self->centre[1] - height / 2, width, height };

  if (outline_has_room (self, &box, keep_free, n))
    {
      *found = box;
      return TRUE;
    }
  for (guint i = 0; i <= N_STEPS * N_STEPS; i++)
    {
      double u = (i % N_STEPS + 0.5) / N_STEPS;
      double v = (i / N_STEPS + 0.5) / N_STEPS;
      double x = self->low[0] + u * (self->high[0] - self->low[0]);
      double y = self->low[1] + v * (self->high[1] - self->low[1]);
      double distance = hypot (x - self->centre[0], y - self->centre[1]);

      box.x = x - width / 2;
      box.y = y - height / 2;
      if (distance < best && outline_has_room (self, &box, keep_free, n))
        {
          best = distance;
          *found = box;
        }
    }
  return best < G_MAXDOUBLE;
}

static gboolean
get_form_size (Form form,
               const LkPalette *palette,
               double mark,
               double name_width,
               double *width,
               double *height)
{
  double pad = PAD * palette->scale;
  double line = lk_text_line_height (palette, LK_TEXT_STRONG);

  if (form <= FORM_BELOW && !(name_width > 0))
    return FALSE;
  *width = *height = (form == FORM_SMALL_MARK ? 0.7 : 1) * mark + pad;
  if (form == FORM_BESIDE)
    {
      *width += name_width + 3 * pad;
      *height = MAX (mark, line) + pad;
    }
  else if (form == FORM_BELOW)
    {
      *width = MAX (mark, name_width) + 2 * pad;
      *height += line - pad;
    }
  return TRUE;
}

static void
draw_label (const LkFlipRegion *region,
            const char *name,
            const LkPen *pen,
            const LkBox *box,
            Form form,
            double mark)
{
  double pad = PAD * pen->palette->scale;
  double line = lk_text_line_height (pen->palette, LK_TEXT_STRONG);
  double x = box->x + box->width / 2;
  double y = box->y + box->height / 2;

  if (form == FORM_SMALL_MARK)
    mark *= 0.7;
  if (form == FORM_BESIDE)
    {
      lk_text_draw (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                    (LkTextPlace){ box->x + mark + 3 * pad, y - line / 2, 0, 0 }, name);
      x = box->x + pad + mark / 2;
    }
  else if (form == FORM_BELOW)
    {
      y = box->y + pad / 2 + mark / 2;
      lk_text_draw (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                    (LkTextPlace){ x, box->y + mark + pad / 2, 0.5, 0 }, name);
    }
  lk_palette_draw_mark (pen->palette, pen->cr, region->class_index, x, y, mark);
}

static gboolean
label_region (const LkFlipLabels *self, const LkPen *pen, const LkFlipRegion *region)
{
  double scale = pen->palette->scale;
  double mark = CLAMP (0.09 * self->geometry->side, 14 * scale, 22 * scale);
  const char *name = self->names ? self->data->class_names[region->class_index] : NULL;
  double name_width = 0;
  gboolean found = FALSE;
  Outline outline;

  outline_init (&outline, self->geometry, region);
  if (name != NULL && name[0] != '\0')
    lk_text_measure (pen, LK_TEXT_STRONG, name, &name_width, NULL);
  for (Form form = 0; form < N_FORMS && !found; form++)
    {
      double width;
      double height;
      LkBox box = { 0 };

      if (!get_form_size (form, pen->palette, mark, name_width, &width, &height))
        continue;
      found = outline_find_room (&outline, width, height, self->keep_free,
                                 self->n_keep_free, &box);
      if (found)
        draw_label (region, name, pen, &box, form, mark);
    }
  g_free (outline.corners);
  return found;
}

gboolean *
lk_flip_labels_draw (const LkFlipLabels *self, const LkPen *pen)
{
  const LkFlipMap *map = self->data->map;
  gboolean *labelled = g_new0 (gboolean, MAX (map->n_regions, 1));

  for (guint i = 0; i < map->n_regions; i++)
    if (map->regions[i].n_points >= 3)
      labelled[i] = label_region (self, pen, &map->regions[i]);
  return labelled;
}

static int
compare_areas (gconstpointer a, gconstpointer b, gpointer regions)
{
  const LkFlipRegion *list = regions;
  double difference = list[*(const guint *) b].area - list[*(const guint *) a].area;

  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* (transfer full): of the triangle. */
static char *
format_share (const LkFlipRegion *region)
{
  if (region->area < 0.01)
    return g_strdup (_ ("< 1 %"));
  return lk_number_percent (region->area, 0);
}

/* Mark and name on the left, the share on the right. */
static void
draw_line (const LkFlipPlot *data,
           const LkPen *pen,
           const LkFlipRegion *region,
           const LkBox *line,
           LkTextStyle style)
{
  double scale = pen->palette->scale;
  double mark = MIN (0.78 * line->height, 18 * scale);
  double y = line->y + (line->height - lk_text_line_height (pen->palette, style)) / 2;
  double right = line->x + line->width;
  double x = line->x + mark + 6 * scale;
  g_autofree char *share = format_share (region);

  lk_palette_draw_mark (pen->palette, pen->cr, region->class_index, line->x + mark / 2,
                        line->y + line->height / 2, mark);
  right -= lk_text_draw_in (pen, style, &pen->palette->dim,
                            (LkTextPlace){ right, y, 1, right - x }, share)
           + 8 * scale;
  lk_text_draw_in (pen, style, &pen->palette->foreground,
                   (LkTextPlace){ x, y, 0, right - x },
                   data->class_names[region->class_index]);
}

/* What mark, name and share of the widest line ask for. */
static double
get_wanted_width (const LkFlipPlot *data,
                  const LkPen *pen,
                  const guint *order,
                  guint n,
                  LkTextStyle style)
{
  double widest = 0;
  double share;

  lk_text_measure (pen, style, _ ("< 1 %"), &share, NULL);
  for (guint i = 0; i < n; i++)
    {
      guint class_index = data->map->regions[order[i]].class_index;
      double width;

      lk_text_measure (pen, style, data->class_names[class_index], &width, NULL);
      widest = MAX (widest, width);
    }
  return widest + share + 36 * pen->palette->scale;
}

void
lk_flip_labels_draw_list (const LkFlipPlot *data,
                          const LkFlipGeometry *geometry,
                          const LkPen *pen,
                          double width,
                          const gboolean *labelled)
{
  double scale = pen->palette->scale;
  gboolean roomy = geometry->side >= 380 * scale;
  LkTextStyle style = roomy ? LK_TEXT_BODY : LK_TEXT_SMALL;
  double height = (roomy ? 24 : 19) * scale;
  const double *tip = geometry->corners[LK_LEVEL_PART];
  g_autofree guint *order = g_new (guint, MAX (data->map->n_regions, 1));
  LkBox line = { .y = MAX (geometry->margin, tip[1] - 34 * scale), .height = height };
  guint n = 0;
  guint n_lines = 0;

  for (guint i = 0; i < data->map->n_regions; i++)
    if (roomy || !labelled[i])
      order[n++] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_areas, data->map->regions);
  while (n_lines < n)
    {
      double drop = line.y + (n_lines + 1) * height - tip[1];
      double x = tip[0] + MAX (MAX (drop, 0) / sqrt (3) + 22 * scale, 62 * scale);
      double room = width - geometry->margin - x;

      if (room < (roomy ? 120 : 44) * scale || drop > 0.6 * geometry->side)
        break;
      line.width = MIN (room, 230 * scale);
      n_lines++;
    }
  line.width = MIN (line.width, get_wanted_width (data, pen, order, n_lines, style));
  line.x = width - geometry->margin - line.width;
  for (guint i = 0; i < n_lines; i++, line.y += height)
    draw_line (data, pen, &data->map->regions[order[i]], &line, style);
}
