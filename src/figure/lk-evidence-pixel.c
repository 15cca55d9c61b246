/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-private.h"

#include <glib/gi18n-lib.h>

#include "lk-number-text.h"
#include "lk-what-if.h"

static const LkMatches *
get_matches (LkEvidence *self, guint class_index)
{
  return lk_explanation_get_pixel (lk_evidence_get_explanation (self), class_index);
}

/* The class to take away, or -1. */
static int
find_other (LkEvidence *self, guint class_index)
{
  const LkDecision *decision = self->decision;
  int against = self->pixel_look.against;

  if (against == LK_AGAINST_TRUTH)
    {
      int truth = lk_evidence_get_truth (self);

      against
          = truth >= 0 && (guint) truth != class_index ? truth : LK_AGAINST_BEST_OTHER;
    }
  if (against == LK_AGAINST_BEST_OTHER)
    return (int) decision->ranking[decision->ranking[0] == class_index ? 1 : 0];
  if (against < 0 || (guint) against >= decision->n_classes
      || (guint) against == class_index)
    return -1;
  return against;
}

guint
lk_evidence_get_pixel_version (LkEvidence *self, guint class_index)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), 0);
  return self->pixel_version * (LK_EPISODE_MAX_CLASSES + 1)
         + (guint) (find_other (self, class_index) + 1);
}

/* The colours mean the same in every class of a query. */
static void
find_range (LkEvidence *self, double *low, double *high)
{
  *low = G_MAXDOUBLE;
  *high = -G_MAXDOUBLE;
  for (guint i = 0; i < lk_evidence_n_classes (self); i++)
    {
      const LkMatches *matches = get_matches (self, i);

      for (guint row = 0; row < matches->n_rows; row++)
        if (!self->masked_cells[row])
          {
            *low = MIN (*low, matches->row[row]);
            *high = MAX (*high, matches->row[row]);
          }
    }
}

static void
fill_difference (LkEvidence *self, guint class_index, guint other, LkHeatmap *heatmap)
{
  const LkMatches *own = get_matches (self, class_index),
                  *theirs = get_matches (self, other);
  g_autofree char *sum = lk_number_signed (own->score - theirs->score, 2);
  double largest = 0;

  for (guint i = 0; i < own->n_rows; i++)
    {
      self->difference[i] = own->row[i] - theirs->row[i];
      largest = MAX (largest, ABS (self->difference[i]));
    }
  lk_evidence_set_texts (
      self, LK_TEXT_OF_PIXEL,
      g_strdup_printf (_ ("Where %s matches better than %s, and where worse"),
                       self->class_names[class_index], self->class_names[other]),
      g_strdup_printf (_ ("The cells add up to the difference of the pixel scores: %s"),
                       sum));
  heatmap->values = self->difference;
  heatmap->low = -largest;
  heatmap->high = largest;
  heatmap->colormap = LK_COLORMAP_DIVERGING;
  heatmap->caption = _ ("difference of cosines");
}

static void
fill_single (LkEvidence *self, guint class_index, LkHeatmap *heatmap)
{
  const LkMatches *matches = get_matches (self, class_index);
  g_autofree char *sum = lk_number_fixed (matches->score, 2);

  lk_evidence_set_texts (
      self, LK_TEXT_OF_PIXEL,
      g_strdup_printf (_ ("How each cell of the query matches %s"),
                       self->class_names[class_index]),
      g_strdup_printf (_ ("The cells add up to the pixel score: %s"), sum));
  heatmap->values = matches->row;
  heatmap->colormap = LK_COLORMAP_VIRIDIS;
  heatmap->caption
      = matches->n_neighbours > 1 ? _ ("sum of the nearest cosines") : _ ("cosine");
  find_range (self, &heatmap->low, &heatmap->high);
}

static gboolean
fill_dimmed (LkEvidence *self, guint class_index)
{
  const LkPixelLook *look = &self->pixel_look;
  const LkMatches *matches = get_matches (self, class_index);
  gsize k = matches->n_neighbours;
  g_autofree gboolean *mutual = NULL;
  gboolean any = FALSE;

  if (look->mutual_only)
    {
      mutual = g_new0 (gboolean, matches->n_rows * k);
      lk_what_if_mutual (lk_evidence_get_explanation (self), class_index, mutual);
    }
  for (guint i = 0; i < matches->n_rows; i++)
    {
      self->dimmed[i] = !self->masked_cells[i]
                        && ((look->mutual_only && !mutual[i * k])
                            || matches->similarity[i * k] < look->min_similarity);
      any = any || self->dimmed[i];
    }
  return any;
}

static void
fill_heatmap (LkEvidence *self, guint class_index, LkHeatmap *heatmap)
{
  const gsize *shape = lk_evidence_map_shape (self);
  int other = find_other (self, class_index);
  double stride, offset, receptive_field;
  gboolean known = lk_map_source_get_geometry (lk_scoring_get_source (self->scoring),
                                               &stride, &offset, &receptive_field);

  *heatmap = (LkHeatmap){
    .picture = lk_evidence_query_picture (self),
    .n_rows = (guint) shape[1],
    .n_columns = (guint) shape[2],
    .opacity = 0.6,
    .hovered = -1,
    .receptive_field = known ? receptive_field / stride : 0,
    .masked = self->any_masked ? self->masked_cells : NULL,
    .dimmed = fill_dimmed (self, class_index) ? self->dimmed : NULL,
  };
  if (other >= 0)
    fill_difference (self, class_index, (guint) other, heatmap);
  else
    fill_single (self, class_index, heatmap);
  heatmap->title = self->titles[LK_TEXT_OF_PIXEL];
  heatmap->subtitle = self->subtitles[LK_TEXT_OF_PIXEL];
}

/* Shot, row and column of descriptor @column of a class. */
static void
locate (LkEvidence *self, guint32 column, guint place[3])
{
  const gsize *shape = lk_evidence_map_shape (self);
  gsize n_cells = shape[1] * shape[2];

  place[0] = (guint) (column / n_cells);
  place[1] = (guint) (column % n_cells / shape[2]);
  place[2] = (guint) (column % n_cells % shape[2]);
}

/* The place of a class among all, by how near this cell's best match is, from 1. */
static guint
find_rank (LkEvidence *self, guint class_index, guint cell)
{
  gsize first = (gsize) cell * get_matches (self, class_index)->n_neighbours;
  double own = get_matches (self, class_index)->similarity[first];
  guint rank = 1;

  for (guint i = 0; i < lk_evidence_n_classes (self); i++)
    if (get_matches (self, i)->similarity[first] > own)
      rank++;
  return rank;
}

static gboolean
is_mutual (LkEvidence *self, guint class_index, int cell, guint32 column)
{
  g_autoptr (GArray) choosers
      = lk_what_if_choosers (lk_evidence_get_explanation (self), class_index, column);

  return choosers->len > 0 && g_array_index (choosers, guint, 0) == (guint) cell;
}

static void
fill_correspondence (LkEvidence *self,
                     guint class_index,
                     int cell,
                     LkCorrespondence *match)
{
  const LkMatches *matches = get_matches (self, class_index);
  gsize first = (gsize) cell * matches->n_neighbours;
  guint (*more)[3] = self->neighbours + class_index * LK_MAX_NEIGHBOURS;
  guint best[3];

  locate (self, matches->index[first], best);
  for (guint i = 1; i < matches->n_neighbours; i++)
    locate (self, matches->index[first + i], more[i - 1]);
  *match = (LkCorrespondence){
    .class_index = class_index,
    .class_name = self->class_names[class_index],
    .shot = best[0],
    .picture = lk_evidence_shot_picture (self, class_index, best[0]),
    .row = best[1],
    .column = best[2],
    .similarity = matches->similarity[first],
    .mutual = is_mutual (self, class_index, cell, matches->index[first]),
    .more = (const guint (*)[3]) more,
    .n_more = matches->n_neighbours - 1,
  };
}

const LkCorrespondences *
lk_evidence_get_pixel (LkEvidence *self, guint class_index, int cell)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  gboolean shown = cell >= 0 && (guint) cell < lk_evidence_get_n_cells (self)
                   && !self->masked_cells[cell];

  self->pixel = (LkCorrespondences){
    .cell = shown ? cell : -1,
    .matches = self->matches,
    .n_matches = lk_evidence_n_classes (self),
    .hint = _ ("Point at a cell to see what it finds in every class"),
  };
  fill_heatmap (self, class_index, &self->pixel.heatmap);
  self->pixel.heatmap.hovered = cell;
  for (guint i = 0; shown && i < self->pixel.n_matches; i++)
    fill_correspondence (self, self->decision->ranking[i], cell, &self->matches[i]);
  return &self->pixel;
}

char *
lk_evidence_describe_cell (LkEvidence *self, guint class_index, int cell)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const LkMatches *matches = get_matches (self, class_index);
  const gsize *shape = lk_evidence_map_shape (self);
  const LkCorrespondences *pixel = lk_evidence_get_pixel (self, class_index, cell);
  int other = find_other (self, class_index);
  double total = matches->score;
  g_autofree char *value = NULL, *sum = NULL, *cosine = NULL;
  LkCorrespondence best;

  if (cell < 0 || (guint) cell >= matches->n_rows)
    return g_strdup (self->subtitles[LK_TEXT_OF_PIXEL]);
  if (pixel->cell < 0)
    return g_strdup_printf (_ ("Row %u, column %u: painted out"),
                            (guint) cell / (guint) shape[2] + 1,
                            (guint) cell % (guint) shape[2] + 1);
  fill_correspondence (self, class_index, cell, &best);
  if (other >= 0)
    total -= get_matches (self, (guint) other)->score;
  value = lk_number_fixed (pixel->heatmap.values[cell], 3);
  sum = lk_number_fixed (total, 2);
  cosine = lk_number_fixed (best.similarity, 3);
  return g_strdup_printf (
      _ ("Row %u, column %u: %s of %s; nearest in %s: shot %u, "
         "row %u, column %u, cosine %s"),
      (guint) cell / (guint) shape[2] + 1, (guint) cell % (guint) shape[2] + 1, value,
      sum, best.class_name, best.shot + 1, best.row + 1, best.column + 1, cosine);
}

char *
lk_evidence_describe_match (LkEvidence *self, guint class_index, guint cell)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);
  g_return_val_if_fail (cell < lk_evidence_get_n_cells (self), NULL);

  const gsize *shape = lk_evidence_map_shape (self);
  g_autofree char *cosine = NULL;
  LkCorrespondence match;

  fill_correspondence (self, class_index, (int) cell, &match);
  cosine = lk_number_fixed (match.similarity, 3);
  return g_strdup_printf (
      match.mutual
          ? _ (
              "Row %u, column %u of the query, and row %u, column %u of shot %u of %s: "
              "cosine %s, place %u of %u among the classes. Each is the other’s nearest.")
          : _ (
              "Row %u, column %u of the query, and row %u, column %u of shot %u of %s: "
              "cosine %s, place %u of %u among the classes. The shot’s cell is nearer to "
              "another one of the query."),
      cell / (guint) shape[2] + 1, cell % (guint) shape[2] + 1, match.row + 1,
      match.column + 1, match.shot + 1, match.class_name, cosine,
      find_rank (self, class_index, cell), lk_evidence_n_classes (self));
}

/* A pin that is painted out has no match. */
static void
find_pins (LkEvidence *self, guint class_index, const guint *pins, guint n_pins)
{
  const LkMatches *matches = get_matches (self, class_index);

  g_free (self->strip_pins);
  self->strip_pins = g_new (guint, n_pins);
  for (guint i = 0; i < n_pins; i++)
    self->strip_pins[i] = pins[i] < matches->n_rows
                              ? matches->index[(gsize) pins[i] * matches->n_neighbours]
                              : G_MAXUINT;
}

const LkShotStrip *
lk_evidence_get_shots (LkEvidence *self,
                       guint class_index,
                       const guint *pins,
                       guint n_pins)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  const gsize *shape = lk_evidence_map_shape (self);
  LkSupport *support = lk_scoring_get_support (self->scoring);
  guint n_shots
      = MIN (lk_support_get_n_shots (support, class_index), LK_EPISODE_MAX_SHOTS);

  for (guint i = 0; i < n_shots; i++)
    self->shots[i] = lk_evidence_shot_picture (self, class_index, i);
  find_pins (self, class_index, pins, n_pins);
  g_free (self->strip_title);
  self->strip_title = g_strdup_printf (
      _ ("Shots of %s: point at a cell to see which cells of the query chose it"),
      self->class_names[class_index]);
  self->strip = (LkShotStrip){
    .n_shots = n_shots,
    .pictures = self->shots,
    .n_rows = (guint) shape[1],
    .n_columns = (guint) shape[2],
    .title = self->strip_title,
    .hovered = -1,
    .pinned = self->strip_pins,
    .n_pinned = n_pins,
  };
  return &self->strip;
}

/* What the classes to compare with give @cell at most. */
static double
find_rival (LkEvidence *self, guint class_index, guint cell)
{
  int other = find_other (self, class_index);
  double rival = -G_MAXDOUBLE;

  if (other >= 0)
    return get_matches (self, (guint) other)->row[cell];
  for (guint i = 0; i < lk_evidence_n_classes (self); i++)
    if (i != class_index)
      rival = MAX (rival, get_matches (self, i)->row[cell]);
  return rival;
}

guint
lk_evidence_find_telling_cell (LkEvidence *self, guint class_index)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), 0);
  g_return_val_if_fail (class_index < lk_evidence_n_classes (self), 0);

  const LkMatches *own = get_matches (self, class_index);
  double largest = -G_MAXDOUBLE;
  guint telling = 0;

  for (guint cell = 0; cell < own->n_rows; cell++)
    {
      double lead;

      if (self->masked_cells[cell])
        continue;
      lead = own->row[cell] - find_rival (self, class_index, cell);
      if (lead > largest)
        {
          largest = lead;
          telling = cell;
        }
    }
  return telling;
}

GArray *
lk_evidence_get_choosers (LkEvidence *self, guint class_index, guint column)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);
  return lk_what_if_choosers (lk_evidence_get_explanation (self), class_index, column);
}

char *
lk_evidence_describe_choosers (LkEvidence *self, guint class_index, guint column)
{
  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  g_autoptr (GArray) choosers = lk_evidence_get_choosers (self, class_index, column);
  guint place[3];

  locate (self, column, place);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "%s, shot %u, row %u, column %u: chosen by %u cell of the query",
                   "%s, shot %u, row %u, column %u: chosen by %u cells of the query",
                   choosers->len),
      self->class_names[class_index], place[0] + 1, place[1] + 1, place[2] + 1,
      choosers->len);
}
