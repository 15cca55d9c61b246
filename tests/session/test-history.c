/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-history.h"

/* A random walk against a plain list of pairs. */

typedef struct
{
  LkEpisodeState *episode;
  LkSettings *settings;
} Pair;

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  lk_episode_state_unref (pair->episode);
  lk_settings_unref (pair->settings);
  g_free (pair);
}

static void
assert_at (LkHistory *history, GPtrArray *seen, guint now, guint first)
{
  Pair *pair = seen->pdata[now];

  g_assert_true (lk_history_get_episode (history) == pair->episode);
  g_assert_true (lk_history_get_settings (history) == pair->settings);
  g_assert_true ((lk_history_get_undo_label (history) != NULL) == (now > first));
  g_assert_true ((lk_history_get_redo_label (history) != NULL) == (now + 1 < seen->len));
}

static void
test_walk (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (pair_free);
  g_autoptr (LkHistory) history = NULL;
  Pair *pair = g_new0 (Pair, 1);
  guint now = 0, first = 0;

  *pair = (Pair){ lk_episode_state_new (), lk_settings_new () };
  g_ptr_array_add (seen, pair);
  history = lk_history_new (pair->episode, pair->settings);
  for (guint i = 0; i < 3000; i++)
    {
      int choice = g_rand_int_range (rand, 0, 6);
      Pair *before = seen->pdata[now];

      assert_at (history, seen, now, first);
      if (choice == 0)
        now -= lk_history_undo (history) ? 1 : 0;
      else if (choice == 1)
        now += lk_history_redo (history) ? 1 : 0;
      else
        {
          pair = g_new0 (Pair, 1);
          pair->episode = choice < 4 ? lk_episode_state_new ()
                                     : lk_episode_state_ref (before->episode);
          pair->settings = choice > 2 ? lk_settings_copy (before->settings)
                                      : lk_settings_ref (before->settings);
          g_ptr_array_set_size (seen, (int) ++now);
          g_ptr_array_add (seen, pair);
          lk_history_push (history, pair->episode, pair->settings, "Step", NULL);
          first = MAX (first, now > 200 ? now - 200 : 0);
        }
    }
  g_assert_cmpuint (first, >, 0);
}

static void
test_kinds (void)
{
  g_autoptr (LkEpisodeState) episode = lk_episode_state_new ();
  g_autoptr (LkEpisodeState) other = lk_episode_state_new ();
  g_autoptr (LkSettings) start = lk_settings_new ();
  g_autoptr (LkSettings) one = lk_settings_new ();
  g_autoptr (LkSettings) two = lk_settings_new ();
  g_autoptr (LkHistory) history = lk_history_new (episode, start);

  lk_history_push (history, episode, one, "Slide", "slide");
  lk_history_push (history, episode, two, "Slide", "slide");
  g_assert_true (lk_history_get_settings (history) == two);
  g_assert_true (lk_history_undo (history));
  g_assert_true (lk_history_get_settings (history) == start);
  g_assert_false (lk_history_undo (history));
  g_assert_true (lk_history_redo (history));
  lk_history_push (history, episode, one, "Slide", "slide");
  g_assert_true (lk_history_undo (history));
  g_assert_true (lk_history_get_settings (history) == two);
  lk_history_redo (history);
  lk_history_push (history, other, one, "Other", NULL);
  lk_history_push (history, other, two, "Slide", "slide");
  g_assert_true (lk_history_undo (history));
  g_assert_true (lk_history_get_episode (history) == other);
  g_assert_true (lk_history_get_settings (history) == one);
  lk_history_amend (history, start);
  g_assert_true (lk_history_undo (history));
  g_assert_true (lk_history_redo (history));
  g_assert_true (lk_history_get_settings (history) == start);
  g_assert_cmpstr (lk_history_get_undo_label (history), ==, "Other");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/history/walk", test_walk);
  g_test_add_func ("/session/history/kinds", test_kinds);
  return g_test_run ();
}
