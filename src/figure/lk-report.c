/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-report.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-figure-set.h"
#include "lk-report-private.h"
#include "lk-decision-text.h"

#define FIGURE_GAP 14.0
/* Of all figures, so that their letters are of one size. */
#define FIGURE_SCALE 0.66
#define MAX_TEXT 0.9
/* A decision on more classes is drawn higher, so many units each, to hold all rows. */
#define CLASSES_IN_FIGURE 12
#define CLASS_HEIGHT 6.5

static void
report_clear (LkReport *self)
{
  for (guint i = 0; self->decisions != NULL && i < self->n_queries; i++)
    g_clear_pointer (&self->decisions[i], lk_decision_free);
  g_clear_pointer (&self->decisions, g_free);
  g_clear_pointer (&self->membership, lk_membership_free);
  g_clear_pointer (&self->pages, lk_pages_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LkReport, report_clear)

static gboolean
report_init (LkReport *self,
             LkScoring *scoring,
             const LkMetricOptions *options,
             const char *title,
             GError **error)
{
  *self = (LkReport){
    .pages = lk_pages_new (title),
    .scoring = scoring,
    .options = lk_scoring_combine_options (scoring, options),
    .n_queries = lk_scoring_get_n_queries (scoring),
  };
  self->decisions = g_new0 (LkDecision *, self->n_queries);
  for (guint i = 0; i < self->n_queries; i++)
    {
      self->decisions[i] = lk_scoring_decide (scoring, i, options, error);
      if (self->decisions[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
add_figure (LkReport *self, LkEvidence *evidence, LkFigureKind kind)
{
  LkPages *pages = self->pages;
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  LkPalette palette = pages->palette;
  double width, height, scale;

  palette.scale = 1;
  lk_figure_get_size (kind, &width, &height);
  if (kind == LK_FIGURE_DECISION && decision->n_classes > CLASSES_IN_FIGURE)
    height += (decision->n_classes - CLASSES_IN_FIGURE) * CLASS_HEIGHT;
  scale = MIN (FIGURE_SCALE, LK_PAGE_ROOM / width);
  lk_pages_need (pages, height * scale);
  cairo_save (pages->cr);
  cairo_translate (pages->cr, LK_PAGE_LEFT, pages->y);
  cairo_scale (pages->cr, scale, scale);
  lk_figure_draw (evidence, kind, decision->prediction, &(LkPen){ pages->cr, &palette },
                  LK_PAGE_ROOM / scale, height);
  cairo_restore (pages->cr);
  pages->y += height * scale + FIGURE_GAP;
}

/* (transfer full): where the query stands and what it really is. */
static char *
describe_query (LkReport *self, LkQuery *item, guint query)
{
  const char *label = lk_query_get_label (item);
  g_autofree char *place
      = g_strdup_printf (_ ("Query %u of %u"), query + 1, self->n_queries);

  if (label == NULL)
    return g_steal_pointer (&place);
  /* Translators: the place of a query, and the class it is really of. */
  return g_strdup_printf (_ ("%s, really %s"), place, label);
}

static void
add_query_heading (LkReport *self, guint query)
{
  LkPages *pages = self->pages;
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  LkQuery *item = lk_episode_state_get_queries (episode)->pdata[query];
  const char *title = lk_picture_get_title (lk_query_get_picture (item));
  g_autofree char *place = describe_query (self, item, query);
  g_autofree char *sentence = lk_decision_text_describe (self->decisions[query], episode);
  g_autofree char *baseline = lk_decision_text_describe_baseline (
      self->decisions[query], lk_scoring_get_prototype (self->scoring, query), episode);
  double width;

  lk_pages_add_contents (pages, title);
  lk_pages_add_heading (pages, 1.2, title);
  lk_pages_add_paragraph (pages, &pages->palette.dim, LK_PAGE_LEFT, LK_PAGE_ROOM, place);
  pages->y += 4;
  /* Longer than the figure has room for. */
  lk_text_measure (&(LkPen){ pages->cr, &pages->palette }, LK_TEXT_SMALL, sentence,
                   &width, NULL);
  if (width > MAX_TEXT * LK_PAGE_ROOM)
    lk_pages_add_paragraph (pages, &pages->palette.foreground, LK_PAGE_LEFT, LK_PAGE_ROOM,
                            sentence);
  lk_pages_add_paragraph (pages, &pages->palette.foreground, LK_PAGE_LEFT, LK_PAGE_ROOM,
                          baseline);
}

/* Four pages: who wins and under which weights, what matched, how the sets lie, and what
 * each cell adds to the margin. */
static gboolean
add_query (LkReport *self, guint query, GError **error)
{
  static const LkFigureKind order[]
      = { LK_FIGURE_DECISION,     LK_FIGURE_FLIP_MAP,  LK_FIGURE_PIXEL,   LK_FIGURE_PART,
          LK_FIGURE_DISTRIBUTION, LK_FIGURE_BREAKDOWN, LK_FIGURE_EVIDENCE };
  g_autoptr (LkEvidence) evidence
      = lk_evidence_new (self->scoring, query, &self->options, error);

  if (evidence == NULL || lk_evidence_get_distribution (evidence, 0, error) == NULL)
    return FALSE;
  lk_pages_turn (self->pages);
  add_query_heading (self, query);
  if (!lk_report_add_place (self, query, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (lk_figure_can_draw (evidence, order[i],
                            lk_evidence_get_decision (evidence)->prediction, NULL))
      add_figure (self, evidence, order[i]);
  return TRUE;
}

static gboolean
check_queries (LkScoring *scoring, const guint *queries, guint n_queries, GError **error)
{
  for (guint i = 0; queries != NULL && i < n_queries; i++)
    if (queries[i] >= lk_scoring_get_n_queries (scoring))
      {
        g_set_error (error, LK_ERROR, LK_ERROR_OPTION, _ ("There is no query %u"),
                     queries[i] + 1);
        return FALSE;
      }
  return TRUE;
}

gboolean
lk_report_write (LkScoring *scoring,
                 const LkMetricOptions *options,
                 const char *title,
                 const guint *queries,
                 guint n_queries,
                 const char *path,
                 GError **error)
{
  g_auto (LkReport) report = { NULL };
  const char *heading
      = title != NULL && *title != '\0' ? title : _ ("What it is like, and why");

  g_return_val_if_fail (scoring != NULL && options != NULL, FALSE);

  if (!check_queries (scoring, queries, n_queries, error)
      || !report_init (&report, scoring, options, heading, error))
    return FALSE;
  lk_report_add_heading (&report, heading);
  lk_report_add_support (&report);
  lk_report_add_ledger (&report);
  if (!lk_report_add_check (&report, error))
    return FALSE;
  if (queries == NULL)
    n_queries = report.n_queries;
  for (guint i = 0; i < n_queries; i++)
    if (!add_query (&report, queries != NULL ? queries[i] : i, error))
      return FALSE;
  return lk_pages_save (report.pages, path, error);
}
