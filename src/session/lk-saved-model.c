/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-saved-model.h"

void
lk_saved_model_clear (LkSavedModel *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->profile, g_free);
  g_clear_pointer (&self->network, g_free);
  g_clear_pointer (&self->fingerprint, g_free);
  g_clear_pointer (&self->sha256, g_free);
}

void
lk_saved_model_set (LkSavedModel *self, const LkSessionFile *file)
{
  g_return_if_fail (self != NULL && file != NULL);

  lk_saved_model_clear (self);
  self->model = g_strdup (file->model);
  self->profile = g_strdup (file->profile);
  self->network = g_strdup (file->network);
  self->fingerprint = g_strdup (file->model_fingerprint);
  self->sha256 = g_strdup (file->model_sha256);
}

static gboolean
is_of (const LkSavedModel *self, const LkSettings *settings)
{
  return settings != NULL
         && g_strcmp0 (self->model, lk_settings_get_model (settings)) == 0;
}

static const char *
get_saved_sha256 (const LkSavedModel *self, const LkSettings *settings)
{
  return is_of (self, settings) ? self->sha256 : NULL;
}

static const char *
get_saved_fingerprint (const LkSavedModel *self, const LkSettings *settings)
{
  return is_of (self, settings)
                 && g_strcmp0 (self->profile, lk_settings_get_profile (settings)) == 0
                 && g_strcmp0 (self->network, lk_settings_get_network (settings)) == 0
             ? self->fingerprint
             : NULL;
}

const char *
lk_saved_model_get_sha256 (const LkSavedModel *self,
                           const LkSettings *settings,
                           LkMapSource *source)
{
  LkModel *model;

  g_return_val_if_fail (self != NULL, NULL);

  if (source == NULL)
    return get_saved_sha256 (self, settings);
  model = lk_map_source_get_model (source);
  return model != NULL ? lk_model_get_sha256 (model)
                       : lk_map_source_get_fingerprint (source);
}

const char *
lk_saved_model_get_fingerprint (const LkSavedModel *self,
                                const LkSettings *settings,
                                LkMapSource *source)
{
  g_return_val_if_fail (self != NULL, NULL);

  return source != NULL ? lk_map_source_get_fingerprint (source)
                        : get_saved_fingerprint (self, settings);
}

gboolean
lk_saved_model_expects (const LkSavedModel *self, const LkSettings *settings)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return get_saved_fingerprint (self, settings) != NULL
         || get_saved_sha256 (self, settings) != NULL;
}

gboolean
lk_saved_model_is (const LkSavedModel *self,
                   const LkSettings *settings,
                   LkMapSource *source)
{
  const char *fingerprint, *sha256;
  LkModel *model;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (LK_IS_MAP_SOURCE (source), FALSE);

  fingerprint = get_saved_fingerprint (self, settings);
  sha256 = get_saved_sha256 (self, settings);
  model = lk_map_source_get_model (source);
  if (model != NULL)
    return lk_model_matches (model, fingerprint, sha256);
  return sha256 == NULL || g_str_equal (sha256, lk_map_source_get_fingerprint (source));
}
