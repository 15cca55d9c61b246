/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-curves-view.h"
#include "lk-dataset-picker.h"
#include "lk-hint.h"
#include "lk-train-page.h"
#include "window-fixture.h"

#define N_CLASSES 3
#define N_PICTURES 8
#define FOREVER 100000000
#define UNIT_RECIPE 2
#define INITIAL_SCRATCH 0
#define INITIAL_MODEL 1
#define INITIAL_EARLIER 2

/* A window that holds the page of training alone, with pictures to train on. */
typedef struct
{
  char *folder;
  char *dataset;
  GtkWidget *window;
  GtkWidget *page;
  LkSession *session;
  char *message;
} Fixture;

static void
on_message (Fixture *self, const char *text)
{
  g_free (self->message);
  self->message = g_strdup (text);
}

static char *
make_dataset (Fixture *self, const char *name, guint first)
{
  char *dataset = g_build_filename (self->folder, name, NULL);

  g_assert_cmpint (g_mkdir (dataset, 0700), ==, 0);
  for (guint i = first; i < first + N_CLASSES; i++)
    {
      g_autofree char *class_name = g_strdup_printf ("kind %u", i);
      g_autofree char *folder
          = window_fixture_make_folder (dataset, class_name, N_PICTURES);
    }
  return dataset;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new (LK_APP_ID);

  /* What the test before showed last would be shown again. */
  g_settings_reset (settings, "last-training");
  self->folder = g_dir_make_tmp ("likeness-train-XXXXXX", NULL);
  self->dataset = make_dataset (self, "pictures", 0);
  self->session = lk_session_new ();
  g_signal_connect_swapped (self->session, "message", G_CALLBACK (on_message), self);
  self->page = g_object_new (LK_TYPE_TRAIN_PAGE, NULL);
  lk_train_page_set_session (LK_TRAIN_PAGE (self->page), self->session);
  self->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 760, 860);
  adw_window_set_content (ADW_WINDOW (self->window), self->page);
  gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
has_stopped (gpointer job)
{
  return !lk_training_job_get_running (job);
}

/* A training that still runs ends with the window. */
static void
tear_down (Fixture *self, gconstpointer data)
{
  GtkWidget *page = self->page;
  LkTrainingJob *job = lk_train_page_get_job (LK_TRAIN_PAGE (page));
  g_autoptr (LkTrainingJob) left = job != NULL ? g_object_ref (job) : NULL;

  g_signal_handlers_disconnect_by_data (self->session, self);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  test_wait (is_null, &page);
  if (left != NULL)
    test_wait (has_stopped, left);
  lk_session_cancel (self->session);
  g_object_unref (self->session);
  window_fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->dataset);
  g_free (self->message);
}

static GtkWidget *
find (Fixture *self, const char *id)
{
  return window_fixture_find_id (self->page, id);
}

static const char *
get_status (Fixture *self)
{
  return gtk_label_get_text (GTK_LABEL (find (self, "status")));
}

static gboolean
is_error (Fixture *self)
{
  return gtk_widget_has_css_class (find (self, "status"), "error");
}

static gboolean
can_start (gpointer data)
{
  return gtk_widget_is_sensitive (find (data, "start"));
}

static gboolean
is_still (gpointer data)
{
  LkTrainingJob *job = lk_train_page_get_job (LK_TRAIN_PAGE (((Fixture *) data)->page));

  return job != NULL && !lk_training_job_get_running (job);
}

static gboolean
has_curves (gpointer data)
{
  return gtk_widget_get_visible (find (data, "results"));
}

static void
press (Fixture *self, const char *id)
{
  GtkWidget *button = find (self, id);

  g_assert_true (gtk_widget_get_visible (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
choose_recipe (Fixture *self, guint pictures, guint channels)
{
  g_autofree char *path = g_build_filename (self->folder, "recipe.json", NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"backbone\": \"conv64f\", \"channels\": [%u, %u, %u, %u], \"stages\": "
      "[{\"kind\": "
      "\"classification\", \"pictures\": %u, \"batch\": 8, \"rate\": 0.05, \"sizes\": "
      "[24], \"shares\": [1], \"weight_pooled\": 1}]}",
      channels, channels, channels, channels, pictures);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  lk_train_page_open_recipe (LK_TRAIN_PAGE (self->page), path);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (find (self, "initial"))),
                    ==, INITIAL_MODEL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (self, "initial")), INITIAL_SCRATCH);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (self, "unit")), UNIT_RECIPE);
  g_assert_false (gtk_widget_is_sensitive (find (self, "amount")));
}

static void
choose_pictures (Fixture *self, guint pictures)
{
  g_assert_false (can_start (self));
  window_fixture_drop (self->page, (const char *[]){ self->dataset, NULL });
  test_wait (can_start, self);
  choose_recipe (self, pictures, 8);
}

/* A training that began with weights still does when it is shown again, whatever the
 * session's model is by then. */
static void
test_initial (Fixture *self, gconstpointer data)
{
  g_autofree char *model = g_strdup (lk_session_get_model_name (self->session));
  g_autofree char *folder = NULL;
  GtkDropDown *initial = GTK_DROP_DOWN (find (self, "initial"));

  window_fixture_drop (self->page, (const char *[]){ self->dataset, NULL });
  test_wait (can_start, self);
  choose_recipe (self, FOREVER, 64);
  gtk_drop_down_set_selected (initial, INITIAL_MODEL);
  press (self, "start");
  test_wait (has_curves, self);
  press (self, "stop");
  test_wait (is_still, self);
  folder = g_strdup (
      lk_training_job_get_folder (lk_train_page_get_job (LK_TRAIN_PAGE (self->page))));
  lk_session_set_model (self->session, "other.safetensors", NULL);
  lk_train_page_open_training (LK_TRAIN_PAGE (self->page), folder);
  g_assert_cmpuint (gtk_drop_down_get_selected (initial), ==, INITIAL_EARLIER);
  test_wait (can_start, self);
  press (self, "start");
  g_assert_cmpstr (
      lk_training_job_get_plan (lk_train_page_get_job (LK_TRAIN_PAGE (self->page)))
          ->initial,
      ==, model);
  press (self, "stop");
  test_wait (is_still, self);
  lk_session_undo (self->session);
  g_assert_cmpstr (lk_session_get_model_name (self->session), ==, model);
  g_assert_cmpuint (gtk_drop_down_get_selected (initial), ==, INITIAL_MODEL);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (initial)), ==, 2);
}

/* From a folder of pictures to a model that explains the session. */
static void
test_whole (Fixture *self, gconstpointer data)
{
  g_autofree char *before = g_strdup (lk_session_get_model_name (self->session));
  const char *model;

  choose_pictures (self, 64);
  g_assert_false (gtk_widget_is_sensitive (find (self, "use_model")));
  press (self, "start");
  g_assert_true (gtk_widget_get_visible (find (self, "stop")));
  g_assert_false (gtk_widget_get_visible (find (self, "start")));
  test_wait (is_still, self);
  g_assert_false (is_error (self));
  g_assert_cmpstr (get_status (self), ==, "The training is done");
  g_assert_true (has_curves (self));
  g_assert_true (
      g_str_has_prefix (lk_plot_view_get_summary (LK_PLOT_VIEW (find (self, "curves"))),
                        "64 pictures, loss "));
  g_assert_false (gtk_widget_get_visible (find (self, "go_on")));
  press (self, "use_model");
  model = lk_session_get_model_name (self->session);
  g_assert_nonnull (strstr (model, "/likeness/trainings/pictures-"));
  g_assert_true (g_str_has_suffix (model, ".safetensors"));
  g_assert_nonnull (self->message);
  g_assert_cmpstr (lk_session_get_opponent (self->session)->model, ==, before);
  lk_session_undo (self->session);
  g_assert_cmpstr (lk_session_get_model_name (self->session), ==, before);
}

/* Stopped, gone on with, opened again; and saved when the window goes. */
static void
test_stop (Fixture *self, gconstpointer data)
{
  g_autoptr (LkTrainingJob) job = NULL;
  g_autofree char *folder = NULL;

  choose_pictures (self, FOREVER);
  press (self, "start");
  test_wait (has_curves, self);
  press (self, "stop");
  g_assert_false (gtk_widget_is_sensitive (find (self, "stop")));
  test_wait (is_still, self);
  g_assert_false (is_error (self));
  folder = g_strdup (
      lk_training_job_get_folder (lk_train_page_get_job (LK_TRAIN_PAGE (self->page))));
  lk_train_page_open_training (LK_TRAIN_PAGE (self->page), folder);
  g_assert_cmpstr (
      lk_training_job_get_folder (lk_train_page_get_job (LK_TRAIN_PAGE (self->page))), ==,
      folder);
  press (self, "go_on");
  job = g_object_ref (lk_train_page_get_job (LK_TRAIN_PAGE (self->page)));
  g_assert_true (lk_training_job_get_running (job));
}

/* What is wrong is said in place. */
static void
test_problems (Fixture *self, gconstpointer data)
{
  g_autofree char *copy = g_build_filename (self->folder, "others", NULL);

  lk_train_page_open_training (LK_TRAIN_PAGE (self->page), self->folder);
  g_assert_true (is_error (self));
  g_assert_null (lk_train_page_get_job (LK_TRAIN_PAGE (self->page)));
  choose_pictures (self, 64);
  g_free (make_dataset (self, "others", N_CLASSES - 1));
  lk_train_page_open_validation (LK_TRAIN_PAGE (self->page), copy);
  g_assert_false (can_start (self));
  test_wait (can_start, self);
  press (self, "start");
  test_wait (is_still, self);
  g_assert_true (is_error (self));
  g_assert_nonnull (strstr (get_status (self), "kind 2"));
  press (self, "clear");
  g_assert_false (gtk_widget_get_visible (find (self, "clear")));
  press (self, "start");
  test_wait (is_still, self);
  g_assert_false (is_error (self));
}

#define ADD(name, function)                                                              \
  g_test_add ("/train-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("likeness-home-XXXXXX", NULL);
  int failed;

  /* Trainings are kept below the user's data. */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD ("whole", test_whole);
  ADD ("stop", test_stop);
  ADD ("problems", test_problems);
  ADD ("initial", test_initial);
  failed = g_test_run ();
  window_fixture_remove_folder (home);
  return failed;
}
