/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-recovery.h"
#include "lk-support-panel.h"
#include "lk-window.h"

G_BEGIN_DECLS

#define LK_WINDOW_N_PANES 4

/** What stands in the bar of what lasts. */
typedef enum
{
  LK_WINDOW_TROUBLE_NONE,
  LK_WINDOW_TROUBLE_ABSENT, /* pictures are missing */
  LK_WINDOW_TROUBLE_UNKEPT  /* changes cannot be kept */
} LkWindowTrouble;

struct _LkWindow
{
  AdwApplicationWindow parent_instance;

  LkSession *session;
  GSettings *settings;
  gboolean updating;
  LkWindowTrouble shown_trouble;
  guint slow;                               /* source: when a scoring is called slow */
  gboolean warned;                          /* that its state cannot be kept */
  LkRecovery *recovery;                     /* NULL: nothing is kept yet */
  gboolean leaving;                         /* its state is kept or given up: it may go */
  GtkWidget *pane_focus[LK_WINDOW_N_PANES]; /* weak: where it was last */

  GtkWidget *toasts;
  AdwToast *last_toast; /* weak: gone when it was dismissed */
  GtkWidget *header;
  GtkWidget *title;
  GtkWidget *name;
  GtkWidget *open_button;
  GtkWidget *export_button;
  GtkWidget *undo_button;
  GtkWidget *redo_button;
  GtkWidget *trouble;
  GtkWidget *trouble_text;
  GtkWidget *trouble_button;
  GtkWidget *start_flap;
  GtkWidget *end_flap;
  GtkWidget *support_panel;
  GtkWidget *decision_panel;
  GtkWidget *pages;
  GtkWidget *incomplete;
  GtkWidget *next_step;
  GtkWidget *views;
  GtkWidget *headline;
  GtkWidget *decision_page;
  GtkWidget *pixel_view;
  GtkWidget *part_view;
  GtkWidget *distribution_view;
  GtkWidget *shown_class;
  GtkWidget *episodes_page;
  GtkWidget *compare_page;
  GtkWidget *train_page;
  GtkWidget *evidence_bar;
  GtkWidget *look_bar;
  GtkWidget *twins;
  GtkWidget *table_view;
  GtkWidget *cells_table_view;
  GtkWidget *tables;
  GtkWidget *summary;
  GtkWidget *progress;
  GtkWidget *busy;
};

/** Installs the actions of the window's class. */
void lk_window_class_install_actions (GtkWidgetClass *widget_class);
/** Installs the actions that go from query to query and from class to class. */
void lk_window_class_install_steps (GtkWidgetClass *widget_class);
/** Installs the actions that take something away: figures, scores, the report. */
void lk_window_class_install_exports (GtkWidgetClass *widget_class);
/** Makes those of them insensitive that have nothing to take. */
void lk_window_update_exports (LkWindow *self);
/** Makes those actions insensitive that make no sense now. */
void lk_window_update_actions (LkWindow *self);
/** Installs the actions that open and save. */
void lk_window_class_install_files (GtkWidgetClass *widget_class);
/** Makes those of them insensitive that make no sense now. */
void lk_window_update_files (LkWindow *self);
/** Says that pictures are missing, and offers to locate them, until there are none, or
 * the bar is closed. */
void lk_window_tell_absent (LkWindow *self, const char *text);
/** Says that changes cannot be kept, and offers to save them, likewise. */
void lk_window_tell_unkept (LkWindow *self, const char *text);
/** Takes it away where it is over. */
void lk_window_update_trouble (LkWindow *self);
void lk_window_close_trouble (LkWindow *self);

/** What is done where nothing is lost by it. */
typedef void (*LkWindowThen) (LkWindow *self, const char *subject);
/** Does it at once where the session has no changes, else after a question. */
void lk_window_ask_first (LkWindow *self, LkWindowThen then, const char *subject);

/** Forgets what keeps the window's session; what it kept stays where it is. */
void lk_window_stop_keeping (LkWindow *self);
/** Whether the window stays: it asks, or it could not be kept. */
gboolean lk_window_close_request (GtkWindow *window);

/** Whether a view of the evidence of one query is shown; the pages of many queries are
 * none. */
gboolean lk_window_shows_evidence (LkWindow *self);
/** Shows one of the three pages of the middle: the invitation, what is missing with the
 * button of the next step, or the views. */
void lk_window_update_page (LkWindow *self);

void lk_window_show_toast (LkWindow *self, const char *text, gboolean with_undo);

G_END_DECLS
