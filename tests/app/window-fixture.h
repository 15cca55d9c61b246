/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-window.h"
#include "test-wait.h"

/* A window with the sample episode scored in it, for the tests that drive it. */

LkWindow *window_fixture_new (void);
/* The same with the example opened and scored. */
LkWindow *window_fixture_new_with_example (void);
void window_fixture_free (LkWindow *window);

/* Such a window, for tests that need no more of their own. */
typedef struct
{
  LkWindow *window;
  LkSession *session;
} WindowFixture;

void window_fixture_set_up (WindowFixture *self, gconstpointer data);
void window_fixture_tear_down (WindowFixture *self, gconstpointer data);

/* Makes @session an empty one of no file. */
void window_fixture_clear (LkSession *session);

/* Runs the main loop until the session's worker and its files are at rest. */
void window_fixture_settle (LkWindow *window);

/* The widget of @type whose buildable id or position is @nth below @root, depth first. */
GtkWidget *window_fixture_find (GtkWidget *root, GType type, guint nth);
/* The descendant with the template id @id. */
GtkWidget *window_fixture_find_id (GtkWidget *root, const char *id);
/* (nullable): the window of @type that is shown. */
gpointer window_fixture_find_toplevel (GType type);
/* The controller of @type that @widget has. */
gpointer window_fixture_find_controller (GtkWidget *widget, GType type);
/* That of the class at @index of the episode. */
const char *window_fixture_get_class_name (LkSession *session, guint index);
/* Drops @paths on @widget as another program would, without a pointer. */
void window_fixture_drop (GtkWidget *widget, const char *const *paths);
/* A folder of @n pictures of a plain colour; freed and removed by the caller's temp dir.
 */
char *window_fixture_make_folder (const char *parent, const char *name, guint n);
/* Removes @path and all in it. */
void window_fixture_remove_folder (const char *path);
/* (transfer full): what the command line explains of @session as it would be saved, in
 * JSON, with @option (nullable). */
JsonNode *window_fixture_explain (LkSession *session, const char *option);
/* The same of a session file. */
JsonNode *window_fixture_explain_file (const char *path, const char *option);
/* That of the first query in @told. */
JsonObject *window_fixture_get_explained (JsonNode *told);
