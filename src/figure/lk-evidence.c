/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence.h"

#include <glib/gi18n-lib.h>

#include "lk-seen-picture.h"
#include "lk-verdict.h"

struct _LkEvidence
{
  GObject parent_instance;

  LkScoring *scoring;
  guint query;
  LkMetricOptions options;
  LkDecision *decision;

  char **class_names;
  double *distances;
  LkTensor **part_matrices;
  LkProjection *projection;
  LkCorrespondence *matches;

  LkScores scores;
  LkCorrespondences pixel;
  LkMatrix part;
  LkEllipses ellipses;
  char *titles[4];
  char *subtitles[4];
};

enum
{
  TEXT_SCORES,
  TEXT_PIXEL,
  TEXT_PART,
  TEXT_DISTRIBUTION,
};

G_DEFINE_FINAL_TYPE (LkEvidence, lk_evidence, G_TYPE_OBJECT)

static guint
n_classes (LkEvidence *self)
{
  return lk_explanation_get_n_classes (
      lk_scoring_get_explanation (self->scoring, self->query));
}

static LkExplanation *
explanation (LkEvidence *self)
{
  return lk_scoring_get_explanation (self->scoring, self->query);
}

static void
lk_evidence_finalize (GObject *object)
{
  LkEvidence *self = LK_EVIDENCE (object);

  for (guint i = 0; self->part_matrices != NULL && i < n_classes (self); i++)
    g_clear_pointer (&self->part_matrices[i], lk_tensor_unref);
  g_free (self->part_matrices);
  g_clear_pointer (&self->projection, lk_projection_free);
  g_clear_pointer (&self->decision, lk_decision_free);
  g_strfreev (self->class_names);
  g_free (self->distances);
  g_free (self->matches);
  for (guint i = 0; i < G_N_ELEMENTS (self->titles); i++)
    {
      g_free (self->titles[i]);
      g_free (self->subtitles[i]);
    }
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  G_OBJECT_CLASS (lk_evidence_parent_class)->finalize (object);
}

static void
lk_evidence_class_init (LkEvidenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_evidence_finalize;
}

static void
lk_evidence_init (LkEvidence *self)
{
}

LkEvidence *
lk_evidence_new (LkScoring *scoring,
                 guint query,
                 const LkMetricOptions *options,
                 GError **error)
{
  g_autoptr (LkEvidence) self = g_object_new (LK_TYPE_EVIDENCE, NULL);
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  guint n;

  self->scoring = lk_scoring_ref (scoring);
  self->query = query;
  n = n_classes (self);
  self->class_names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->class_names[i] = g_strdup (lk_episode_state_get_class_name (episode, i));
  self->part_matrices = g_new0 (LkTensor *, n);
  self->distances = g_new0 (double, n);
  self->matches = g_new0 (LkCorrespondence, n);
  if (!lk_evidence_set_options (self, options, error))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
lk_evidence_set_options (LkEvidence *self, const LkMetricOptions *options, GError **error)
{
  LkDecision *decision = lk_scoring_decide (self->scoring, self->query, options, error);

  if (decision == NULL)
    return FALSE;
  g_clear_pointer (&self->decision, lk_decision_free);
  self->decision = decision;
  self->options = *options;
  for (guint i = 0; i < n_classes (self); i++)
    self->distances[i]
        = lk_explanation_get_distance (explanation (self), options->distance, i);
  return TRUE;
}

LkScoring *
lk_evidence_get_scoring (LkEvidence *self)
{
  return self->scoring;
}

guint
lk_evidence_get_query (LkEvidence *self)
{
  return self->query;
}

const LkDecision *
lk_evidence_get_decision (LkEvidence *self)
{
  return self->decision;
}

static void
set_texts (LkEvidence *self, guint which, char *title, char *subtitle)
{
  g_free (self->titles[which]);
  g_free (self->subtitles[which]);
  self->titles[which] = title;
  self->subtitles[which] = subtitle;
}

const LkScores *
lk_evidence_get_scores (LkEvidence *self)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);

  set_texts (self, TEXT_SCORES, lk_verdict_get_title (self->decision, episode),
             lk_verdict_describe (self->decision, episode));
  self->scores = (LkScores){
    .decision = self->decision,
    .class_names = (const char *const *) self->class_names,
    .title = self->titles[TEXT_SCORES],
    .subtitle = self->subtitles[TEXT_SCORES],
    .hovered_class = -1,
  };
  for (guint level = 0; level < LK_N_LEVELS; level++)
    self->scores.scores[level]
        = level == LK_LEVEL_DISTRIBUTION
              ? self->distances
              : lk_explanation_get_scores (explanation (self), level);
  return &self->scores;
}

/* The colours mean the same in every class of a query. */
static void
find_range (LkEvidence *self, double *low, double *high)
{
  *low = G_MAXDOUBLE;
  *high = -G_MAXDOUBLE;
  for (guint i = 0; i < n_classes (self); i++)
    {
      const LkMatches *matches = lk_explanation_get_pixel (explanation (self), i);

      for (guint row = 0; row < matches->n_rows; row++)
        {
          *low = MIN (*low, matches->row[row]);
          *high = MAX (*high, matches->row[row]);
        }
    }
}

static void
fill_heatmap (LkEvidence *self, guint class_index, LkHeatmap *heatmap)
{
  const LkMatches *matches = lk_explanation_get_pixel (explanation (self), class_index);
  const gsize *shape = lk_support_get_map_shape (lk_scoring_get_support (self->scoring));
  LkModel *model = lk_scoring_get_model (self->scoring);
  GPtrArray *queries
      = lk_episode_state_get_queries (lk_scoring_get_episode (self->scoring));
  double stride, offset, receptive_field;

  lk_network_get_geometry (lk_model_get_network (model), &stride, &offset,
                           &receptive_field);
  set_texts (
      self, TEXT_PIXEL,
      g_strdup_printf (_ ("How each cell of the query matches %s"),
                       self->class_names[class_index]),
      g_strdup_printf (_ ("The cells add up to the pixel score: %.2f"), matches->score));
  *heatmap = (LkHeatmap){
    .picture
    = lk_seen_picture_get (lk_query_get_picture (queries->pdata[self->query]), model),
    .n_rows = (guint) shape[1],
    .n_columns = (guint) shape[2],
    .values = matches->row,
    .colormap = LK_COLORMAP_VIRIDIS,
    .opacity = 0.6,
    .title = self->titles[TEXT_PIXEL],
    .subtitle = self->subtitles[TEXT_PIXEL],
    .caption
    = matches->n_neighbours > 1 ? _ ("sum of the nearest cosines") : _ ("cosine"),
    .hovered = -1,
    .receptive_field = receptive_field / stride,
  };
  find_range (self, &heatmap->low, &heatmap->high);
}

static LkCorrespondence
find_correspondence (LkEvidence *self, guint class_index, int cell)
{
  const LkMatches *matches = lk_explanation_get_pixel (explanation (self), class_index);
  const gsize *shape = lk_support_get_map_shape (lk_scoring_get_support (self->scoring));
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  gsize n_cells = shape[1] * shape[2];
  guint32 found = matches->index[(gsize) cell * matches->n_neighbours];
  guint shot = (guint) (found / n_cells);
  GPtrArray *shots = lk_episode_state_get_shots (episode, class_index);

  return (LkCorrespondence){
    .class_index = class_index,
    .class_name = self->class_names[class_index],
    .shot = shot,
    .picture
    = lk_seen_picture_get (shots->pdata[shot], lk_scoring_get_model (self->scoring)),
    .row = (guint) (found % n_cells / shape[2]),
    .column = (guint) (found % n_cells % shape[2]),
    .similarity = matches->similarity[(gsize) cell * matches->n_neighbours],
    .mutual = TRUE,
  };
}

const LkCorrespondences *
lk_evidence_get_pixel (LkEvidence *self, guint class_index, int cell)
{
  self->pixel = (LkCorrespondences){
    .cell = cell,
    .matches = self->matches,
    .n_matches = n_classes (self),
    .hint = _ ("Point at a cell to see what it finds in every class"),
  };
  fill_heatmap (self, class_index, &self->pixel.heatmap);
  self->pixel.heatmap.hovered = cell;
  for (guint i = 0; cell >= 0 && i < n_classes (self); i++)
    self->matches[i] = find_correspondence (self, self->decision->ranking[i], cell);
  return &self->pixel;
}

const LkMatrix *
lk_evidence_get_part (LkEvidence *self, guint class_index)
{
  const LkMatches *matches = lk_explanation_get_part (explanation (self), class_index);

  if (self->part_matrices[class_index] == NULL)
    self->part_matrices[class_index]
        = lk_explanation_compute_part_matrix (explanation (self), class_index);
  set_texts (self, TEXT_PART,
             g_strdup_printf (_ ("Channels of the query against channels of %s"),
                              self->class_names[class_index]),
             g_strdup_printf (
                 _ ("The largest entries of the rows add up to the part score: %.2f"),
                 matches->score));
  self->part = (LkMatrix){
    .values = self->part_matrices[class_index],
    .matches = matches,
    .n_shots
    = lk_support_get_n_shots (lk_scoring_get_support (self->scoring), class_index),
    .title = self->titles[TEXT_PART],
    .subtitle = self->subtitles[TEXT_PART],
    .hovered_row = -1,
    .hovered_column = -1,
  };
  return &self->part;
}

const LkEllipses *
lk_evidence_get_distribution (LkEvidence *self, guint class_index, GError **error)
{
  if (self->projection == NULL)
    self->projection = lk_projection_new (explanation (self), error);
  if (self->projection == NULL)
    return NULL;
  set_texts (self, TEXT_DISTRIBUTION, g_strdup (_ ("Query and classes as Gaussians")),
             g_strdup_printf (_ ("%s from the query to %s: %.4g"),
                              lk_distance_get_title (self->options.distance),
                              self->class_names[class_index],
                              self->distances[class_index]));
  self->ellipses = (LkEllipses){
    .projection = self->projection,
    .class_names = (const char *const *) self->class_names,
    .distances = self->distances,
    .distance_title = lk_distance_get_title (self->options.distance),
    .title = self->titles[TEXT_DISTRIBUTION],
    .subtitle = self->subtitles[TEXT_DISTRIBUTION],
    .emphasis = (int) class_index,
    .hovered_set = -1,
  };
  return &self->ellipses;
}

char *
lk_evidence_describe_cell (LkEvidence *self, guint class_index, int cell)
{
  const LkMatches *matches = lk_explanation_get_pixel (explanation (self), class_index);
  const gsize *shape = lk_support_get_map_shape (lk_scoring_get_support (self->scoring));
  LkCorrespondence best;

  if (cell < 0 || (guint) cell >= matches->n_rows)
    return g_strdup (self->subtitles[TEXT_PIXEL]);
  best = find_correspondence (self, class_index, cell);
  return g_strdup_printf (_ ("Row %u, column %u: %.3f of %.2f; nearest in %s: shot %u, "
                             "row %u, column %u, cosine %.3f"),
                          (guint) cell / (guint) shape[2] + 1,
                          (guint) cell % (guint) shape[2] + 1, matches->row[cell],
                          matches->score, best.class_name, best.shot + 1, best.row + 1,
                          best.column + 1, best.similarity);
}

char *
lk_evidence_describe_entry (LkEvidence *self, guint class_index, guint row, guint column)
{
  const LkMatrix *matrix = lk_evidence_get_part (self, class_index);
  gsize n_channels = lk_tensor_get_dim (matrix->values, 0);
  gsize n_columns = lk_tensor_get_dim (matrix->values, 1);

  return g_strdup_printf (_ ("Query channel %u against channel %u of shot %u of %s: "
                             "%.3f; this row adds %.3f"),
                          row + 1, (guint) (column % n_channels) + 1,
                          (guint) (column / n_channels) + 1,
                          self->class_names[class_index],
                          lk_tensor_get_data (matrix->values)[row * n_columns + column],
                          matrix->matches->row[row]);
}
