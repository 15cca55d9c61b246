/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Numbers for people, everywhere the same: with a real minus sign (U+2212), none before
 * a zero, and from 10000 on as 1.3e8, so that large ones beside one another look alike.
 * For machines there is lk_number_format().
 */

/** (transfer full): with @n_decimals. */
char *lk_number_fixed (double value, int n_decimals);

/** (transfer full): likewise, and with a plus where it is not below zero: what is added
 * to something. */
char *lk_number_signed (double value, int n_decimals);

/** (transfer full): with as many decimals as its size asks for. */
char *lk_number_short (double value);

/** (transfer full): @value with as many decimals as show the first @n_digits digits of
 * the difference between @low and @high, so that numbers of a column look alike. */
char *lk_number_among (double value, double low, double high, guint n_digits);

/** (transfer full): @share (0 to 1) in percent with @n_decimals, "95.5 %"; what is not
 * all is never shown as 100, nor as 0 what is not none. */
char *lk_number_percent (double share, int n_decimals);

G_END_DECLS
