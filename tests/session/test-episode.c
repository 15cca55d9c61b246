/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-error.h"
#include "lk-session.h"
#include "test-pictures.h"

#define N_PICTURES 12

typedef struct
{
  LkPicture *pictures[N_PICTURES];
  LkSession *session; /* which undoes */
  LkEpisode *episode;
  guint n_changed;
  guint n_undo_label;
  guint n_redo_label;
  guint n_spliced;
  guint n_removed;
  guint n_added;
} Fixture;

static void
count (guint *counter)
{
  (*counter)++;
}

static void
count_splice (GListModel *model,
              guint position,
              guint removed,
              guint added,
              Fixture *fixture)
{
  fixture->n_spliced++;
  fixture->n_removed += removed;
  fixture->n_added += added;
}

static GPtrArray *
pictures (Fixture *fixture, guint first, guint n)
{
  GPtrArray *array = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (array, fixture->pictures[(first + i) % N_PICTURES]);
  return array;
}

static void
add_class (Fixture *fixture, const char *name, guint first, guint n)
{
  g_autoptr (GPtrArray) shots = pictures (fixture, first, n);
  g_autoptr (GError) error = NULL;

  lk_episode_add_class (fixture->episode, name, shots, &error);
  g_assert_no_error (error);
}

static void
add_query (Fixture *fixture, guint picture, const char *label)
{
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (queries, lk_query_new (fixture->pictures[picture], label));
  lk_episode_add_queries (fixture->episode, queries);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  LkSession *session = lk_session_new ();
  LkEpisode *episode = lk_session_get_episode (session);

  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *title = g_strdup_printf ("picture %u", i);

      fixture->pictures[i] = test_picture_paste (title, i);
    }
  fixture->session = session;
  fixture->episode = episode;
  add_class (fixture, "Fox", 0, 3);
  add_class (fixture, "Wolf", 3, 2);
  add_class (fixture, "Dog", 5, 1);
  add_query (fixture, 6, "Fox");
  add_query (fixture, 7, NULL);
  add_query (fixture, 8, "Dog");
  g_signal_connect_swapped (episode, "changed", G_CALLBACK (count), &fixture->n_changed);
  g_signal_connect_swapped (session, "notify::undo-label", G_CALLBACK (count),
                            &fixture->n_undo_label);
  g_signal_connect_swapped (session, "notify::redo-label", G_CALLBACK (count),
                            &fixture->n_redo_label);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->episode), (gpointer *) &fixture->episode);
  while (lk_session_get_busy (fixture->session))
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->session);
  g_assert_null (fixture->episode);
  for (guint i = 0; i < N_PICTURES; i++)
    g_assert_finalize_object (fixture->pictures[i]);
}

/* "Fox: a b | Wolf: c | ? d=Fox e", one letter a picture. */
static char *
describe (Fixture *fixture, LkEpisodeState *state)
{
  GString *text = g_string_new (NULL);
  GPtrArray *queries = lk_episode_state_get_queries (state);

  for (guint i = 0; i < lk_episode_state_get_n_classes (state); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (state, i);

      g_string_append_printf (text, "%s:", lk_episode_state_get_class_name (state, i));
      for (guint j = 0; j < shots->len; j++)
        for (guint k = 0; k < N_PICTURES; k++)
          if (shots->pdata[j] == fixture->pictures[k])
            g_string_append_printf (text, " %c", 'a' + k);
      g_string_append (text, " | ");
    }
  g_string_append_c (text, '?');
  for (guint i = 0; i < queries->len; i++)
    for (guint k = 0; k < N_PICTURES; k++)
      if (lk_query_get_picture (queries->pdata[i]) == fixture->pictures[k])
        {
          const char *label = lk_query_get_label (queries->pdata[i]);

          g_string_append_printf (text, " %c%s%s", 'a' + k, label != NULL ? "=" : "",
                                  label != NULL ? label : "");
        }
  return g_string_free (text, FALSE);
}

/* The state as the live models show it. */
static LkEpisodeState *
read_models (LkEpisode *episode)
{
  LkEpisodeState *state = lk_episode_state_new ();
  GListModel *classes = lk_episode_get_classes (episode);
  GListModel *queries = lk_episode_get_queries (episode);

  for (guint i = 0; i < g_list_model_get_n_items (classes); i++)
    {
      g_autoptr (LkClass) way = g_list_model_get_item (classes, i);
      g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);
      GListModel *list = lk_class_get_shots (way);

      for (guint j = 0; j < g_list_model_get_n_items (list); j++)
        g_ptr_array_add (shots, g_list_model_get_item (list, j));
      lk_episode_state_append_class (state, lk_class_get_name (way), shots);
    }
  for (guint i = 0; i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) query = g_list_model_get_item (queries, i);

      lk_episode_state_append_query (state, query);
    }
  return state;
}

static void
assert_shows (Fixture *fixture, const char *expected)
{
  g_autoptr (LkEpisodeState) state = lk_episode_get_state (fixture->episode);
  g_autoptr (LkEpisodeState) live = read_models (fixture->episode);
  g_autofree char *stored = describe (fixture, state);
  g_autofree char *shown = describe (fixture, live);

  g_assert_cmpstr (stored, ==, expected);
  g_assert_cmpstr (shown, ==, expected);
}

#define START "Fox: a b c | Wolf: d e | Dog: f | ? g=Fox h i=Dog"

static void
do_add_class (Fixture *fixture)
{
  add_class (fixture, "Cat", 9, 2);
}

static void
do_add_empty_class (Fixture *fixture)
{
  g_assert_true (lk_episode_add_class (fixture->episode, NULL, NULL, NULL));
}

static void
do_remove_first_class (Fixture *fixture)
{
  lk_episode_remove_class (fixture->episode, 0);
}

static void
do_move_class_down (Fixture *fixture)
{
  lk_episode_move_class (fixture->episode, 0, 2);
}

static void
do_move_class_up (Fixture *fixture)
{
  lk_episode_move_class (fixture->episode, 2, 1);
}

static void
do_rename_class (Fixture *fixture)
{
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, " Red\nfox  ", NULL));
}

static void
do_add_shots (Fixture *fixture)
{
  g_autoptr (GPtrArray) shots = pictures (fixture, 9, 3);

  g_assert_true (lk_episode_add_shots (fixture->episode, 1, 1, shots, NULL));
}

static void
do_add_shot_at_end (Fixture *fixture)
{
  g_autoptr (GPtrArray) shots = pictures (fixture, 9, 1);

  g_assert_true (lk_episode_add_shots (fixture->episode, 2, G_MAXUINT, shots, NULL));
}

static void
do_remove_shot (Fixture *fixture)
{
  lk_episode_remove_shot (fixture->episode, 0, 1);
}

static void
do_move_shot_within (Fixture *fixture)
{
  g_assert_true (lk_episode_move_shot (fixture->episode, 0, 0, 0, 2, NULL));
}

static void
do_move_shot_across (Fixture *fixture)
{
  g_assert_true (lk_episode_move_shot (fixture->episode, 0, 2, 1, 0, NULL));
}

static void
do_move_last_shot_away (Fixture *fixture)
{
  g_assert_true (lk_episode_move_shot (fixture->episode, 2, 0, 0, G_MAXUINT, NULL));
}

static void
do_add_queries (Fixture *fixture)
{
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (queries, lk_query_new (fixture->pictures[10], NULL));
  g_ptr_array_add (queries, lk_query_new (fixture->pictures[11], "Wolf"));
  lk_episode_add_queries (fixture->episode, queries);
}

static void
do_remove_query (Fixture *fixture)
{
  lk_episode_remove_query (fixture->episode, 1);
}

static void
do_move_query (Fixture *fixture)
{
  lk_episode_move_query (fixture->episode, 0, G_MAXUINT);
}

static void
do_label_query (Fixture *fixture)
{
  lk_episode_set_query_label (fixture->episode, 1, "Wolf");
}

static void
do_forget_label (Fixture *fixture)
{
  lk_episode_set_query_label (fixture->episode, 0, NULL);
}

static void
do_set_state (Fixture *fixture)
{
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();
  g_autoptr (GPtrArray) shots = pictures (fixture, 2, 2);
  g_autoptr (LkQuery) query = lk_query_new (fixture->pictures[0], NULL);

  lk_episode_state_append_class (state, "Wolf", shots);
  lk_episode_state_append_class (state, "Owl", NULL);
  lk_episode_state_append_query (state, query);
  lk_episode_set_state (fixture->episode, state, "Sample Episode");
}

/* What an operation makes of START, its label, and the splices of all lists together:
 * one a list that changes, of as few items as can be. */
typedef struct
{
  const char *name;
  void (*run) (Fixture *);
  const char *result;
  const char *label;
  guint n_spliced;
  guint n_removed;
  guint n_added;
} Operation;

static const Operation operations[] = {
  { "add-class", do_add_class,
    "Fox: a b c | Wolf: d e | Dog: f | Cat: j k | ? g=Fox h i=Dog", "Add Class", 1, 0,
    1 },
  { "add-empty-class", do_add_empty_class,
    "Fox: a b c | Wolf: d e | Dog: f | Class A: | ? g=Fox h i=Dog", "Add Class", 1, 0,
    1 },
  { "remove-class", do_remove_first_class, "Wolf: d e | Dog: f | ? g=Fox h i=Dog",
    "Remove Class", 1, 1, 0 },
  { "move-class-down", do_move_class_down,
    "Wolf: d e | Dog: f | Fox: a b c | ? g=Fox h i=Dog", "Move Class", 1, 3, 3 },
  { "move-class-up", do_move_class_up,
    "Fox: a b c | Dog: f | Wolf: d e | ? g=Fox h i=Dog", "Move Class", 1, 2, 2 },
  { "rename-class", do_rename_class,
    "Red fox: a b c | Wolf: d e | Dog: f | ? g=Red fox h i=Dog", "Rename Class", 1, 1,
    1 },
  { "add-shots", do_add_shots, "Fox: a b c | Wolf: d j k l e | Dog: f | ? g=Fox h i=Dog",
    "Add 3 Shots", 1, 0, 3 },
  { "add-shot", do_add_shot_at_end, "Fox: a b c | Wolf: d e | Dog: f j | ? g=Fox h i=Dog",
    "Add 1 Shot", 1, 0, 1 },
  { "remove-shot", do_remove_shot, "Fox: a c | Wolf: d e | Dog: f | ? g=Fox h i=Dog",
    "Remove Shot", 1, 1, 0 },
  { "move-shot-within", do_move_shot_within,
    "Fox: b a c | Wolf: d e | Dog: f | ? g=Fox h i=Dog", "Move Shot", 1, 2, 2 },
  { "move-shot-across", do_move_shot_across,
    "Fox: a b | Wolf: c d e | Dog: f | ? g=Fox h i=Dog", "Move Shot", 2, 1, 1 },
  { "move-last-shot-away", do_move_last_shot_away,
    "Fox: a b c f | Wolf: d e | Dog: | ? g=Fox h i=Dog", "Move Shot", 2, 1, 1 },
  { "add-queries", do_add_queries,
    "Fox: a b c | Wolf: d e | Dog: f | ? g=Fox h i=Dog k l=Wolf", "Add 2 Queries", 1, 0,
    2 },
  { "remove-query", do_remove_query, "Fox: a b c | Wolf: d e | Dog: f | ? g=Fox i=Dog",
    "Remove Query", 1, 1, 0 },
  { "move-query", do_move_query, "Fox: a b c | Wolf: d e | Dog: f | ? h i=Dog g=Fox",
    "Move Query", 1, 3, 3 },
  { "label-query", do_label_query,
    "Fox: a b c | Wolf: d e | Dog: f | ? g=Fox h=Wolf i=Dog", "Label Query", 1, 1, 1 },
  { "forget-label", do_forget_label, "Fox: a b c | Wolf: d e | Dog: f | ? g h i=Dog",
    "Label Query", 1, 1, 1 },
  { "set-state", do_set_state, "Wolf: c d | Owl: | ? a", "Sample Episode", 3, 3 + 2 + 3,
    2 + 2 + 1 },
};

/* Counts on every list that is there now. */
static void
watch_lists (Fixture *fixture)
{
  GListModel *classes = lk_episode_get_classes (fixture->episode);

  g_signal_connect (classes, "items-changed", G_CALLBACK (count_splice), fixture);
  g_signal_connect (lk_episode_get_queries (fixture->episode), "items-changed",
                    G_CALLBACK (count_splice), fixture);
  for (guint i = 0; i < g_list_model_get_n_items (classes); i++)
    {
      g_autoptr (LkClass) way = g_list_model_get_item (classes, i);

      g_signal_connect (lk_class_get_shots (way), "items-changed",
                        G_CALLBACK (count_splice), fixture);
    }
}

static void
test_operation (Fixture *fixture, gconstpointer data)
{
  const Operation *operation = data;
  g_autoptr (LkEpisodeState) before = lk_episode_get_state (fixture->episode);
  g_autoptr (LkEpisodeState) after = NULL;
  g_autoptr (LkEpisodeState) undone = NULL;
  g_autoptr (LkEpisodeState) redone = NULL;

  assert_shows (fixture, START);
  watch_lists (fixture);
  operation->run (fixture);
  after = lk_episode_get_state (fixture->episode);
  assert_shows (fixture, operation->result);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (fixture->n_spliced, ==, operation->n_spliced);
  g_assert_cmpuint (fixture->n_removed, ==, operation->n_removed);
  g_assert_cmpuint (fixture->n_added, ==, operation->n_added);
  g_assert_cmpstr (lk_session_get_undo_label (fixture->session), ==, operation->label);
  g_assert_null (lk_session_get_redo_label (fixture->session));
  g_assert_false (lk_episode_state_equal (before, after));

  lk_session_undo (fixture->session);
  undone = lk_episode_get_state (fixture->episode);
  assert_shows (fixture, START);
  g_assert_true (lk_episode_state_equal (before, undone));
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  g_assert_cmpstr (lk_session_get_redo_label (fixture->session), ==, operation->label);

  lk_session_redo (fixture->session);
  redone = lk_episode_get_state (fixture->episode);
  assert_shows (fixture, operation->result);
  g_assert_true (lk_episode_state_equal (after, redone));
  g_assert_cmpuint (fixture->n_changed, ==, 3);
  g_assert_cmpstr (lk_session_get_undo_label (fixture->session), ==, operation->label);
}

static void
test_labels_notify (Fixture *fixture, gconstpointer data)
{
  do_remove_shot (fixture);
  g_assert_cmpuint (fixture->n_undo_label, ==, 1);
  g_assert_cmpuint (fixture->n_redo_label, ==, 0);
  do_remove_shot (fixture);
  g_assert_cmpuint (fixture->n_undo_label, ==, 1);
  lk_session_undo (fixture->session);
  g_assert_cmpuint (fixture->n_undo_label, ==, 1);
  g_assert_cmpuint (fixture->n_redo_label, ==, 1);
  do_label_query (fixture);
  g_assert_cmpuint (fixture->n_undo_label, ==, 2);
  g_assert_cmpuint (fixture->n_redo_label, ==, 2);
  g_assert_null (lk_session_get_redo_label (fixture->session));
}

static LkClass *
peek_class (Fixture *fixture, guint index)
{
  GListModel *classes = lk_episode_get_classes (fixture->episode);
  g_autoptr (LkClass) way = g_list_model_get_item (classes, index);

  return way;
}

static void
test_objects_stay (Fixture *fixture, gconstpointer data)
{
  LkClass *fox = peek_class (fixture, 0);
  LkClass *wolf = peek_class (fixture, 1);
  LkClass *dog = peek_class (fixture, 2);
  GListModel *shots = lk_class_get_shots (fox);
  guint n_names = 0;
  guint n_shots = 0;

  g_signal_connect_swapped (fox, "notify::name", G_CALLBACK (count), &n_names);
  g_signal_connect_swapped (fox, "notify::shots", G_CALLBACK (count), &n_shots);
  do_rename_class (fixture);
  g_assert_true (peek_class (fixture, 0) == fox);
  g_assert_cmpuint (n_names, ==, 1);
  g_assert_cmpuint (n_shots, ==, 0);
  do_move_class_down (fixture);
  do_remove_shot (fixture);
  do_add_class (fixture);
  g_assert_true (peek_class (fixture, 2) == fox);
  g_assert_cmpuint (n_shots, ==, 0);
  lk_episode_remove_shot (fixture->episode, 2, 0);
  g_assert_cmpuint (n_shots, ==, 1);
  lk_episode_remove_class (fixture->episode, 1);
  for (guint i = 0; i < 6; i++)
    lk_session_undo (fixture->session);
  g_assert_true (peek_class (fixture, 0) == fox);
  g_assert_true (peek_class (fixture, 1) == wolf);
  g_assert_true (lk_class_get_shots (fox) == shots);
  g_assert_cmpuint (n_names, ==, 2);
  g_assert_cmpuint (n_shots, ==, 2);
  g_assert_nonnull (dog);
  assert_shows (fixture, START);
}

static void
test_nothing_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (LkEpisodeState) state = lk_episode_get_state (fixture->episode);

  watch_lists (fixture);
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, " Fox ", NULL));
  g_assert_true (lk_episode_add_shots (fixture->episode, 0, 0, none, NULL));
  g_assert_true (lk_episode_move_shot (fixture->episode, 0, 1, 0, 1, NULL));
  g_assert_true (lk_episode_move_shot (fixture->episode, 0, 1, 0, 2, NULL));
  lk_episode_move_class (fixture->episode, 1, 1);
  lk_episode_move_query (fixture->episode, 2, 7);
  lk_episode_add_queries (fixture->episode, none);
  lk_episode_set_query_label (fixture->episode, 0, "Fox");
  lk_episode_set_query_label (fixture->episode, 1, "  ");
  lk_episode_set_state (fixture->episode, state, "Nothing");
  lk_session_redo (fixture->session);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  g_assert_cmpuint (fixture->n_spliced, ==, 0);
  g_assert_cmpuint (fixture->n_undo_label, ==, 0);
  g_assert_cmpstr (lk_session_get_undo_label (fixture->session), ==, "Add 1 Query");
}

static void
assert_refused (Fixture *fixture, gboolean done, GError **error, LkError code)
{
  g_assert_false (done);
  g_assert_error (*error, LK_ERROR, (int) code);
  g_assert_null (strchr ((*error)->message, '\n'));
  g_clear_error (error);
  assert_shows (fixture, START);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  LkEpisode *episode = fixture->episode;
  g_autoptr (GPtrArray) eight = pictures (fixture, 0, 8);
  g_autoptr (GPtrArray) eleven = pictures (fixture, 0, 11);
  GError *error = NULL;

  assert_refused (fixture, lk_episode_add_shots (episode, 0, 0, eight, &error), &error,
                  LK_ERROR_LIMIT);
  assert_refused (fixture, lk_episode_add_class (episode, "Cat", eleven, &error), &error,
                  LK_ERROR_LIMIT);
  assert_refused (fixture, lk_episode_rename_class (episode, 0, "", &error), &error,
                  LK_ERROR_EPISODE);
  assert_refused (fixture, lk_episode_rename_class (episode, 0, " \t ", &error), &error,
                  LK_ERROR_EPISODE);
  assert_refused (fixture, lk_episode_rename_class (episode, 0, " Wolf", &error), &error,
                  LK_ERROR_EPISODE);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) seven = pictures (fixture, 0, 7);
  g_autoptr (LkEpisodeState) before = NULL;
  g_autoptr (LkEpisodeState) after = NULL;
  GError *error = NULL;

  g_assert_true (lk_episode_add_shots (fixture->episode, 0, 0, seven, NULL));
  for (guint i = 3; i < LK_EPISODE_MAX_CLASSES; i++)
    do_add_empty_class (fixture);
  before = lk_episode_get_state (fixture->episode);
  g_assert_false (lk_episode_add_class (fixture->episode, NULL, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_false (lk_episode_move_shot (fixture->episode, 1, 0, 0, 0, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "Fox"));
  g_clear_error (&error);
  g_assert_true (lk_episode_move_shot (fixture->episode, 0, 9, 0, 0, NULL));
  lk_session_undo (fixture->session);
  after = lk_episode_get_state (fixture->episode);
  g_assert_true (lk_episode_state_equal (before, after));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  LkEpisode *episode = fixture->episode;

  lk_episode_add_class (episode, "Class A", NULL, NULL);
  lk_episode_add_class (episode, NULL, NULL, NULL);
  lk_episode_add_class (episode, " Fox ", NULL, NULL);
  lk_episode_add_class (episode, "Fox", NULL, NULL);
  lk_episode_add_class (episode, " \n", NULL, NULL);
  lk_episode_add_class (episode, "\xc4\x92\xff", NULL, NULL);
  assert_shows (fixture,
                "Fox: a b c | Wolf: d e | Dog: f | Class A: | Class B: | Fox 2: | "
                "Fox 3: | Class C: | \xc4\x92\xef\xbf\xbd: | ? g=Fox h i=Dog");
}

static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  guint n_undone = 0;

  for (guint i = 0; i < 250; i++)
    lk_episode_set_query_label (fixture->episode, 0, i % 2 == 0 ? "Wolf" : "Fox");
  while (lk_session_get_undo_label (fixture->session) != NULL)
    {
      lk_session_undo (fixture->session);
      n_undone++;
    }
  g_assert_cmpuint (n_undone, ==, 200);
  assert_shows (fixture, START);
  while (lk_session_get_redo_label (fixture->session) != NULL)
    lk_session_redo (fixture->session);
  lk_session_redo (fixture->session);
  assert_shows (fixture, START);
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();

  lk_session_undo (fixture->session);
  fixture->n_changed = 0;
  lk_episode_show_state (fixture->episode, state);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_null (lk_session_get_undo_label (fixture->session));
  g_assert_null (lk_session_get_redo_label (fixture->session));
  lk_session_undo (fixture->session);
  lk_session_redo (fixture->session);
  assert_shows (fixture, "?");
}

/* A random walk, against a plain list of all states that were seen. */

static void
step_at_random (Fixture *fixture, GRand *rand)
{
  LkEpisode *episode = fixture->episode;
  g_autoptr (LkEpisodeState) state = lk_episode_get_state (episode);
  guint n = lk_episode_state_get_n_classes (state);
  guint n_queries = lk_episode_state_get_queries (state)->len;
  guint from = n > 0 ? g_rand_int_range (rand, 0, n) : 0;
  guint to = n > 0 ? g_rand_int_range (rand, 0, n) : 0;
  guint n_shots = n > 0 ? lk_episode_state_get_shots (state, from)->len : 0;
  guint shot = n_shots > 0 ? g_rand_int_range (rand, 0, n_shots) : 0;
  guint query = n_queries > 0 ? g_rand_int_range (rand, 0, n_queries) : 0;
  guint position = g_rand_int_range (rand, 0, 6);
  g_autofree char *name = g_strdup_printf ("Name %d", g_rand_int_range (rand, 0, 9));
  g_autoptr (GPtrArray) some
      = pictures (fixture, position, g_rand_int_range (rand, 0, 4));

  switch (g_rand_int_range (rand, 0, 10))
    {
    case 0:
      lk_episode_add_class (episode, name, some, NULL);
      break;
    case 1:
      if (n > 4)
        lk_episode_remove_class (episode, from);
      break;
    case 2:
      if (n > 0)
        lk_episode_move_class (episode, from, to);
      break;
    case 3:
      if (n > 0)
        lk_episode_rename_class (episode, from, name, NULL);
      break;
    case 4:
      if (n > 0)
        lk_episode_add_shots (episode, from, position, some, NULL);
      break;
    case 5:
      if (n_shots > 0)
        lk_episode_remove_shot (episode, from, shot);
      break;
    case 6:
      if (n_shots > 0)
        lk_episode_move_shot (episode, from, shot, to, position, NULL);
      break;
    case 7:
      add_query (fixture, position, name);
      break;
    case 8:
      if (n_queries > 3)
        lk_episode_remove_query (episode, query);
      break;
    case 9:
      if (n_queries > 0)
        lk_episode_move_query (episode, query, position);
      break;
    }
}

static void
test_random_walk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
  guint now = 0;
  g_autoptr (LkEpisodeState) start = lk_episode_get_state (fixture->episode);

  lk_episode_show_state (fixture->episode, start);
  g_ptr_array_add (seen, describe (fixture, start));
  for (guint i = 0; i < 4000; i++)
    {
      int choice = g_rand_int_range (rand, 0, 5);
      guint n_changed = fixture->n_changed;

      if (choice == 0 && now > 0 && lk_session_get_undo_label (fixture->session) != NULL)
        {
          lk_session_undo (fixture->session);
          now--;
        }
      else if (choice == 1 && now + 1 < seen->len)
        {
          lk_session_redo (fixture->session);
          now++;
        }
      else
        {
          step_at_random (fixture, rand);
          if (fixture->n_changed > n_changed)
            {
              g_autoptr (LkEpisodeState) state = lk_episode_get_state (fixture->episode);

              g_ptr_array_set_size (seen, ++now);
              g_ptr_array_add (seen, describe (fixture, state));
            }
        }
      assert_shows (fixture, seen->pdata[now]);
    }
  g_assert_cmpuint (seen->len, >, 200);
}

static void
assert_incomplete (LkEpisodeState *state, const char *part_of_message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_episode_state_is_complete (state, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_assert_nonnull (strstr (error->message, part_of_message));
}

static void
test_complete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();
  g_autoptr (GPtrArray) one = pictures (fixture, 0, 1);
  g_autoptr (GPtrArray) eleven = pictures (fixture, 0, 11);
  g_autoptr (GError) error = NULL;

  assert_incomplete (state, "0 classes");
  lk_episode_state_append_class (state, "A", one);
  assert_incomplete (state, "1 class:");
  lk_episode_state_append_class (state, "B", one);
  lk_episode_state_is_complete (state, &error);
  g_assert_no_error (error);
  for (guint i = 2; i < LK_EPISODE_MAX_CLASSES; i++)
    lk_episode_state_append_class (state, "C", one);
  g_assert_true (lk_episode_state_is_complete (state, NULL));
  lk_episode_state_append_class (state, "D", one);
  assert_incomplete (state, "21 classes");
  g_clear_pointer (&state, lk_episode_state_unref);

  state = lk_episode_state_new ();
  lk_episode_state_append_class (state, "A", one);
  lk_episode_state_append_class (state, "Void", NULL);
  assert_incomplete (state, "Void");
  g_clear_pointer (&state, lk_episode_state_unref);

  state = lk_episode_state_new ();
  lk_episode_state_append_class (state, "A", one);
  lk_episode_state_append_class (state, "Crowd", eleven);
  assert_incomplete (state, "Crowd");
}

static void
test_equal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEpisodeState) a = lk_episode_state_new ();
  g_autoptr (LkEpisodeState) b = lk_episode_state_new ();
  g_autoptr (LkPicture) twin = test_picture_paste ("picture 0", 0);
  g_autoptr (LkPicture) titled = test_picture_paste ("another", 0);
  g_autoptr (GPtrArray) shots = pictures (fixture, 0, 1);
  g_autoptr (GPtrArray) twins = g_ptr_array_new ();

  g_ptr_array_add (twins, twin);
  lk_episode_state_append_class (a, "A", shots);
  g_assert_false (lk_episode_state_equal (a, b));
  lk_episode_state_append_class (b, "A", twins);
  g_assert_true (lk_episode_state_equal (a, b));
  twins->pdata[0] = titled;
  lk_episode_state_append_class (a, "B", shots);
  lk_episode_state_append_class (b, "B", twins);
  g_assert_false (lk_episode_state_equal (a, b));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autofree char *path = g_strconcat ("/session/episode/", operations[i].name, NULL);

      g_test_add (path, Fixture, &operations[i], set_up, test_operation, tear_down);
    }
  g_test_add ("/session/episode/labels-notify", Fixture, NULL, set_up, test_labels_notify,
              tear_down);
  g_test_add ("/session/episode/objects-stay", Fixture, NULL, set_up, test_objects_stay,
              tear_down);
  g_test_add ("/session/episode/nothing-changes", Fixture, NULL, set_up,
              test_nothing_changes, tear_down);
  g_test_add ("/session/episode/refusals", Fixture, NULL, set_up, test_refusals,
              tear_down);
  g_test_add ("/session/episode/full", Fixture, NULL, set_up, test_full, tear_down);
  g_test_add ("/session/episode/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/session/episode/bounded", Fixture, NULL, set_up, test_bounded, tear_down);
  g_test_add ("/session/episode/reset", Fixture, NULL, set_up, test_reset, tear_down);
  g_test_add ("/session/episode/random-walk", Fixture, NULL, set_up, test_random_walk,
              tear_down);
  g_test_add ("/session/episode/complete", Fixture, NULL, set_up, test_complete,
              tear_down);
  g_test_add ("/session/episode/equal", Fixture, NULL, set_up, test_equal, tear_down);
  return g_test_run ();
}
