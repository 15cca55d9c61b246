/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-worker.h"

G_BEGIN_DECLS

/** The answer to the latest question is there, or there is none. */
typedef void (*LkLatestChanged) (gpointer user_data);

/**
 * LkLatest:
 *
 * The answer of another thread to the question that was asked last. A question that
 * another one follows, or that is forgotten, is given up, and what is found of it is
 * nobody's. Questions that hold evidence have #LkInquiry. Main thread only.
 */
typedef struct _LkLatest LkLatest;

/** @changed: when a question that was asked has come to its end */
LkLatest *lk_latest_new (LkWorkerRun run,
                         GDestroyNotify free_job,
                         GDestroyNotify free_answer,
                         LkLatestChanged changed,
                         gpointer user_data);
/** Gives up what is looked for; @changed is not called any more. */
void lk_latest_free (LkLatest *self);

/** @job: (transfer full): what @run is to find the answer to. That of before is kept
 * until there is another. */
void lk_latest_ask (LkLatest *self, gpointer job);
/** Forgets question and answer. */
void lk_latest_forget (LkLatest *self);

/** (transfer none) (nullable): the answer. */
gpointer lk_latest_get (LkLatest *self);
/** Whether anything was asked since all was forgotten. */
gboolean lk_latest_get_asked (LkLatest *self);
/** Whether it is being looked for. */
gboolean lk_latest_get_busy (LkLatest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLatest, lk_latest_free)

G_END_DECLS
