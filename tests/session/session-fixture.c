/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-fixture.h"

#include "test-models.h"
#include "test-pictures.h"

static const char *const names[FIXTURE_CLASSES] = { "Fox", "Wolf", "Dog" };

static char *
make_model (SessionFixture *self, const char *name, guint32 seed, gboolean fusion)
{
  const TestModel description = { seed, 4, 6, FALSE, fusion, NULL };
  g_autoptr (LkModel) model = test_model_open (&description, self->folder, name);

  return g_strdup (lk_model_get_path (model));
}

LkEpisodeState *
session_fixture_make_episode (SessionFixture *self, guint seed)
{
  LkEpisodeState *state = lk_episode_state_new ();

  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint j = 0; j < FIXTURE_SHOTS; j++)
        g_ptr_array_add (shots, test_picture_paste ("shot", seed + 10 * i + j));
      lk_episode_state_append_class (state, names[i], shots);
    }
  for (guint i = 0; i < FIXTURE_QUERIES; i++)
    {
      g_autoptr (LkPicture) picture = test_picture_paste ("query", seed + 100 + i);
      g_autoptr (LkQuery) query = lk_query_new (picture, i < 2 ? names[i] : NULL);

      lk_episode_state_append_query (state, query);
    }
  return state;
}

static void
on_message (SessionFixture *self, const char *text)
{
  g_free (self->message);
  self->message = g_strdup (text);
}

void
session_fixture_set_up (SessionFixture *self, gconstpointer data)
{
  g_autoptr (LkEpisodeState) state = session_fixture_make_episode (self, 1);

  self->folder = test_folder_new ();
  self->model_a = make_model (self, "a.safetensors", 1, FALSE);
  self->model_b = make_model (self, "b.safetensors", 2, TRUE);
  self->session = lk_session_new ();
  self->episode = lk_session_get_episode (self->session);
  g_signal_connect_swapped (self->session, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (self->session, "absent", G_CALLBACK (on_message), self);
  lk_session_set_model (self->session, self->model_a, NULL);
  lk_episode_set_state (self->episode, state, "Begin");
  session_fixture_settle (self);
  g_assert_nonnull (lk_session_get_evidence (self->session));
}

void
session_fixture_tear_down (SessionFixture *self, gconstpointer data)
{
  session_fixture_settle (self);
  g_assert_finalize_object (self->session);
  test_folder_remove (self->folder);
  g_free (self->model_a);
  g_free (self->model_b);
  g_free (self->message);
}

static gboolean
is_idle (gpointer data)
{
  return !lk_session_get_busy (data) && !lk_session_get_reading (data);
}

void
session_fixture_settle (SessionFixture *self)
{
  test_wait (is_idle, self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

char *
session_fixture_name (SessionFixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

char *
session_fixture_sha256 (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

LkQuery *
session_fixture_get_query (SessionFixture *self, guint index)
{
  g_autoptr (LkQuery) query
      = g_list_model_get_item (lk_episode_get_queries (self->episode), index);

  return query;
}

void
session_fixture_mask (SessionFixture *self, guint n)
{
  guint n_cells = lk_evidence_get_n_cells (lk_session_get_evidence (self->session));
  g_autofree gboolean *kept = g_new (gboolean, n_cells);

  for (guint i = 0; i < n_cells; i++)
    kept[i] = i >= n;
  lk_session_set_mask (self->session, kept, n_cells);
}

void
session_fixture_set_neighbours (SessionFixture *self, guint neighbours)
{
  LkMetricOptions options = *lk_session_get_options (self->session);

  options.neighbours = neighbours;
  lk_session_set_options (self->session, &options);
}
