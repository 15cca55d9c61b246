/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-settings.h"

#include "lk-episode-absent.h"
#include "lk-model.h"

struct _LkSettings
{
  gatomicrefcount ref_count;
  LkMetricOptions options;
  gboolean takes_defaults;
  char *model;
  char *profile;
  char *network;
  GHashTable *masks;      /* LkQuery to GBytes */
  GHashTable *shot_masks; /* LkPicture to GBytes */
  GHashTable *off;        /* set of LkPicture */
};

static LkSettings *
settings_alloc (void)
{
  LkSettings *self = g_new0 (LkSettings, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->masks = g_hash_table_new_full (NULL, NULL, g_object_unref,
                                       (GDestroyNotify) g_bytes_unref);
  self->shot_masks = g_hash_table_new_full (NULL, NULL, g_object_unref,
                                            (GDestroyNotify) g_bytes_unref);
  self->off = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  return self;
}

LkSettings *
lk_settings_new (void)
{
  LkSettings *self = settings_alloc ();

  self->options = lk_metric_options_default ();
  self->takes_defaults = TRUE;
  self->model = g_strdup (LK_MODEL_DEFAULT);
  return self;
}

LkSettings *
lk_settings_copy (const LkSettings *self)
{
  LkSettings *copy;
  GHashTableIter iter;
  gpointer key, value;

  g_return_val_if_fail (self != NULL, NULL);

  copy = settings_alloc ();
  copy->options = self->options;
  copy->takes_defaults = self->takes_defaults;
  copy->model = g_strdup (self->model);
  copy->profile = g_strdup (self->profile);
  copy->network = g_strdup (self->network);
  g_hash_table_iter_init (&iter, self->masks);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->masks, g_object_ref (key), g_bytes_ref (value));
  g_hash_table_iter_init (&iter, self->shot_masks);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->shot_masks, g_object_ref (key), g_bytes_ref (value));
  g_hash_table_iter_init (&iter, self->off);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (copy->off, g_object_ref (key));
  return copy;
}

LkSettings *
lk_settings_ref (LkSettings *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_settings_unref (LkSettings *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->model);
  g_free (self->profile);
  g_free (self->network);
  g_hash_table_unref (self->masks);
  g_hash_table_unref (self->shot_masks);
  g_hash_table_unref (self->off);
  g_free (self);
}

const LkMetricOptions *
lk_settings_get_options (const LkSettings *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->options;
}

void
lk_settings_set_options (LkSettings *self, const LkMetricOptions *options)
{
  g_return_if_fail (self != NULL && options != NULL);
  self->options = *options;
  self->takes_defaults = FALSE;
}

gboolean
lk_settings_get_takes_defaults (const LkSettings *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->takes_defaults;
}

void
lk_settings_set_takes_defaults (LkSettings *self, gboolean takes)
{
  g_return_if_fail (self != NULL);
  self->takes_defaults = takes;
}

const char *
lk_settings_get_model (const LkSettings *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->model;
}

const char *
lk_settings_get_profile (const LkSettings *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->profile;
}

const char *
lk_settings_get_network (const LkSettings *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->network;
}

void
lk_settings_set_network (LkSettings *self, const char *network)
{
  g_return_if_fail (self != NULL);

  g_free (self->network);
  self->network = g_strdup (network);
}

void
lk_settings_set_model (LkSettings *self, const char *model, const char *profile)
{
  g_return_if_fail (self != NULL && model != NULL);

  if (g_strcmp0 (self->model, model) != 0)
    g_clear_pointer (&self->network, g_free);
  g_free (self->model);
  self->model = g_strdup (model);
  g_free (self->profile);
  self->profile = g_strdup (profile);
}

GBytes *
lk_settings_get_mask (const LkSettings *self, LkQuery *query)
{
  g_return_val_if_fail (self != NULL && query != NULL, NULL);
  return g_hash_table_lookup (self->masks, query);
}

void
lk_settings_set_mask (LkSettings *self, LkQuery *query, GBytes *kept)
{
  g_return_if_fail (self != NULL && query != NULL);

  if (kept == NULL)
    g_hash_table_remove (self->masks, query);
  else
    g_hash_table_insert (self->masks, g_object_ref (query), g_bytes_ref (kept));
}

GBytes *
lk_settings_get_shot_mask (const LkSettings *self, LkPicture *shot)
{
  g_return_val_if_fail (self != NULL && shot != NULL, NULL);
  return g_hash_table_lookup (self->shot_masks, shot);
}

void
lk_settings_set_shot_mask (LkSettings *self, LkPicture *shot, GBytes *kept)
{
  g_return_if_fail (self != NULL && shot != NULL);

  if (kept == NULL)
    g_hash_table_remove (self->shot_masks, shot);
  else
    g_hash_table_insert (self->shot_masks, g_object_ref (shot), g_bytes_ref (kept));
}

gboolean
lk_settings_is_off (const LkSettings *self, LkPicture *shot)
{
  g_return_val_if_fail (self != NULL && shot != NULL, FALSE);
  return g_hash_table_contains (self->off, shot);
}

void
lk_settings_set_off (LkSettings *self, LkPicture *shot, gboolean off)
{
  g_return_if_fail (self != NULL && shot != NULL);

  if (off)
    g_hash_table_add (self->off, g_object_ref (shot));
  else
    g_hash_table_remove (self->off, shot);
}

gboolean
lk_settings_same_model (const LkSettings *a, const LkSettings *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  return g_strcmp0 (a->model, b->model) == 0 && g_strcmp0 (a->profile, b->profile) == 0
         && g_strcmp0 (a->network, b->network) == 0;
}

gboolean
lk_settings_same_scoring (const LkSettings *a, const LkSettings *b)
{
  const LkMetricOptions *x, *y;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  x = &a->options;
  y = &b->options;
  return lk_settings_same_model (a, b) && x->neighbours == y->neighbours
         && x->part_form == y->part_form && x->ridge == y->ridge;
}

static GPtrArray *
list_kept (const LkSettings *self, GPtrArray *shots)
{
  GPtrArray *kept = g_ptr_array_new ();

  for (guint i = 0; i < shots->len; i++)
    if (!g_hash_table_contains (self->off, shots->pdata[i])
        && lk_picture_get_state (shots->pdata[i]) == LK_PICTURE_PRESENT)
      g_ptr_array_add (kept, shots->pdata[i]);
  return kept;
}

static gboolean
put_masks (const LkSettings *self, GPtrArray *shots, LkEpisodeState *state)
{
  gboolean any = FALSE;

  for (guint i = 0; i < shots->len; i++)
    {
      GBytes *kept = g_hash_table_lookup (self->shot_masks, shots->pdata[i]);

      if (kept != NULL)
        lk_episode_state_set_mask (state, shots->pdata[i], kept);
      any = any || kept != NULL;
    }
  return any;
}

LkEpisodeState *
lk_settings_apply (const LkSettings *self, LkEpisodeState *episode)
{
  g_autoptr (LkEpisodeState) state = NULL;
  GPtrArray *queries;
  gboolean any = FALSE;

  g_return_val_if_fail (self != NULL && episode != NULL, NULL);

  state = lk_episode_state_new ();
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (episode, i);
      g_autoptr (GPtrArray) kept = list_kept (self, shots);

      any = any || kept->len < shots->len;
      lk_episode_state_append_class (state, lk_episode_state_get_class_name (episode, i),
                                     kept);
      any = put_masks (self, kept, state) || any;
    }
  queries = lk_episode_state_get_queries (episode);
  lk_episode_append_present (state, queries);
  if (!any && lk_episode_state_get_queries (state)->len == queries->len)
    return lk_episode_state_ref (episode);
  return g_steal_pointer (&state);
}

GHashTable *
lk_settings_list_masks (const LkSettings *self, LkEpisodeState *episode)
{
  GHashTable *masks
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
  GPtrArray *queries;

  g_return_val_if_fail (self != NULL && episode != NULL, masks);

  queries = lk_episode_state_get_queries (episode);
  for (guint i = 0; i < queries->len; i++)
    {
      GBytes *kept = g_hash_table_lookup (self->masks, queries->pdata[i]);

      if (kept != NULL)
        g_hash_table_insert (masks, GUINT_TO_POINTER (i), g_bytes_ref (kept));
    }
  return masks;
}

/* The query of @after that is of the same picture and was not there before, or NULL. */
static LkQuery *
find_successor (LkQuery *gone, GHashTable *known, GPtrArray *after)
{
  for (guint i = 0; i < after->len; i++)
    if (lk_query_get_picture (after->pdata[i]) == lk_query_get_picture (gone)
        && !g_hash_table_contains (known, after->pdata[i]))
      return after->pdata[i];
  return NULL;
}

LkSettings *
lk_settings_follow (LkSettings *self, LkEpisodeState *before, LkEpisodeState *after)
{
  g_autoptr (GHashTable) known = NULL;
  GPtrArray *old, *now;
  LkSettings *followed = NULL;

  g_return_val_if_fail (self != NULL && before != NULL && after != NULL, NULL);

  if (g_hash_table_size (self->masks) == 0)
    return lk_settings_ref (self);
  old = lk_episode_state_get_queries (before);
  now = lk_episode_state_get_queries (after);
  known = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < old->len; i++)
    g_hash_table_add (known, old->pdata[i]);
  for (guint i = 0; i < old->len; i++)
    {
      GBytes *kept = g_hash_table_lookup (self->masks, old->pdata[i]);
      LkQuery *successor = NULL;

      if (kept != NULL && !g_ptr_array_find (now, old->pdata[i], NULL))
        successor = find_successor (old->pdata[i], known, now);
      if (successor == NULL)
        continue;
      if (followed == NULL)
        followed = lk_settings_copy (self);
      lk_settings_set_mask (followed, successor, kept);
      g_hash_table_add (known, successor);
    }
  return followed != NULL ? followed : lk_settings_ref (self);
}
