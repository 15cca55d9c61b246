/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-evaluation.h"
#include "lk-session.h"

#define EPISODES_FIXTURE_N_CLASSES 4
#define EPISODES_FIXTURE_N_PICTURES 6

/* A window that holds the page of episodes alone, and a dataset of noise, in which
 * mistakes are certain. */
typedef struct
{
  char *folder;
  char *dataset;
  GtkWidget *window;
  GtkWidget *page;
  LkSession *session;
  char *message;
} EpisodesFixture;

void episodes_fixture_set_up (EpisodesFixture *fixture, gconstpointer data);
/* Waits until the page is gone. */
void episodes_fixture_tear_down (EpisodesFixture *fixture, gconstpointer data);

GtkWidget *episodes_fixture_find (EpisodesFixture *fixture, const char *id);
void episodes_fixture_set_number (EpisodesFixture *fixture, const char *id, guint value);
const char *episodes_fixture_get_text (EpisodesFixture *fixture, const char *id);
/* A button that can be seen and pressed. */
void episodes_fixture_click (EpisodesFixture *fixture, const char *id);

/* Drops the dataset on the page, and asks for 3-way 1-shot episodes with 4 queries. */
void episodes_fixture_drop_dataset (EpisodesFixture *fixture);
LkDataset *episodes_fixture_get_dataset (EpisodesFixture *fixture);
/* Evaluates and waits for the end. */
void episodes_fixture_evaluate (EpisodesFixture *fixture, guint n_episodes);
/* The same without a window. */
LkEvaluation *episodes_fixture_evaluate_alone (EpisodesFixture *fixture,
                                               guint n_episodes);

/* To wait for: a dataset, the end of an evaluation, a scored episode. */
gboolean episodes_fixture_has_dataset (gpointer fixture);
gboolean episodes_fixture_is_still (gpointer fixture);
gboolean episodes_fixture_is_scored (gpointer fixture);
