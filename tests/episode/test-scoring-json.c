/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-scoring-json.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "lk-embedder.h"
#include "test-models.h"
#include "test-pictures.h"

/* RFC 8259, section 6. */
#define NUMBER "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?$"

static char *
write_double (double value)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), value);

  return lk_json_to_text (node, FALSE);
}

static void
assert_reads_back (double value)
{
  g_autofree char *text = write_double (value);
  double read = g_ascii_strtod (text, NULL);

  g_assert_true (g_regex_match_simple (NUMBER, text, 0, 0));
  g_assert_cmpmem (&read, sizeof read, &value, sizeof value);
}

static void
check_numbers (void)
{
  const double values[]
      = { 0,    -0.0, 1,          -1,   3,    0.1,         1.0 / 3,     1e15,
          1e16, 1e17, 1e20,       1e22, 1e23, 1e300,       -1e-300,     4.9e-324,
          0.01, 100,  123456789., 5e-5, 1e-5, G_MAXDOUBLE, G_MINDOUBLE, 2.5 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    assert_reads_back (values[i]);
  for (guint i = 0; i < 20000; i++)
    {
      guint64 bits = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);
      double value;

      memcpy (&value, &bits, sizeof value);
      if (isfinite (value))
        assert_reads_back (value);
      assert_reads_back (g_rand_double_range (rand, -1000, 1000));
      assert_reads_back ((float) g_rand_double (rand));
    }
}

static void
test_numbers (void)
{
  g_autofree char *tenth = write_double (0.1);
  g_autofree char *whole = write_double (3);
  g_autofree char *large = write_double (1e20);
  g_autofree char *none = write_double (NAN);

  check_numbers ();
  g_assert_cmpstr (tenth, ==, "0.1");
  g_assert_cmpstr (whole, ==, "3.0");
  g_assert_cmpstr (large, ==, "1e+20");
  g_assert_cmpstr (none, ==, "null");
}

static void
test_comma_locale (void)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  g_assert_nonnull (setlocale (LC_NUMERIC, "de_DE.UTF-8"));
  g_assert_cmpstr (localeconv ()->decimal_point, ==, ",");
  check_numbers ();
  node = json_from_string ("[0.5,1.25e-3]", NULL);
  array = json_node_get_array (node);
  g_assert_cmpfloat (json_array_get_double_element (array, 0), ==, 0.5);
  g_assert_cmpfloat (json_array_get_double_element (array, 1), ==, 1.25e-3);
  setlocale (LC_NUMERIC, "C");
}

static const char sample[]
    = "{\"a\":[1,2.5,-3],\"b\":{},\"c\":[],\"d\":null,\"e\":true,\"f\":false,"
      "\"g\":[{\"h\":[[1.0],[]]}],\"\\\"\\\\\\n\\u0001ü狐\":\"/\\t\\\"\"}";

static void
test_structure (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (sample, &error);
  g_autofree char *dense = NULL;
  g_autofree char *pretty = NULL;
  g_autoptr (JsonNode) from_dense = NULL;
  g_autoptr (JsonNode) from_pretty = NULL;

  g_assert_no_error (error);
  dense = lk_json_to_text (node, FALSE);
  pretty = lk_json_to_text (node, TRUE);
  from_dense = json_from_string (dense, &error);
  g_assert_no_error (error);
  from_pretty = json_from_string (pretty, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, from_dense));
  g_assert_true (json_node_equal (node, from_pretty));
  g_assert_null (strchr (dense, '\n'));
  g_assert_nonnull (strstr (pretty, "{\n  \"a\": [1, 2.5, -3],\n  \"b\": {},\n"));
}

static void
test_invalid_text (void)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), "a\xff"
                                                                         "b");
  g_autofree char *text = lk_json_to_text (node, FALSE);

  g_assert_cmpstr (text, ==,
                   "\"a\xef\xbf\xbd"
                   "b\"");
}

typedef struct
{
  char *folder;
  LkModel *model;
  LkScoring *scoring;
  char *query_path;
} Fixture;

static const TestModel plain = { 1, 4, 5, FALSE, FALSE, NULL };
/* Its covariances are singular. */
static const TestModel twins = { 1, 4, 5, TRUE, FALSE, NULL };

static LkEpisodeState *
make_episode (Fixture *fixture)
{
  LkEpisodeState *episode = lk_episode_state_new ();
  g_autoptr (LkPicture) found = test_picture_write (fixture->folder, "q ü.png", 50);
  g_autoptr (LkPicture) pasted = test_picture_paste ("Pasted", 51);
  g_autoptr (LkQuery) first = lk_query_new (found, "Wolf");
  g_autoptr (LkQuery) second = lk_query_new (pasted, NULL);
  const char *const names[] = { "Fox", "Wolf", "Dog" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);

      g_ptr_array_add (shots, test_picture_paste ("shot", i));
      lk_episode_state_append_class (episode, names[i], shots);
    }
  lk_episode_state_append_query (episode, first);
  lk_episode_state_append_query (episode, second);
  fixture->query_path = g_strdup (lk_picture_get_path (found));
  return episode;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const TestModel *model = data;
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkEmbedder) embedder = NULL;
  g_autoptr (LkEpisodeState) episode = NULL;
  g_autoptr (GError) error = NULL;

  options.neighbours = 2;
  if (model->twins)
    options.ridge = 1e-19;
  fixture->folder = test_folder_new ();
  fixture->model = test_model_open (model, fixture->folder, "m.safetensors");
  episode = make_episode (fixture);
  embedder = lk_embedder_new (fixture->model, NULL);
  fixture->scoring = lk_scoring_new (episode, LK_MAP_SOURCE (embedder), &options, NULL,
                                     NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  lk_scoring_unref (fixture->scoring);
  g_assert_finalize_object (fixture->model);
  g_free (fixture->query_path);
  test_folder_remove (fixture->folder);
}

/* Through the text, as whoever reads the output does. */
static JsonNode *
pass_through_text (JsonNode *node)
{
  g_autofree char *text = lk_json_to_text (node, TRUE);
  g_autoptr (GError) error = NULL;
  JsonNode *read = json_from_string (text, &error);

  g_assert_no_error (error);
  return read;
}

static void
assert_members (JsonObject *object, const char *members)
{
  g_autoptr (GList) names = json_object_get_members (object);
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *name = names; name != NULL; name = name->next)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                            (const char *) name->data);
  g_assert_cmpstr (text->str, ==, members);
}

static void
assert_class (JsonObject *object,
              LkExplanation *explanation,
              const LkDecision *decision,
              LkDistance distance,
              guint index)
{
  JsonObject *contributions = json_object_get_object_member (object, "contributions");

  assert_members (object, "name pixel part distribution contributions fused");
  assert_members (contributions, "part pixel distribution");
  g_assert_cmpfloat (json_object_get_double_member (object, "pixel"), ==,
                     lk_explanation_get_scores (explanation, LK_LEVEL_PIXEL)[index]);
  g_assert_cmpfloat (json_object_get_double_member (object, "part"), ==,
                     lk_explanation_get_scores (explanation, LK_LEVEL_PART)[index]);
  g_assert_cmpfloat (json_object_get_double_member (object, "distribution"), ==,
                     lk_explanation_get_distance (explanation, distance, index));
  g_assert_cmpfloat (json_object_get_double_member (object, "fused"), ==,
                     decision->fused[index]);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    g_assert_cmpfloat (
        json_object_get_double_member (contributions, lk_level_to_string (level)), ==,
        decision->contribution[level][index]);
}

static const char *
class_name (Fixture *fixture, guint index)
{
  return lk_episode_state_get_class_name (lk_scoring_get_episode (fixture->scoring),
                                          index);
}

static void
assert_query (Fixture *fixture,
              JsonObject *object,
              guint index,
              const LkMetricOptions *options)
{
  LkExplanation *explanation = lk_scoring_get_explanation (fixture->scoring, index);
  g_autoptr (LkDecision) decision
      = lk_scoring_decide (fixture->scoring, index, options, NULL);
  JsonArray *classes = json_object_get_array_member (object, "classes");
  JsonObject *alone = json_object_get_object_member (object, "alone");

  g_assert_cmpstr (json_object_get_string_member (object, "prediction"), ==,
                   class_name (fixture, decision->prediction));
  g_assert_cmpstr (json_object_get_string_member (object, "runner_up"), ==,
                   class_name (fixture, decision->runner_up));
  g_assert_cmpfloat (json_object_get_double_member (object, "margin"), ==,
                     decision->margin);
  g_assert_cmpstr (json_object_get_string_member (object, "decisive"), ==,
                   lk_level_to_string (decision->decisive));
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    g_assert_cmpstr (json_object_get_string_member (alone, lk_level_to_string (level)),
                     ==, class_name (fixture, decision->alone[level]));
  g_assert_cmpuint (json_array_get_length (classes), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *way = json_array_get_object_element (classes, i);

      g_assert_cmpstr (json_object_get_string_member (way, "name"), ==,
                       class_name (fixture, i));
      assert_class (way, explanation, decision, options->distance, i);
    }
}

static void
test_explain (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) written = NULL;
  g_autoptr (JsonNode) read = NULL;
  JsonObject *root;
  JsonObject *object;
  JsonArray *queries;

  options.distance = LK_DISTANCE_KL_QS;
  options.weights[LK_LEVEL_PART] = 0.7;
  written = lk_scoring_to_json (fixture->scoring, &options, &error);
  g_assert_no_error (error);
  read = pass_through_text (written);
  root = json_node_get_object (read);
  assert_members (root, "model options queries");

  object = json_object_get_object_member (root, "model");
  assert_members (object, "name sha256 backbone profile");
  g_assert_cmpstr (json_object_get_string_member (object, "sha256"), ==,
                   lk_model_get_sha256 (fixture->model));
  g_assert_cmpstr (json_object_get_string_member (object, "backbone"), ==, "conv64f");
  g_assert_cmpstr (json_object_get_string_member (object, "profile"), ==, "p1");

  object = json_object_get_object_member (root, "options");
  assert_members (object, "neighbours part distance normalise weights ridge");
  g_assert_cmpint (json_object_get_int_member (object, "neighbours"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (object, "distance"), ==, "kl-qs");

  queries = json_object_get_array_member (root, "queries");
  g_assert_cmpuint (json_array_get_length (queries), ==, 2);
  object = json_array_get_object_element (queries, 0);
  assert_members (object,
                  "file label prediction classes margin runner_up decisive alone");
  g_assert_cmpstr (json_object_get_string_member (object, "file"), ==,
                   fixture->query_path);
  g_assert_cmpstr (json_object_get_string_member (object, "label"), ==, "Wolf");
  assert_query (fixture, object, 0, &options);
  object = json_array_get_object_element (queries, 1);
  assert_members (object, "file prediction classes margin runner_up decisive alone");
  g_assert_cmpstr (json_object_get_string_member (object, "file"), ==, "Pasted");
  assert_query (fixture, object, 1, &options);
}

static void
test_ridge (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_scoring_get_options (fixture->scoring);
  g_autoptr (JsonNode) written = lk_scoring_to_json (fixture->scoring, &options, NULL);
  g_autoptr (JsonNode) read = pass_through_text (written);
  JsonArray *queries
      = json_object_get_array_member (json_node_get_object (read), "queries");

  for (guint i = 0; i < 2; i++)
    {
      JsonObject *object = json_array_get_object_element (queries, i);
      double used = lk_explanation_get_ridge_used (
          lk_scoring_get_explanation (fixture->scoring, i));

      g_assert_cmpfloat (used, >, options.ridge);
      g_assert_cmpfloat (json_object_get_double_member (object, "ridge"), ==, used);
    }
}

static void
test_impossible (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;

  options.normalisation = LK_NORMALISE_TRAINED;
  g_assert_null (lk_scoring_to_json (fixture->scoring, &options, &error));
  g_assert_nonnull (error);
}

static void
assert_row (JsonObject *object,
            const char *name,
            LkExplanation *explanation,
            int distance)
{
  JsonArray *row = json_object_get_array_member (object, name);

  g_assert_cmpuint (json_array_get_length (row), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (json_array_get_double_element (row, i), ==,
                       lk_explanation_get_distance (explanation, distance, i));
}

static void
test_score (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) explanations = g_ptr_array_new ();
  g_autoptr (JsonNode) written = NULL;
  g_autoptr (JsonNode) read = NULL;
  JsonObject *root;
  JsonArray *queries;

  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (explanations, lk_scoring_get_explanation (fixture->scoring, i));
  written = lk_explanations_to_json (explanations, 1, 2);
  read = pass_through_text (written);
  root = json_node_get_object (read);
  assert_members (root, "way shot neighbours queries");
  g_assert_cmpint (json_object_get_int_member (root, "way"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (root, "shot"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (root, "neighbours"), ==, 2);
  queries = json_object_get_array_member (root, "queries");
  g_assert_cmpuint (json_array_get_length (queries), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *object = json_array_get_object_element (queries, i);
      LkExplanation *explanation = explanations->pdata[i];
      JsonArray *pixel = json_object_get_array_member (object, "pixel");
      JsonArray *part = json_object_get_array_member (object, "part");

      assert_members (object, "pixel part kl_sq kl_qs w2 w2_simplified w2_released");
      for (guint j = 0; j < 3; j++)
        {
          g_assert_cmpfloat (json_array_get_double_element (pixel, j), ==,
                             lk_explanation_get_scores (explanation, LK_LEVEL_PIXEL)[j]);
          g_assert_cmpfloat (json_array_get_double_element (part, j), ==,
                             lk_explanation_get_scores (explanation, LK_LEVEL_PART)[j]);
        }
      assert_row (object, "kl_sq", explanation, LK_DISTANCE_KL_SQ);
      assert_row (object, "kl_qs", explanation, LK_DISTANCE_KL_QS);
      assert_row (object, "w2", explanation, LK_DISTANCE_W2);
      assert_row (object, "w2_simplified", explanation, LK_DISTANCE_W2_SIMPLIFIED);
      assert_row (object, "w2_released", explanation, LK_DISTANCE_W2_RELEASED);
    }
}

static void
add (const char *path, const TestModel *model, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, model, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scoring-json/numbers", test_numbers);
  g_test_add_func ("/scoring-json/comma-locale", test_comma_locale);
  g_test_add_func ("/scoring-json/structure", test_structure);
  g_test_add_func ("/scoring-json/invalid-text", test_invalid_text);
  add ("/scoring-json/explain", &plain, test_explain);
  add ("/scoring-json/ridge", &twins, test_ridge);
  add ("/scoring-json/impossible", &plain, test_impossible);
  add ("/scoring-json/score", &plain, test_score);
  return g_test_run ();
}
