/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

LkSettings *
lk_session_get_settings (LkSession *self)
{
  return self->settings;
}

const LkMetricOptions *
lk_session_get_options (LkSession *self)
{
  return lk_settings_get_options (self->settings);
}

const char *
lk_session_get_model_name (LkSession *self)
{
  return lk_settings_get_model (self->settings);
}

const char *
lk_session_get_profile (LkSession *self)
{
  return lk_settings_get_profile (self->settings);
}

LkModel *
lk_session_get_model (LkSession *self)
{
  return self->model;
}

const LkTrainedFusion *
lk_session_get_trained_fusion (LkSession *self)
{
  return self->scoring != NULL ? lk_scoring_get_trained_fusion (self->scoring) : NULL;
}

static gboolean
is_off (LkSession *self, LkPicture *shot)
{
  return lk_settings_is_off (self->settings, shot);
}

LkEpisodeState *
lk_session_get_scored_state (LkSession *self)
{
  g_autoptr (LkEpisodeState) whole = lk_episode_get_state (self->episode);
  GPtrArray *queries = lk_episode_state_get_queries (whole);
  LkEpisodeState *state;

  if (!lk_settings_has_off (self->settings))
    return g_steal_pointer (&whole);
  state = lk_episode_state_new ();
  for (guint i = 0; i < lk_episode_state_get_n_classes (whole); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (whole, i);
      g_autoptr (GPtrArray) kept = g_ptr_array_new ();

      for (guint shot = 0; shot < shots->len; shot++)
        if (!is_off (self, shots->pdata[shot]))
          g_ptr_array_add (kept, shots->pdata[shot]);
      lk_episode_state_append_class (state, lk_episode_state_get_class_name (whole, i),
                                     kept);
    }
  for (guint i = 0; i < queries->len; i++)
    lk_episode_state_append_query (state, queries->pdata[i]);
  return state;
}

void
lk_session_update_evidence (LkSession *self)
{
  GBytes *kept;
  gsize size = 0;
  const gboolean *cells = NULL;
  g_autoptr (GError) error = NULL;

  if (self->evidence == NULL)
    return;
  kept = lk_settings_get_mask (self->settings, self->selected_query);
  if (kept != NULL)
    cells = g_bytes_get_data (kept, &size);
  if (!lk_evidence_set_mask (self->evidence, cells, (guint) (size / sizeof *cells),
                             &error))
    lk_session_send_message (self, error->message);
  lk_evidence_set_pixel_look (self->evidence, &self->look.pixel);
  lk_evidence_set_part_order (self->evidence, self->look.order);
  lk_evidence_set_plane (self->evidence, self->look.plane);
}

static void
redecide (LkSession *self)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (self->decisions, 0);
  if (self->evidence != NULL
      && !lk_evidence_set_options (self->evidence, lk_session_get_options (self), &error))
    {
      g_clear_object (&self->evidence);
      lk_session_send_message (self, error->message);
    }
  lk_session_update_evidence (self);
  g_signal_emit_by_name (self, "decided");
}

static gboolean
needs_scoring (LkSettings *before, LkSettings *after)
{
  const LkMetricOptions *a = lk_settings_get_options (before);
  const LkMetricOptions *b = lk_settings_get_options (after);

  return a->neighbours != b->neighbours || a->part_form != b->part_form
         || a->ridge != b->ridge || !lk_settings_same_off (before, after);
}

static gboolean
same_model (LkSettings *a, LkSettings *b)
{
  return g_strcmp0 (lk_settings_get_model (a), lk_settings_get_model (b)) == 0
         && g_strcmp0 (lk_settings_get_profile (a), lk_settings_get_profile (b)) == 0;
}

void
lk_session_use_settings (LkSession *self, LkSettings *settings)
{
  g_autoptr (LkSettings) before = self->settings;
  gboolean new_model = !same_model (before, settings);

  self->settings = lk_settings_ref (settings);
  if (new_model)
    {
      g_clear_object (&self->model);
      g_object_notify (G_OBJECT (self), "model-name");
    }
  redecide (self);
  if (!self->loading && (new_model || needs_scoring (before, settings)))
    lk_session_rescore (self);
}

void
lk_session_update_labels (LkSession *self)
{
  const char *undo = lk_history_get_undo_label (self->history);
  const char *redo = lk_history_get_redo_label (self->history);

  if (g_strcmp0 (undo, self->undo_label) != 0)
    {
      g_free (self->undo_label);
      self->undo_label = g_strdup (undo);
      g_object_notify (G_OBJECT (self), "undo-label");
    }
  if (g_strcmp0 (redo, self->redo_label) != 0)
    {
      g_free (self->redo_label);
      self->redo_label = g_strdup (redo);
      g_object_notify (G_OBJECT (self), "redo-label");
    }
}

void
lk_session_record_episode (LkSession *self)
{
  const char *label = lk_episode_get_undo_label (self->episode);

  if (self->loading || self->travelling || label == NULL)
    return;
  lk_history_push (self->history, TRUE, self->settings, self->settings, label, NULL);
  lk_session_update_labels (self);
}

/* Takes @settings over. */
static void
change (LkSession *self, LkSettings *settings, const char *label, const char *kind)
{
  g_autoptr (LkSettings) after = settings;
  g_autoptr (LkSettings) before = lk_settings_ref (self->settings);

  lk_session_use_settings (self, after);
  lk_history_push (self->history, FALSE, before, after, label, kind);
  lk_session_update_labels (self);
  lk_session_set_modified (self, TRUE);
}

void
lk_session_set_options (LkSession *self, const LkMetricOptions *options)
{
  const LkMetricOptions *before = lk_session_get_options (self);
  gboolean weights
      = memcmp (before->weights, options->weights, sizeof before->weights) != 0;
  LkSettings *settings;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (LK_IS_SESSION (self));

  if (!lk_metric_options_validate (options, &error))
    {
      lk_session_send_message (self, error->message);
      return;
    }
  if (lk_metric_options_equal (before, options))
    return;
  settings = lk_settings_copy (self->settings);
  lk_settings_set_options (settings, options);
  if (weights)
    change (self, settings, _ ("Change Weights"), "weights");
  else
    change (self, settings, _ ("Change Metric"), NULL);
}

void
lk_session_set_model (LkSession *self, const char *name, const char *profile)
{
  LkSettings *settings;

  g_return_if_fail (LK_IS_SESSION (self));

  settings = lk_settings_copy (self->settings);
  lk_settings_set_model (settings, name, profile);
  if (same_model (self->settings, settings))
    {
      lk_settings_unref (settings);
      return;
    }
  g_clear_pointer (&self->expected_sha256, g_free);
  change (self, settings, _ ("Choose Model"), NULL);
}

void
lk_session_set_shot_off (LkSession *self, LkPicture *shot, gboolean off)
{
  LkSettings *settings;

  g_return_if_fail (LK_IS_SESSION (self));

  if (is_off (self, shot) == off)
    return;
  settings = lk_settings_copy (self->settings);
  lk_settings_set_off (settings, shot, off);
  change (self, settings, off ? _ ("Switch Shot Off") : _ ("Switch Shot On"), NULL);
}

void
lk_session_set_mask (LkSession *self, const gboolean *kept, guint n_cells)
{
  g_autoptr (GBytes) bytes = NULL;
  LkSettings *settings;
  guint n_kept = 0;

  g_return_if_fail (LK_IS_SESSION (self));

  for (guint i = 0; kept != NULL && i < n_cells; i++)
    n_kept += kept[i] ? 1 : 0;
  if (self->selected_query == NULL || (kept != NULL && n_kept < 2))
    return;
  if (kept != NULL && n_kept < n_cells)
    bytes = g_bytes_new (kept, n_cells * sizeof *kept);
  settings = lk_settings_copy (self->settings);
  lk_settings_set_mask (settings, self->selected_query, bytes);
  change (self, settings, bytes != NULL ? _ ("Paint Out Cells") : _ ("Show All Cells"),
          bytes != NULL ? "mask" : NULL);
}

const gboolean *
lk_session_get_mask (LkSession *self, guint *n_cells)
{
  GBytes *kept = self->selected_query != NULL
                     ? lk_settings_get_mask (self->settings, self->selected_query)
                     : NULL;
  gsize size = 0;
  const gboolean *cells = kept != NULL ? g_bytes_get_data (kept, &size) : NULL;

  *n_cells = (guint) (size / sizeof *cells);
  return cells;
}

/* The episode first: what the settings speak of must be there. */
static void
travel (LkSession *self, const LkHistoryStep *step, gboolean back)
{
  g_autoptr (LkSettings) settings = NULL;

  if (step == NULL)
    return;
  settings = lk_settings_ref (back ? step->before : step->after);
  self->travelling = TRUE;
  if (step->changed_episode && back)
    lk_episode_undo (self->episode);
  else if (step->changed_episode)
    lk_episode_redo (self->episode);
  if (settings != self->settings)
    lk_session_use_settings (self, settings);
  self->travelling = FALSE;
  if (step->changed_episode)
    lk_session_rescore (self);
  lk_session_update_labels (self);
  lk_session_set_modified (self, TRUE);
}

void
lk_session_undo (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  travel (self, lk_history_undo (self->history), TRUE);
}

void
lk_session_redo (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  travel (self, lk_history_redo (self->history), FALSE);
}

const char *
lk_session_get_undo_label (LkSession *self)
{
  return self->undo_label;
}

const char *
lk_session_get_redo_label (LkSession *self)
{
  return self->redo_label;
}
