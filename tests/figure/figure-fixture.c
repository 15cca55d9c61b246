/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "figure-fixture.h"

#include <string.h>

#include "lk-embedder.h"
#include "test-models.h"
#include "test-pictures.h"

static const TestModel model = { 3, 4, FIXTURE_CHANNELS, FALSE, FALSE, NULL };

const char *const fixture_names[FIXTURE_CLASSES] = {
  "Fox, red",
  "Wolf \"grey\"",
  "=1+2",
  "Ёж",
};

const guint fixture_n_shots[FIXTURE_CLASSES] = { 2, 1, 3, 2 };

static LkPicture *
load (const char *folder, const char *name, guint32 seed)
{
  g_autofree char *path = test_png_write (folder, name, seed, 40, 30);
  g_autoptr (GError) error = NULL;
  LkPicture *picture = lk_picture_load (path, &error);

  g_assert_no_error (error);
  return picture;
}

static void
append_class (LkEpisodeState *episode,
              const char *folder,
              guint class_index,
              const char *name,
              guint n_shots)
{
  g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint j = 0; j < n_shots; j++)
    {
      g_autofree char *file = g_strdup_printf ("shot-%u-%u.png", class_index, j);

      g_ptr_array_add (shots, load (folder, file, 100 * class_index + j));
    }
  lk_episode_state_append_class (episode, name, shots);
}

static void
append_query (LkEpisodeState *episode,
              const char *folder,
              const char *file,
              guint32 seed,
              const char *label)
{
  g_autoptr (LkPicture) picture = load (folder, file, seed);
  g_autoptr (LkQuery) query = lk_query_new (picture, label);

  lk_episode_state_append_query (episode, query);
}

static LkScoring *
score (LkEpisodeState *episode, const char *folder, const LkMetricOptions *options)
{
  g_autoptr (LkModel) opened = test_model_open (&model, folder, "m.safetensors");
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (opened, NULL);
  g_autoptr (GError) error = NULL;
  LkScoring *scoring = lk_scoring_new (episode, LK_MAP_SOURCE (embedder), options, NULL,
                                       NULL, NULL, &error);

  g_assert_no_error (error);
  return scoring;
}

void
figure_fixture_set_up (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEpisodeState) episode = lk_episode_state_new ();

  self->folder = test_folder_new ();
  self->options = lk_metric_options_default ();
  self->options.neighbours = MAX (GPOINTER_TO_UINT (data), 1);
  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    append_class (episode, self->folder, i, fixture_names[i], fixture_n_shots[i]);
  append_query (episode, self->folder, "-twin.png", 201, fixture_names[2]);
  append_query (episode, self->folder, "two, and \"more\".png", 901, fixture_names[0]);
  append_query (episode, self->folder, "three.png", 902, NULL);
  self->scoring = score (episode, self->folder, &self->options);
}

void
figure_fixture_tear_down (FigureFixture *self, gconstpointer data)
{
  lk_scoring_unref (self->scoring);
  test_folder_remove (self->folder);
}

LkScoring *
figure_fixture_score (const char *folder,
                      const char *name,
                      guint n_classes,
                      guint n_shots,
                      guint n_queries,
                      const LkMetricOptions *options)
{
  g_autoptr (LkEpisodeState) episode = lk_episode_state_new ();

  for (guint i = 0; i < n_classes; i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%u, %s", i, name);

      append_class (episode, folder, i, numbered, n_shots);
    }
  for (guint i = 0; i < n_queries; i++)
    {
      g_autofree char *file = g_strdup_printf ("query-%u.png", i);

      append_query (episode, folder, file, 10000 + i, NULL);
    }
  return score (episode, folder, options);
}

LkEvidence *
figure_fixture_explain (FigureFixture *self, guint query)
{
  g_autoptr (GError) error = NULL;
  LkEvidence *evidence = lk_evidence_new (self->scoring, query, &self->options, &error);

  g_assert_no_error (error);
  return evidence;
}

GBytes *
figure_fixture_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

gssize
figure_fixture_find (GBytes *bytes, const char *text, gsize from)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *found;

  if (from >= size)
    return -1;
  found = memmem (data + from, size - from, text, strlen (text));
  return found != NULL ? found - data : -1;
}
