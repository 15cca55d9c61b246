/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-level.h"

#include <glib/gi18n-lib.h>

#include "lk-cells-private.h"

static const struct
{
  const char *name;
  const char *spoken[LK_N_SPOKEN];
  double sign;
  LkCellsFill fill_cells;
} levels[LK_N_LEVELS] = {
  [LK_LEVEL_PART] = { "part",
                      { N_ ("Part"), N_ ("part"), N_ ("Part contribution"),
                        N_ ("Part score"), N_ ("Part level alone") },
                      1,
                      lk_part_cells_fill },
  [LK_LEVEL_PIXEL] = { "pixel",
                       { N_ ("Pixel"), N_ ("pixel"), N_ ("Pixel contribution"),
                         N_ ("Pixel score"), N_ ("Pixel level alone") },
                       1,
                       lk_pixel_cells_fill },
  [LK_LEVEL_DISTRIBUTION]
  = { "distribution",
      { N_ ("Distribution"), N_ ("distribution"), N_ ("Distribution contribution"),
        N_ ("Distance"), N_ ("Distribution level alone") },
      -1,
      lk_distribution_cells_fill },
};

const char *
lk_level_to_string (LkLevel level)
{
  g_return_val_if_fail (level < LK_N_LEVELS, NULL);
  return levels[level].name;
}

const char *
lk_level_speak (LkLevel level, LkSpoken spoken)
{
  g_return_val_if_fail (level < LK_N_LEVELS && spoken < LK_N_SPOKEN, NULL);
  return _ (levels[level].spoken[spoken]);
}

const char *
lk_level_get_title (LkLevel level)
{
  return lk_level_speak (level, LK_SPOKEN_TITLE);
}

double
lk_level_get_sign (LkLevel level)
{
  g_return_val_if_fail (level < LK_N_LEVELS, 1);
  return levels[level].sign;
}

LkCellsFill
lk_level_get_cells_fill (LkLevel level)
{
  g_return_val_if_fail (level < LK_N_LEVELS, NULL);
  return levels[level].fill_cells;
}

char *
lk_levels_describe (char *values[LK_N_LEVELS])
{
  char *text = NULL;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      g_autofree char *value = g_steal_pointer (&values[level]);
      g_autofree char *item
          = g_strdup_printf ("%s %s", lk_level_speak (level, LK_SPOKEN_WORD), value);
      g_autofree char *before = text;

      /* Translators: a list, and its next entry. */
      text = before != NULL ? g_strdup_printf (_ ("%s, %s"), before, item)
                            : g_steal_pointer (&item);
    }
  return text;
}

char *
lk_levels_describe_numbers (const double values[LK_N_LEVELS], int digits)
{
  char *texts[LK_N_LEVELS];

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    texts[level] = g_strdup_printf ("%.*g", digits, values[level]);
  return lk_levels_describe (texts);
}
