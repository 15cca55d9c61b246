/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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

  char *model_name;
  char *profile;
  char *expected_sha256;
  LkModel *model;
  LkMetricOptions options;

  LkQuery *selected_query;
  int selected_class;
  int hovered_cell;
  int pinned_cell;
  char *view;

  LkWorker *worker;
  LkFeatureCache *cache;
  LkScoring *scoring;
  GPtrArray *decisions;
  LkEvidence *evidence;
  double progress;
  char *status;
  gboolean loading;
};

/** Starts, or plans, a scoring of the episode as it stands. */
void lk_session_rescore (LkSession *self);
/** Forgets decisions and emits "decided" after the options changed. */
void lk_session_redecide (LkSession *self);
void lk_session_set_status (LkSession *self, const char *status);
void lk_session_set_progress (LkSession *self, double progress);
void lk_session_set_modified (LkSession *self, gboolean modified);
/** Takes the contents of a file, without its episode's history. */
void lk_session_adopt (LkSession *self, LkSessionFile *file, const char *path);

G_END_DECLS
