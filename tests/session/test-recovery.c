/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lk-recovery.h"
#include "session-fixture.h"
#include "test-pictures.h"

/* A process in which this is set works on a session in that folder until it is killed. */
#define CHILD "LIKENESS_TEST_RECOVERY"
/* How many are killed; all 200 take some minutes. */
#define KILLS "LIKENESS_TEST_KILLS"
#define DEFAULT_KILLS 8

/* What a person would miss, in one line. */
static void
describe_shots (GString *text, LkEpisodeState *state, LkSettings *settings, guint index)
{
  GPtrArray *shots = lk_episode_state_get_shots (state, index);

  g_string_append_printf (text, "[%s:", lk_episode_state_get_class_name (state, index));
  for (guint i = 0; i < shots->len; i++)
    g_string_append_printf (text, " %.8s%s", lk_picture_get_sha256 (shots->pdata[i]),
                            lk_settings_is_off (settings, shots->pdata[i]) ? "-" : "");
  g_string_append (text, "]");
}

static char *
describe (LkSession *session)
{
  g_autoptr (LkEpisodeState) state
      = lk_episode_get_state (lk_session_get_episode (session));
  LkSettings *settings = lk_session_get_settings (session);
  const LkMetricOptions *options = lk_settings_get_options (settings);
  GPtrArray *queries = lk_episode_state_get_queries (state);
  const char *path = lk_session_get_path (session);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lk_episode_state_get_n_classes (state); i++)
    describe_shots (text, state, settings, i);
  for (guint i = 0; i < queries->len; i++)
    {
      const char *label = lk_query_get_label (queries->pdata[i]);

      g_string_append_printf (
          text, " %.8s=%s",
          lk_picture_get_sha256 (lk_query_get_picture (queries->pdata[i])),
          label != NULL ? label : "");
    }
  g_string_append_printf (text, " k%u w%.17g", options->neighbours, options->weights[0]);
  g_string_append_printf (text, " q%d %s", lk_session_get_selected_query (session),
                          lk_session_get_view (session));
  g_string_append_printf (text, " %s %s", path != NULL ? path : "-",
                          lk_session_get_modified (session) ? "modified" : "saved");
  g_string_append_printf (text, " undo:%s redo:%s", lk_session_get_undo_label (session),
                          lk_session_get_redo_label (session));
  return g_string_free (text, FALSE);
}

/* The child. */

typedef struct
{
  LkSession *session;
  char *folder;
  GRand *rand;
  int log;
} Child;

static void
add_something (Child *self)
{
  LkEpisode *episode = lk_session_get_episode (self->session);
  g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (shots,
                   test_picture_paste ("shot", g_rand_int_range (self->rand, 0, 20)));
  if (g_rand_boolean (self->rand))
    lk_episode_add_shots (episode, g_rand_int_range (self->rand, 0, 2), 0, shots, NULL);
  else
    {
      g_ptr_array_add (queries, lk_query_new (shots->pdata[0], "Fox"));
      lk_episode_add_queries (episode, queries);
    }
}

static void
remove_something (Child *self)
{
  LkEpisode *episode = lk_session_get_episode (self->session);
  GListModel *queries = lk_episode_get_queries (episode);
  guint n = g_list_model_get_n_items (queries);

  if (n > 1)
    lk_episode_remove_query (episode, g_rand_int_range (self->rand, 0, n));
}

static void
switch_something (Child *self)
{
  g_autoptr (LkEpisodeState) state
      = lk_episode_get_state (lk_session_get_episode (self->session));
  GPtrArray *shots = lk_episode_state_get_shots (state, 0);
  LkPicture *shot = shots->pdata[g_rand_int_range (self->rand, 0, shots->len)];
  LkSettings *settings = lk_session_get_settings (self->session);

  lk_session_set_shot_off (self->session, shot, !lk_settings_is_off (settings, shot));
}

static void
turn_something (Child *self)
{
  LkMetricOptions options = *lk_session_get_options (self->session);

  options.weights[0] = g_rand_double (self->rand);
  lk_session_set_options (self->session, &options);
}

static void
save (Child *self)
{
  g_autofree char *path = g_build_filename (self->folder, "own.likeness", NULL);

  lk_session_save (self->session, path, NULL);
}

static void
rename_something (Child *self)
{
  g_autofree char *name = g_strdup_printf ("Fox %u", g_rand_int_range (self->rand, 0, 9));

  lk_episode_rename_class (lk_session_get_episode (self->session), 0, name, NULL);
}

static gboolean
act (gpointer data)
{
  Child *self = data;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  switch (g_rand_int_range (self->rand, 0, 10))
    {
    case 0:
    case 1:
      add_something (self);
      break;
    case 2:
      remove_something (self);
      break;
    case 3:
      switch_something (self);
      break;
    case 4:
      turn_something (self);
      break;
    case 5:
      if (g_strcmp0 (lk_session_get_undo_label (self->session), "Begin") != 0)
        lk_session_undo (self->session);
      break;
    case 6:
      lk_session_redo (self->session);
      break;
    case 7:
      lk_session_select_query (self->session, 0);
      lk_session_set_view (self->session,
                           g_rand_boolean (self->rand) ? "pixel" : "decision");
      break;
    case 8:
      save (self);
      break;
    default:
      rename_something (self);
      break;
    }
  text = describe (self->session);
  line = g_strdup_printf ("%" G_GINT64_FORMAT " %s\n", g_get_monotonic_time (), text);
  g_assert_cmpint (write (self->log, line, strlen (line)), ==, (gssize) strlen (line));
  g_timeout_add (g_rand_int_range (self->rand, 1, 120), act, self);
  return G_SOURCE_REMOVE;
}

static int
work_until_killed (const char *folder, guint seed)
{
  Child self = { lk_session_new (), g_strdup (folder), g_rand_new_with_seed (seed), -1 };
  g_autofree char *log = g_build_filename (folder, "log", NULL);
  g_autofree char *place = g_build_filename (folder, "recovery", NULL);
  LkRecovery *recovery = lk_recovery_new (self.session, place);
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();
  const char *const names[] = { "Fox", "Wolf" };

  g_assert_true (LK_IS_RECOVERY (recovery));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);

      g_ptr_array_add (shots, test_picture_paste ("shot", i));
      lk_episode_state_append_class (state, names[i], shots);
    }
  lk_episode_set_state (lk_session_get_episode (self.session), state, "Begin");
  self.log = g_creat (log, 0600);
  act (&self);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}

/* The parent. */

static gint64
wait_and_kill (GPid pid, const char *folder, gint64 delay)
{
  g_autofree char *log = g_build_filename (folder, "log", NULL);
  gint64 time;

  while (!g_file_test (log, G_FILE_TEST_EXISTS))
    g_usleep (1000);
  g_usleep ((gulong) delay);
  time = g_get_monotonic_time ();
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  return time;
}

static GPid
start_child (const char *folder, guint seed)
{
  g_autofree char *number = g_strdup_printf ("%u", seed);
  char *arguments[] = { "/proc/self/exe", number, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), CHILD, folder, TRUE);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  GPid pid;

  arguments[0] = self;
  g_spawn_async (NULL, arguments, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                 &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static gboolean
has_place (gpointer data)
{
  return lk_session_get_undo_label (data) != NULL || lk_session_get_path (data) != NULL
         || lk_session_get_modified (data);
}

/* When the state @text was no longer the newest before @end, from a log of them; -1 where
 * it never was. What was only on its way into the log counts. */
static gint64
find_end (const char *folder, const char *text, gint64 end)
{
  g_autofree char *path = g_build_filename (folder, "log", NULL);
  g_autofree char *log = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  lines = g_strsplit (log, "\n", -1);
  for (guint i = g_strv_length (lines); i > 0; i--)
    {
      const char *space = strchr (lines[i - 1], ' ');

      if (space != NULL && g_str_equal (space + 1, text))
        return lines[i] != NULL && *lines[i] != '\0'
                   ? g_ascii_strtoll (lines[i], NULL, 10)
                   : end;
    }
  return -1;
}

static void
kill_once (guint seed)
{
  char *folder = test_folder_new ();
  g_autofree char *place = g_build_filename (folder, "recovery", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed + 1000);
  GPid pid = start_child (folder, seed);
  gint64 killed = wait_and_kill (
      pid, folder, g_rand_int_range (rand, 700, 4000) * G_TIME_SPAN_MILLISECOND);
  g_autoptr (GPtrArray) places = lk_recovery_place_claim_all (place);
  g_autoptr (LkSession) session = lk_session_new ();
  g_autoptr (LkRecovery) recovery = lk_recovery_new (session, place);
  g_autofree char *text = NULL;
  gint64 age;

  if (places->len == 0)
    g_error ("seed %u: nothing was kept", seed);
  g_assert_cmpuint (places->len, ==, 1);
  lk_recovery_restore (recovery, g_ptr_array_steal_index (places, 0), NULL);
  test_wait (has_place, session);
  text = describe (session);
  age = find_end (folder, text, killed);
  if (age < 0)
    g_error ("seed %u: this never was: %s", seed, text);
  age = killed - age;
  g_test_message ("seed %u: %.0f ms were lost", seed, age / 1000.0);
  g_assert_cmpint (age, <, 2 * G_TIME_SPAN_SECOND);
  lk_recovery_discard (recovery);
  test_folder_remove (folder);
}

/* Killed at random moments, all but the last two seconds is there again. */
static void
test_killed (void)
{
  const char *wanted = g_getenv (KILLS);
  guint n = wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : DEFAULT_KILLS;

  for (guint i = 0; i < n; i++)
    kill_once (i);
}

static LkRecovery *
keep (SessionFixture *fixture)
{
  g_autofree char *folder = session_fixture_name (fixture, "recovery");

  return lk_recovery_new (fixture->session, folder);
}

static GPtrArray *
claim (SessionFixture *fixture)
{
  g_autofree char *folder = session_fixture_name (fixture, "recovery");

  return lk_recovery_place_claim_all (folder);
}

static void
rename_first (SessionFixture *fixture, const char *name)
{
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, name, NULL));
}

/* What a living process keeps is nobody else's, nor a second window's. */
static void
test_locked (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkRecovery) recovery = keep (fixture);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) again = NULL;

  rename_first (fixture, "Kept");
  g_assert_true (lk_recovery_flush (recovery, NULL));
  none = claim (fixture);
  g_assert_cmpuint (none->len, ==, 0);
  g_clear_object (&recovery);
  one = claim (fixture);
  g_assert_cmpuint (one->len, ==, 1);
  again = claim (fixture);
  g_assert_cmpuint (again->len, ==, 0);
}

typedef struct
{
  LkSession *session;
  LkRecovery *recovery;
  char *message;
} Other;

static void
on_message (Other *other, const char *text)
{
  g_free (other->message);
  other->message = g_strdup (text);
}

/* Another session, as after another start. */
static void
other_begin (Other *other, SessionFixture *fixture)
{
  g_autofree char *folder = session_fixture_name (fixture, "recovery");

  other->session = lk_session_new ();
  other->recovery = lk_recovery_new (other->session, folder);
  other->message = NULL;
  g_signal_connect_swapped (other->session, "message", G_CALLBACK (on_message), other);
}

static gboolean
is_idle (gpointer data)
{
  return !lk_session_get_busy (data);
}

static void
other_end (Other *other)
{
  test_wait (is_idle, other->session);
  g_clear_object (&other->recovery);
  g_signal_handlers_disconnect_by_data (other->session, other);
  g_clear_object (&other->session);
  g_clear_pointer (&other->message, g_free);
}

static void
settle (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* Undo, name and what is to be saved come back with the session. */
static void
test_restored (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "a.likeness");
  g_autoptr (LkRecovery) recovery = keep (fixture);
  g_autoptr (GPtrArray) places = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  Other other;

  g_assert_true (lk_session_save (fixture->session, path, NULL));
  session_fixture_mask (fixture, 3);
  rename_first (fixture, "One");
  rename_first (fixture, "Two");
  lk_session_undo (fixture->session);
  before = describe (fixture->session);
  g_assert_true (lk_recovery_flush (recovery, NULL));
  g_clear_object (&recovery);
  places = claim (fixture);
  other_begin (&other, fixture);
  lk_recovery_restore (other.recovery, g_ptr_array_steal_index (places, 0), NULL);
  test_wait (has_place, other.session);
  after = describe (other.session);
  g_assert_cmpstr (after, ==, before);
  lk_session_redo (other.session);
  g_assert_cmpstr (lk_session_get_undo_label (other.session), ==, "Rename Class");
  for (guint i = 0; i < 3; i++)
    lk_session_undo (other.session);
  g_assert_cmpstr (lk_session_get_undo_label (other.session), ==, "Begin");
  g_assert_true (lk_session_get_modified (other.session));
  other_end (&other);
}

/* What was said of the network belongs to the step that said it. */
static void
test_networks (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkRecovery) recovery = keep (fixture);
  g_autoptr (GPtrArray) places = NULL;
  Other other;

  g_assert_true (lk_session_set_network (fixture->session, "slope=0.3"));
  g_assert_true (lk_session_set_network (fixture->session, "slope=0.4"));
  g_assert_true (lk_recovery_flush (recovery, NULL));
  g_clear_object (&recovery);
  places = claim (fixture);
  other_begin (&other, fixture);
  lk_recovery_restore (other.recovery, g_ptr_array_steal_index (places, 0), NULL);
  test_wait (has_place, other.session);
  g_assert_cmpstr (lk_session_get_network (other.session), ==, "slope=0.4");
  lk_session_undo (other.session);
  g_assert_cmpstr (lk_session_get_network (other.session), ==, "slope=0.3");
  lk_session_undo (other.session);
  g_assert_cmpstr (lk_session_get_network (other.session), ==, NULL);
  other_end (&other);
}

/* One that cannot be read is told of, and kept where nothing overwrites it. */
static void
test_unreadable (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = session_fixture_name (fixture, "recovery");
  g_autofree char *path = g_build_filename (folder, "window-torn.likeness", NULL);
  g_autofree char *kept = g_strconcat (path, ".unreadable", NULL);
  g_autofree char *text = NULL;
  Other other;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) places = NULL;

      g_assert_true (g_file_set_contents (path, i == 0 ? "{\"for" : "second", -1, NULL));
      places = claim (fixture);
      g_assert_cmpuint (places->len, ==, 1);
      other_begin (&other, fixture);
      lk_recovery_restore (other.recovery, g_ptr_array_steal_index (places, 0), NULL);
      while (other.message == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_nonnull (strstr (other.message, "torn.likeness.unreadable"));
      other_end (&other);
    }
  g_assert_true (g_file_get_contents (kept, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "{\"for");
}

/* What was done before a slow restoration ended stays, and so does the file, which is
 * said. */
static void
test_overtaken (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkRecovery) recovery = keep (fixture);
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GPtrArray) later = NULL;
  Other other;

  rename_first (fixture, "Kept");
  g_assert_true (lk_recovery_flush (recovery, NULL));
  g_clear_object (&recovery);
  places = claim (fixture);
  other_begin (&other, fixture);
  lk_recovery_restore (other.recovery, g_ptr_array_steal_index (places, 0), NULL);
  g_assert_true (
      lk_episode_add_class (lk_session_get_episode (other.session), "Mine", NULL, NULL));
  settle (1500);
  g_assert_cmpuint (g_list_model_get_n_items (
                        lk_episode_get_classes (lk_session_get_episode (other.session))),
                    ==, 1);
  g_assert_nonnull (other.message);
  g_assert_nonnull (strstr (other.message, "meanwhile"));
  later = claim (fixture);
  g_assert_cmpuint (later->len, ==, 1);
  other_end (&other);
}

/* A session that was given up leaves nothing behind, also where a write was on its way.
 */
static void
test_discarded (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkRecovery) recovery = keep (fixture);
  g_autofree char *folder = session_fixture_name (fixture, "recovery");
  g_autoptr (GDir) dir = NULL;

  rename_first (fixture, "Gone");
  settle (520);
  lk_recovery_discard (recovery);
  rename_first (fixture, "And more");
  settle (700);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  g_assert_null (g_dir_read_name (dir));
}

/* What was left where it is comes back; what lies there with changes is not overwritten.
 */
static void
test_left (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *last = session_fixture_name (fixture, "last.likeness");
  g_autofree char *saved = session_fixture_name (fixture, "saved.likeness");
  g_autoptr (LkRecovery) first = keep (fixture);
  g_autoptr (LkRecovery) second = NULL;
  g_autoptr (LkRecovery) third = NULL;
  g_autoptr (GPtrArray) places = NULL;

  rename_first (fixture, "First");
  g_assert_true (lk_recovery_leave (first, last, NULL));
  g_assert_true (lk_recovery_holds_changes (last));
  g_assert_true (lk_recovery_was_left (last));
  second = keep (fixture);
  g_assert_true (lk_session_save (fixture->session, saved, NULL));
  g_assert_true (lk_recovery_leave (second, last, NULL));
  g_assert_false (lk_recovery_holds_changes (last));
  places = claim (fixture);
  g_assert_cmpuint (places->len, ==, 1);
  g_assert_true (
      lk_recovery_holds_changes (lk_recovery_place_get_path (places->pdata[0])));
  third = keep (fixture);
  g_assert_true (lk_recovery_leave (third, last, NULL));
  g_ptr_array_set_size (places, 0);
  g_ptr_array_unref (places);
  places = claim (fixture);
  g_assert_cmpuint (places->len, ==, 1);
}

static void
count_failure (guint *counter)
{
  (*counter)++;
}

/* A folder that cannot be written is said once, and again after it could be. */
static void
test_failing (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = session_fixture_name (fixture, "recovery");
  g_autoptr (LkRecovery) recovery = keep (fixture);
  guint n_failed = 0;

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_signal_connect_swapped (recovery, "failed", G_CALLBACK (count_failure), &n_failed);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("Name %u", i);

      rename_first (fixture, name);
      settle (700);
      g_assert_cmpuint (n_failed, ==, 1);
    }
  g_assert_cmpint (g_remove (folder), ==, 0);
  rename_first (fixture, "Last");
  settle (700);
  g_assert_true (lk_recovery_flush (recovery, NULL));
  g_assert_cmpuint (n_failed, ==, 1);
}

/* What could not be written is written once it can be, though nothing changes again. */
static void
test_retried (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = session_fixture_name (fixture, "recovery");
  g_autoptr (LkRecovery) recovery = keep (fixture);
  g_autoptr (GPtrArray) places = NULL;
  guint n_failed = 0;

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_signal_connect_swapped (recovery, "failed", G_CALLBACK (count_failure), &n_failed);
  rename_first (fixture, "Once");
  settle (700);
  g_assert_cmpuint (n_failed, ==, 1);
  g_assert_cmpint (g_remove (folder), ==, 0);
  settle (2200);
  g_assert_cmpuint (n_failed, ==, 1);
  g_assert_finalize_object (g_steal_pointer (&recovery));
  places = claim (fixture);
  g_assert_cmpuint (places->len, ==, 1);
}

/* The longest undo there can be is cut so that the file can be read again. */
static void
test_long_past (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkRecovery) recovery = keep (fixture);
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  Other other;

  for (guint i = 0; i < 10; i++)
    g_ptr_array_add (shots, test_picture_paste ("shot", i));
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (queries, lk_query_new (shots->pdata[i % 10], "Fox"));
  for (guint i = 0; i < 17; i++)
    lk_episode_add_class (fixture->episode, NULL, shots, NULL);
  lk_episode_add_queries (fixture->episode, queries);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("Name %u", i);

      rename_first (fixture, name);
    }
  lk_session_undo (fixture->session);
  before = describe (fixture->session);
  g_assert_true (lk_recovery_flush (recovery, NULL));
  g_clear_object (&recovery);
  places = claim (fixture);
  other_begin (&other, fixture);
  lk_recovery_restore (other.recovery, g_ptr_array_steal_index (places, 0), NULL);
  test_wait (has_place, other.session);
  after = describe (other.session);
  g_assert_cmpstr (after, ==, before);
  other_end (&other);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/recovery/" name, SessionFixture, NULL, session_fixture_set_up,   \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  const char *folder = g_getenv (CHILD);

  if (folder != NULL)
    return work_until_killed (folder, (guint) g_ascii_strtoull (argv[1], NULL, 10));
  g_test_init (&argc, &argv, NULL);
  ADD ("locked", test_locked);
  ADD ("restored", test_restored);
  ADD ("networks", test_networks);
  ADD ("unreadable", test_unreadable);
  ADD ("overtaken", test_overtaken);
  ADD ("discarded", test_discarded);
  ADD ("left", test_left);
  ADD ("failing", test_failing);
  ADD ("retried", test_retried);
  ADD ("long-past", test_long_past);
  g_test_add_func ("/session/recovery/killed", test_killed);
  return g_test_run ();
}
