/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/** FLOP a second that one core does at best, multiplying and adding in registers with the
 * instructions of the kernels called @name; a product with a sum is two FLOP. */
double bench_peak (const char *name);
