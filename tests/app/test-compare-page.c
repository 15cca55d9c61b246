/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "lk-changed-queries.h"
#include "lk-compare-page.h"
#include "lk-comparison.h"
#include "lk-embedder.h"
#include "lk-ledger-view.h"
#include "lk-rows-view.h"
#include "window-fixture.h"

/* A window that holds the page alone, with the example scored as A. */
typedef struct
{
  GtkWidget *window;
  GtkWidget *page;
  LkSession *session;
} Fixture;

static gboolean
is_scored (gpointer data)
{
  Fixture *fixture = data;

  return lk_session_get_evidence (fixture->session) != NULL
         && !lk_session_get_busy (fixture->session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->session = lk_session_new ();
  fixture->page = g_object_new (LK_TYPE_COMPARE_PAGE, NULL);
  lk_compare_page_set_session (LK_COMPARE_PAGE (fixture->page), fixture->session);
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 760, 860);
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  lk_session_open_example (fixture->session);
  test_wait (is_scored, fixture);
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = fixture->page;

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_wait (is_null, &page);
  g_object_unref (fixture->session);
}

static GtkWidget *
find (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (fixture->page, id);
}

static const char *
get_cell (Fixture *fixture, const char *table, guint row, guint column)
{
  return lk_rows_view_get_text (LK_ROWS_VIEW (find (fixture, table)), row, column);
}

/* Reads a cell back; its minus sign is the real one. */
static double
get_number (Fixture *fixture, const char *table, guint row, guint column)
{
  const char *text = get_cell (fixture, table, row, column);

  g_assert_nonnull (text);
  if (g_str_has_prefix (text, "−"))
    return -g_ascii_strtod (text + strlen ("−"), NULL);
  return g_ascii_strtod (text, NULL);
}

static gboolean
is_compared (gpointer data)
{
  Fixture *fixture = data;

  return !gtk_widget_get_visible (find (fixture, "busy")) && is_scored (fixture)
         && lk_rows_view_get_n_rows (LK_ROWS_VIEW (find (fixture, "classes"))) > 0;
}

static void
wait_for_b (Fixture *fixture)
{
  test_wait (is_compared, fixture);
}

static guint
count_classes (Fixture *fixture)
{
  return lk_evidence_get_decision (lk_session_get_evidence (fixture->session))->n_classes;
}

/* B is A until it is told otherwise. */
static void
test_follows (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);

  wait_for_b (fixture);
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "reset")));
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < count_classes (fixture); i++)
        for (guint column = 2; column < 6; column++)
          g_assert_cmpstr (get_cell (fixture, "classes", 3 * i + 2, column), ==, "+0.00");
      options.neighbours = 2;
      options.distance = LK_DISTANCE_KL_SQ;
      lk_session_set_options (fixture->session, &options);
      test_wait (is_scored, fixture);
      wait_for_b (fixture);
    }
  g_assert_cmpint (
      gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (find (fixture, "neighbours"))),
      ==, 2);
}

/* The decision a scoring of its own, made here, gives. */
static LkDecision *
decide_alone (Fixture *fixture, const LkMetricOptions *options, guint query)
{
  LkScoring *a = lk_session_get_scoring (fixture->session);
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (lk_scoring_get_model (a), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkScoring) scoring
      = lk_scoring_new (lk_scoring_get_episode (a), LK_MAP_SOURCE (embedder), options,
                        NULL, NULL, NULL, &error);
  LkDecision *decision;

  g_assert_no_error (error);
  decision = lk_scoring_decide (scoring, query, options, &error);
  g_assert_no_error (error);
  return decision;
}

static void
assert_rows (Fixture *fixture, const LkDecision *a, const LkDecision *b)
{
  for (guint rank = 0; rank < a->n_classes; rank++)
    {
      guint i = a->ranking[rank];

      for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
        {
          double in_a
              = predictor < LK_N_LEVELS ? a->contribution[predictor][i] : a->fused[i];
          double in_b
              = predictor < LK_N_LEVELS ? b->contribution[predictor][i] : b->fused[i];
          const double expected[] = { in_a, in_b, in_b - in_a };

          for (guint side = 0; side < 3; side++)
            g_assert_cmpfloat_with_epsilon (
                get_number (fixture, "classes", 3 * rank + side, 2 + predictor),
                expected[side], 0.0051);
        }
    }
}

static void
test_other_settings (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);
  guint query;
  g_autoptr (LkDecision) b = NULL;

  wait_for_b (fixture);
  query = lk_evidence_get_query (lk_session_get_evidence (fixture->session));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find (fixture, "neighbours")), 5);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (fixture, "part_form")),
                              LK_PART_RELEASED);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (fixture, "distance")),
                              LK_DISTANCE_KL_SQ);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (fixture, "weights")),
                              LK_COMPARE_WEIGHTS_LEVEL + LK_LEVEL_DISTRIBUTION);
  wait_for_b (fixture);
  g_assert_true (gtk_widget_is_sensitive (find (fixture, "reset")));
  options.neighbours = 5;
  options.part_form = LK_PART_RELEASED;
  options.distance = LK_DISTANCE_KL_SQ;
  options.weights[LK_LEVEL_PART] = options.weights[LK_LEVEL_PIXEL] = 0;
  options.weights[LK_LEVEL_DISTRIBUTION] = 1;
  b = decide_alone (fixture, &options, query);
  assert_rows (fixture,
               lk_evidence_get_decision (lk_session_get_evidence (fixture->session)), b);
  g_assert_cmpuint (lk_session_get_options (fixture->session)->neighbours, ==, 1);

  g_signal_emit_by_name (find (fixture, "reset"), "clicked");
  wait_for_b (fixture);
  g_assert_cmpstr (get_cell (fixture, "classes", 2, 5), ==, "+0.00");
  g_assert_false (gtk_widget_is_sensitive (find (fixture, "reset")));
}

/* What changes, and how many come out right, counted here. */
static void
test_queries (Fixture *fixture, gconstpointer data)
{
  LkEpisodeState *episode
      = lk_scoring_get_episode (lk_session_get_scoring (fixture->session));
  GPtrArray *queries = lk_episode_state_get_queries (episode);
  guint n_changed = 0, n_labelled = 0, right_a = 0, right_b = 0;
  g_autofree char *summary = NULL;

  wait_for_b (fixture);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (fixture, "weights")),
                              LK_COMPARE_WEIGHTS_LEVEL + LK_LEVEL_PART);
  wait_for_b (fixture);
  g_assert_cmpuint (lk_rows_view_get_n_rows (LK_ROWS_VIEW (find (fixture, "queries"))),
                    ==, queries->len);
  for (guint i = 0; i < queries->len; i++)
    {
      const LkDecision *a = lk_session_get_decision (fixture->session, queries->pdata[i]);
      const char *in_a = lk_episode_state_get_class_name (episode, a->prediction);
      const char *in_b
          = lk_episode_state_get_class_name (episode, a->alone[LK_LEVEL_PART]);
      const char *label = lk_query_get_label (queries->pdata[i]);
      gboolean changed = !g_str_equal (in_a, in_b);

      g_assert_cmpstr (get_cell (fixture, "queries", i, 2), ==, in_a);
      g_assert_cmpstr (get_cell (fixture, "queries", i, 4), ==, in_b);
      g_assert_cmpstr (get_cell (fixture, "queries", i, 6), ==, changed ? "Changed" : "");
      n_changed += changed ? 1 : 0;
      n_labelled += label != NULL ? 1 : 0;
      right_a += g_strcmp0 (label, in_a) == 0 ? 1 : 0;
      right_b += g_strcmp0 (label, in_b) == 0 ? 1 : 0;
    }
  g_assert_cmpuint (n_changed, >, 0);
  summary = g_strdup_printf ("B decides %u of %u queries otherwise. "
                             "Right: A %u of %u, B %u of %u.",
                             n_changed, queries->len, right_a, n_labelled, right_b,
                             n_labelled);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (find (fixture, "summary"))), ==,
                   summary);
}

static gboolean
has_place (gpointer data)
{
  return gtk_widget_get_height (data) > 20;
}

/* The answer stands first, then the queries that changed, with their pictures; A and B
 * stand beside one another. */
static void
test_answer_first (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "summary", "changed", "chooser", "ledger_a", "queries" };
  LkChangedQueries *changed = LK_CHANGED_QUERIES (find (fixture, "changed"));
  graphene_rect_t a, b;
  double before = -1;
  guint n = 0;

  wait_for_b (fixture);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (changed)));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (fixture, "weights")),
                              LK_COMPARE_WEIGHTS_LEVEL + LK_LEVEL_PART);
  wait_for_b (fixture);
  for (guint i = 0;
       i < lk_rows_view_get_n_rows (LK_ROWS_VIEW (find (fixture, "queries"))); i++)
    if (g_str_equal (get_cell (fixture, "queries", i, 6), "Changed"))
      {
        g_autofree char *expected = g_strdup_printf (
            "%s: A says %s, B says %s", get_cell (fixture, "queries", i, 0),
            get_cell (fixture, "queries", i, 2), get_cell (fixture, "queries", i, 4));
        g_autofree char *told = lk_changed_queries_describe (changed, n++);

        g_assert_true (g_str_has_prefix (told, expected));
      }
  g_assert_cmpuint (lk_changed_queries_get_n (changed), ==, n);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (changed)));
  test_wait (has_place, changed);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_true (
          gtk_widget_compute_bounds (find (fixture, ids[i]), fixture->page, &a));
      g_assert_cmpfloat (a.origin.y, >, before);
      before = a.origin.y;
    }
  g_assert_true (
      gtk_widget_compute_bounds (find (fixture, "ledger_a"), fixture->page, &a));
  g_assert_true (
      gtk_widget_compute_bounds (find (fixture, "ledger_b"), fixture->page, &b));
  g_assert_cmpfloat (a.origin.y, ==, b.origin.y);
  g_assert_cmpfloat (a.origin.x + a.size.width, <, b.origin.x + 1);
}

/* What Ctrl+C takes: the titles and a line a row. */
static void
test_copy_rows (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;

  wait_for_b (fixture);
  text = lk_rows_view_to_tsv (LK_ROWS_VIEW (find (fixture, "queries")));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpstr (lines[0], ==,
                   "Query\tIt Is\tA Says\tMargin A\tB Says\tMargin B\tChanged");
  g_assert_cmpuint (
      g_strv_length (lines), ==,
      2 + lk_rows_view_get_n_rows (LK_ROWS_VIEW (find (fixture, "queries"))));
}

static void
test_select (Fixture *fixture, gconstpointer data)
{
  wait_for_b (fixture);
  g_signal_emit_by_name (find (fixture, "queries"), "activated", 3u);
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==, 3);
  wait_for_b (fixture);
  assert_rows (fixture,
               lk_evidence_get_decision (lk_session_get_evidence (fixture->session)),
               lk_evidence_get_decision (lk_session_get_evidence (fixture->session)));
}

static gboolean
has_problem (gpointer data)
{
  const char *page = gtk_stack_get_visible_child_name (GTK_STACK (find (data, "room_b")));

  return g_str_equal (page, "problem");
}

/* A model that is not there is B's trouble alone. */
static void
test_missing_model (Fixture *fixture, gconstpointer data)
{
  wait_for_b (fixture);
  lk_compare_page_open_model (LK_COMPARE_PAGE (fixture->page), "/nowhere/lost.pth");
  test_wait (has_problem, fixture);
  g_assert_nonnull (
      strstr (gtk_label_get_text (GTK_LABEL (find (fixture, "problem"))), "lost.pth"));
  g_assert_cmpuint (lk_rows_view_get_n_rows (LK_ROWS_VIEW (find (fixture, "classes"))),
                    ==, 0);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  lk_compare_page_open_model (LK_COMPARE_PAGE (fixture->page), LK_MODEL_DEFAULT);
  wait_for_b (fixture);
  g_assert_false (has_problem (fixture));
}

/* A normalisation that the model cannot give is not offered; in a session that asks for
 * it all the same it is said. */
static void
test_no_fusion_layer (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);
  g_autoptr (LkOpponent) opponent = NULL;

  wait_for_b (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (
                        GTK_DROP_DOWN (find (fixture, "normalisation")))),
                    ==, 2);
  options.normalisation = LK_NORMALISE_TRAINED;
  opponent = lk_opponent_new (LK_MODEL_DEFAULT, NULL, &options, LK_COMPARE_WEIGHTS_SAME);
  lk_session_set_opponent (fixture->session, opponent);
  test_wait (has_problem, fixture);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (find (fixture, "problem"))), !=, "");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (fixture, "normalisation")),
                              LK_NORMALISE_RAW);
  wait_for_b (fixture);
  g_assert_false (has_problem (fixture));
}

static gboolean
never_busy (LkComparison *comparison, gboolean *was_busy)
{
  *was_busy = *was_busy || lk_comparison_get_busy (comparison);
  return TRUE;
}

/* Nobody looks: nothing is computed. */
static void
test_inactive (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkComparison) comparison = lk_comparison_new (fixture->session);
  g_autoptr (LkSettings) settings
      = lk_settings_copy (lk_session_get_settings (fixture->session));
  LkMetricOptions options = *lk_settings_get_options (settings);
  gboolean was_busy = FALSE;

  g_signal_connect (comparison, "changed", G_CALLBACK (never_busy), &was_busy);
  options.neighbours = 4;
  lk_settings_set_options (settings, &options);
  lk_comparison_set_settings (comparison, settings, LK_COMPARE_WEIGHTS_SAME);
  g_assert_false (lk_comparison_get_busy (comparison));
  g_assert_null (lk_comparison_get_b (comparison));
  lk_comparison_set_active (comparison, TRUE);
  g_assert_true (lk_comparison_get_busy (comparison));
  while (lk_comparison_get_busy (comparison))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (lk_comparison_get_b (comparison));
  g_assert_true (was_busy);
}

static void
press (GtkWidget *widget, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0u, 0, &taken);
    }
  g_assert_true (taken);
}

/* A class pointed at in one ledger is pointed at in the other. */
static void
test_ledgers_linked (Fixture *fixture, gconstpointer data)
{
  const LkDecision *decision;
  int hovered;

  wait_for_b (fixture);
  decision = lk_evidence_get_decision (lk_session_get_evidence (fixture->session));
  press (find (fixture, "ledger_a"), GDK_KEY_Down);
  press (find (fixture, "ledger_a"), GDK_KEY_Down);
  g_object_get (find (fixture, "ledger_b"), "hovered-class", &hovered, NULL);
  g_assert_cmpint (hovered, ==, (int) decision->ranking[1]);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (find (fixture, "ledger_b")),
                                   GTK_ACCESSIBLE_ROLE_IMG);
}

/* The keys that look more closely at other plots do nothing to a ledger. */
static void
test_ledger_as_it_is (Fixture *fixture, gconstpointer data)
{
  GtkWidget *ledger = window_fixture_find (fixture->page, LK_TYPE_LEDGER_VIEW, 0);
  static const char *const actions[]
      = { "canvas.zoom-in", "canvas.zoom-out", "canvas.zoom-reset" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_activate_action (ledger, actions[i], NULL);
      g_assert_cmpfloat (
          lk_canvas_zoom_get_scale (lk_plot_view_get_zoom (LK_PLOT_VIEW (ledger))), ==,
          1);
    }
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/compare-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("follows", test_follows);
  ADD ("other-settings", test_other_settings);
  ADD ("queries", test_queries);
  ADD ("answer-first", test_answer_first);
  ADD ("copy-rows", test_copy_rows);
  ADD ("select", test_select);
  ADD ("missing-model", test_missing_model);
  ADD ("no-fusion-layer", test_no_fusion_layer);
  ADD ("inactive", test_inactive);
  ADD ("ledgers-linked", test_ledgers_linked);
  ADD ("ledger-as-it-is", test_ledger_as_it_is);
  return g_test_run ();
}
