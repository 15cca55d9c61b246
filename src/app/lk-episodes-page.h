/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkEpisodesPage:
 *
 * Episodes sampled from a dataset folder: one into the explorer, or many evaluated in the
 * background with the session's model and options; accuracy by predictor with its
 * interval while it runs, the confusion matrix, and the mistakes, each of which opens in
 * the explorer. Beside it, how the labelled queries of the session's own episode come
 * out.
 */
#define LK_TYPE_EPISODES_PAGE (lk_episodes_page_get_type ())
G_DECLARE_FINAL_TYPE (LkEpisodesPage, lk_episodes_page, LK, EPISODES_PAGE, GtkWidget)

/** Once. */
void lk_episodes_page_set_session (LkEpisodesPage *self, LkSession *session);
/** Opens a dataset folder, as the button does. */
void lk_episodes_page_open_dataset (LkEpisodesPage *self, const char *path);
/** Selects the next wrongly decided query of the session's episode; %FALSE: none. */
gboolean lk_episodes_page_next_mistake (LkEpisodesPage *self);

/** Asks where to save the accuracies as a figure, of the evaluation, or else of the
 * episode in the explorer; or copies it. */
void lk_episodes_page_take_figure (LkEpisodesPage *self, gboolean copy);

G_END_DECLS
