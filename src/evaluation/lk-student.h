/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Private to this room: Student's t distribution, by the incomplete beta function (NIST
 * Digital Library of Mathematical Functions, 8.17), exact to about ten digits.
 */

/** The probability of a value up to @t, at @freedom degrees (> 0). */
double lk_student_probability (double t, double freedom);

/** The t up to which lie 97.5 % of the values: half the width of a 95 % interval in
 * standard errors. @freedom is at least 1. */
double lk_student_quantile_975 (guint freedom);

/**
 * lk_student_find_mean:
 * @values: [@n]
 * @mean: (out): 0 without any
 * @ci95: (out): half the width of the 95 % interval of the mean; 0 where there is none
 *
 * Returns: whether there is an interval: of two values or more
 */
gboolean lk_student_find_mean (const double *values, guint n, double *mean, double *ci95);

G_END_DECLS
