/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkCliDecimals:
 * @entries: as they were given
 * @replaced: the same, with whole numbers taken as texts; ends as @entries does
 * @texts: [@n]: those, once the command line is parsed
 *
 * Options whose whole numbers are read in decimal: GOption takes 010 for eight. Begin
 * with all zeros.
 */
typedef struct
{
  const GOptionEntry *entries;
  GOptionEntry *replaced;
  char **texts;
  guint n;
} LkCliDecimals;

/** @entries: must live as long. */
void lk_cli_decimals_init (LkCliDecimals *self, const GOptionEntry *entries);
void lk_cli_decimals_clear (LkCliDecimals *self);

/** Puts the numbers that were given where the entries want them; else wrong use. */
gboolean lk_cli_decimals_read (const LkCliDecimals *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LkCliDecimals, lk_cli_decimals_clear)

G_END_DECLS
