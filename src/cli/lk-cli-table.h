/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkCliTable:
 *
 * Rows of text printed in columns as wide as their widest entry, for people: names to the
 * left, numbers to the right.
 */
typedef struct _LkCliTable LkCliTable;

/** @alignment: a letter a column, 'l' or 'r', such as "lrr". */
LkCliTable *lk_cli_table_new (const char *alignment);
/** Appends a row; @cell and what follows are as many strings as there are columns. */
void lk_cli_table_add (LkCliTable *self, const char *cell, ...);
/** Appends a row of the columns of @cells (transfer full). */
void lk_cli_table_take (LkCliTable *self, GStrv cells);
/** Prints all rows on stdout, each after @indent spaces. */
void lk_cli_table_print (LkCliTable *self, guint indent);
void lk_cli_table_free (LkCliTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliTable, lk_cli_table_free)

G_END_DECLS
