/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-figure-width.h"

gboolean
lk_figure_width_from_string (const char *text, double *width)
{
  char *end = NULL;
  double points;

  g_return_val_if_fail (text != NULL && width != NULL, FALSE);

  *width = 0;
  if (g_str_equal (text, "one"))
    points = LK_FIGURE_ONE_COLUMN;
  else if (g_str_equal (text, "two"))
    points = LK_FIGURE_TWO_COLUMNS;
  else
    {
      points = g_ascii_strtod (text, &end);
      if (end == text || *end != '\0'
          || !(points >= LK_FIGURE_MIN_WIDTH && points <= LK_FIGURE_MAX_WIDTH))
        return FALSE;
    }
  *width = points;
  return TRUE;
}
