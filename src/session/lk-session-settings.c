/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-choices.h"
#include "lk-settings-defaults.h"

LkSettings *
lk_session_get_settings (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_history_get_settings (lk_session_get_history (self));
}

const LkMetricOptions *
lk_session_get_options (LkSession *self)
{
  return lk_settings_get_options (lk_session_get_settings (self));
}

const char *
lk_session_get_model_name (LkSession *self)
{
  return lk_settings_get_model (lk_session_get_settings (self));
}

const char *
lk_session_get_profile (LkSession *self)
{
  return lk_settings_get_profile (lk_session_get_settings (self));
}

const char *
lk_session_get_network (LkSession *self)
{
  return lk_settings_get_network (lk_session_get_settings (self));
}

LkEvaluationRequest
lk_session_make_request (LkSession *self, LkDataset *dataset)
{
  return (LkEvaluationRequest){
    .dataset = dataset,
    .model_name = lk_session_get_model_name (self),
    .profile = lk_session_get_profile (self),
    .network = lk_session_get_network (self),
    .sampler = lk_session_get_sampling (self)->sampler,
    .options = *lk_session_get_options (self),
  };
}

char *
lk_session_describe_probability (LkSession *self)
{
  const LkEvaluationRequest request = lk_session_make_request (self, NULL);
  LkEvidence *evidence = lk_session_get_evidence (self);

  return evidence != NULL
             ? lk_measured_describe (lk_session_get_measured (self), &request, evidence)
             : NULL;
}

void
lk_session_set_options (LkSession *self, const LkMetricOptions *options)
{
  const LkMetricOptions *before;
  gboolean weights;
  g_autoptr (LkSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (options != NULL);

  before = lk_session_get_options (self);
  if (!lk_metric_options_validate (options, &error))
    {
      lk_session_send_message (self, error->message);
      return;
    }
  if (lk_metric_options_equal (before, options))
    return;
  weights = memcmp (before->weights, options->weights, sizeof before->weights) != 0;
  settings = lk_settings_copy (lk_session_get_settings (self));
  lk_settings_set_options (settings, options);
  if (weights)
    lk_session_change_settings (self, settings, _ ("Change Weights"), "weights");
  else
    lk_session_change_settings (self, settings, _ ("Change Metric"), NULL);
}

gboolean
lk_session_get_as_trained (LkSession *self)
{
  const LkTrainedFusion *fusion = lk_session_get_trained_fusion (self);
  const LkMetricOptions *options = lk_session_get_options (self);

  return fusion != NULL && lk_normalisation_is_trained (options->normalisation)
         && options->part_form == fusion->part_form
         && options->distance == fusion->distance;
}

void
lk_session_set_as_trained (LkSession *self, gboolean as_trained)
{
  const LkTrainedFusion *fusion = lk_session_get_trained_fusion (self);
  LkMetricOptions options = *lk_session_get_options (self);
  LkMetricOptions plain = lk_metric_options_default ();

  if (fusion == NULL)
    return;
  options.normalisation = as_trained ? LK_NORMALISE_TRAINED : plain.normalisation;
  options.part_form = as_trained ? fusion->part_form : plain.part_form;
  options.distance = as_trained ? fusion->distance : plain.distance;
  for (guint level = 0; as_trained && level < LK_N_LEVELS; level++)
    options.weights[level] = 1;
  lk_session_set_options (self, &options);
}

gboolean
lk_session_take_defaults (LkSession *self)
{
  LkScorer *scorer = lk_session_get_scorer (self);
  LkHistory *history = lk_session_get_history (self);
  g_autoptr (LkSettings) settings = NULL;

  if (lk_scorer_get_source (scorer) == NULL)
    return FALSE;
  settings = lk_settings_take_defaults (lk_history_get_settings (history),
                                        lk_scorer_get_model (scorer),
                                        lk_history_get_episode (history));
  if (settings == NULL)
    return FALSE;
  lk_history_amend (history, settings);
  return TRUE;
}

void
lk_session_set_model (LkSession *self, const char *name, const char *profile)
{
  g_autoptr (LkSettings) settings = NULL;
  LkHistory *history;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (name != NULL);

  history = lk_session_get_history (self);
  settings = lk_settings_copy (lk_session_get_settings (self));
  lk_settings_set_model (settings, name, profile);
  lk_settings_set_takes_defaults (
      settings, lk_settings_have_defaults (lk_session_get_settings (self),
                                           lk_session_get_model (self),
                                           lk_history_get_episode (history), FALSE));
  if (!lk_settings_same_model (lk_session_get_settings (self), settings))
    lk_session_change_settings (self, settings, _ ("Choose Model"), NULL);
}

gboolean
lk_session_set_network (LkSession *self, const char *network)
{
  g_autoptr (LkSettings) settings = NULL;
  g_autoptr (GHashTable) choices = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);

  choices = lk_choices_parse (network != NULL ? network : "", &error);
  if (choices == NULL)
    {
      lk_session_send_message (self, error->message);
      return FALSE;
    }
  text = lk_choices_format (choices);
  settings = lk_settings_copy (lk_session_get_settings (self));
  lk_settings_set_network (settings, text);
  if (!lk_settings_same_model (lk_session_get_settings (self), settings))
    lk_session_change_settings (self, settings, _ ("Change Network"), NULL);
  return TRUE;
}

void
lk_session_set_shot_off (LkSession *self, LkPicture *shot, gboolean off)
{
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();

  g_return_if_fail (LK_IS_PICTURE (shot));

  g_ptr_array_add (shots, shot);
  lk_session_set_shots_off (self, shots, off);
}

static const char *
name_switch (guint n_shots, gboolean off)
{
  if (n_shots > 1)
    return off ? _ ("Switch Shots Off") : _ ("Switch Shots On");
  return off ? _ ("Switch Shot Off") : _ ("Switch Shot On");
}

void
lk_session_set_shots_off (LkSession *self, GPtrArray *shots, gboolean off)
{
  g_autoptr (LkSettings) settings = NULL;
  guint n_changed = 0;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (shots != NULL);

  settings = lk_settings_copy (lk_session_get_settings (self));
  for (guint i = 0; i < shots->len; i++)
    {
      n_changed += lk_settings_is_off (settings, shots->pdata[i]) != off;
      lk_settings_set_off (settings, shots->pdata[i], off);
    }
  if (n_changed > 0)
    lk_session_change_settings (self, settings, name_switch (n_changed, off), NULL);
}

const char *
lk_session_get_undo_label (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_history_get_undo_label (lk_session_get_history (self));
}

const char *
lk_session_get_redo_label (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_history_get_redo_label (lk_session_get_history (self));
}
