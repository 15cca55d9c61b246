/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** A boxed list of facts, empty. */
GtkWidget *lk_facts_list_new (void);

/** Appends a row for each fact of @facts: titles and texts in turn; a text whose title is
 * "" is another line of the one before. */
void lk_facts_list_append (GtkWidget *list, GPtrArray *facts);

G_END_DECLS
