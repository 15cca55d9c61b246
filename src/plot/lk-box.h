/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A rectangle of the user space. */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
} LkBox;

G_END_DECLS
