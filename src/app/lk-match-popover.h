/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-plot-correspondence.h"

G_BEGIN_DECLS

/**
 * LkMatchPopover:
 *
 * A cell of the query and what it met in a class, enlarged side by side, and a sentence
 * about them. It keeps what it shows, whatever becomes of the evidence; Escape and a
 * click elsewhere close it.
 */
#define LK_TYPE_MATCH_POPOVER (lk_match_popover_get_type ())
G_DECLARE_FINAL_TYPE (LkMatchPopover, lk_match_popover, LK, MATCH_POPOVER, GtkPopover)

GtkWidget *lk_match_popover_new (void);
/** Fills it with match @index of @data's cell; @text: the sentence. */
void lk_match_popover_set_match (LkMatchPopover *self,
                                 const LkCorrespondences *data,
                                 guint index,
                                 const char *text);
/** (transfer none): the sentence. */
const char *lk_match_popover_get_text (LkMatchPopover *self);

G_END_DECLS
