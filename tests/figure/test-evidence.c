/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence.h"

#include <math.h>
#include <string.h>

#include "figure-fixture.h"
#include "lk-error.h"
#include "lk-seen-picture.h"
#include "lk-number-text.h"

#define C FIXTURE_CHANNELS
#define P FIXTURE_CELLS

/* Entry @i of descriptor @a: a cell over the channels, or a channel over the cells. */
static double
entry (const float *map, gboolean part, guint a, guint i)
{
  return part ? map[a * P + i] : map[i * P + a];
}

/* docs/METHOD.md 4.1, one pair at a time. */
static double
cosine (const float *query, const float *shot, gboolean part, guint a, guint b)
{
  double product = 0, first = 0, second = 0;

  for (guint i = 0; i < (part ? P : C); i++)
    {
      double x = entry (query, part, a, i), y = entry (shot, part, b, i);

      product += x * y;
      first += x * x;
      second += y * y;
    }
  return product / fmax (sqrt (first), 1e-12) / fmax (sqrt (second), 1e-12);
}

static const float *
get_query (FigureFixture *self, guint query)
{
  LkExplanation *explanation = lk_scoring_get_explanation (self->scoring, query);

  return lk_tensor_get_data (lk_explanation_get_query (explanation));
}

static const float *
get_shot (FigureFixture *self, guint class_index, guint shot)
{
  return lk_tensor_get_data (
      lk_support_get_map (lk_scoring_get_support (self->scoring), class_index, shot));
}

static double
get_score (FigureFixture *self, guint query, LkLevel level, guint class_index)
{
  return lk_explanation_get_scores (lk_scoring_get_explanation (self->scoring, query),
                                    level)[class_index];
}

static void
test_cells_add_up (FigureFixture *self, gconstpointer data)
{
  for (guint q = 0; q < FIXTURE_QUERIES; q++)
    {
      g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, q);

      for (guint i = 0; i < FIXTURE_CLASSES; i++)
        {
          const LkHeatmap *heatmap = &lk_evidence_get_pixel (evidence, i, -1)->heatmap;
          double sum = 0;

          g_assert_cmpuint (heatmap->n_rows, ==, FIXTURE_EDGE);
          g_assert_cmpuint (heatmap->n_columns, ==, FIXTURE_EDGE);
          g_assert_nonnull (heatmap->picture);
          for (guint cell = 0; cell < P; cell++)
            {
              sum += heatmap->values[cell];
              g_assert_cmpfloat (heatmap->values[cell], >=, heatmap->low);
              g_assert_cmpfloat (heatmap->values[cell], <=, heatmap->high);
            }
          g_assert_cmpfloat_with_epsilon (sum, get_score (self, q, LK_LEVEL_PIXEL, i),
                                          1e-9 * P);
        }
    }
}

/* The most similar cell of a class, slowly. */
static double
find_best (FigureFixture *self,
           guint query,
           guint cell,
           guint class_index,
           guint *best_shot,
           guint *best_cell)
{
  double best = -2;

  for (guint shot = 0; shot < fixture_n_shots[class_index]; shot++)
    for (guint other = 0; other < P; other++)
      {
        double found = cosine (get_query (self, query),
                               get_shot (self, class_index, shot), FALSE, cell, other);

        if (found > best)
          {
            best = found;
            *best_shot = shot;
            *best_cell = other;
          }
      }
  return best;
}

static void
test_correspondences (FigureFixture *self, gconstpointer data)
{
  const guint cells[] = { 0, 20, 200, P - 1 };
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      const LkCorrespondences *told = lk_evidence_get_pixel (evidence, 0, (int) cells[i]);

      g_assert_cmpint (told->cell, ==, cells[i]);
      g_assert_cmpuint (told->n_matches, ==, FIXTURE_CLASSES);
      for (guint rank = 0; rank < FIXTURE_CLASSES; rank++)
        {
          const LkCorrespondence *match = &told->matches[rank];
          guint class_index = match->class_index, shot = 0, cell = 0;
          double best = find_best (self, 1, cells[i], class_index, &shot, &cell);
          GPtrArray *shots = lk_episode_state_get_shots (episode, class_index);

          g_assert_cmpuint (class_index, ==, decision->ranking[rank]);
          g_assert_cmpstr (match->class_name, ==, fixture_names[class_index]);
          g_assert_cmpfloat_with_epsilon (match->similarity, best, 1e-5);
          g_assert_cmpfloat_with_epsilon (
              cosine (get_query (self, 1), get_shot (self, class_index, match->shot),
                      FALSE, cells[i], match->row * FIXTURE_EDGE + match->column),
              best, 1e-5);
          g_assert_true (match->picture
                         == lk_seen_picture_get (shots->pdata[match->shot],
                                                 lk_scoring_get_source (self->scoring)));
        }
    }
}

/* Pins are numbered in the order they were set; the one that is painted out has no match
 * but keeps its number. */
static void
test_pins (FigureFixture *self, gconstpointer data)
{
  const guint pins[] = { 200, 20, P - 1, P + 7 };
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  const LkShotStrip *strip;
  gboolean kept[P];

  for (guint i = 0; i < P; i++)
    kept[i] = i != 20;
  g_assert_true (lk_evidence_set_mask (evidence, kept, P, NULL));
  strip = lk_evidence_get_shots (evidence, 2, pins, G_N_ELEMENTS (pins));
  g_assert_cmpuint (strip->n_pinned, ==, G_N_ELEMENTS (pins));
  for (guint i = 0; i < G_N_ELEMENTS (pins); i++)
    if (pins[i] == 20 || pins[i] >= P)
      g_assert_cmpuint (strip->pinned[i] / P, >=, strip->n_shots);
    else
      {
        guint shot, cell;
        double best = find_best (self, 1, pins[i], 2, &shot, &cell);

        g_assert_cmpfloat_with_epsilon (cosine (get_query (self, 1),
                                                get_shot (self, 2, strip->pinned[i] / P),
                                                FALSE, pins[i], strip->pinned[i] % P),
                                        best, 1e-5);
      }
}

/* In any order of the rows, the strongest pair is the same, and its words name the
 * channels by their own numbers. */
static void
test_pairs (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  const LkMatches *all
      = lk_explanation_get_part (lk_evidence_get_explanation (evidence), 2);
  gsize k = all->n_neighbours, n = all->n_rows * k;

  for (guint order = 0; order < LK_N_PART_ORDERS; order++)
    {
      g_autoptr (GArray) pairs = NULL;

      lk_evidence_set_part_order (evidence, order);
      pairs = lk_evidence_find_pairs (evidence, 2, 4);
      g_assert_cmpuint (pairs->len, ==, 4);
      for (guint i = 0; i < pairs->len; i++)
        {
          const LkPartPair *pair = &g_array_index (pairs, LkPartPair, i);
          guint channel = lk_evidence_get_part_channel (evidence, 2, pair->row);
          g_autofree char *text = lk_evidence_describe_pair (evidence, 2, pair);
          g_autofree char *expected
              = g_strdup_printf ("%.3f: channel %u with %u of shot %u", pair->similarity,
                                 channel + 1, pair->column % C + 1, pair->column / C + 1);
          guint n_stronger = 0, n_equal = 0;

          g_assert_cmpuint (lk_evidence_get_part (evidence, 2)->order[pair->row], ==,
                            channel);
          g_assert_cmpstr (text, ==, expected);
          g_assert_cmpfloat_with_epsilon (pair->similarity,
                                          cosine (get_query (self, 1),
                                                  get_shot (self, 2, pair->column / C),
                                                  TRUE, channel, pair->column % C),
                                          1e-5);
          for (gsize j = 0; j < n; j++)
            {
              n_stronger += all->similarity[j] > pair->similarity;
              n_equal += all->similarity[j] == (float) pair->similarity;
            }
          g_assert_cmpuint (n_stronger, <=, i);
          g_assert_cmpuint (n_stronger + n_equal, >, i);
        }
    }
}

/* The sum of the @k largest of @n values. */
static double
sum_largest (const float *values, guint n, guint k)
{
  g_autofree gboolean *taken = g_new0 (gboolean, n);
  double sum = 0;

  for (guint round = 0; round < k; round++)
    {
      guint best = n;

      for (guint i = 0; i < n; i++)
        if (!taken[i] && (best == n || values[i] > values[best]))
          best = i;
      taken[best] = TRUE;
      sum += values[best];
    }
  return sum;
}

static void
test_rows_add_up (FigureFixture *self, gconstpointer data)
{
  guint k = self->options.neighbours;

  for (guint q = 0; q < FIXTURE_QUERIES; q++)
    {
      g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, q);

      for (guint i = 0; i < FIXTURE_CLASSES; i++)
        {
          const LkMatrix *matrix = lk_evidence_get_part (evidence, i);
          guint n_columns = fixture_n_shots[i] * C;
          const float *values = lk_tensor_get_data (matrix->values);
          double sum = 0;

          g_assert_cmpuint (matrix->n_shots, ==, fixture_n_shots[i]);
          g_assert_cmpuint (lk_tensor_get_dim (matrix->values, 0), ==, C);
          g_assert_cmpuint (lk_tensor_get_dim (matrix->values, 1), ==, n_columns);
          for (guint row = 0; row < C; row++)
            {
              double largest = sum_largest (values + row * n_columns, n_columns, k);

              g_assert_cmpfloat_with_epsilon (matrix->matches->row[row], largest, 1e-5);
              sum += largest;
            }
          g_assert_cmpfloat_with_epsilon (sum, get_score (self, q, LK_LEVEL_PART, i),
                                          1e-5 * C * k);
        }
    }
}

static void
test_matrix_entries (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 2);

  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      const LkMatrix *matrix = lk_evidence_get_part (evidence, i);
      const float *values = lk_tensor_get_data (matrix->values);

      for (guint row = 0; row < C; row++)
        for (guint column = 0; column < fixture_n_shots[i] * C; column++)
          g_assert_cmpfloat_with_epsilon (values[row * fixture_n_shots[i] * C + column],
                                          cosine (get_query (self, 2),
                                                  get_shot (self, i, column / C), TRUE,
                                                  row, column % C),
                                          1e-5);
    }
}

static void
test_distribution (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  g_autoptr (GError) error = NULL;
  const LkEllipses *ellipses = lk_evidence_get_distribution (evidence, 2, &error);
  g_autofree char *drawn = NULL, *end = NULL;

  g_assert_no_error (error);
  /* The line above says the number that the legend shows. */
  drawn = lk_number_short (ellipses->distances[2]);
  end = g_strconcat (": ", drawn, NULL);
  g_assert_true (g_str_has_suffix (ellipses->subtitle, end));
  g_assert_cmpuint (ellipses->projection->n_sets, ==, 1 + FIXTURE_CLASSES);
  g_assert_cmpint (ellipses->emphasis, ==, 2);
  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      g_assert_cmpfloat (ellipses->distances[i], ==,
                         get_score (self, 1, LK_LEVEL_DISTRIBUTION, i));
      g_assert_cmpuint (ellipses->projection->n_points[1 + i], ==,
                        fixture_n_shots[i] * P);
    }
}

/* The plane of a KL distance is that of the one in force, not of the one that the
 * explanation was made with. */
static void
test_plane_of_the_distance (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  LkExplanation *explanation = lk_evidence_get_explanation (evidence);
  LkMetricOptions options = *lk_evidence_get_options (evidence);
  double first[2];

  lk_evidence_set_plane (evidence, LK_PLANE_KL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkProjection) expected = NULL;
      const LkEllipses *ellipses;

      options.distance = i == 0 ? LK_DISTANCE_KL_SQ : LK_DISTANCE_KL_QS;
      g_assert_true (lk_evidence_set_options (evidence, &options, &error));
      ellipses = lk_evidence_get_distribution (evidence, 1, &error);
      g_assert_no_error (error);
      expected
          = lk_projection_new (explanation, LK_PLANE_KL, 1, options.distance, &error);
      g_assert_no_error (error);
      g_assert_cmpint (ellipses->projection->distance, ==, options.distance);
      first[i] = ellipses->projection->explained[0];
      g_assert_cmpfloat (first[i], ==, expected->explained[0]);
    }
  g_assert_cmpfloat (first[0], !=, first[1]);
}

/* One level alone, raw, decides as its scores do. */
static void
test_options (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  LkExplanation *explanation = lk_scoring_get_explanation (self->scoring, 1);
  g_autoptr (GError) error = NULL;
  LkMetricOptions options = self->options;

  options.normalisation = LK_NORMALISE_RAW;
  options.weights[LK_LEVEL_PART] = options.weights[LK_LEVEL_PIXEL] = 0;
  options.weights[LK_LEVEL_DISTRIBUTION] = 1;
  options.distance = LK_DISTANCE_KL_QS;
  g_assert_true (lk_evidence_set_options (evidence, &options, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      const LkScores *scores = lk_evidence_get_scores (evidence);
      double distance = lk_explanation_get_distance (explanation, LK_DISTANCE_KL_QS, i);

      g_assert_cmpfloat (scores->scores[LK_LEVEL_DISTRIBUTION][i], ==, distance);
      g_assert_cmpfloat (scores->decision->fused[i], ==, -distance);
    }

  options.normalisation = LK_NORMALISE_TRAINED;
  g_assert_false (lk_evidence_set_options (evidence, &options, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  g_assert_cmpfloat (lk_evidence_get_decision (evidence)->fused[0], <=, 0);
}

/* Query 0 is shot 1 of class 2. */
static void
test_twin (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 0);
  const LkCorrespondences *told;

  g_assert_cmpuint (lk_evidence_get_decision (evidence)->prediction, ==, 2);
  told = lk_evidence_get_pixel (evidence, 2, 300);
  g_assert_cmpuint (told->matches[0].class_index, ==, 2);
  g_assert_cmpuint (told->matches[0].shot, ==, 1);
  g_assert_cmpuint (told->matches[0].row, ==, 300 / FIXTURE_EDGE);
  g_assert_cmpuint (told->matches[0].column, ==, 300 % FIXTURE_EDGE);
  g_assert_cmpfloat_with_epsilon (told->matches[0].similarity, 1, 1e-5);
}

/* The numbers of a sentence, in order. */
static GArray *
read_numbers (const char *sentence)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (const char *c = sentence; *c != '\0';)
    {
      gboolean sign = *c == '-' && g_ascii_isdigit (c[1]);
      char *end = (char *) c + 1;

      if (sign || g_ascii_isdigit (*c))
        {
          double number = g_ascii_strtod (c, &end);

          g_array_append_val (numbers, number);
        }
      c = end;
    }
  return numbers;
}

static gboolean
says (GArray *numbers, double value)
{
  for (guint i = 0; i < numbers->len; i++)
    if (fabs (g_array_index (numbers, double, i) - value) < 6e-4)
      return TRUE;
  return FALSE;
}

static void
test_describe_cell (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 0);
  g_autofree char *sentence = lk_evidence_describe_cell (evidence, 2, 300);
  g_autofree char *none = NULL;
  g_autoptr (GArray) numbers = read_numbers (sentence);

  g_assert_nonnull (strstr (sentence, fixture_names[2]));
  g_assert_true (says (numbers, 300 / FIXTURE_EDGE + 1));
  g_assert_true (says (numbers, 300 % FIXTURE_EDGE + 1));
  g_assert_true (says (numbers, 2));
  g_assert_true (says (numbers, 1.000));
  lk_evidence_get_pixel (evidence, 2, -1);
  none = lk_evidence_describe_cell (evidence, 2, -1);
  g_assert_nonnull (none);
  g_assert_cmpstr (none, !=, sentence);
}

static void
test_describe_entry (FigureFixture *self, gconstpointer data)
{
  guint row = 3, column = 2 * C + 1;
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  g_autofree char *sentence = lk_evidence_describe_entry (evidence, 2, row, column);
  g_autoptr (GArray) numbers = read_numbers (sentence);

  g_assert_nonnull (strstr (sentence, fixture_names[2]));
  g_assert_true (says (numbers, row + 1));
  g_assert_true (says (numbers, column % C + 1));
  g_assert_true (says (numbers, column / C + 1));
  g_assert_true (says (numbers, cosine (get_query (self, 1), get_shot (self, 2, 2), TRUE,
                                        row, column % C)));
}

static void
test_scores (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 2);
  const LkScores *scores = lk_evidence_get_scores (evidence);
  const LkDecision *decision = lk_evidence_get_decision (evidence);

  g_assert_true (scores->decision == decision);
  g_assert_cmpuint (decision->n_classes, ==, FIXTURE_CLASSES);
  g_assert_nonnull (strstr (scores->title, fixture_names[decision->prediction]));
  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      g_assert_cmpstr (scores->class_names[i], ==, fixture_names[i]);
      for (guint level = 0; level < LK_N_LEVELS; level++)
        g_assert_cmpfloat (scores->scores[level][i], ==, get_score (self, 2, level, i));
    }
}

static void
add (const char *path, guint neighbours, void (*test) (FigureFixture *, gconstpointer))
{
  g_test_add (path, FigureFixture, GUINT_TO_POINTER (neighbours), figure_fixture_set_up,
              test, figure_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/evidence/cells-add-up", 1, test_cells_add_up);
  add ("/evidence/cells-add-up/three-neighbours", 3, test_cells_add_up);
  add ("/evidence/correspondences", 1, test_correspondences);
  add ("/evidence/correspondences/three-neighbours", 3, test_correspondences);
  add ("/evidence/pins", 1, test_pins);
  add ("/evidence/pairs", 1, test_pairs);
  add ("/evidence/pairs/three-neighbours", 3, test_pairs);
  add ("/evidence/rows-add-up", 1, test_rows_add_up);
  add ("/evidence/rows-add-up/three-neighbours", 3, test_rows_add_up);
  add ("/evidence/matrix-entries", 1, test_matrix_entries);
  add ("/evidence/distribution", 1, test_distribution);
  add ("/evidence/plane-of-the-distance", 1, test_plane_of_the_distance);
  add ("/evidence/options", 1, test_options);
  add ("/evidence/twin", 1, test_twin);
  add ("/evidence/scores", 1, test_scores);
  add ("/evidence/describe-cell", 1, test_describe_cell);
  add ("/evidence/describe-entry", 1, test_describe_entry);
  return g_test_run ();
}
