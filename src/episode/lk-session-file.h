/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-episode-state.h"
#include "lk-metric-options.h"
#include "lk-opponent.h"
#include "lk-sampling.h"
#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * LkSessionFile:
 * @title: of the session; may be %NULL
 * @model: "builtin:conv64f", or a path: absolute here, relative to the file on disk
 * @model_sha256: of its weights when the session was saved
 * @model_fingerprint: (nullable): lk_model_get_fingerprint() then; files of old lack it
 * @profile: (nullable): an override of the model's
 * @network: (nullable): what a person said of the network, as lk_choices_parse() has it
 * @options: metric and fusion
 * @episode: the pictures
 * @selected_query: index, or 0
 * @selected_class: index of the class whose evidence is shown, or -1: the winner
 * @view: (nullable): the view that was shown: "decision", "pixel", "part", "distribution"
 *
 * @off: shots that are switched off: set of %GUINT_TO_POINTER (class *
 * %LK_EPISODE_MAX_SHOTS + shot)
 * @shot_masks: shots of which cells are painted out: keys as in @off to #GBytes as in
 *   @masks
 * @masks: query indices (%GUINT_TO_POINTER) to #GBytes with a gboolean a cell: whether it
 *   counts
 * @look: (nullable): how the evidence was looked at; the program's own, kept as it is
 * @sampling: (nullable): what episodes are sampled from; the dataset's path is absolute
 *   here, relative to the file on disk. It may be gone: nobody looks
 * @opponent: (nullable): what the episode's model and options are compared with, its path
 *   likewise; %NULL: with themselves
 * @with_pictures: whether all pictures stand in the file, also those that have one of
 *   their own
 * @recovery: (nullable): what a recovery file says of the session beside it; kept as it
 * is
 * @past: (nullable): array of #LkSessionFile, the steps of an undo: of each episode,
 *   model, options, masks of both kinds and what is off count, and the title is what the
 * step is called
 * @now: index of the step in force: its episode is @episode
 * @file_sha256: (nullable): of the bytes of the file that was loaded or saved last
 *
 * What a file *.likeness holds: JSON, with picture paths relative to the file and a
 * SHA-256 for each; pictures that have no file are embedded (base64).
 */
typedef struct
{
  char *title;
  char *model;
  char *model_sha256;
  char *model_fingerprint;
  char *profile;
  char *network;
  LkMetricOptions options;
  LkEpisodeState *episode;
  guint selected_query;
  int selected_class;
  char *view;
  GHashTable *off;
  GHashTable *masks;
  GHashTable *shot_masks;
  JsonObject *look;
  LkSampling *sampling;
  LkOpponent *opponent;
  gboolean with_pictures;
  JsonObject *recovery;
  GPtrArray *past;
  guint now;
  char *file_sha256;
} LkSessionFile;

/** An empty session with the default model and options. */
LkSessionFile *lk_session_file_new (void);

/**
 * lk_session_file_load:
 *
 * A picture whose file is missing, or holds other bytes than when the session was saved,
 * is a placeholder, see lk_picture_load_expected(): it is not scored, and saved as it
 * was.
 *
 * Returns: or %NULL with %LK_ERROR_FILE, %LK_ERROR_FORMAT (not JSON, a member missing or
 * of another kind, bytes in the file itself that are not the ones that were saved),
 *   %LK_ERROR_UNSUPPORTED (a newer format version), %LK_ERROR_LIMIT
 */
LkSessionFile *lk_session_file_load (const char *path, GError **error);

/** The same with @past, which is not read otherwise; for files that the program made for
 * itself. */
LkSessionFile *lk_session_file_load_with_past (const char *path, GError **error);

/** Writes atomically: the whole new file, or the old one untouched. */
gboolean lk_session_file_save (LkSessionFile *self, const char *path, GError **error);
void lk_session_file_free (LkSessionFile *self);

/** (transfer full): the episode without the shots that are switched off, without
 * placeholders, and without the classes that have nothing else, with the cells of shots
 * painted out: what is scored. */
LkEpisodeState *lk_session_file_get_scored_state (LkSessionFile *self);
/** (transfer full): @scoring of that state with the masks of the queries applied. */
LkScoring *
lk_session_file_apply_masks (LkSessionFile *self, LkScoring *scoring, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSessionFile, lk_session_file_free)

G_END_DECLS
