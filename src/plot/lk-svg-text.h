/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "lk-palette.h"

G_BEGIN_DECLS

/**
 * LkSvgText:
 *
 * Cairo writes text into an SVG as outlines. Lines drawn onto a surface with one of these
 * attached are instead remembered, with a rectangle of a colour that nothing else has in
 * their place, and put in as text elements once the document is complete: real text, at
 * its place between what lies below and above it.
 */
typedef struct _LkSvgText LkSvgText;

LkSvgText *lk_svg_text_new (void);
void lk_svg_text_free (LkSvgText *self);

/** @self must outlive @surface. */
void lk_svg_text_attach (LkSvgText *self, cairo_surface_t *surface);

/** (nullable) (transfer none): what is attached to the target of @cr. */
LkSvgText *lk_svg_text_get (cairo_t *cr);

/** The one line of @layout, with the top left corner of its box at (@x, @y). */
void lk_svg_text_add (LkSvgText *self,
                      cairo_t *cr,
                      PangoLayout *layout,
                      const LkColor *color,
                      double x,
                      double y);

/** (transfer full) (nullable): @document with its text elements, and with names that are
 * the same at each run. */
char *lk_svg_text_finish (LkSvgText *self, const char *document, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSvgText, lk_svg_text_free)

G_END_DECLS
