/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-report.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "lk-cli-options.h"
#include "lk-error.h"
#include "lk-figure-set.h"
#include "lk-seen-picture.h"
#include "lk-plot-picture.h"
#include "lk-text.h"
#include "lk-verdict.h"

#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0
#define MARGIN 42.0
#define ROOM (PAGE_WIDTH - 2 * MARGIN)
#define THUMBNAIL 36.0
#define LINE 15.0
#define ENTRY 52.0

typedef struct
{
  LkScoring *scoring;
  const LkMetricOptions *options;
  LkPalette palette;
  GByteArray *bytes;
  cairo_surface_t *surface;
  cairo_t *cr;
  double y;
} Report;

static void
report_clear (Report *self)
{
  g_clear_pointer (&self->cr, cairo_destroy);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

static cairo_status_t
append (gpointer bytes, const guchar *data, guint length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
report_init (Report *self,
             LkScoring *scoring,
             const LkMetricOptions *options,
             const char *title)
{
  self->scoring = scoring;
  self->options = options;
  self->y = MARGIN;
  lk_palette_init (&self->palette, FALSE, FALSE);
  self->bytes = g_byte_array_new ();
  self->surface = cairo_pdf_surface_create_for_stream (append, self->bytes, PAGE_WIDTH,
                                                       PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATOR,
                                  "Likeness " LK_VERSION);
  self->cr = cairo_create (self->surface);
}

static void
new_page (Report *self)
{
  cairo_show_page (self->cr);
  self->y = MARGIN;
}

/* Begins a page where @height more would not fit. */
static void
need (Report *self, double height)
{
  if (self->y + height > PAGE_HEIGHT - MARGIN)
    new_page (self);
}

static void
write_line (Report *self, LkTextStyle style, const LkColor *color, const char *text)
{
  need (self, LINE);
  self->y += lk_text_draw (self->cr, &self->palette, style, color, MARGIN, self->y, 0,
                           ROOM, text)
             + 2;
}

static void
write_heading (Report *self, const char *title)
{
  LkModel *model = lk_scoring_get_model (self->scoring);
  g_autofree char *name = g_filename_display_basename (lk_model_get_name (model));
  g_autofree char *matching = lk_cli_options_describe_matching (self->options);
  g_autofree char *fusion = lk_cli_options_describe_fusion (self->options);
  g_autofree char *line
      = g_strdup_printf (_ ("%s: %s, profile %s, SHA-256 %.16s…"), name,
                         lk_backbone_to_string (lk_model_get_layout (model)->backbone),
                         lk_model_get_profile (model)->name, lk_model_get_sha256 (model));

  write_line (self, LK_TEXT_HEADING, &self->palette.foreground, title);
  self->y += 6;
  write_line (self, LK_TEXT_SMALL, &self->palette.dim, line);
  write_line (self, LK_TEXT_SMALL, &self->palette.dim, matching);
  write_line (self, LK_TEXT_SMALL, &self->palette.dim, fusion);
}

static void
draw_class (Report *self, guint class_index)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  GPtrArray *shots = lk_episode_state_get_shots (episode, class_index);
  double x = MARGIN + 130;

  need (self, THUMBNAIL + 6);
  lk_palette_draw_mark (&self->palette, self->cr, class_index, MARGIN + 9,
                        self->y + THUMBNAIL / 2, 18);
  lk_text_draw (self->cr, &self->palette, LK_TEXT_BODY, &self->palette.foreground,
                MARGIN + 24, self->y + THUMBNAIL / 2 - 8, 0, 100,
                lk_episode_state_get_class_name (episode, class_index));
  for (guint i = 0; i < shots->len; i++, x += THUMBNAIL + 4)
    lk_plot_picture_draw (
        lk_seen_picture_get (shots->pdata[i], lk_scoring_get_model (self->scoring)),
        self->cr, x, self->y, THUMBNAIL, THUMBNAIL);
  self->y += THUMBNAIL + 6;
}

static void
write_support (Report *self)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);

  self->y += 14;
  write_line (self, LK_TEXT_STRONG, &self->palette.foreground, _ ("Support"));
  self->y += 4;
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    draw_class (self, i);
}

/* What each level adds to the class that won. */
static char *
describe_sum (const LkDecision *decision)
{
  guint winner = decision->prediction;

  return g_strdup_printf (_ ("part %+.3f, pixel %+.3f, distribution %+.3f: fused %+.3f"),
                          decision->contribution[LK_LEVEL_PART][winner],
                          decision->contribution[LK_LEVEL_PIXEL][winner],
                          decision->contribution[LK_LEVEL_DISTRIBUTION][winner],
                          decision->fused[winner]);
}

static gboolean
write_entry (Report *self, guint query, GError **error)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  LkQuery *item = lk_episode_state_get_queries (episode)->pdata[query];
  LkPicture *picture = lk_query_get_picture (item);
  g_autoptr (LkDecision) decision
      = lk_scoring_decide (self->scoring, query, self->options, error);
  g_autofree char *verdict = NULL;
  g_autofree char *title = NULL;
  char *lines[3] = { NULL };

  if (decision == NULL)
    return FALSE;
  verdict = lk_verdict_get_title (decision, episode);
  title = g_strdup_printf ("%s: %s", lk_picture_get_title (picture), verdict);
  lines[0] = title;
  lines[1] = lk_verdict_describe (decision, episode);
  lines[2] = describe_sum (decision);
  need (self, ENTRY);
  lk_plot_picture_draw (
      lk_seen_picture_get (picture, lk_scoring_get_model (self->scoring)), self->cr,
      MARGIN, self->y + 3, THUMBNAIL, THUMBNAIL);
  for (guint i = 0; i < 3; i++)
    lk_text_draw (self->cr, &self->palette, i == 0 ? LK_TEXT_STRONG : LK_TEXT_SMALL,
                  i == 2 ? &self->palette.dim : &self->palette.foreground,
                  MARGIN + THUMBNAIL + 10, self->y + (i > 0 ? 4 : 0) + i * 13, 0,
                  ROOM - THUMBNAIL - 10, lines[i]);
  g_free (lines[1]);
  g_free (lines[2]);
  self->y += ENTRY;
  return TRUE;
}

static gboolean
write_ledger (Report *self, GError **error)
{
  self->y += 14;
  write_line (self, LK_TEXT_STRONG, &self->palette.foreground, _ ("Queries"));
  self->y += 4;
  for (guint i = 0; i < lk_scoring_get_n_queries (self->scoring); i++)
    if (!write_entry (self, i, error))
      return FALSE;
  return TRUE;
}

static void
draw_figure (Report *self, LkEvidence *evidence, LkFigureKind kind)
{
  double width, height, scale;

  lk_figure_get_size (kind, &width, &height);
  scale = ROOM / width;
  cairo_save (self->cr);
  cairo_translate (self->cr, MARGIN, self->y);
  cairo_scale (self->cr, scale, scale);
  lk_figure_draw (evidence, kind, lk_evidence_get_decision (evidence)->prediction,
                  self->cr, width, height, &self->palette);
  cairo_restore (self->cr);
  self->y += height * scale + 16;
}

static gboolean
write_query (Report *self, guint query, GError **error)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  LkQuery *item = lk_episode_state_get_queries (episode)->pdata[query];
  g_autoptr (LkEvidence) evidence
      = lk_evidence_new (self->scoring, query, self->options, error);

  if (evidence == NULL || lk_evidence_get_distribution (evidence, 0, error) == NULL)
    return FALSE;
  new_page (self);
  write_line (self, LK_TEXT_HEADING, &self->palette.foreground,
              lk_picture_get_title (lk_query_get_picture (item)));
  self->y += 8;
  draw_figure (self, evidence, LK_FIGURE_DECISION);
  draw_figure (self, evidence, LK_FIGURE_PIXEL);
  new_page (self);
  draw_figure (self, evidence, LK_FIGURE_PART);
  draw_figure (self, evidence, LK_FIGURE_DISTRIBUTION);
  return TRUE;
}

static gboolean
save (Report *self, const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *shown = g_filename_display_name (path);
  cairo_status_t status;

  cairo_destroy (g_steal_pointer (&self->cr));
  cairo_surface_finish (self->surface);
  status = cairo_surface_status (self->surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s cannot be drawn: %s"), shown,
                   cairo_status_to_string (status));
      return FALSE;
    }
  if (g_file_set_contents_full (path, (char *) self->bytes->data, self->bytes->len,
                                G_FILE_SET_CONTENTS_CONSISTENT, 0666, &problem))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s cannot be written: %s"), shown,
               problem->message);
  return FALSE;
}

gboolean
lk_cli_report_write (const char *path,
                     const char *title,
                     LkScoring *scoring,
                     const LkMetricOptions *options,
                     GError **error)
{
  g_auto (Report) report = { NULL };
  const char *heading
      = title != NULL && *title != '\0' ? title : _ ("What it is like, and why");

  report_init (&report, scoring, options, heading);
  write_heading (&report, heading);
  write_support (&report);
  if (!write_ledger (&report, error))
    return FALSE;
  for (guint i = 0; i < lk_scoring_get_n_queries (scoring); i++)
    if (!write_query (&report, i, error))
      return FALSE;
  return save (&report, path, error);
}
