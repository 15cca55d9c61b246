/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkTable:
 *
 * Rows of text printed in columns as wide as their widest entry, for people: names to the
 * left, numbers to the right.
 */
typedef struct _LkTable LkTable;

/** @alignment: a letter a column, 'l' or 'r', such as "lrr". */
LkTable *lk_table_new (const char *alignment);
/** Appends a row; @cell and what follows are as many strings as there are columns. */
void lk_table_add (LkTable *self, const char *cell, ...);
/** Appends a row of the columns of @cells (transfer full). */
void lk_table_take (LkTable *self, GStrv cells);
/** Prints all rows on stdout, each after @indent spaces. */
void lk_table_print (LkTable *self, guint indent);
void lk_table_free (LkTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTable, lk_table_free)

G_END_DECLS
