/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

#include <glib/gi18n-lib.h>

#include "lk-number-text.h"

#define FEWEST_CELLS 2

/* Whether @kept is a mask to be taken, which is said where it is not: %NULL keeps all,
 * and @bytes stays %NULL where it keeps all, too. */
static gboolean
take_mask (LkSession *self, const gboolean *kept, guint n_cells, GBytes **bytes)
{
  guint n_kept = 0;

  if (kept == NULL)
    return TRUE;
  for (guint i = 0; i < n_cells; i++)
    n_kept += kept[i] ? 1 : 0;
  if (n_kept < FEWEST_CELLS)
    {
      lk_session_send_message (
          self, _ ("Two cells at least have to stay: a distribution needs them"));
      return FALSE;
    }
  if (n_kept < n_cells)
    *bytes = g_bytes_new (kept, n_cells * sizeof *kept);
  return TRUE;
}

/* @bytes: (nullable) */
static const gboolean *
get_cells (GBytes *bytes, guint *n_cells)
{
  const gboolean *cells = NULL;
  gsize size = 0;

  if (bytes != NULL)
    cells = g_bytes_get_data (bytes, &size);
  *n_cells = (guint) (size / sizeof *cells);
  return cells;
}

static void
change (LkSession *self, LkSettings *settings, gboolean painted, const char *kind)
{
  lk_session_change_settings (self, settings,
                              painted ? _ ("Paint Out Cells") : _ ("Show All Cells"),
                              painted ? kind : NULL);
}

/* @kind: (nullable): what follows it within a second belongs to the same step */
static void
set_mask (LkSession *self, const gboolean *kept, guint n_cells, const char *kind)
{
  LkQuery *query = lk_selection_get_query (lk_session_get_selection (self));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LkSettings) settings = NULL;

  if (query == NULL || !take_mask (self, kept, n_cells, &bytes))
    return;
  settings = lk_settings_copy (lk_session_get_settings (self));
  lk_settings_set_mask (settings, query, bytes);
  change (self, settings, bytes != NULL, kind);
}

void
lk_session_set_mask (LkSession *self, const gboolean *kept, guint n_cells)
{
  g_return_if_fail (LK_IS_SESSION (self));
  set_mask (self, kept, n_cells, "mask");
}

const gboolean *
lk_session_get_mask (LkSession *self, guint *n_cells)
{
  LkQuery *query;
  GBytes *kept = NULL;

  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  g_return_val_if_fail (n_cells != NULL, NULL);

  query = lk_selection_get_query (lk_session_get_selection (self));
  if (query != NULL)
    kept = lk_settings_get_mask (lk_session_get_settings (self), query);
  return get_cells (kept, n_cells);
}

void
lk_session_invert_mask (LkSession *self)
{
  const gboolean *kept;
  g_autofree gboolean *inverted = NULL;
  guint n_cells;

  g_return_if_fail (LK_IS_SESSION (self));

  kept = lk_session_get_mask (self, &n_cells);
  if (kept == NULL)
    return;
  inverted = g_new (gboolean, n_cells);
  for (guint i = 0; i < n_cells; i++)
    inverted[i] = !kept[i];
  set_mask (self, inverted, n_cells, NULL);
}

/* The winner's name is told where the mask makes it another. */
static char *
describe_change (LkEpisodeState *episode,
                 const LkDecision *before,
                 const LkDecision *after)
{
  g_autofree char *from = lk_number_fixed (before->margin, 2);
  g_autofree char *to = lk_number_fixed (after->margin, 2);

  if (before->prediction == after->prediction)
    return g_strdup_printf (_ ("Margin %s → %s"), from, to);
  return g_strdup_printf (
      _ ("%s %s → %s %s"), lk_episode_state_get_class_name (episode, before->prediction),
      from, lk_episode_state_get_class_name (episode, after->prediction), to);
}

char *
lk_session_describe_mask (LkSession *self)
{
  LkEvidence *evidence;
  LkScoring *whole;
  g_autoptr (LkDecision) before = NULL;
  guint n_cells;

  g_return_val_if_fail (LK_IS_SESSION (self), NULL);

  evidence = lk_session_get_evidence (self);
  whole = lk_scorer_get_whole (lk_session_get_scorer (self));
  if (evidence == NULL || whole == NULL || lk_session_get_mask (self, &n_cells) == NULL
      || n_cells != lk_evidence_get_n_cells (evidence))
    return NULL;
  before = lk_scoring_decide (whole, lk_evidence_get_query (evidence),
                              lk_evidence_get_options (evidence), NULL);
  if (before == NULL)
    return NULL;
  return describe_change (lk_scoring_get_episode (whole), before,
                          lk_evidence_get_decision (evidence));
}

void
lk_session_set_shot_mask (LkSession *self,
                          LkPicture *shot,
                          const gboolean *kept,
                          guint n_cells)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LkSettings) settings = NULL;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (LK_IS_PICTURE (shot));

  if (!take_mask (self, kept, n_cells, &bytes))
    return;
  settings = lk_settings_copy (lk_session_get_settings (self));
  lk_settings_set_shot_mask (settings, shot, bytes);
  change (self, settings, bytes != NULL, "shot-mask");
}

const gboolean *
lk_session_get_shot_mask (LkSession *self, LkPicture *shot, guint *n_cells)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  g_return_val_if_fail (LK_IS_PICTURE (shot) && n_cells != NULL, NULL);

  return get_cells (lk_settings_get_shot_mask (lk_session_get_settings (self), shot),
                    n_cells);
}

void
lk_session_share_shot_mask (LkSession *self, LkPicture *from, LkPicture *to)
{
  LkSettings *before = lk_session_get_settings (self);
  g_autoptr (LkSettings) kept = NULL;
  g_autoptr (LkSettings) after = NULL;
  GBytes *mask;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (LK_IS_PICTURE (from) && LK_IS_PICTURE (to));

  mask = lk_settings_get_shot_mask (before, from);
  if (mask == NULL)
    return;
  kept = lk_settings_ref (before);
  after = lk_settings_copy (before);
  lk_settings_set_shot_mask (after, to, mask);
  lk_history_amend (lk_session_get_history (self), after);
  lk_storage_touch (lk_session_get_storage (self));
  lk_session_follow_settings (self, kept);
}

/* The shots of the episode of which cells are painted out. (element-type LkPicture)
 * (transfer container) */
static GPtrArray *
list_masked_shots (LkSession *self)
{
  LkEpisodeState *episode = lk_history_get_episode (lk_session_get_history (self));
  LkSettings *settings = lk_session_get_settings (self);
  GPtrArray *masked = g_ptr_array_new ();

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (episode, i);

      for (guint j = 0; j < shots->len; j++)
        if (lk_settings_get_shot_mask (settings, shots->pdata[j]) != NULL)
          g_ptr_array_add (masked, shots->pdata[j]);
    }
  return masked;
}

gboolean
lk_session_has_masks (LkSession *self)
{
  g_autoptr (GPtrArray) shots = NULL;
  guint n_cells;

  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);

  shots = list_masked_shots (self);
  return shots->len > 0 || lk_session_get_mask (self, &n_cells) != NULL;
}

void
lk_session_show_all_cells (LkSession *self)
{
  LkQuery *query;
  g_autoptr (GPtrArray) shots = NULL;
  g_autoptr (LkSettings) settings = NULL;

  g_return_if_fail (LK_IS_SESSION (self));

  if (!lk_session_has_masks (self))
    return;
  query = lk_selection_get_query (lk_session_get_selection (self));
  shots = list_masked_shots (self);
  settings = lk_settings_copy (lk_session_get_settings (self));
  if (query != NULL)
    lk_settings_set_mask (settings, query, NULL);
  for (guint i = 0; i < shots->len; i++)
    lk_settings_set_shot_mask (settings, shots->pdata[i], NULL);
  change (self, settings, FALSE, NULL);
}
