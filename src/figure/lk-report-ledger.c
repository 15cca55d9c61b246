/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-report-private.h"

#include "lk-number-text.h"

#define ROW 32.0
#define THUMBNAIL 27.0
#define HEAD 18.0
#define FILE_X 36.0
#define FILE_WIDTH 140.0
#define CLASS_X 184.0
#define CLASS_WIDTH 98.0
#define KEY 10.0
/* Margins beyond these are shown with other decimals than three. */
#define MAX_FIXED 1000.0
#define MIN_FIXED 0.01

/* (transfer full): with its sign; all shares of a margin in the same form. */
static char *
format_share (double value, double margin)
{
  double size = fabs (value);
  gboolean fixed = size < MAX_FIXED && (margin >= MIN_FIXED || size == 0);
  g_autofree char *number = fixed ? lk_number_fixed (value, 3) : lk_number_short (value);

  if (strpbrk (number, "123456789") == NULL || value < 0)
    return g_steal_pointer (&number);
  return g_strconcat ("+", number, NULL);
}

/* The margin, and then what each level gives to it. */
#define MARGIN_RIGHT 324.0
#define MARGIN_WIDTH 42.0
#define LAST_WIDTH 67.0
#define LAST_LEFT 428.0
#define STEP ((LAST_LEFT - MARGIN_RIGHT) / (LK_N_LEVELS - 1))

/* Where the column of a level ends. */
static double
get_right (LkLevel level)
{
  return LK_PAGE_LEFT
         + (level + 1 < LK_N_LEVELS ? MARGIN_RIGHT + (level + 1) * STEP : LK_PAGE_ROOM);
}

static double
get_width (LkLevel level)
{
  return level + 1 < LK_N_LEVELS ? STEP - 4 : LAST_WIDTH;
}

static void
draw_level_head (LkPages *pages, LkLevel level)
{
  double right = get_right (level);
  double room = get_width (level) - KEY;
  const char *title = lk_level_get_title (level);
  double width;

  lk_text_measure (&(LkPen){ pages->cr, &pages->palette }, LK_TEXT_SMALL, title, &width,
                   NULL);
  cairo_new_path (pages->cr);
  cairo_rectangle (pages->cr, right - MIN (width, room) - KEY, pages->y + 3, 7, 7);
  lk_palette_fill_level (&pages->palette, pages->cr, level);
  lk_pages_draw_text (pages, LK_TEXT_SMALL, &pages->palette.dim,
                      (LkTextPlace){ right, 0, 1, room }, title);
}

static void
add_head (LkPages *pages)
{
  const LkColor *dim = &pages->palette.dim;

  lk_pages_draw_text (pages, LK_TEXT_SMALL, dim,
                      (LkTextPlace){ LK_PAGE_LEFT + FILE_X, 0, 0, FILE_WIDTH },
                      _ ("Query"));
  lk_pages_draw_text (pages, LK_TEXT_SMALL, dim,
                      (LkTextPlace){ LK_PAGE_LEFT + CLASS_X, 0, 0, CLASS_WIDTH },
                      _ ("Most like"));
  lk_pages_draw_text (pages, LK_TEXT_SMALL, dim,
                      (LkTextPlace){ LK_PAGE_LEFT + MARGIN_RIGHT, 0, 1, MARGIN_WIDTH },
                      _ ("Margin"));
  for (guint level = 0; level < LK_N_LEVELS; level++)
    draw_level_head (pages, level);
  pages->y += HEAD;
  lk_pages_draw_rule (pages, -2);
}

/* A tick or a cross, drawn since not every font has them. */
static void
draw_sign (LkPages *pages, gboolean right, double x, double y, double size)
{
  cairo_t *cr = pages->cr;

  cairo_new_path (cr);
  cairo_move_to (cr, x, right ? y + size / 2 : y);
  if (right)
    {
      cairo_rel_line_to (cr, size / 3, size / 2);
      cairo_line_to (cr, x + size, y);
    }
  else
    {
      cairo_line_to (cr, x + size, y + size);
      cairo_move_to (cr, x, y + size);
      cairo_line_to (cr, x + size, y);
    }
  lk_palette_set_source (cr, right ? &pages->palette.dim : &pages->palette.foreground, 1);
  cairo_set_line_width (cr, 1.2);
  cairo_stroke (cr);
}

static void
draw_query (LkReport *self, LkQuery *query, const char *predicted)
{
  LkPages *pages = self->pages;
  LkPicture *picture = lk_query_get_picture (query);
  const char *label = lk_query_get_label (query);
  double x = LK_PAGE_LEFT + FILE_X;
  g_autofree char *really = NULL;

  lk_report_draw_thumbnail (self, picture, LK_PAGE_LEFT, 2, THUMBNAIL);
  lk_pages_draw_text (pages, LK_TEXT_BODY, &pages->palette.foreground,
                      (LkTextPlace){ x, label != NULL ? 1 : 8, 0, FILE_WIDTH },
                      lk_picture_get_title (picture));
  if (label == NULL)
    return;
  really = g_strdup_printf (_ ("really %s"), label);
  draw_sign (pages, g_str_equal (label, predicted), x + 1, pages->y + 20, 6);
  lk_pages_draw_text (pages, LK_TEXT_SMALL, &pages->palette.dim,
                      (LkTextPlace){ x + 11, 17, 0, FILE_WIDTH - 11 }, really);
}

static void
draw_decision (LkReport *self, const LkDecision *decision)
{
  LkPages *pages = self->pages;
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  double x = LK_PAGE_LEFT + CLASS_X;
  g_autofree char *margin = format_share (decision->margin, decision->margin);
  g_autofree char *ahead = g_strdup_printf (
      _ ("ahead of %s"), lk_episode_state_get_class_name (episode, decision->runner_up));

  lk_palette_draw_mark (&pages->palette, pages->cr, decision->prediction, x + 6,
                        pages->y + 9, 12);
  lk_pages_draw_text (pages, LK_TEXT_STRONG, &pages->palette.foreground,
                      (LkTextPlace){ x + 17, 1, 0, CLASS_WIDTH - 17 },
                      lk_episode_state_get_class_name (episode, decision->prediction));
  lk_pages_draw_text (pages, LK_TEXT_SMALL, &pages->palette.dim,
                      (LkTextPlace){ x + 17, 17, 0, CLASS_WIDTH - 17 }, ahead);
  lk_pages_draw_text (pages, LK_TEXT_BODY, &pages->palette.foreground,
                      (LkTextPlace){ LK_PAGE_LEFT + MARGIN_RIGHT, 1, 1, MARGIN_WIDTH },
                      margin);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      gboolean decisive = decision->margin > 0 && level == decision->decisive;
      g_autofree char *share
          = format_share (decision->margin_split[level], decision->margin);

      lk_pages_draw_text (pages, decisive ? LK_TEXT_STRONG : LK_TEXT_BODY,
                          decisive ? &pages->palette.foreground : &pages->palette.dim,
                          (LkTextPlace){ get_right (level), 1, 1, get_width (level) },
                          share);
    }
}

static void
add_row (LkReport *self, guint query)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  const LkDecision *decision = self->decisions[query];

  /* The last line does not go to a page alone. */
  if (lk_pages_need (self->pages, query + 2 == self->n_queries ? 2 * ROW : ROW))
    add_head (self->pages);
  draw_query (self, lk_episode_state_get_queries (episode)->pdata[query],
              lk_episode_state_get_class_name (episode, decision->prediction));
  draw_decision (self, decision);
  self->pages->y += ROW;
  lk_pages_draw_rule (self->pages, -1);
}

void
lk_report_add_ledger (LkReport *self)
{
  LkPages *pages = self->pages;

  if (self->n_queries == 0)
    return;
  pages->y += 20;
  lk_pages_need (pages, 4 * ROW);
  lk_pages_add_contents (pages, _ ("Queries"));
  lk_pages_add_heading (pages, 1, _ ("Queries"));
  lk_pages_add_paragraph (
      pages, &pages->palette.dim, LK_PAGE_LEFT, LK_PAGE_ROOM,
      _ ("The margin over the runner-up is the sum of what the levels give to it; "
         "the level that gives most decided."));
  pages->y += 8;
  add_head (pages);
  for (guint i = 0; i < self->n_queries; i++)
    add_row (self, i);
}
