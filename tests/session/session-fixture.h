/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session.h"
#include "test-wait.h"

G_BEGIN_DECLS

#define FIXTURE_CLASSES 3
#define FIXTURE_SHOTS 2
#define FIXTURE_QUERIES 4

/**
 * SessionFixture:
 * @model_a, @model_b: paths of two small checkpoints, the second with a fusion layer
 * @message: the last one of the session, or %NULL
 *
 * A session of three classes of two shots, and four queries of which two are labelled,
 * scored with the first of two models.
 */
typedef struct
{
  char *folder;
  char *model_a;
  char *model_b;
  LkSession *session;
  LkEpisode *episode;
  char *message;
} SessionFixture;

/** For g_test_add(). */
void session_fixture_set_up (SessionFixture *self, gconstpointer data);
void session_fixture_tear_down (SessionFixture *self, gconstpointer data);

/** Turns the main loop until nothing runs, and then until nothing is left to deliver. */
void session_fixture_settle (SessionFixture *self);
/** A file in the fixture's folder. */
char *session_fixture_name (SessionFixture *self, const char *name);
/** (transfer full): a path's SHA-256. */
char *session_fixture_sha256 (const char *path);
/** The query as it is now. */
LkQuery *session_fixture_get_query (SessionFixture *self, guint index);
/** Paints the first @n cells of the selected query out. */
void session_fixture_mask (SessionFixture *self, guint n);
void session_fixture_set_neighbours (SessionFixture *self, guint neighbours);
/** An episode like the fixture's of pictures of its own. */
LkEpisodeState *session_fixture_make_episode (SessionFixture *self, guint seed);

G_END_DECLS
