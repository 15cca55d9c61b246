/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-model-defaults.h"

#include <glib/gstdio.h>
#include <string.h>

#include "test-models.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("likeness-defaults-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = g_build_filename (fixture->folder, "defaults.safetensors", NULL);

  g_remove (path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

/* @fusion: M2L's layer. */
static LkModelDefaults *
read_defaults (Fixture *fixture, gboolean fusion, const char *const *metadata)
{
  TestModel model = { 7, 2, 3, FALSE, fusion, metadata };
  g_autoptr (LkModel) opened
      = test_model_open (&model, fixture->folder, "defaults.safetensors");

  return lk_model_defaults_new (opened);
}

static LkMetricOptions
read_options (Fixture *fixture,
              gboolean fusion,
              const char *const *metadata,
              guint n_shots)
{
  g_autoptr (LkModelDefaults) defaults = read_defaults (fixture, fusion, metadata);

  return lk_model_defaults_get_options (defaults, n_shots);
}

static void
assert_weights (const LkMetricOptions *options,
                double part,
                double pixel,
                double distance)
{
  g_assert_cmpfloat (options->weights[LK_LEVEL_PART], ==, part);
  g_assert_cmpfloat (options->weights[LK_LEVEL_PIXEL], ==, pixel);
  g_assert_cmpfloat (options->weights[LK_LEVEL_DISTRIBUTION], ==, distance);
}

static void
assert_house (const LkMetricOptions *options)
{
  LkMetricOptions house = lk_metric_options_default ();

  g_assert_true (lk_metric_options_equal (options, &house));
}

static void
test_house (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = read_options (fixture, FALSE, NULL, 1);

  assert_house (&options);
}

static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  const char *const invalid[][3] = {
    { "neighbours", "0", NULL },
    { "neighbours", "65", NULL },
    { "neighbours", "3x", NULL },
    { "neighbours", "-1", NULL },
    { "neighbours", "", NULL },
    { "part", "both", NULL },
    { "distance", "far", NULL },
    { "normalise", "never", NULL },
    { "normalise", "trained", NULL },
    { "normalise", "trained-exact", NULL },
    { "weights", "1,2", NULL },
    { "weights", "1,2,-3", NULL },
    { "weights", "nan,1,1", NULL },
    { "weights_by_shot", "", NULL },
    { "weights_by_shot", "1,2,3", NULL },
    { "weights_by_shot", "0:1,2,3", NULL },
    { "weights_by_shot", "-1:1,2,3", NULL },
    { "weights_by_shot", "1:1,2", NULL },
    { "weights_by_shot", "1:1,2,-3;;:", NULL },
    { "magnitude_by_shot", "1:2", NULL },
    { "ridge", "0", NULL },
    { "ridge", "-1", NULL },
    { "ridge", "inf", NULL },
    { "ridge", "nan", NULL },
    { "ridge", "0,01", NULL },
    { "ridge", "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      LkMetricOptions options = read_options (fixture, FALSE, invalid[i], 1);

      assert_house (&options);
    }
}

/* M2L's layer: as trained, on what it was trained on. */
static void
test_fusion (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = read_options (fixture, TRUE, NULL, 5);

  g_assert_cmpint (options.normalisation, ==, LK_NORMALISE_TRAINED);
  g_assert_cmpint (options.distance, ==, LK_DISTANCE_W2_RELEASED);
  g_assert_cmpint (options.part_form, ==, LK_PART_RELEASED);
  g_assert_cmpuint (options.neighbours, ==, 1);
  g_assert_cmpfloat (options.ridge, ==, 0.01);
  assert_weights (&options, 1, 1, 1);
}

static void
test_metadata (Fixture *fixture, gconstpointer data)
{
  const char *const all[]
      = { "neighbours", "3",         "part",     "released", "distance",
          "kl-sq",      "normalise", "trained",  "weights",  "0.5,2,0",
          "ridge",      "1e-3",      "backbone", "conv64f",  NULL };
  LkMetricOptions options = read_options (fixture, TRUE, all, 1);

  g_assert_cmpuint (options.neighbours, ==, 3);
  g_assert_cmpint (options.part_form, ==, LK_PART_RELEASED);
  g_assert_cmpint (options.distance, ==, LK_DISTANCE_KL_SQ);
  g_assert_cmpint (options.normalisation, ==, LK_NORMALISE_TRAINED);
  g_assert_cmpfloat (options.ridge, ==, 1e-3);
  assert_weights (&options, 0.5, 2, 0);
}

/* Metadata that say how to fuse stand before the layer, also in what they leave out. */
static void
test_metadata_first (Fixture *fixture, gconstpointer data)
{
  const char *const weights[] = { "weights", "0.5,2,0", NULL };
  const char *const trained[] = { "normalise", "trained", NULL };
  const char *const ridge[] = { "ridge", "0.5", "neighbours", "2", NULL };
  LkMetricOptions options = read_options (fixture, TRUE, weights, 1);

  g_assert_cmpint (options.normalisation, ==, LK_NORMALISE_EPISODE);
  g_assert_cmpint (options.distance, ==, LK_DISTANCE_W2);
  assert_weights (&options, 0.5, 2, 0);

  options = read_options (fixture, TRUE, trained, 1);
  g_assert_cmpint (options.normalisation, ==, LK_NORMALISE_TRAINED);
  g_assert_cmpint (options.distance, ==, LK_DISTANCE_W2_RELEASED);
  assert_weights (&options, 1, 1, 1);

  options = read_options (fixture, TRUE, ridge, 1);
  g_assert_cmpint (options.normalisation, ==, LK_NORMALISE_TRAINED);
  g_assert_cmpfloat (options.ridge, ==, 0.5);
  g_assert_cmpuint (options.neighbours, ==, 2);
}

static void
test_by_shot (Fixture *fixture, gconstpointer data)
{
  const char *const metadata[] = { "weights",
                                   "9,9,9",
                                   "weights_by_shot",
                                   "5:0.1,0.2,0.7;1:0.5,0.25,0.25;junk;5:1,1,1",
                                   "magnitude_by_shot",
                                   "1:4.5;3:9;5:0",
                                   NULL };
  g_autoptr (LkModelDefaults) defaults = read_defaults (fixture, FALSE, metadata);
  const struct
  {
    guint n_shots;
    guint learned;
    double part;
  } cases[] = { { 1, 1, 0.5 }, { 2, 1, 0.5 }, { 3, 1, 0.5 },
                { 4, 5, 0.1 }, { 5, 5, 0.1 }, { 200, 5, 0.1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LkMetricOptions options
          = lk_model_defaults_get_options (defaults, cases[i].n_shots);
      g_autofree char *text
          = lk_model_defaults_describe_shots (defaults, cases[i].n_shots);

      g_assert_cmpfloat (options.weights[LK_LEVEL_PART], ==, cases[i].part);
      g_assert_cmpuint (lk_model_defaults_get_learned_shots (defaults, cases[i].n_shots),
                        ==, cases[i].learned);
      g_assert_true ((text == NULL) == (cases[i].learned == cases[i].n_shots));
    }
  g_assert_cmpfloat (lk_model_defaults_get_magnitude (defaults, 2), ==, 4.5);
  g_assert_cmpfloat (lk_model_defaults_get_magnitude (defaults, 5), ==, 0);
}

static void
test_not_by_shot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkModelDefaults) defaults = read_defaults (fixture, FALSE, NULL);

  g_assert_cmpuint (lk_model_defaults_get_learned_shots (defaults, 3), ==, 0);
  g_assert_cmpfloat (lk_model_defaults_get_magnitude (defaults, 3), ==, 0);
  g_assert_null (lk_model_defaults_describe_shots (defaults, 3));
}

static void
assert_misfit (const LkModelDefaults *defaults,
               const LkMetricOptions *options,
               const char *says)
{
  g_autofree char *text = lk_model_defaults_describe_misfit (defaults, options);

  if (says == NULL)
    g_assert_null (text);
  else
    g_assert_nonnull (strstr (text, says));
}

static void
test_misfit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkModelDefaults) defaults = read_defaults (fixture, TRUE, NULL);
  g_autoptr (LkModelDefaults) plain = read_defaults (fixture, FALSE, NULL);
  LkMetricOptions options = lk_model_defaults_get_options (defaults, 1);

  assert_misfit (defaults, &options, NULL);
  options.distance = LK_DISTANCE_W2;
  assert_misfit (defaults, &options, "w2-released");
  assert_misfit (plain, &options, NULL);
  options.normalisation = LK_NORMALISE_EPISODE;
  assert_misfit (defaults, &options, NULL);
  options = lk_model_defaults_get_options (defaults, 1);
  options.part_form = LK_PART_COSINE;
  options.normalisation = LK_NORMALISE_TRAINED_EXACT;
  assert_misfit (defaults, &options, "cosine");
  options = lk_model_defaults_get_options (defaults, 1);
  options.neighbours = 3;
  assert_misfit (defaults, &options, "k = 1");
  options.neighbours = 1;
  options.weights[LK_LEVEL_PIXEL] = 3;
  assert_misfit (defaults, &options, NULL);
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

  add ("/model-defaults/house", test_house);
  add ("/model-defaults/invalid", test_invalid);
  add ("/model-defaults/fusion", test_fusion);
  add ("/model-defaults/metadata", test_metadata);
  add ("/model-defaults/metadata-first", test_metadata_first);
  add ("/model-defaults/by-shot", test_by_shot);
  add ("/model-defaults/not-by-shot", test_not_by_shot);
  add ("/model-defaults/misfit", test_misfit);
  return g_test_run ();
}
