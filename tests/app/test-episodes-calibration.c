/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "episodes-fixture.h"
#include "lk-calibration-view.h"
#include "lk-calibration.h"
#include "lk-model.h"
#include "lk-rows-view.h"
#include "window-fixture.h"

static GtkWidget *
find (EpisodesFixture *fixture, const char *id)
{
  return window_fixture_find_id (episodes_fixture_find (fixture, "calibration"), id);
}

static gboolean
is_still (gpointer data)
{
  return gtk_widget_get_visible (find (data, "run"));
}

static void
press (EpisodesFixture *fixture, const char *id)
{
  g_assert_true (gtk_widget_is_sensitive (find (fixture, id)));
  g_signal_emit_by_name (find (fixture, id), "clicked");
}

/* A half of four classes has two. */
static void
ask (EpisodesFixture *fixture, guint n_episodes)
{
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "run")));
  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_set_number (fixture, "ways", 2);
  episodes_fixture_set_number (fixture, "episodes", n_episodes);
}

static void
test_weights (EpisodesFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "learned.safetensors", NULL);
  const LkMetricOptions *options;
  g_autoptr (LkModel) model = NULL;
  g_autoptr (GError) error = NULL;
  double sum = 0;

  ask (fixture, 6);
  press (fixture, "run");
  g_assert_true (gtk_widget_get_visible (find (fixture, "cancel")));
  test_wait (is_still, fixture);
  g_assert_true (gtk_widget_get_visible (find (fixture, "results")));
  g_assert_cmpuint (lk_rows_view_get_n_rows (LK_ROWS_VIEW (find (fixture, "rows"))), ==,
                    LK_CALIBRATION_N_ROWS);
  g_assert_true (
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (find (fixture, "learned"))),
                        "2-way 1-shot, 6 episodes: part "));
  press (fixture, "use");
  options = lk_session_get_options (fixture->session);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    sum += options->weights[level];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-9);
  lk_calibration_view_save (
      LK_CALIBRATION_VIEW (episodes_fixture_find (fixture, "calibration")), path);
  g_assert_nonnull (strstr (fixture->message, "learned.safetensors"));
  model = lk_model_open (path, NULL, &error);
  g_assert_no_error (error);
}

/* What was learned under another metric says so, and under another network is not taken
 * over; back with both, it is as before. */
static void
test_stale (EpisodesFixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  LkMetricOptions options;

  ask (fixture, 6);
  press (fixture, "run");
  test_wait (is_still, fixture);
  before = g_strdup (gtk_label_get_text (GTK_LABEL (find (fixture, "learned"))));
  options = *lk_session_get_options (fixture->session);
  options.weights[LK_LEVEL_PART] = 0.75;
  lk_session_set_options (fixture->session, &options);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (find (fixture, "learned"))), ==,
                   before);
  options.distance
      = options.distance == LK_DISTANCE_W2 ? LK_DISTANCE_KL_SQ : LK_DISTANCE_W2;
  lk_session_set_options (fixture->session, &options);
  g_assert_true (
      g_str_has_suffix (gtk_label_get_text (GTK_LABEL (find (fixture, "learned"))),
                        "\nModel or metric have been changed since."));
  g_assert_true (gtk_widget_is_sensitive (find (fixture, "use")));
  lk_session_set_model (fixture->session, "other.safetensors", NULL);
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "use")));
  lk_session_undo (fixture->session);
  lk_session_undo (fixture->session);
  g_assert_true (gtk_widget_is_sensitive (find (fixture, "use")));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (find (fixture, "learned"))), ==,
                   before);
}

static void
test_cancel (EpisodesFixture *fixture, gconstpointer data)
{
  ask (fixture, 100000);
  press (fixture, "run");
  press (fixture, "cancel");
  test_wait (is_still, fixture);
  g_assert_false (gtk_widget_get_visible (find (fixture, "results")));
  g_assert_false (gtk_widget_has_css_class (find (fixture, "status"), "error"));
}

static void
test_problem (EpisodesFixture *fixture, gconstpointer data)
{
  ask (fixture, 6);
  episodes_fixture_set_number (fixture, "ways", 3);
  press (fixture, "run");
  test_wait (is_still, fixture);
  g_assert_true (gtk_widget_has_css_class (find (fixture, "status"), "error"));
  g_assert_true (gtk_widget_get_visible (find (fixture, "status")));
}

#define ADD(name, function)                                                              \
  g_test_add ("/episodes-calibration/" name, EpisodesFixture, NULL,                      \
              episodes_fixture_set_up, function, episodes_fixture_tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD ("weights", test_weights);
  ADD ("stale", test_stale);
  ADD ("cancel", test_cancel);
  ADD ("problem", test_problem);
  return g_test_run ();
}
