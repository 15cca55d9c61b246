/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** From the least to the largest value that a scale shows. */
typedef struct
{
  double low;
  double high;
} LkRange;

G_END_DECLS
