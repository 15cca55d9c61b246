/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-figure-set.h"

G_BEGIN_DECLS

#define FIXTURE_CHANNELS 5
#define FIXTURE_EDGE 21
#define FIXTURE_CELLS (FIXTURE_EDGE * FIXTURE_EDGE)
#define FIXTURE_CLASSES 4
#define FIXTURE_QUERIES 3

/**
 * FigureFixture:
 *
 * A scored episode of generated pictures: four classes of 2, 1, 3 and 2 shots with names
 * that are hard to write down, and three queries, of which the first is a shot of class 2
 * under another name and the last has no label. A small Conv64F gives maps of
 * [%FIXTURE_CHANNELS, %FIXTURE_EDGE, %FIXTURE_EDGE].
 */
typedef struct
{
  char *folder;
  LkScoring *scoring;
  LkMetricOptions options;
} FigureFixture;

extern const char *const fixture_names[FIXTURE_CLASSES];
extern const guint fixture_n_shots[FIXTURE_CLASSES];

/** For g_test_add(): @data is the number of neighbours (0: 1). */
void figure_fixture_set_up (FigureFixture *self, gconstpointer data);
void figure_fixture_tear_down (FigureFixture *self, gconstpointer data);

/** An episode of any size, scored with a model of its own; the classes have a number
 * before @name. */
LkScoring *figure_fixture_score (const char *folder,
                                 const char *name,
                                 guint n_classes,
                                 guint n_shots,
                                 guint n_queries,
                                 const LkMetricOptions *options);

LkEvidence *figure_fixture_explain (FigureFixture *self, guint query);

/** All of a file. */
GBytes *figure_fixture_read (const char *path);
/** Where @text first stands in @bytes from @from on, or -1. */
gssize figure_fixture_find (GBytes *bytes, const char *text, gsize from);

G_END_DECLS
