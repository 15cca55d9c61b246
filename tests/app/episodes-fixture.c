/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "episodes-fixture.h"

#include <adwaita.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#include "lk-dataset-picker.h"
#include "lk-episodes-page.h"
#include "lk-episode-runner.h"
#include "window-fixture.h"

#define N_CLASSES EPISODES_FIXTURE_N_CLASSES
#define N_PICTURES EPISODES_FIXTURE_N_PICTURES

/* In squares of @grain pixels. */
static void
save_noise (const char *folder, guint index, guint grain, GRand *random)
{
  g_autofree char *name = g_strdup_printf ("%u.png", index);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 24, 24);
  const gsize stride = gdk_pixbuf_get_rowstride (pixbuf);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  g_autoptr (GError) error = NULL;

  for (gsize y = 0; y < 24; y++)
    for (gsize x = 0; x < 24; x++)
      for (gsize c = 0; c < 3; c++)
        pixels[y * stride + 3 * x + c]
            = x % grain > 0   ? pixels[y * stride + 3 * (x - 1) + c]
              : y % grain > 0 ? pixels[(y - 1) * stride + 3 * x + c]
                              : (guchar) g_rand_int_range (random, 0, 256);
  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);
}

/* Classes differ by their grain, but for every third picture, which has that of the next:
 * any network tells them better than by chance, and makes mistakes. */
static char *
make_dataset (const char *parent)
{
  char *dataset = g_build_filename (parent, "noise", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  g_assert_cmpint (g_mkdir (dataset, 0700), ==, 0);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("class %u", i);
      g_autofree char *folder = g_build_filename (dataset, name, NULL);

      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      for (guint picture = 0; picture < N_PICTURES; picture++)
        save_noise (folder, picture, 1 + (i + (picture % 3 == 0)) % N_CLASSES, random);
    }
  return dataset;
}

static void
on_message (EpisodesFixture *fixture, const char *text)
{
  g_free (fixture->message);
  fixture->message = g_strdup (text);
}

void
episodes_fixture_set_up (EpisodesFixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("likeness-episodes-XXXXXX", NULL);
  fixture->dataset = make_dataset (fixture->folder);
  fixture->session = lk_session_new ();
  g_signal_connect_swapped (fixture->session, "message", G_CALLBACK (on_message),
                            fixture);
  fixture->page = g_object_new (LK_TYPE_EPISODES_PAGE, NULL);
  lk_episodes_page_set_session (LK_EPISODES_PAGE (fixture->page), fixture->session);
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 760, 860);
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

void
episodes_fixture_tear_down (EpisodesFixture *fixture, gconstpointer data)
{
  GtkWidget *page = fixture->page;

  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_wait (is_null, &page);
  lk_session_cancel (fixture->session);
  g_object_unref (fixture->session);
  window_fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->dataset);
  g_free (fixture->message);
}

GtkWidget *
episodes_fixture_find (EpisodesFixture *fixture, const char *id)
{
  return window_fixture_find_id (fixture->page, id);
}

void
episodes_fixture_set_number (EpisodesFixture *fixture, const char *id, guint value)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (episodes_fixture_find (fixture, id)),
                             value);
}

const char *
episodes_fixture_get_text (EpisodesFixture *fixture, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (episodes_fixture_find (fixture, id)));
}

gboolean
episodes_fixture_has_dataset (gpointer data)
{
  EpisodesFixture *fixture = data;
  LkDatasetPicker *picker = LK_DATASET_PICKER (episodes_fixture_find (fixture, "picker"));

  return lk_dataset_picker_get_dataset (picker) != NULL;
}

LkDataset *
episodes_fixture_get_dataset (EpisodesFixture *fixture)
{
  return lk_dataset_picker_get_dataset (
      LK_DATASET_PICKER (episodes_fixture_find (fixture, "picker")));
}

void
episodes_fixture_drop_dataset (EpisodesFixture *fixture)
{
  window_fixture_drop (fixture->page, (const char *[]){ fixture->dataset, NULL });
  test_wait (episodes_fixture_has_dataset, fixture);
  episodes_fixture_set_number (fixture, "ways", 3);
  episodes_fixture_set_number (fixture, "shots", 1);
  episodes_fixture_set_number (fixture, "queries", 4);
}

gboolean
episodes_fixture_is_still (gpointer data)
{
  return gtk_widget_get_visible (episodes_fixture_find (data, "evaluate"));
}

gboolean
episodes_fixture_is_scored (gpointer data)
{
  EpisodesFixture *fixture = data;

  return lk_session_get_evidence (fixture->session) != NULL
         && !lk_session_get_busy (fixture->session);
}

void
episodes_fixture_click (EpisodesFixture *fixture, const char *id)
{
  GtkWidget *button = episodes_fixture_find (fixture, id);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
}

void
episodes_fixture_evaluate (EpisodesFixture *fixture, guint n_episodes)
{
  episodes_fixture_set_number (fixture, "episodes", n_episodes);
  episodes_fixture_click (fixture, "evaluate");
  g_assert_false (episodes_fixture_is_still (fixture));
  test_wait (episodes_fixture_is_still, fixture);
}

/* The same without a window. */
LkEvaluation *
episodes_fixture_evaluate_alone (EpisodesFixture *fixture, guint n_episodes)
{
  const LkSampler sampler = { 3, 1, 4, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LkModel) model = lk_model_open (LK_MODEL_DEFAULT, NULL, &error);
  LkDataset *dataset = episodes_fixture_get_dataset (fixture);
  LkEvaluation *evaluation = lk_evaluation_new (dataset, &sampler);
  g_autoptr (LkEpisodeRunner) runner = NULL;

  g_assert_no_error (error);
  runner = lk_episode_runner_new (dataset, model, &sampler,
                                  lk_session_get_options (fixture->session));
  lk_episode_runner_run (runner, evaluation, 0, n_episodes, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return evaluation;
}
