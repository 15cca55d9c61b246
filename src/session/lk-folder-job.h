/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * LkFolderProgress:
 * @seconds_left: -1 where it cannot be told yet
 * @n_skipped: pictures that cannot be read
 */
typedef struct
{
  guint n_done;
  guint total;
  guint n_skipped;
  double seconds_left;
} LkFolderProgress;

/**
 * LkFolderJob:
 *
 * The pictures of a folder, sorted by the classes of what is scored on another thread, as
 * `likeness-cli classify --reject` does it. What is found arrives a few times a second,
 * and is kept for the next job of the same folder, model, classes and options, whenever
 * that is: it goes on with what is left. Main thread only.
 *
 * Signals: "reported": there is more. "ended" (string, nullable): it runs no more, and
 * why where it failed; a job that was cancelled keeps what was done.
 */
#define LK_TYPE_FOLDER_JOB (lk_folder_job_get_type ())
G_DECLARE_FINAL_TYPE (LkFolderJob, lk_folder_job, LK, FOLDER_JOB, GObject)

/** @options: those in force */
LkFolderJob *lk_folder_job_new (LkScoring *scoring,
                                const LkMetricOptions *options,
                                const char *folder);

/** Where it was ended before, it goes on. */
void lk_folder_job_run (LkFolderJob *self);
void lk_folder_job_cancel (LkFolderJob *self);
gboolean lk_folder_job_get_running (LkFolderJob *self);

const char *lk_folder_job_get_folder (LkFolderJob *self);
const LkFolderProgress *lk_folder_job_get_progress (LkFolderJob *self);
/** List model of #LkFolderItem, which grows; each run begins with none. */
GListModel *lk_folder_job_get_pictures (LkFolderJob *self);

/** Writes lk_classified_table_new() of what is there, sorted by name; pictures that are
 * unlike every class are of none. Fails as lk_table_write_csv() does. */
gboolean lk_folder_job_save_csv (LkFolderJob *self, const char *path, GError **error);

G_END_DECLS
