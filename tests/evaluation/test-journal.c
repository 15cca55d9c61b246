/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-journal.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-error.h"
#include "lk-raw-scores.h"
#include "test-pictures.h"

#define N_CLASSES 5
#define N_WAYS 3
#define N_QUERIES 4
#define N_ALL (N_WAYS * N_QUERIES)
#define N_EPISODES 6

static const LkSampler sampler = { N_WAYS, 1, N_QUERIES, G_MAXUINT64 };

typedef struct
{
  char *folder;
  char *path;
  LkDataset *dataset;
  LkJournalHead *head;
  LkOutcome *outcomes[N_EPISODES];
} Fixture;

static LkOutcome *
make_outcome (guint64 index)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (index + 1);
  double numbers[N_ALL * N_WAYS];
  LkRawScores scores = { N_WAYS, N_ALL, { NULL }, { NULL }, g_rand_double (random) };
  LkMetricOptions options = lk_metric_options_default ();
  const guint classes[N_WAYS] = { 4, (guint) index % 4, ((guint) index + 1) % 4 };
  g_autoptr (GError) error = NULL;
  LkOutcome *outcome;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = g_rand_double (random);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    scores.scores[level] = numbers;
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    scores.distances[distance] = numbers;
  outcome = lk_outcome_new (index, classes, &scores, &options, NULL, &error);
  g_assert_no_error (error);
  /* As versions wrote it that found nothing else, and as it is now. */
  if (index % 2 == 1)
    outcome->findings[LK_FINDING_UNKNOWN] = g_bytes_new ("what was found", 14);
  return outcome;
}

static LkJournalHead *
make_head (void)
{
  LkJournalHead *head = g_new0 (LkJournalHead, 1);

  /* A path need not be UTF-8. */
  head->dataset = g_strdup ("/pictures/\xff of/mine");
  head->split = g_strdup ("val");
  head->digest = g_strdup ("d1");
  head->model = g_strdup ("builtin:conv64f");
  head->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (head->choices, g_strdup ("profile"), g_strdup ("p2"));
  head->fingerprint = g_strdup ("f1");
  head->sampler = sampler;
  head->options = lk_metric_options_default ();
  head->options.weights[0] = 0.1;
  return head;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "j", NULL);
  root = g_build_filename (fixture->folder, "set", NULL);
  g_mkdir (root, 0755);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autofree char *class = g_build_filename (root, name, NULL);
      g_autofree char *file = g_build_filename (class, "a.png", NULL);

      g_mkdir (class, 0755);
      g_assert_true (g_file_set_contents (file, "", 0, NULL));
    }
  fixture->dataset = lk_dataset_open (root, NULL, &error);
  g_assert_no_error (error);
  fixture->head = make_head ();
  for (guint i = 0; i < N_EPISODES; i++)
    fixture->outcomes[i] = make_outcome (i);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_EPISODES; i++)
    lk_outcome_free (fixture->outcomes[i]);
  lk_journal_head_free (fixture->head);
  g_object_unref (fixture->dataset);
  test_folder_remove (fixture->folder);
  g_free (fixture->path);
}

static LkJournal *
open_journal (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  LkJournal *journal = lk_journal_open (fixture->path, fixture->head, 100, &error);

  g_assert_no_error (error);
  return journal;
}

static void
write_journal (Fixture *fixture)
{
  g_autoptr (LkJournal) journal = open_journal (fixture);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_EPISODES; i++)
    lk_journal_append (journal, fixture->outcomes[i]);
  g_assert_true (lk_journal_finish (journal, &error));
  g_assert_no_error (error);
}

/* Every outcome that is read is one that was written. Returns: how many. */
static guint
check_outcomes (Fixture *fixture, LkJournal *journal)
{
  g_autoptr (LkEvaluation) evaluation = lk_evaluation_new (fixture->dataset, &sampler);
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_journal_replay (journal, evaluation, 0, N_EPISODES, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < lk_evaluation_get_n_episodes (evaluation); i++)
    {
      const LkOutcome *outcome = lk_evaluation_get_episode (evaluation, i);

      g_assert_cmpuint (outcome->index, <, N_EPISODES);
      g_assert_true (lk_outcome_equal (outcome, fixture->outcomes[outcome->index]));
    }
  return lk_evaluation_get_n_episodes (evaluation);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkJournal) journal = NULL;
  g_autoptr (LkJournalContents) contents = NULL;
  g_autoptr (GError) error = NULL;

  write_journal (fixture);
  journal = open_journal (fixture);
  g_assert_false (lk_journal_was_damaged (journal));
  g_assert_cmpuint (check_outcomes (fixture, journal), ==, N_EPISODES);
  contents = lk_journal_read (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents->head->dataset, ==, fixture->head->dataset);
  g_assert_cmpstr (contents->head->split, ==, "val");
  g_assert_cmpstr (contents->head->model, ==, "builtin:conv64f");
  g_assert_cmpstr (g_hash_table_lookup (contents->head->choices, "profile"), ==, "p2");
  g_assert_cmpuint (contents->head->sampler.seed, ==, G_MAXUINT64);
  g_assert_true (
      lk_metric_options_equal (&contents->head->options, &fixture->head->options));
  g_assert_cmpuint (contents->n_wanted, ==, 100);
  g_assert_cmpuint (contents->outcomes->len, ==, N_EPISODES);
}

/* Of a part of the episodes those of that part alone. */
static void
test_range (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) evaluation = lk_evaluation_new (fixture->dataset, &sampler);
  g_autoptr (LkJournal) journal = NULL;

  write_journal (fixture);
  journal = open_journal (fixture);
  g_assert_true (lk_journal_replay (journal, evaluation, 2, 4, NULL));
  g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, 2);
  g_assert_true (lk_evaluation_has (evaluation, 2));
  g_assert_true (lk_evaluation_has (evaluation, 3));
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkJournal) journal = open_journal (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_journal_open (fixture->path, fixture->head, 100, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "another evaluation"));
}

static void
assert_refused (Fixture *fixture, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_journal_open (fixture->path, fixture->head, 100, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_others (Fixture *fixture, gconstpointer data)
{
  LkJournalHead *head = fixture->head;

  write_journal (fixture);
  head->digest[0] = 'x';
  assert_refused (fixture, "dataset");
  head->digest[0] = 'd';
  head->fingerprint[0] = 'x';
  assert_refused (fixture, "fingerprint f1, not x1");
  head->fingerprint[0] = 'f';
  head->sampler.n_shots = 5;
  assert_refused (fixture, "1 support picture a class, not 5");
  head->sampler = sampler;
  head->sampler.seed = 7;
  assert_refused (fixture, "seed 18446744073709551615, not 7");
  head->sampler = sampler;
  head->options.distance = LK_DISTANCE_KL_QS;
  assert_refused (fixture, "\"w2\", not \"kl-qs\"");
  head->options = lk_metric_options_default ();
  assert_refused (fixture, "weights");
  head->options.weights[0] = 0.1;
  head->wanted.n_unknown = 3;
  assert_refused (fixture, "unknown 0, not 3");
  head->wanted.n_unknown = 0;
  head->wanted.deletion = TRUE;
  assert_refused (fixture, "deletion 0, not 1");
}

/* What was wanted is read back, and old heads say that nothing was. */
static void
test_wanted (Fixture *fixture, gconstpointer data)
{
  const LkFindingsWanted wanted = { TRUE, FALSE, 12 };
  g_autofree char *before = lk_journal_head_to_text (fixture->head);
  g_autofree char *text = NULL;
  g_autoptr (LkJournalHead) head = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (strstr (before, "unknown"));
  fixture->head->wanted = wanted;
  text = lk_journal_head_to_text (fixture->head);
  head = lk_journal_head_new_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_true (lk_journal_head_check (fixture->head, head, "j", &error));
  g_assert_cmpint (head->wanted.n_unknown, ==, 12);
  g_assert_true (head->wanted.deletion && !head->wanted.confidence);
}

static GBytes *
read_file (Fixture *fixture)
{
  char *text;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->path, &text, &size, NULL));
  return g_bytes_new_take (text, size);
}

static void
put_file (Fixture *fixture, gconstpointer data, gsize size)
{
  g_assert_true (g_file_set_contents (fixture->path, data, (gssize) size, NULL));
}

/* Cut at every byte: what was whole is there, and the journal can be gone on with. */
static void
test_cut (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *start;
  gsize size;
  guint n_before = 0;

  write_journal (fixture);
  bytes = read_file (fixture);
  start = g_bytes_get_data (bytes, &size);
  for (gsize cut = 0; cut <= size; cut++)
    {
      g_autoptr (LkJournal) journal = NULL;
      guint n;

      put_file (fixture, start, cut);
      journal = open_journal (fixture);
      n = check_outcomes (fixture, journal);
      g_assert_cmpuint (n, >=, n_before);
      g_assert_cmpuint (n, <=, n_before + 1);
      n_before = n;
      lk_journal_append (journal, fixture->outcomes[N_EPISODES - 1]);
      g_clear_pointer (&journal, lk_journal_free);
      journal = open_journal (fixture);
      g_assert_false (lk_journal_was_damaged (journal));
      g_assert_cmpuint (check_outcomes (fixture, journal), ==, MIN (n + 1, N_EPISODES));
    }
  g_assert_cmpuint (n_before, ==, N_EPISODES);
}

/* A bit that is wrong, wherever it is: an error, or outcomes that are right. */
static void
test_flipped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree guint8 *flipped = NULL;
  gsize size;
  guint n_kept = 0;

  write_journal (fixture);
  bytes = read_file (fixture);
  flipped = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  size = g_bytes_get_size (bytes);
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkJournal) journal = NULL;

      flipped[i] ^= (guint8) (1u << (i % 8));
      put_file (fixture, flipped, size);
      journal = lk_journal_open (fixture->path, fixture->head, 100, &error);
      g_assert_true ((journal != NULL) == (error == NULL));
      if (journal != NULL)
        {
          guint n = check_outcomes (fixture, journal);

          g_assert_true (n == N_EPISODES || lk_journal_was_damaged (journal));
          n_kept += n;
        }
      flipped[i] ^= (guint8) (1u << (i % 8));
    }
  /* Most records but the one that was hit stay. */
  g_assert_cmpuint (n_kept, >, size * (N_EPISODES - 1) / 2);
}

static void
test_no_journal (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "episode,accuracy\n1,2\n", "LkJourX" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      put_file (fixture, texts[i], strlen (texts[i]));
      g_assert_null (lk_journal_open (fixture->path, fixture->head, 100, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
      g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, texts[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                              \
  g_test_add ("/journal/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("range", test_range);
  ADD ("locked", test_locked);
  ADD ("others", test_others);
  ADD ("wanted", test_wanted);
  ADD ("cut", test_cut);
  ADD ("flipped", test_flipped);
  ADD ("no-journal", test_no_journal);
  return g_test_run ();
}
