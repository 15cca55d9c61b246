/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  LK_CHOOSER_PICTURES,   /* several pictures */
  LK_CHOOSER_FOLDERS,    /* several folders */
  LK_CHOOSER_FOLDER,     /* one folder */
  LK_CHOOSER_SESSION,    /* one *.likeness */
  LK_CHOOSER_CHECKPOINT, /* one file of weights */
  LK_CHOOSER_RECIPE,     /* one recipe of training */
} LkChooserKind;

/** Called with a list of #GFile; not at all where nothing was chosen. */
typedef void (*LkChooserDone) (GListModel *files, gpointer user_data);

/** Asks for files over the window of @widget; @widget lives until the answer. */
void lk_chooser_open (GtkWidget *widget,
                      LkChooserKind kind,
                      const char *title,
                      LkChooserDone done,
                      gpointer user_data);

/**
 * LkChooserSave:
 * @name: proposed
 * @endings: %NULL-terminated, without dots: only files that end so are listed
 *
 * A file that is asked for, to be written.
 */
typedef struct
{
  const char *title;
  const char *name;
  const char *const *endings;
} LkChooserSave;

/** Asks where to save; @destroy (nullable) frees @user_data, chosen or not. A name
 * without an ending gets the first of the endings; where there is one alone, so does a
 * name with another. What would be replaced for that is asked about. */
void lk_chooser_save (GtkWidget *widget,
                      const LkChooserSave *what,
                      LkChooserDone done,
                      gpointer user_data,
                      GDestroyNotify destroy);

/** @value becomes a #GdkFileList of @files, as a drop would give it. */
void lk_chooser_to_value (GListModel *files, GValue *value);

G_END_DECLS
