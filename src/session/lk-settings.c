/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-settings.h"

#include "lk-model.h"

struct _LkSettings
{
  gatomicrefcount ref_count;
  LkMetricOptions options;
  char *model;
  char *profile;
  GHashTable *masks; /* LkQuery to GBytes */
  GHashTable *off;   /* set of LkPicture */
};

static LkSettings *
settings_alloc (void)
{
  LkSettings *self = g_new0 (LkSettings, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->masks = g_hash_table_new_full (NULL, NULL, g_object_unref,
                                       (GDestroyNotify) g_bytes_unref);
  self->off = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  return self;
}

LkSettings *
lk_settings_new (void)
{
  LkSettings *self = settings_alloc ();

  self->options = lk_metric_options_default ();
  self->model = g_strdup (LK_MODEL_DEFAULT);
  return self;
}

LkSettings *
lk_settings_copy (const LkSettings *self)
{
  LkSettings *copy = settings_alloc ();
  GHashTableIter iter;
  gpointer key, value;

  copy->options = self->options;
  copy->model = g_strdup (self->model);
  copy->profile = g_strdup (self->profile);
  g_hash_table_iter_init (&iter, self->masks);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->masks, g_object_ref (key), g_bytes_ref (value));
  g_hash_table_iter_init (&iter, self->off);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (copy->off, g_object_ref (key));
  return copy;
}

LkSettings *
lk_settings_ref (LkSettings *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_settings_unref (LkSettings *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->model);
  g_free (self->profile);
  g_hash_table_unref (self->masks);
  g_hash_table_unref (self->off);
  g_free (self);
}

const LkMetricOptions *
lk_settings_get_options (const LkSettings *self)
{
  return &self->options;
}

void
lk_settings_set_options (LkSettings *self, const LkMetricOptions *options)
{
  self->options = *options;
}

const char *
lk_settings_get_model (const LkSettings *self)
{
  return self->model;
}

const char *
lk_settings_get_profile (const LkSettings *self)
{
  return self->profile;
}

void
lk_settings_set_model (LkSettings *self, const char *model, const char *profile)
{
  g_free (self->model);
  self->model = g_strdup (model);
  g_free (self->profile);
  self->profile = g_strdup (profile);
}

GBytes *
lk_settings_get_mask (const LkSettings *self, LkQuery *query)
{
  return g_hash_table_lookup (self->masks, query);
}

void
lk_settings_set_mask (LkSettings *self, LkQuery *query, GBytes *kept)
{
  if (kept == NULL)
    g_hash_table_remove (self->masks, query);
  else
    g_hash_table_insert (self->masks, g_object_ref (query), g_bytes_ref (kept));
}

gboolean
lk_settings_is_off (const LkSettings *self, LkPicture *shot)
{
  return g_hash_table_contains (self->off, shot);
}

void
lk_settings_set_off (LkSettings *self, LkPicture *shot, gboolean off)
{
  if (off)
    g_hash_table_add (self->off, g_object_ref (shot));
  else
    g_hash_table_remove (self->off, shot);
}

gboolean
lk_settings_has_off (const LkSettings *self)
{
  return g_hash_table_size (self->off) > 0;
}

gboolean
lk_settings_same_off (const LkSettings *a, const LkSettings *b)
{
  GHashTableIter iter;
  gpointer shot;

  if (g_hash_table_size (a->off) != g_hash_table_size (b->off))
    return FALSE;
  g_hash_table_iter_init (&iter, a->off);
  while (g_hash_table_iter_next (&iter, &shot, NULL))
    if (!g_hash_table_contains (b->off, shot))
      return FALSE;
  return TRUE;
}
