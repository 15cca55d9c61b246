/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "lk-text.h"

G_BEGIN_DECLS

#define LK_PAGE_WIDTH 595.0
#define LK_PAGE_HEIGHT 842.0
#define LK_PAGE_LEFT 48.0
#define LK_PAGE_TOP 48.0
#define LK_PAGE_BOTTOM 784.0
#define LK_PAGE_ROOM (LK_PAGE_WIDTH - 2 * LK_PAGE_LEFT)

/**
 * LkPages:
 * @cr: draws on the page that is open, in points
 * @palette: light; its text is as many points high as #LkTextStyle says
 * @y: where the next thing goes, from the top of the page
 *
 * A PDF of A4 pages that fills from top to bottom, held in memory until it is whole.
 * Every page ends with the document's title and its number. The same calls give the same
 * bytes. Private to this room.
 */
typedef struct
{
  cairo_t *cr;
  LkPalette palette;
  double y;

  /*< private >*/
  cairo_surface_t *surface;
  GByteArray *bytes;
  char *title;
  guint n_pages;
} LkPages;

/** (transfer full): today as "2026-11-30", or the day of SOURCE_DATE_EPOCH. */
char *lk_pages_get_day (void);

/** One empty page. */
LkPages *lk_pages_new (const char *title);
void lk_pages_free (LkPages *self);

/** Ends the page and opens the next. */
void lk_pages_turn (LkPages *self);
/** Turns the page where @height more would not fit, unless it is empty. Returns: whether
 * it did. */
gboolean lk_pages_need (LkPages *self, double height);
/** An entry of the table of contents that leads to the open page. */
void lk_pages_add_contents (LkPages *self, const char *title);

/** A line, as lk_text_draw(), with the y of @place counted from @self->y. Returns: its
 * height. */
double lk_pages_draw_text (LkPages *self,
                           LkTextStyle style,
                           const LkColor *color,
                           LkTextPlace place,
                           const char *text);
/** Moves on below bold text, @scale times as large as %LK_TEXT_HEADING, of at most two
 * lines. */
void lk_pages_add_heading (LkPages *self, double scale, const char *text);
/** Moves on below small text of several lines, wrapped in @room; not broken over pages.
 */
void lk_pages_add_paragraph (LkPages *self,
                             const LkColor *color,
                             double x,
                             double room,
                             const char *text);
/** Body text of at most two lines, wrapped in @room, with its middle at @self->y + @dy.
 */
void
lk_pages_draw_name (LkPages *self, double x, double dy, double room, const char *text);
/** A hairline over the whole width at @self->y + @dy. */
void lk_pages_draw_rule (LkPages *self, double dy);

/** Ends the document, which takes nothing more, and writes it; else %LK_ERROR_FILE. */
gboolean lk_pages_save (LkPages *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPages, lk_pages_free)

G_END_DECLS
