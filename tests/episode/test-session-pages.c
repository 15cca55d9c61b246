/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-session-file.h"
#include "test-pictures.h"

/* What a session file keeps of the pages of episodes and of comparison. */
typedef struct
{
  char *root;
  char *path; /* root/place/x.likeness */
  LkSessionFile *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const LkMetricOptions options = { 7,         LK_PART_RELEASED, LK_DISTANCE_KL_QS,
                                    1e-20 / 3, LK_NORMALISE_RAW, { 0.25, 0, 1.0 / 3 } };
  g_autofree char *place = NULL;
  g_autofree char *dataset = NULL;
  g_autofree char *model = NULL;

  fixture->root = test_folder_new ();
  place = g_build_filename (fixture->root, "place", NULL);
  g_assert_cmpint (g_mkdir (place, 0700), ==, 0);
  fixture->path = g_build_filename (place, "x.likeness", NULL);
  dataset = g_build_filename (fixture->root, "data sets", "狐 \"a\"", NULL);
  model = g_build_filename (fixture->root, "models", "b.pth", NULL);
  fixture->session = lk_session_file_new ();
  fixture->session->sampling = lk_sampling_new ();
  lk_sampling_set_dataset (fixture->session->sampling, dataset, "val");
  fixture->session->sampling->sampler = (LkSampler){ 3, 10, 200, G_MAXINT32 };
  fixture->session->sampling->n_episodes = 77;
  fixture->session->opponent = lk_opponent_new (
      model, "p3", &options, LK_COMPARE_WEIGHTS_LEVEL + LK_LEVEL_PIXEL);
  fixture->session->opponent->network = g_strdup ("slope=0.3");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  lk_session_file_free (fixture->session);
  g_free (fixture->path);
  test_folder_remove (fixture->root);
}

static LkSessionFile *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  LkSessionFile *session = lk_session_file_load (path, &error);

  g_assert_no_error (error);
  return session;
}

static LkSessionFile *
save_and_load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  lk_session_file_save (fixture->session, fixture->path, &error);
  g_assert_no_error (error);
  return load (fixture->path);
}

static void
assert_same (LkSessionFile *a, LkSessionFile *b)
{
  g_assert_true ((a->sampling != NULL) == (b->sampling != NULL));
  if (a->sampling != NULL)
    {
      g_assert_cmpstr (a->sampling->dataset, ==, b->sampling->dataset);
      g_assert_cmpstr (a->sampling->split, ==, b->sampling->split);
      g_assert_cmpuint (a->sampling->sampler.n_ways, ==, b->sampling->sampler.n_ways);
      g_assert_cmpuint (a->sampling->sampler.n_shots, ==, b->sampling->sampler.n_shots);
      g_assert_cmpuint (a->sampling->sampler.n_queries, ==,
                        b->sampling->sampler.n_queries);
      g_assert_cmpuint (a->sampling->sampler.seed, ==, b->sampling->sampler.seed);
      g_assert_cmpuint (a->sampling->n_episodes, ==, b->sampling->n_episodes);
      g_assert_true (lk_sampling_equal (a->sampling, b->sampling));
    }
  g_assert_true ((a->opponent != NULL) == (b->opponent != NULL));
  if (a->opponent != NULL)
    {
      g_assert_cmpstr (a->opponent->model, ==, b->opponent->model);
      g_assert_cmpstr (a->opponent->profile, ==, b->opponent->profile);
      g_assert_cmpstr (a->opponent->network, ==, b->opponent->network);
      g_assert_cmpint (a->opponent->weights, ==, b->opponent->weights);
      g_assert_cmpstr (a->opponent->sha256, ==, b->opponent->sha256);
      g_assert_true (
          lk_metric_options_equal (&a->opponent->options, &b->opponent->options));
      g_assert_true (lk_opponent_equal (a->opponent, b->opponent));
    }
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  for (guint weights = 0; weights < LK_N_COMPARE_WEIGHTS; weights++)
    {
      g_autoptr (LkSessionFile) full = NULL;

      fixture->session->opponent->weights = weights;
      if (weights == 1)
        fixture->session->opponent->sha256 = g_strdup ("5f");
      full = save_and_load (fixture);
      assert_same (fixture->session, full);
    }
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  const LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkSessionFile) plain = NULL;

  lk_sampling_free (fixture->session->sampling);
  fixture->session->sampling = lk_sampling_new ();
  lk_opponent_free (fixture->session->opponent);
  fixture->session->opponent
      = lk_opponent_new ("builtin:conv64f", NULL, &options, LK_COMPARE_WEIGHTS_SAME);
  plain = save_and_load (fixture);
  assert_same (fixture->session, plain);
  g_assert_null (plain->sampling->dataset);
  g_assert_cmpstr (plain->opponent->model, ==, "builtin:conv64f");
}

/* A file of before there were such members. */
static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) none = NULL;
  g_autofree char *text = NULL;

  g_clear_pointer (&fixture->session->sampling, lk_sampling_free);
  g_clear_pointer (&fixture->session->opponent, lk_opponent_free);
  none = save_and_load (fixture);
  g_assert_null (none->sampling);
  g_assert_null (none->opponent);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_null (strstr (text, "\"episodes\""));
  g_assert_null (strstr (text, "\"compare\""));
}

static const char *
get_string (JsonNode *root, const char *path)
{
  g_autoptr (JsonNode) match = json_path_query (path, root, NULL);
  JsonArray *array = json_node_get_array (match);

  g_assert_cmpuint (json_array_get_length (array), ==, 1);
  return g_intern_string (json_array_get_string_element (array, 0));
}

/* The paths go with the file where everything is moved together. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = g_strconcat (fixture->root, " moved", NULL);
  g_autofree char *path = g_build_filename (root, "place", "x.likeness", NULL);
  g_autofree char *dataset = g_build_filename (root, "data sets", "狐 \"a\"", NULL);
  g_autofree char *model = g_build_filename (root, "models", "b.pth", NULL);
  g_autoptr (LkSessionFile) before = save_and_load (fixture);
  g_autoptr (LkSessionFile) after = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_file (parser, fixture->path, NULL));
  g_assert_cmpstr (get_string (json_parser_get_root (parser), "$.episodes.dataset"), ==,
                   "../data sets/狐 \"a\"");
  g_assert_cmpstr (get_string (json_parser_get_root (parser), "$.compare.model"), ==,
                   "../models/b.pth");
  g_assert_cmpint (g_rename (fixture->root, root), ==, 0);
  after = load (path);
  g_assert_cmpstr (after->sampling->dataset, ==, dataset);
  g_assert_cmpstr (after->opponent->model, ==, model);
  g_assert_cmpint (g_rename (root, fixture->root), ==, 0);
}

/* The folder of the file itself, those above it, and one below. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = g_path_get_dirname (fixture->path);
  g_autofree char *inside = g_build_filename (place, "inside", NULL);
  const char *const places[] = { place, fixture->root, "/", inside };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (LkSessionFile) loaded = NULL;

      lk_sampling_set_dataset (fixture->session->sampling, places[i], NULL);
      loaded = save_and_load (fixture);
      g_assert_cmpstr (loaded->sampling->dataset, ==, places[i]);
    }
}

/* A name that is no text keeps no session from being saved and opened. */
static void
test_no_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) loaded = NULL;

  lk_sampling_set_dataset (fixture->session->sampling, "/nowhere/b\xff\xfe", NULL);
  g_free (fixture->session->opponent->model);
  fixture->session->opponent->model = g_strdup ("/nowhere/m\xff.pth");
  loaded = save_and_load (fixture);
  g_assert_true (g_str_has_prefix (loaded->sampling->dataset, "/nowhere/b"));
  g_assert_true (g_str_has_prefix (loaded->opponent->model, "/nowhere/m"));
}

/* A member of the saved text, what it is replaced with, and the word of the error. */
typedef struct
{
  const char *from;
  const char *to;
  const char *message;
} Damage;

static const Damage damages[] = {
  { "\"episodes\": {", "\"episodes\": 3, \"e\": {", "“episodes” must be an object" },
  { "\"episodes\": {", "\"episodes\": [], \"e\": {", "episodes" },
  { "\"episodes\": {", "\"episodes\": {}, \"e\": {", "episodes.ways" },
  { "\"dataset\": ", "\"dataset\": 5, \"d\": ", "episodes.dataset" },
  { "\"dataset\": ", "\"dataset\": {}, \"d\": ", "episodes.dataset" },
  { "\"split\": \"val\"", "\"split\": false", "episodes.split" },
  { "\"split\": \"val\"", "\"split\": \"all\"", "split" },
  { "\"split\": \"val\"", "\"split\": \"\"", "split" },
  { "\"split\": \"val\"", "\"split\": \"../val\"", "split" },
  { "\"ways\": 3", "\"ways\": \"3\"", "episodes.ways" },
  { "\"ways\": 3", "\"ways\": null", "episodes.ways" },
  { "\"ways\": 3", "\"ways\": 2.5", "episodes.ways" },
  { "\"ways\": 3", "\"ways\": 1", "“ways” must be from 2 to 20" },
  { "\"ways\": 3", "\"ways\": 21", "ways" },
  { "\"ways\": 3", "\"ways\": -1", "ways" },
  { "\"ways\": 3", "\"ways\": 4294967299", "ways" },
  { "\"ways\": 3", "\"ways\": 1e999", "ways" },
  { "\"shots\": 10", "\"shots\": 0", "shots" },
  { "\"shots\": 10", "\"shots\": 11", "shots" },
  { "\"queries\": 200", "\"queries\": 0", "queries" },
  { "\"queries\": 200", "\"queries\": 201", "queries" },
  { "\"episodes\": 77", "\"episodes\": 0", "episodes" },
  { "\"episodes\": 77", "\"episodes\": 100001", "episodes" },
  { "\"seed\": 2147483647", "\"seed\": 2147483648", "seed" },
  { "\"seed\": 2147483647", "\"seed\": -1", "seed" },
  { "\"seed\": 2147483647", "\"seed\": true", "seed" },
  { "\"compare\": {", "\"compare\": \"b\", \"c\": {", "“compare” must be an object" },
  { "\"compare\": {", "\"compare\": {}, \"c\": {", "compare.model" },
  { "\"model\": \"", "\"model\": 1, \"m\": \"", "compare.model" },
  { "\"profile\": \"p3\"", "\"profile\": {}", "compare.profile" },
  { "\"neighbours\": 7", "\"neighbours\": 0", "neighbours" },
  { "\"neighbours\": 7", "\"neighbours\": 65", "neighbours" },
  { "\"neighbours\": 7", "\"neighbours\": []", "compare.options.neighbours" },
  { "\"released\"", "\"other\"", "other" },
  { "\"kl-qs\"", "3", "compare.options.distance" },
  { "\"raw\"", "\"cooked\"", "cooked" },
  { "\"part\": 0.25", "\"part\": -1", "part" },
  { "\"part\": 0.25", "\"part\": \"much\"", "compare.options.weights.part" },
  { "\"weights\": \"pixel\"", "\"weights\": \"mine\"", "compare.weights" },
  { "\"weights\": \"pixel\"", "\"weights\": 4", "compare.weights" },
  { "\"weights\": \"pixel\"", "\"weighs\": \"pixel\"", "compare.weights" },
};

static char *
replace (const char *text, const char *from, const char *to)
{
  const char *found = strstr (text, from);

  if (found == NULL)
    g_error ("the session holds no %s", from);
  return g_strdup_printf ("%.*s%s%s", (int) (found - text), text, to,
                          found + strlen (from));
}

static char *
read_text (Fixture *fixture)
{
  g_autoptr (LkSessionFile) loaded = save_and_load (fixture);
  char *text;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  return text;
}

static void
test_damages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *damaged = replace (text, damages[i].from, damages[i].to);
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (fixture->path, damaged, -1, NULL));
      g_assert_null (lk_session_file_load (fixture->path, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
      g_assert_null (strchr (error->message, '\n'));
      g_assert_nonnull (strstr (error->message, fixture->path));
      g_assert_nonnull (strstr (error->message, damages[i].message));
    }
}

static void
test_tolerated (Fixture *fixture, gconstpointer data)
{
  static const Damage harmless[] = {
    { "\"ways\": 3", "\"ways\": 3.0", NULL },
    { "\"ways\": 3", "\"days\": [{}], \"ways\": 3", NULL },
    { "\"weights\": \"pixel\"", "\"sha256\": null, \"weights\": \"pixel\"", NULL },
  };
  static const Damage nulls[] = {
    { "\"episodes\": {", "\"episodes\": null, \"e\": {", NULL },
    { "\"compare\": {", "\"compare\": null, \"c\": {", NULL },
  };
  g_autofree char *text = read_text (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *changed = replace (text, harmless[i].from, harmless[i].to);
      g_autoptr (LkSessionFile) session = NULL;

      g_assert_true (g_file_set_contents (fixture->path, changed, -1, NULL));
      session = load (fixture->path);
      assert_same (fixture->session, session);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nulls); i++)
    {
      g_autofree char *changed = replace (text, nulls[i].from, nulls[i].to);
      g_autoptr (LkSessionFile) session = NULL;

      g_assert_true (g_file_set_contents (fixture->path, changed, -1, NULL));
      session = load (fixture->path);
      g_assert_true ((session->sampling == NULL) == (i == 0));
      g_assert_true ((session->opponent == NULL) == (i == 1));
    }
}

/* One flipped bit: an error, or a session that can be saved and loaded again. */
static void
test_flipped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (fixture);
  gsize length = strlen (text);
  guint n_refused = 0;

  for (gsize i = (gsize) (strstr (text, "\"episodes\"") - text); i < length; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkSessionFile) session = NULL;

      text[i] ^= 1 << i % 7;
      g_assert_true (g_file_set_contents (fixture->path, text, length, NULL));
      text[i] ^= 1 << i % 7;
      session = lk_session_file_load (fixture->path, &error);
      g_assert_true ((session == NULL) == (error != NULL));
      if (session != NULL)
        {
          g_autoptr (LkSessionFile) again = NULL;

          lk_session_file_save (session, fixture->path, &error);
          g_assert_no_error (error);
          again = load (fixture->path);
          assert_same (session, again);
        }
      else
        n_refused++;
    }
  g_assert_cmpuint (n_refused, >, 100);
}

/* What could not be loaded again is not written. */
static void
test_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) before = save_and_load (fixture);
  g_autoptr (LkSessionFile) after = NULL;
  g_autoptr (GError) numbers = NULL;
  g_autoptr (GError) options = NULL;

  fixture->session->sampling->sampler.n_ways = 21;
  g_assert_false (lk_session_file_save (fixture->session, fixture->path, &numbers));
  g_assert_error (numbers, LK_ERROR, LK_ERROR_OPTION);
  fixture->session->sampling->sampler.n_ways = 20;
  fixture->session->opponent->options.ridge = NAN;
  g_assert_false (lk_session_file_save (fixture->session, fixture->path, &options));
  g_assert_error (options, LK_ERROR, LK_ERROR_OPTION);
  after = load (fixture->path);
  assert_same (before, after);
}

/* Which of A's weights reach B. */
static void
test_weights (void)
{
  static const double expected[LK_N_COMPARE_WEIGHTS][LK_N_LEVELS] = {
    { 0.5, 0.1, 2 }, { 1.0 / 3, 1.0 / 3, 1.0 / 3 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }
  };

  for (guint i = 0; i < LK_N_COMPARE_WEIGHTS; i++)
    {
      double weights[LK_N_LEVELS];
      LkCompareWeights again;

      lk_compare_weights_apply (i, expected[0], weights);
      g_assert_cmpmem (weights, sizeof weights, expected[i], sizeof weights);
      g_assert_true (
          lk_compare_weights_from_string (lk_compare_weights_to_string (i), &again));
      g_assert_cmpuint (again, ==, i);
    }
}

static void
test_equal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSampling) sampling = lk_sampling_copy (fixture->session->sampling);
  g_autoptr (LkOpponent) opponent = lk_opponent_copy (fixture->session->opponent);

  g_assert_true (lk_sampling_equal (sampling, fixture->session->sampling));
  sampling->sampler.seed--;
  g_assert_false (lk_sampling_equal (sampling, fixture->session->sampling));
  g_assert_true (lk_opponent_equal (opponent, fixture->session->opponent));
  opponent->options.weights[0] = 9; /* which the rule says anyway */
  g_assert_true (lk_opponent_equal (opponent, fixture->session->opponent));
  opponent->options.neighbours++;
  g_assert_false (lk_opponent_equal (opponent, fixture->session->opponent));
  g_assert_false (lk_opponent_equal (NULL, opponent));
  g_assert_true (lk_opponent_equal (NULL, NULL));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/session-pages/round-trip", test_round_trip);
  add ("/session-pages/plain", test_plain);
  add ("/session-pages/none", test_none);
  add ("/session-pages/moved", test_moved);
  add ("/session-pages/places", test_places);
  add ("/session-pages/no-text", test_no_text);
  add ("/session-pages/damages", test_damages);
  add ("/session-pages/tolerated", test_tolerated);
  add ("/session-pages/flipped", test_flipped);
  add ("/session-pages/not-saved", test_not_saved);
  add ("/session-pages/equal", test_equal);
  g_test_add_func ("/session-pages/weights", test_weights);
  return g_test_run ();
}
