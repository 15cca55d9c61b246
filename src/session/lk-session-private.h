/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-feature-cache.h"
#include "lk-history.h"
#include "lk-session.h"
#include "lk-worker.h"

G_BEGIN_DECLS

struct _LkSession
{
  GObject parent_instance;

  LkEpisode *episode;
  char *path;
  char *title;
  gboolean modified;

  LkSettings *settings;
  LkHistory *history;
  char *undo_label;
  char *redo_label;
  gboolean travelling; /* through the history */
  char *expected_sha256;
  LkModel *model;

  LkQuery *selected_query;
  int selected_class;
  int hovered_cell;
  GArray *pins; /* guint */
  LkLook look;
  char *view;
  LkSampling *sampling;
  LkOpponent *opponent; /* or NULL */

  LkWorker *worker;
  LkFeatureCache *cache;
  LkScoring *scoring;
  GPtrArray *decisions;
  LkFlipAccuracy *accuracy_map;
  LkMetricOptions accuracy_options;
  LkEvidence *evidence;
  double progress;
  char *status;
  gboolean loading;
};

/** Starts, or plans, a scoring of the episode as it stands. */
void lk_session_rescore (LkSession *self);
/** Puts @settings in force without a step of the history: opens the model, scores or
 * decides anew as far as they differ from those before. */
void lk_session_use_settings (LkSession *self, LkSettings *settings);
/** Follows a change of the episode with a step of the history. */
void lk_session_record_episode (LkSession *self);
/** Notifies the labels that changed. */
void lk_session_update_labels (LkSession *self);
/** (transfer full): the episode without the shots that are switched off. */
LkEpisodeState *lk_session_get_scored_state (LkSession *self);
/** Selects a query with the cells that are pinned as they are. */
void lk_session_restore_query (LkSession *self, int query);
/** Forgets the hovered and the pinned cells. */
void lk_session_forget_cells (LkSession *self);
/** Hands mask and look to the evidence. */
void lk_session_update_evidence (LkSession *self);
void lk_session_set_status (LkSession *self, const char *status);
void lk_session_set_progress (LkSession *self, double progress);
void lk_session_set_modified (LkSession *self, gboolean modified);
/** The same as their setters, but nothing counts as modified; whether it is another. A
 * sampling of %NULL is that of a new session. */
gboolean lk_session_use_sampling (LkSession *self, const LkSampling *sampling);
gboolean lk_session_use_opponent (LkSession *self, const LkOpponent *opponent);
/** Takes the contents of a file, without its episode's history. */
void lk_session_adopt (LkSession *self, LkSessionFile *file, const char *path);

G_END_DECLS
