/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-file.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-episode.h"
#include "lk-error.h"
#include "test-pictures.h"

#define INSIDE "sub folder/ñandú 狐 \"1\".png"
#define BESIDE "../beside/wolf.png"

/* root/place/x.likeness, with pictures beside, below and above it. */
typedef struct
{
  char *root;
  char *path;
  LkSessionFile *session;
} Fixture;

static void
make_folders (const char *root)
{
  const char *const names[] = { "place", "place/sub folder", "beside", "models" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (root, names[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    }
}

static void
add_class (LkEpisodeState *state, const char *name, LkPicture *a, LkPicture *b)
{
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();

  g_ptr_array_add (shots, a);
  if (b != NULL)
    g_ptr_array_add (shots, b);
  lk_episode_state_append_class (state, name, shots);
}

static void
add_query (LkEpisodeState *state, LkPicture *picture, const char *label)
{
  g_autoptr (LkQuery) query = lk_query_new (picture, label);

  lk_episode_state_append_query (state, query);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = NULL;
  g_autoptr (LkPicture) inside = NULL;
  g_autoptr (LkPicture) beside = NULL;
  g_autoptr (LkPicture) pasted = test_picture_paste ("Pasted “fox”", 3);

  fixture->root = test_folder_new ();
  make_folders (fixture->root);
  place = g_build_filename (fixture->root, "place", NULL);
  inside = test_picture_write (place, INSIDE, 1);
  beside = test_picture_write (place, BESIDE, 2);
  fixture->path = g_build_filename (place, "x.likeness", NULL);
  fixture->session = lk_session_file_new ();
  add_class (fixture->session->episode, "Füchse 狐", inside, pasted);
  add_class (fixture->session->episode, "Wolf", beside, NULL);
  add_query (fixture->session->episode, pasted, "Wolf");
  add_query (fixture->session->episode, inside, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  lk_session_file_free (fixture->session);
  g_free (fixture->path);
  test_folder_remove (fixture->root);
}

static void
save (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  lk_session_file_save (fixture->session, fixture->path, &error);
  g_assert_no_error (error);
}

static LkSessionFile *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  LkSessionFile *session = lk_session_file_load (path, &error);

  g_assert_no_error (error);
  return session;
}

static void
assert_refused (const char *path, LkError code, const char *part_of_message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_name (path);

  g_assert_null (lk_session_file_load (path, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_nonnull (strstr (error->message, name));
  if (part_of_message != NULL)
    g_assert_nonnull (strstr (error->message, part_of_message));
}

static void
assert_same (LkSessionFile *a, LkSessionFile *b)
{
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->model, ==, b->model);
  g_assert_cmpstr (a->model_sha256, ==, b->model_sha256);
  g_assert_cmpstr (a->model_fingerprint, ==, b->model_fingerprint);
  g_assert_cmpstr (a->profile, ==, b->profile);
  g_assert_cmpstr (a->network, ==, b->network);
  g_assert_cmpuint (a->options.neighbours, ==, b->options.neighbours);
  g_assert_cmpint (a->options.part_form, ==, b->options.part_form);
  g_assert_cmpint (a->options.distance, ==, b->options.distance);
  g_assert_cmpint (a->options.normalisation, ==, b->options.normalisation);
  g_assert_cmpmem (&a->options.ridge, sizeof (double), &b->options.ridge,
                   sizeof (double));
  g_assert_cmpmem (a->options.weights, sizeof a->options.weights, b->options.weights,
                   sizeof b->options.weights);
  g_assert_true (lk_episode_state_equal (a->episode, b->episode));
  g_assert_cmpuint (a->selected_query, ==, b->selected_query);
  g_assert_cmpint (a->selected_class, ==, b->selected_class);
  g_assert_cmpstr (a->view, ==, b->view);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  LkSessionFile *session = fixture->session;
  g_autoptr (LkSessionFile) plain = NULL;
  g_autoptr (LkSessionFile) full = NULL;

  save (fixture);
  plain = load (fixture->path);
  assert_same (session, plain);

  session->title = g_strdup ("A \\ \"title\"\twith ‘all’ sorts \x01");
  g_free (session->model);
  session->model = g_build_filename (fixture->root, "models", "a b.pth", NULL);
  session->model_sha256 = g_strdup ("00ff");
  session->model_fingerprint = g_strdup ("11ee");
  session->profile = g_strdup ("p3");
  session->network = g_strdup ("pools=1110 slope=0.1");
  session->options = (LkMetricOptions){
    7,         LK_PART_RELEASED,           LK_DISTANCE_KL_QS,
    1e-20 / 3, LK_NORMALISE_TRAINED_EXACT, { 1.0 / 3, 1e22, 4.9e-324 }
  };
  session->selected_query = 1;
  session->selected_class = 1;
  session->view = g_strdup ("part");
  save (fixture);
  full = load (fixture->path);
  assert_same (session, full);
}

static GBytes *
make_mask (const char *digits)
{
  gsize n = strlen (digits);
  g_autofree gboolean *kept = g_new (gboolean, n);

  for (gsize i = 0; i < n; i++)
    kept[i] = digits[i] == '1';
  return g_bytes_new (kept, n * sizeof *kept);
}

/* Cells painted out of queries and of shots, which are scored without them. */
static void
test_masks (Fixture *fixture, gconstpointer data)
{
  LkSessionFile *session = fixture->session;
  g_autoptr (GBytes) of_shot = make_mask ("011010");
  g_autoptr (GBytes) of_query = make_mask ("110");
  g_autoptr (LkSessionFile) loaded = NULL;
  g_autoptr (LkEpisodeState) scored = NULL;
  GPtrArray *shots;

  g_hash_table_insert (session->shot_masks, GUINT_TO_POINTER (1), g_bytes_ref (of_shot));
  g_hash_table_insert (session->masks, GUINT_TO_POINTER (1), g_bytes_ref (of_query));
  g_hash_table_add (session->off, GUINT_TO_POINTER (0));
  save (fixture);
  loaded = load (fixture->path);
  g_assert_cmpuint (g_hash_table_size (loaded->shot_masks), ==, 1);
  g_assert_true (g_bytes_equal (
      g_hash_table_lookup (loaded->shot_masks, GUINT_TO_POINTER (1)), of_shot));
  g_assert_cmpuint (g_hash_table_size (loaded->masks), ==, 1);
  g_assert_true (g_bytes_equal (g_hash_table_lookup (loaded->masks, GUINT_TO_POINTER (1)),
                                of_query));

  scored = lk_session_file_get_scored_state (loaded);
  shots = lk_episode_state_get_shots (scored, 0);
  g_assert_cmpuint (shots->len, ==, 1);
  g_assert_true (
      g_bytes_equal (lk_episode_state_get_mask (scored, shots->pdata[0]), of_shot));
  g_assert_null (lk_episode_state_get_mask (
      scored, lk_episode_state_get_shots (scored, 1)->pdata[0]));
}

/* What is made of a state paints out the same; and it is another state without. */
static void
test_masks_of_states (Fixture *fixture, gconstpointer data)
{
  LkEpisodeState *episode = fixture->session->episode;
  LkPicture *shot = lk_episode_state_get_shots (episode, 1)->pdata[0];
  g_autoptr (GBytes) kept = make_mask ("0110");
  g_autoptr (GBytes) other = make_mask ("0111");
  g_autoptr (LkEpisodeState) plain = lk_episode_state_new ();
  g_autoptr (LkEpisodeState) masked = lk_episode_state_new ();
  g_autoptr (LkEpisodeState) filled = NULL;

  for (guint i = 0; i < 2; i++)
    {
      lk_episode_state_append_class (plain, lk_episode_state_get_class_name (episode, i),
                                     lk_episode_state_get_shots (episode, i));
      lk_episode_state_append_class (masked, lk_episode_state_get_class_name (episode, i),
                                     lk_episode_state_get_shots (episode, i));
    }
  g_assert_true (lk_episode_state_same_objects (plain, masked));
  lk_episode_state_set_mask (masked, shot, kept);
  g_assert_false (lk_episode_state_same_objects (plain, masked));
  g_assert_false (lk_episode_state_same_pictures (masked, plain));
  lk_episode_state_set_mask (plain, shot, other);
  g_assert_false (lk_episode_state_same_pictures (masked, plain));
  lk_episode_state_take_masks (plain, masked);
  g_assert_true (lk_episode_state_same_objects (plain, masked));
  lk_episode_state_append_class (masked, "Empty", NULL);
  filled = lk_episode_state_without_empty (masked);
  g_assert_true (lk_episode_state_same_objects (plain, filled));
}

static const char *
get_string (JsonNode *root, const char *path)
{
  g_autoptr (JsonNode) match = json_path_query (path, root, NULL);
  JsonArray *array = json_node_get_array (match);

  g_assert_cmpuint (json_array_get_length (array), ==, 1);
  return g_intern_string (json_array_get_string_element (array, 0));
}

static void
test_members (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  LkPicture *pasted = lk_episode_state_get_shots (fixture->session->episode, 0)->pdata[1];
  g_autofree guchar *bytes = NULL;
  gsize size;
  JsonNode *root;
  JsonObject *object;

  g_free (fixture->session->model);
  fixture->session->model = g_build_filename (fixture->root, "models/m.pth", NULL);
  save (fixture);
  json_parser_load_from_file (parser, fixture->path, &error);
  g_assert_no_error (error);
  root = json_parser_get_root (parser);
  object = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (object, "format"), ==,
                   "likeness-session");
  g_assert_cmpint (json_object_get_int_member (object, "version"), ==, 1);
  g_assert_cmpstr (get_string (root, "$.model.name"), ==, "../models/m.pth");
  g_assert_cmpstr (get_string (root, "$.classes[0].name"), ==, "Füchse 狐");
  g_assert_cmpstr (get_string (root, "$.classes[0].shots[0].file"), ==, INSIDE);
  g_assert_cmpstr (get_string (root, "$.classes[1].shots[0].file"), ==, BESIDE);
  g_assert_cmpstr (get_string (root, "$.classes[0].shots[1].title"), ==, "Pasted “fox”");
  g_assert_cmpstr (get_string (root, "$.classes[0].shots[1].sha256"), ==,
                   lk_picture_get_sha256 (pasted));
  g_assert_cmpstr (get_string (root, "$.queries[0].label"), ==, "Wolf");
  g_assert_cmpstr (get_string (root, "$.options.distance"), ==, "w2");
  bytes = g_base64_decode (get_string (root, "$.classes[0].shots[1].data"), &size);
  g_assert_cmpmem (bytes, size, g_bytes_get_data (lk_picture_get_bytes (pasted), NULL),
                   g_bytes_get_size (lk_picture_get_bytes (pasted)));
}

static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = g_strconcat (fixture->root, " moved", NULL);
  g_autofree char *path = g_build_filename (root, "place", "x.likeness", NULL);
  g_autofree char *wolf = g_build_filename (root, "beside", "wolf.png", NULL);
  g_autoptr (LkSessionFile) session = NULL;
  LkPicture *picture;

  save (fixture);
  g_assert_cmpint (g_rename (fixture->root, root), ==, 0);
  session = load (path);
  picture = lk_episode_state_get_shots (session->episode, 1)->pdata[0];
  g_assert_cmpstr (lk_picture_get_path (picture), ==, wolf);
  g_assert_cmpint (g_rename (root, fixture->root), ==, 0);
}

static void
test_through_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = g_build_filename (fixture->root, "place", NULL);
  g_autofree char *other = g_build_filename (fixture->root, "beside", "link", NULL);
  g_autofree char *linked = g_build_filename (other, "x.likeness", NULL);
  g_autoptr (LkSessionFile) session = NULL;
  g_autoptr (LkSessionFile) again = NULL;
  g_autoptr (GError) error = NULL;

  save (fixture);
  g_assert_cmpint (symlink (place, other), ==, 0);
  session = load (linked);
  g_assert_cmpuint (lk_episode_state_get_n_classes (session->episode), ==, 2);

  lk_session_file_save (fixture->session, linked, &error);
  g_assert_no_error (error);
  again = load (fixture->path);
  assert_same (fixture->session, again);
}

static void
test_incomplete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) empty = lk_session_file_new ();
  g_autoptr (LkSessionFile) loaded = NULL;
  g_autoptr (LkSessionFile) again = NULL;
  g_autoptr (GError) error = NULL;

  lk_session_file_save (empty, fixture->path, &error);
  g_assert_no_error (error);
  loaded = load (fixture->path);
  assert_same (empty, loaded);
  lk_episode_state_append_class (empty->episode, "Void", NULL);
  lk_session_file_save (empty, fixture->path, &error);
  g_assert_no_error (error);
  again = load (fixture->path);
  assert_same (empty, again);
}

static void
test_file_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->root, "place", BESIDE, NULL);
  g_autoptr (LkSessionFile) session = NULL;
  LkPicture *picture;

  g_assert_cmpint (g_remove (path), ==, 0);
  save (fixture);
  session = load (fixture->path);
  picture = lk_episode_state_get_shots (session->episode, 1)->pdata[0];
  g_assert_null (lk_picture_get_path (picture));
  g_assert_cmpstr (lk_picture_get_title (picture), ==, "wolf.png");
}

/* The session opens with a placeholder for the wolf, which is saved as it was. */
static void
assert_stands_in (Fixture *fixture, LkPictureState state)
{
  g_autoptr (LkSessionFile) session = load (fixture->path);
  LkPicture *picture = lk_episode_state_get_shots (session->episode, 1)->pdata[0];
  LkPicture *meant = lk_episode_state_get_shots (fixture->session->episode, 1)->pdata[0];
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpint (lk_picture_get_state (picture), ==, state);
  g_assert_cmpstr (lk_picture_get_sha256 (picture), ==, lk_picture_get_sha256 (meant));
  g_assert_cmpstr (lk_picture_get_path (picture), ==, lk_picture_get_path (meant));
  g_assert_null (lk_picture_decode (picture, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "wolf.png"));
  g_assert_true (g_file_get_contents (fixture->path, &before, NULL, NULL));
  g_assert_true (lk_session_file_save (session, fixture->path, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
}

static void
test_picture_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->root, "place", BESIDE, NULL);

  save (fixture);
  g_assert_cmpint (g_remove (path), ==, 0);
  assert_stands_in (fixture, LK_PICTURE_MISSING);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  assert_stands_in (fixture, LK_PICTURE_MISSING);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_stands_in (fixture, LK_PICTURE_MISSING);
}

static void
test_picture_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *beside = g_build_filename (fixture->root, "beside", NULL);
  g_autofree char *path = NULL;

  save (fixture);
  path = test_png_write (beside, "wolf.png", 77, 8, 8);
  assert_stands_in (fixture, LK_PICTURE_CHANGED);
  g_assert_true (g_file_set_contents (path, "not a picture", -1, NULL));
  assert_stands_in (fixture, LK_PICTURE_CHANGED);
}

static char *read_text (Fixture *fixture);
static char *replace (const char *text, const char *from, const char *to);
static void write_bytes (Fixture *fixture, const char *text, gssize length);

/* A device that never ends, and a folder: neither is read. */
static void
test_picture_no_file (Fixture *fixture, gconstpointer data)
{
  static const char *const others[]
      = { "\"file\": \"../../../../../../../../../../dev/zero\", \"f\": \"",
          "\"file\": \"\", \"f\": \"" };
  g_autofree char *text = read_text (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *changed = replace (text, "\"file\": \"", others[i]);
      g_autoptr (LkSessionFile) session = NULL;
      LkPicture *picture;

      write_bytes (fixture, changed, -1);
      session = load (fixture->path);
      picture = lk_episode_state_get_shots (session->episode, 0)->pdata[0];
      g_assert_cmpint (lk_picture_get_state (picture), ==, LK_PICTURE_MISSING);
    }
}

/* A member of the saved text, what it is replaced with, and the error. */
typedef struct
{
  const char *from;
  const char *to;
  int code;
  const char *message;
} Damage;

static const Damage damages[] = {
  { "\"likeness-session\"", "\"likeness-other\"", LK_ERROR_FORMAT, NULL },
  { "\"likeness-session\"", "[]", LK_ERROR_FORMAT, "format" },
  { "\"format\"", "\"formed\"", LK_ERROR_FORMAT, "format" },
  { "\"version\": 1", "\"version\": 2", LK_ERROR_UNSUPPORTED, "newer" },
  { "\"version\": 1", "\"version\": 0", LK_ERROR_FORMAT, NULL },
  { "\"version\": 1", "\"version\": -1", LK_ERROR_FORMAT, NULL },
  { "\"version\": 1", "\"version\": 1.5", LK_ERROR_FORMAT, "version" },
  { "\"version\": 1", "\"version\": \"1\"", LK_ERROR_FORMAT, "version" },
  { "\"version\": 1", "\"version\": true", LK_ERROR_FORMAT, "version" },
  { "\"version\": 1", "\"version\": 99999999999999999999", LK_ERROR_FORMAT, "version" },
  { "\"version\": 1", "\"title\": 5, \"version\": 1", LK_ERROR_FORMAT, "title" },
  { "\"version\": 1", "\"profile\": [], \"version\": 1", LK_ERROR_FORMAT, "profile" },
  { "\"model\": {", "\"model\": [], \"m\": {", LK_ERROR_FORMAT, "model" },
  { "\"builtin:conv64f\"", "null", LK_ERROR_FORMAT, "model.name" },
  { "\"classes\": [", "\"classes\": {}, \"c\": [", LK_ERROR_FORMAT, "classes" },
  { "\"classes\": [", "\"klasses\": [", LK_ERROR_FORMAT, "classes" },
  { "\"classes\": [", "\"classes\": [7, ", LK_ERROR_FORMAT, "classes[0]" },
  { "\"classes\": [", "\"classes\": [null, ", LK_ERROR_FORMAT, "classes[0]" },
  { "\"name\": \"Wolf\"", "\"name\": 3", LK_ERROR_FORMAT, "classes[1].name" },
  { "\"name\": \"Wolf\"", "\"name\": \" \"", LK_ERROR_FORMAT, "classes[1].name" },
  { "\"name\": \"Wolf\"", "\"name\": \"Füchse 狐\"", LK_ERROR_FORMAT, "classes[1].name" },
  { "\"shots\": [", "\"shots\": \"\", \"s\": [", LK_ERROR_FORMAT, "classes[0].shots" },
  { "\"shots\": [", "\"shots\": [[], ", LK_ERROR_FORMAT, "classes[0].shots[0]" },
  { "\"file\"", "\"life\"", LK_ERROR_FORMAT, "classes[0].shots[0].file" },
  { "\"sha256\"", "\"sha257\"", LK_ERROR_FORMAT, "classes[0].shots[0].sha256" },
  { "\"sha256\": \"", "\"sha256\": \"0", LK_ERROR_FORMAT, "狐" },
  { "\"data\": \"", "\"data\": \"AAAA", LK_ERROR_FORMAT, "Pasted" },
  { "\"data\": \"", "\"data\": \"\", \"d\": \"", LK_ERROR_FORMAT, "Pasted" },
  { "\"data\": \"", "\"data\": {}, \"d\": \"", LK_ERROR_FORMAT,
    "classes[0].shots[1].data" },
  { "\"title\": ", "\"entitled\": ", LK_ERROR_FORMAT, "classes[0].shots[1].title" },
  { "\"queries\": [", "\"queries\": 1, \"q\": [", LK_ERROR_FORMAT, "queries" },
  { "\"queries\": [", "\"queries\": [{}, ", LK_ERROR_FORMAT, "queries[0]" },
  { "\"label\": \"Wolf\"", "\"label\": 0.5", LK_ERROR_FORMAT, "queries[0].label" },
  { "\"options\": {", "\"options\": null, \"o\": {", LK_ERROR_FORMAT, "options" },
  { "\"neighbours\": 1", "\"neighbours\": 0", LK_ERROR_FORMAT, NULL },
  { "\"neighbours\": 1", "\"neighbours\": 65", LK_ERROR_FORMAT, NULL },
  { "\"neighbours\": 1", "\"neighbours\": -1", LK_ERROR_FORMAT, NULL },
  { "\"neighbours\": 1", "\"neighbours\": 4294967297", LK_ERROR_FORMAT, "neighbours" },
  { "\"neighbours\": 1", "\"neighbours\": 1.5", LK_ERROR_FORMAT, "neighbours" },
  { "\"cosine\"", "\"sine\"", LK_ERROR_FORMAT, "sine" },
  { "\"w2\"", "\"w\\n3\"", LK_ERROR_FORMAT, "w 3" },
  { "\"episode\"", "7", LK_ERROR_FORMAT, "normalise" },
  { "\"ridge\": 0.01", "\"ridge\": 0", LK_ERROR_FORMAT, NULL },
  { "\"ridge\": 0.01", "\"ridge\": -0.01", LK_ERROR_FORMAT, NULL },
  { "\"ridge\": 0.01", "\"ridge\": 1e999", LK_ERROR_FORMAT, "ridge" },
  { "\"ridge\": 0.01", "\"ridge\": \"NaN\"", LK_ERROR_FORMAT, "ridge" },
  { "\"ridge\": 0.01", "\"ridge\": NaN", LK_ERROR_FORMAT, NULL },
  { "\"pixel\": 0", "\"pixel\": -0", LK_ERROR_FORMAT, NULL },
  { "\"pixel\": 0", "\"pixel\": 1e999, \"p\": 0", LK_ERROR_FORMAT,
    "options.weights.pixel" },
  { "\"pixel\": 0", "\"pixels\": 0", LK_ERROR_FORMAT, "options.weights.pixel" },
  { "\"view\": {", "\"view\": 3, \"v\": {", LK_ERROR_FORMAT, "view" },
  { "\"query\": 0", "\"query\": \"0\"", LK_ERROR_FORMAT, "view.query" },
  { "{", "/* { */ {", LK_ERROR_FORMAT, NULL },
  { "{", "x = {", LK_ERROR_FORMAT, NULL },
  { "{", "[", LK_ERROR_FORMAT, NULL },
  { "\"version\"", "'version'", LK_ERROR_FORMAT, NULL },
  { "\"version\"", "\"vers\xff\xff\"", LK_ERROR_FORMAT, NULL },
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
  char *text;

  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  return text;
}

static void
write_bytes (Fixture *fixture, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  FILE *file;

  g_remove (fixture->path);
  file = g_fopen (fixture->path, "wb");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (text, 1, n, file), ==, n);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
test_damages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *damaged = replace (text, damages[i].from, damages[i].to);

      write_bytes (fixture, damaged, -1);
      assert_refused (fixture->path, damages[i].code, damages[i].message);
    }
}

/* Changes that do no harm, with what they lead to. */
static void
test_tolerated (Fixture *fixture, gconstpointer data)
{
  static const Damage harmless[] = {
    { "\"version\": 1", "\"version\": 1, \"future\": {\"a\": [1, 2, null]}" },
    { "\"version\": 1", "\"version\": 1.0" },
    { "\"version\": 1", "\"title\": null, \"profile\": null, \"version\": 1" },
    { "\"query\": 0", "\"query\": 2" },
    { "\"query\": 0", "\"query\": -5, \"name\": \"somewhere\"" },
    { "\"class\": -1", "\"class\": 2" },
    { "\"class\": -1", "\"klass\": 2" },
    { "\"view\"", "\"review\"" },
    { "\"ridge\": 0.01", "\"ridge\": 1e-2" },
    { "\"shots\": [", "\"shots\":\r\n\t[" },
  };
  g_autofree char *text = read_text (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *changed = replace (text, harmless[i].from, harmless[i].to);
      g_autoptr (LkSessionFile) session = NULL;

      write_bytes (fixture, changed, -1);
      session = load (fixture->path);
      assert_same (fixture->session, session);
    }
}

/* @entry @n times in brackets, as a member that is not known, is no session. */
static void
assert_too_much (Fixture *fixture, const char *text, const char *brackets, guint n)
{
  g_autoptr (GString) member = g_string_new ("\"version\": 1, \"future\": ");
  g_autofree char *changed = NULL;

  g_string_append_c (member, brackets[0]);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (member, brackets[0] == '{' ? "%s\"%u\":0" : "%s0",
                            i > 0 ? "," : "", i);
  g_string_append_c (member, brackets[1]);
  changed = replace (text, "\"version\": 1", member->str);
  write_bytes (fixture, changed, -1);
  assert_refused (fixture->path, LK_ERROR_FORMAT, "is not a JSON object");
}

/* A tree takes far more memory than its text, and names that share a hash much time. */
static void
test_heavy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (fixture);

  assert_too_much (fixture, text, "{}", 1001);
  assert_too_much (fixture, text, "[]", 100001);
}

static void
test_two_values (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (fixture);
  g_autofree char *after_string = g_strconcat ("\"{\"", text, NULL);
  g_autofree char *after_list = g_strconcat ("[1]", text, NULL);
  g_autofree char *twice = g_strconcat (text, text, NULL);

  write_bytes (fixture, after_string, -1);
  assert_refused (fixture->path, LK_ERROR_FORMAT, "is not a JSON object");
  write_bytes (fixture, after_list, -1);
  assert_refused (fixture->path, LK_ERROR_FORMAT, "is not a JSON object");
  write_bytes (fixture, twice, -1);
  assert_refused (fixture->path, LK_ERROR_FORMAT, "is not a JSON object");
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (fixture);
  gsize length = strlen (text);

  g_assert_cmpint (text[length - 1], ==, '\n');
  for (gsize i = 0; i < length - 1; i++)
    {
      g_autoptr (GError) error = NULL;

      write_bytes (fixture, text, i);
      g_assert_null (lk_session_file_load (fixture->path, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
    }
}

/* One flipped bit: an error, or a session that can be saved and loaded again. */
static void
test_flipped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (fixture);
  gsize length = strlen (text);
  guint n_refused = 0;

  for (gsize i = 0; i < length; i++)
    for (guint bit = g_test_slow () ? 0 : i % 8; bit < 8; bit += g_test_slow () ? 1 : 8)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (LkSessionFile) session = NULL;

        text[i] ^= 1 << bit;
        write_bytes (fixture, text, length);
        text[i] ^= 1 << bit;
        session = lk_session_file_load (fixture->path, &error);
        g_assert_true ((session == NULL) == (error != NULL));
        if (session == NULL)
          n_refused++;
        else
          {
            g_autoptr (LkSessionFile) again = NULL;

            lk_session_file_save (session, fixture->path, &error);
            g_assert_no_error (error);
            again = load (fixture->path);
            assert_same (session, again);
          }
      }
  g_assert_cmpuint (n_refused, >, length / 2);
}

static char *
repeat (const char *text, guint n, const char *separator)
{
  GString *repeated = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (repeated, "%s%s", i > 0 ? separator : "", text);
  return g_string_free (repeated, FALSE);
}

static void
test_too_much (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *list;
    guint n;
  } lists[] = { { "classes", 21 },    { "shots", 11 },    { "queries", 1001 },
                { "classes", 40000 }, { "shots", 40000 }, { "queries", 40000 } };
  g_autofree char *text = read_text (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *from = g_strdup_printf ("\"%s\": [", lists[i].list);
      g_autofree char *many = repeat ("{}", lists[i].n, ",");
      g_autofree char *to
          = g_strdup_printf ("\"%s\": [%s], \"x\": [", lists[i].list, many);
      g_autofree char *grown = replace (text, from, to);

      write_bytes (fixture, grown, -1);
      assert_refused (fixture->path, LK_ERROR_LIMIT, lists[i].list);
    }
}

static void
test_deep (Fixture *fixture, gconstpointer data)
{
  static const char *const openings[] = { "[", "{\"a\":", "[{\"a\":" };

  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autofree char *deep = repeat (openings[i], 1000000, "");

      write_bytes (fixture, deep, -1);
      assert_refused (fixture->path, LK_ERROR_FORMAT, NULL);
    }
}

static void
test_not_a_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (fixture->root, "fifo.likeness", NULL);
  g_autofree char *huge = g_build_filename (fixture->root, "huge.likeness", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->root, "nowhere", "x", NULL);
  FILE *file;

  assert_refused (nowhere, LK_ERROR_FILE, NULL);
  assert_refused (fixture->root, LK_ERROR_FILE, NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_refused (fifo, LK_ERROR_FILE, NULL);
  file = g_fopen (huge, "wb");
  g_assert_nonnull (file);
  g_assert_cmpint (ftruncate (fileno (file), (off_t) 1 << 34), ==, 0);
  fclose (file);
  assert_refused (huge, LK_ERROR_LIMIT, NULL);
}

static void
assert_not_saved (LkSessionFile *session, const char *path, LkError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_session_file_save (session, path, &error));
  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_save_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->root, "nowhere", "x", NULL);
  g_autofree char *before = read_text (fixture);
  g_autofree char *after = NULL;
  LkPicture *picture
      = lk_episode_state_get_shots (fixture->session->episode, 0)->pdata[0];

  assert_not_saved (fixture->session, nowhere, LK_ERROR_FILE);
  assert_not_saved (fixture->session, fixture->root, LK_ERROR_FILE);
  fixture->session->options.weights[1] = NAN;
  assert_not_saved (fixture->session, fixture->path, LK_ERROR_OPTION);
  fixture->session->options.weights[1] = 1;
  for (guint i = 0; i < 999; i++)
    add_query (fixture->session->episode, picture, NULL);
  assert_not_saved (fixture->session, fixture->path, LK_ERROR_LIMIT);
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
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

  add ("/session-file/round-trip", test_round_trip);
  add ("/session-file/masks", test_masks);
  add ("/session-file/masks-of-states", test_masks_of_states);
  add ("/session-file/members", test_members);
  add ("/session-file/moved", test_moved);
  add ("/session-file/through-link", test_through_link);
  add ("/session-file/incomplete", test_incomplete);
  add ("/session-file/file-gone", test_file_gone);
  add ("/session-file/picture-missing", test_picture_missing);
  add ("/session-file/picture-changed", test_picture_changed);
  add ("/session-file/picture-no-file", test_picture_no_file);
  add ("/session-file/damages", test_damages);
  add ("/session-file/tolerated", test_tolerated);
  add ("/session-file/truncated", test_truncated);
  add ("/session-file/heavy", test_heavy);
  add ("/session-file/two-values", test_two_values);
  add ("/session-file/flipped", test_flipped);
  add ("/session-file/too-much", test_too_much);
  add ("/session-file/deep", test_deep);
  add ("/session-file/not-a-file", test_not_a_file);
  add ("/session-file/save-fails", test_save_fails);
  return g_test_run ();
}
