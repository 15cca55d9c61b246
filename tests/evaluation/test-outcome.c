/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-outcome.h"

#include <math.h>
#include <string.h>

#include "lk-error.h"

#define N_WAYS 3
#define N_QUERIES 2

static const guint classes[N_WAYS] = { 7, 0, 4 };

/* Scores by a rule, so that some queries come out right and others do not. */
static LkOutcome *
make_outcome (guint64 index)
{
  double numbers[LK_N_LEVELS][N_WAYS * N_QUERIES * N_WAYS];
  LkRawScores scores = { N_WAYS, N_WAYS * N_QUERIES, { NULL }, { NULL }, 0.25 };
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;
  LkOutcome *outcome;

  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (numbers[level]); i++)
        numbers[level][i] = fmod (17.3 * (i + 1) * (level + 2) + 0.7 * index, 5);
      scores.scores[level] = numbers[level];
    }
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    scores.distances[distance] = numbers[LK_LEVEL_DISTRIBUTION];
  outcome = lk_outcome_new (index, classes, &scores, &options, NULL, &error);
  g_assert_no_error (error);
  return outcome;
}

static void
test_numbers (void)
{
  g_autoptr (LkOutcome) outcome = make_outcome (5);

  g_assert_cmpuint (outcome->index, ==, 5);
  g_assert_cmpuint (outcome->n_ways, ==, N_WAYS);
  g_assert_cmpuint (outcome->n_queries, ==, N_QUERIES);
  g_assert_cmpfloat (outcome->ridge_used, ==, 0.25);
  g_assert_cmpmem (outcome->classes, sizeof classes, classes, sizeof classes);
  g_assert_cmpuint (outcome->n_mistakes, >, 0);
  g_assert_cmpuint (outcome->n_mistakes + outcome->n_right[LK_PREDICTOR_FUSED], ==,
                    N_WAYS * N_QUERIES);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    g_assert_cmpfloat (lk_outcome_get_accuracy (outcome, predictor), ==,
                       outcome->n_right[predictor] / 6.0);
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (LkOutcome) outcome = make_outcome (i + ((guint64) i << 40));
      g_autoptr (GBytes) bytes = lk_outcome_to_bytes (outcome);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkOutcome) back = lk_outcome_new_from_bytes (bytes, &error);
      g_autoptr (LkOutcome) copy = lk_outcome_copy (outcome);

      g_assert_no_error (error);
      g_assert_true (lk_outcome_equal (outcome, back));
      g_assert_true (lk_outcome_equal (outcome, copy));
      g_assert_cmpuint (g_bytes_get_size (bytes), ==,
                        40 + 4 * LK_N_PREDICTORS + 4 * N_WAYS + 16 * outcome->n_mistakes);
    }
}

/* Where prototypes are counted, that is kept too. */
static void
test_counted (void)
{
  g_autoptr (LkOutcome) outcome = make_outcome (5);
  g_autoptr (LkOutcome) back = NULL;
  g_autoptr (LkOutcome) other = lk_outcome_copy (outcome);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) too_many = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (outcome->n_prototype_right, ==, LK_OUTCOME_NOT_COUNTED);
  outcome->n_prototype_right = 4;
  bytes = lk_outcome_to_bytes (outcome);
  back = lk_outcome_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->n_prototype_right, ==, 4);
  g_assert_true (lk_outcome_equal (outcome, back));
  g_assert_false (lk_outcome_equal (outcome, other));
  outcome->n_prototype_right = N_WAYS * N_QUERIES + 1;
  too_many = lk_outcome_to_bytes (outcome);
  g_assert_null (lk_outcome_new_from_bytes (too_many, NULL));
}

/* What was found beside which queries come out right is kept, also that it could not be.
 */
static void
test_findings (void)
{
  g_autoptr (LkOutcome) outcome = make_outcome (5);
  g_autoptr (LkOutcome) other = lk_outcome_copy (outcome);
  g_autoptr (LkOutcome) back = NULL;
  g_autoptr (LkOutcome) copy = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data;

  outcome->findings[LK_FINDING_UNKNOWN] = g_bytes_new ("found", 5);
  outcome->findings[LK_FINDING_CONFIDENCE] = g_bytes_new (NULL, 0);
  bytes = lk_outcome_to_bytes (outcome);
  back = lk_outcome_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  copy = lk_outcome_copy (back);
  g_assert_true (lk_outcome_equal (outcome, back));
  g_assert_true (lk_outcome_equal (outcome, copy));
  g_assert_false (lk_outcome_equal (outcome, other));
  g_assert_null (back->findings[LK_FINDING_DELETION]);
  g_assert_cmpuint (g_bytes_get_size (back->findings[LK_FINDING_CONFIDENCE]), ==, 0);
  data = g_bytes_get_data (bytes, &size);
  for (gsize cut = 0; cut < size; cut++)
    {
      g_autoptr (GBytes) less = g_bytes_new (data, cut);

      g_assert_null (lk_outcome_new_from_bytes (less, NULL));
    }
}

/* The first bytes stand for good: what is kept today is read tomorrow. */
static void
test_layout (void)
{
  const guint8 start[] = { 'L', 'k', 'O', 'u', 1, 0, 0, 0, 0x34, 0x12, 0, 0, 0, 0,
                           0,   0,   4,   0,   0, 0, 3, 0, 0,    0,    2, 0, 0, 0 };
  g_autoptr (LkOutcome) outcome = make_outcome (0x1234);
  g_autoptr (GBytes) bytes = lk_outcome_to_bytes (outcome);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), sizeof start, start, sizeof start);
}

static void
assert_refused (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_outcome_new_from_bytes (bytes, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
}

static void
test_cut (void)
{
  g_autoptr (LkOutcome) outcome = make_outcome (3);
  g_autoptr (GBytes) bytes = lk_outcome_to_bytes (outcome);
  gsize size = g_bytes_get_size (bytes);
  g_autofree guint8 *longer = g_malloc0 (size + 1);
  g_autoptr (GBytes) more = NULL;

  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, i);

      assert_refused (part);
    }
  memcpy (longer, g_bytes_get_data (bytes, NULL), size);
  more = g_bytes_new (longer, size + 1);
  assert_refused (more);
}

/* Whatever is read is an outcome that could be: it is written as it was read, and its
 * numbers go together. */
static void
assert_sane (GBytes *bytes)
{
  g_autoptr (LkOutcome) outcome = lk_outcome_new_from_bytes (bytes, NULL);
  g_autoptr (GBytes) again = NULL;

  if (outcome == NULL)
    return;
  again = lk_outcome_to_bytes (outcome);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_cmpuint (outcome->n_right[LK_PREDICTOR_FUSED] + outcome->n_mistakes, ==,
                    outcome->n_ways * outcome->n_queries);
  for (guint i = 0; i < outcome->n_mistakes; i++)
    {
      const LkMistake *mistake = &outcome->mistakes[i];

      g_assert_cmpuint (mistake->query, <, outcome->n_ways * outcome->n_queries);
      g_assert_cmpuint (mistake->truth, !=, mistake->prediction);
      g_assert_true (isfinite (mistake->margin) && mistake->margin >= 0);
    }
}

static void
test_flipped (void)
{
  g_autoptr (LkOutcome) outcome = make_outcome (3);
  g_autoptr (GBytes) bytes = lk_outcome_to_bytes (outcome);
  gsize size = g_bytes_get_size (bytes);

  for (gsize bit = 0; bit < 8 * size; bit++)
    {
      guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (GBytes) flipped = NULL;

      data[bit / 8] ^= 1 << bit % 8;
      flipped = g_bytes_new_take (data, size);
      assert_sane (flipped);
    }
}

static void
test_noise (void)
{
  g_autoptr (LkOutcome) outcome = make_outcome (3);
  g_autoptr (GBytes) bytes = lk_outcome_to_bytes (outcome);
  gsize size = g_bytes_get_size (bytes);

  for (guint round = 0; round < 20000; round++)
    {
      guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (GBytes) noise = NULL;

      for (int i = g_test_rand_int_range (1, 6); i > 0; i--)
        data[g_test_rand_int_range (8, (gint32) size)]
            = (guint8) g_test_rand_int_range (0, 256);
      noise = g_bytes_new_take (data, size);
      assert_sane (noise);
    }
}

static void
test_csv (void)
{
  g_autoptr (LkOutcome) outcome = make_outcome (5);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) fields = NULL;

  lk_outcome_append_csv_header (text);
  g_assert_cmpstr (text->str, ==, "episode,part,pixel,distribution,fused,mistakes\n");
  g_string_truncate (text, 0);
  lk_outcome_append_csv (outcome, text);
  g_assert_true (g_str_has_suffix (text->str, "\n"));
  fields = g_strsplit (text->str, ",", -1);
  g_assert_cmpuint (g_strv_length (fields), ==, 2 + LK_N_PREDICTORS);
  g_assert_cmpstr (fields[0], ==, "5");
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    g_assert_cmpfloat (g_ascii_strtod (fields[1 + predictor], NULL), ==,
                       100 * lk_outcome_get_accuracy (outcome, predictor));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outcome/numbers", test_numbers);
  g_test_add_func ("/outcome/round-trip", test_round_trip);
  g_test_add_func ("/outcome/findings", test_findings);
  g_test_add_func ("/outcome/layout", test_layout);
  g_test_add_func ("/outcome/counted", test_counted);
  g_test_add_func ("/outcome/cut", test_cut);
  g_test_add_func ("/outcome/flipped", test_flipped);
  g_test_add_func ("/outcome/noise", test_noise);
  g_test_add_func ("/outcome/csv", test_csv);
  return g_test_run ();
}
