/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkLevel:
 *
 * The levels at which a query is compared with a class, in the order in which weights are
 * given everywhere. What is known of a level as such stands in one table, here; its
 * colour, hatch and dashes stand in another, in lk-palette.h. Everything else about a
 * level stays in the files that are its own: to all others it is an index into arrays of
 * %LK_N_LEVELS.
 */
typedef enum
{
  LK_LEVEL_PART,
  LK_LEVEL_PIXEL,
  LK_LEVEL_DISTRIBUTION,
} LkLevel;
#define LK_N_LEVELS 3
/** The flip map is a triangle of weights: its corners are the first three levels, and the
 * weights of later ones are held. Files and commands that are older than a level do not
 * name it: it weighs 0. */
#define LK_N_FLIP_LEVELS 3

/** How a level is spoken of; translated. */
typedef enum
{
  LK_SPOKEN_TITLE,        /* "Part" */
  LK_SPOKEN_WORD,         /* "part", within a sentence */
  LK_SPOKEN_CONTRIBUTION, /* "Part contribution" */
  LK_SPOKEN_SCORE,        /* "Part score" */
  LK_SPOKEN_ALONE,        /* "Part level alone" */
} LkSpoken;
#define LK_N_SPOKEN 5

/** As on the command line, in JSON and in session files: "part", "pixel", ... */
const char *lk_level_to_string (LkLevel level);
const char *lk_level_speak (LkLevel level, LkSpoken spoken);
const char *lk_level_get_title (LkLevel level);
/** What a raw score counts for: 1 for a similarity, -1 for a distance. */
double lk_level_get_sign (LkLevel level);

/** (transfer full): each level before what is said of it: "part 2, pixel 0, ...". Takes
 * the strings of @values. */
char *lk_levels_describe (char *values[LK_N_LEVELS]);
/** (transfer full): the same with numbers of @digits significant digits. */
char *lk_levels_describe_numbers (const double values[LK_N_LEVELS], int digits);

G_END_DECLS
