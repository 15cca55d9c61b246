/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-state-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-episode.h"
#include "lk-error.h"

typedef struct
{
  char *name;
  GPtrArray *shots;
} Way;

struct _LkEpisodeState
{
  gatomicrefcount ref_count;
  GPtrArray *ways;
  GPtrArray *queries;
  GHashTable *masks; /* LkPicture to GBytes */
};

G_DEFINE_BOXED_TYPE (LkEpisodeState,
                     lk_episode_state,
                     lk_episode_state_ref,
                     lk_episode_state_unref)

static void
way_free (Way *way)
{
  g_free (way->name);
  g_ptr_array_unref (way->shots);
  g_free (way);
}

static Way *
get_way (LkEpisodeState *self, guint index)
{
  return g_ptr_array_index (self->ways, index);
}

static gpointer
ref_object (gconstpointer object, gpointer unused)
{
  return g_object_ref ((gpointer) object);
}

static gboolean
picture_equal (LkPicture *a, LkPicture *b)
{
  return a == b
         || (g_str_equal (lk_picture_get_sha256 (a), lk_picture_get_sha256 (b))
             && g_strcmp0 (lk_picture_get_path (a), lk_picture_get_path (b)) == 0
             && g_strcmp0 (lk_picture_get_title (a), lk_picture_get_title (b)) == 0);
}

static gboolean
way_equal (Way *a, Way *b)
{
  if (!g_str_equal (a->name, b->name) || a->shots->len != b->shots->len)
    return FALSE;
  for (guint i = 0; i < a->shots->len; i++)
    if (!picture_equal (a->shots->pdata[i], b->shots->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
query_equal (LkQuery *a, LkQuery *b)
{
  return a == b
         || (g_strcmp0 (lk_query_get_label (a), lk_query_get_label (b)) == 0
             && picture_equal (lk_query_get_picture (a), lk_query_get_picture (b)));
}

LkEpisodeState *
lk_episode_state_new (void)
{
  LkEpisodeState *self = g_new0 (LkEpisodeState, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->ways = g_ptr_array_new_with_free_func ((GDestroyNotify) way_free);
  self->queries = g_ptr_array_new_with_free_func (g_object_unref);
  self->masks = g_hash_table_new_full (NULL, NULL, g_object_unref,
                                       (GDestroyNotify) g_bytes_unref);
  return self;
}

LkEpisodeState *
lk_episode_state_copy (LkEpisodeState *self)
{
  LkEpisodeState *copy = lk_episode_state_new ();

  for (guint i = 0; i < self->ways->len; i++)
    lk_episode_state_append_class (copy, get_way (self, i)->name,
                                   get_way (self, i)->shots);
  g_ptr_array_extend (copy->queries, self->queries, ref_object, NULL);
  lk_episode_state_take_masks (copy, self);
  return copy;
}

LkPicture *
lk_episode_state_claim_shot (LkEpisodeState *self, LkPicture *picture)
{
  for (guint i = 0; i < self->ways->len; i++)
    if (g_ptr_array_find (get_way (self, i)->shots, picture, NULL))
      return lk_picture_clone (picture);
  return g_object_ref (picture);
}

void
lk_episode_state_append_class (LkEpisodeState *self, const char *name, GPtrArray *shots)
{
  Way *way;

  g_return_if_fail (self != NULL && name != NULL);

  way = g_new0 (Way, 1);
  way->name = g_strdup (name);
  way->shots = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->ways, way);
  for (guint i = 0; shots != NULL && i < shots->len; i++)
    g_ptr_array_add (way->shots, lk_episode_state_claim_shot (self, shots->pdata[i]));
}

void
lk_episode_state_append_query (LkEpisodeState *self, LkQuery *query)
{
  g_return_if_fail (self != NULL && LK_IS_QUERY (query));
  g_ptr_array_add (self->queries, g_object_ref (query));
}

void
lk_episode_state_remove_class (LkEpisodeState *self, guint class_index)
{
  g_ptr_array_remove_index (self->ways, class_index);
}

void
lk_episode_state_move_class (LkEpisodeState *self, guint class_index, guint to)
{
  Way *way = g_ptr_array_steal_index (self->ways, class_index);

  g_ptr_array_insert (self->ways, MIN (to, self->ways->len), way);
}

void
lk_episode_state_rename_class (LkEpisodeState *self, guint class_index, const char *name)
{
  Way *way = get_way (self, class_index);

  g_free (way->name);
  way->name = g_strdup (name);
}

LkEpisodeState *
lk_episode_state_ref (LkEpisodeState *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_episode_state_unref (LkEpisodeState *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->ways);
  g_ptr_array_unref (self->queries);
  g_hash_table_unref (self->masks);
  g_free (self);
}

guint
lk_episode_state_get_n_classes (LkEpisodeState *self)
{
  return self->ways->len;
}

const char *
lk_episode_state_get_class_name (LkEpisodeState *self, guint class_index)
{
  g_return_val_if_fail (class_index < self->ways->len, NULL);
  return get_way (self, class_index)->name;
}

GPtrArray *
lk_episode_state_get_shots (LkEpisodeState *self, guint class_index)
{
  g_return_val_if_fail (class_index < self->ways->len, NULL);
  return get_way (self, class_index)->shots;
}

GPtrArray *
lk_episode_state_get_queries (LkEpisodeState *self)
{
  return self->queries;
}

gboolean
lk_episode_state_equal (LkEpisodeState *a, LkEpisodeState *b)
{
  if (a == b)
    return TRUE;
  if (a->ways->len != b->ways->len || a->queries->len != b->queries->len)
    return FALSE;
  for (guint i = 0; i < a->ways->len; i++)
    if (!way_equal (get_way (a, i), get_way (b, i)))
      return FALSE;
  for (guint i = 0; i < a->queries->len; i++)
    if (!query_equal (a->queries->pdata[i], b->queries->pdata[i]))
      return FALSE;
  return TRUE;
}

void
lk_episode_state_set_mask (LkEpisodeState *self, LkPicture *shot, GBytes *kept)
{
  g_return_if_fail (self != NULL && LK_IS_PICTURE (shot));

  if (kept == NULL)
    g_hash_table_remove (self->masks, shot);
  else
    g_hash_table_insert (self->masks, g_object_ref (shot), g_bytes_ref (kept));
}

GBytes *
lk_episode_state_get_mask (LkEpisodeState *self, LkPicture *shot)
{
  g_return_val_if_fail (self != NULL && shot != NULL, NULL);
  return g_hash_table_lookup (self->masks, shot);
}

void
lk_episode_state_take_masks (LkEpisodeState *self, LkEpisodeState *from)
{
  g_return_if_fail (self != NULL && from != NULL);

  for (guint i = 0; i < self->ways->len; i++)
    {
      GPtrArray *shots = get_way (self, i)->shots;

      for (guint j = 0; j < shots->len; j++)
        lk_episode_state_set_mask (self, shots->pdata[j],
                                   lk_episode_state_get_mask (from, shots->pdata[j]));
    }
}

static gboolean
same_masks (LkEpisodeState *a, LkEpisodeState *b, GPtrArray *shots)
{
  for (guint i = 0; i < shots->len; i++)
    {
      GBytes *first = lk_episode_state_get_mask (a, shots->pdata[i]);
      GBytes *second = lk_episode_state_get_mask (b, shots->pdata[i]);

      if (first != second
          && (first == NULL || second == NULL || !g_bytes_equal (first, second)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_objects (GPtrArray *a, GPtrArray *b)
{
  return a->len == b->len
         && (a->len == 0 || memcmp (a->pdata, b->pdata, a->len * sizeof *a->pdata) == 0);
}

gboolean
lk_episode_state_same_objects (LkEpisodeState *a, LkEpisodeState *b)
{
  if (a == b)
    return TRUE;
  if (a->ways->len != b->ways->len || !same_objects (a->queries, b->queries))
    return FALSE;
  for (guint i = 0; i < a->ways->len; i++)
    if (!g_str_equal (get_way (a, i)->name, get_way (b, i)->name)
        || !same_objects (get_way (a, i)->shots, get_way (b, i)->shots)
        || !same_masks (a, b, get_way (a, i)->shots))
      return FALSE;
  return TRUE;
}

gboolean
lk_episode_state_same_pictures (LkEpisodeState *a, LkEpisodeState *b)
{
  if (a == b)
    return TRUE;
  if (a->ways->len != b->ways->len || a->queries->len != b->queries->len)
    return FALSE;
  for (guint i = 0; i < a->ways->len; i++)
    if (!same_objects (get_way (a, i)->shots, get_way (b, i)->shots)
        || !same_masks (a, b, get_way (a, i)->shots))
      return FALSE;
  for (guint i = 0; i < a->queries->len; i++)
    if (lk_query_get_picture (a->queries->pdata[i])
        != lk_query_get_picture (b->queries->pdata[i]))
      return FALSE;
  return TRUE;
}

int
lk_episode_state_find_class (LkEpisodeState *self, const char *name)
{
  g_return_val_if_fail (self != NULL, -1);

  for (guint i = 0; name != NULL && i < self->ways->len; i++)
    if (g_str_equal (get_way (self, i)->name, name))
      return (int) i;
  return -1;
}

LkEpisodeState *
lk_episode_state_without_empty (LkEpisodeState *self)
{
  g_autoptr (LkEpisodeState) kept = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  kept = lk_episode_state_new ();
  for (guint i = 0; i < self->ways->len; i++)
    if (get_way (self, i)->shots->len > 0)
      lk_episode_state_append_class (kept, get_way (self, i)->name,
                                     get_way (self, i)->shots);
  if (kept->ways->len == self->ways->len)
    return lk_episode_state_ref (self);
  for (guint i = 0; i < self->queries->len; i++)
    lk_episode_state_append_query (kept, self->queries->pdata[i]);
  lk_episode_state_take_masks (kept, self);
  return g_steal_pointer (&kept);
}

static gboolean
check_way (Way *way, GError **error)
{
  if (way->shots->len == 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("The class “%s” has no picture: add at least one"), way->name);
      return FALSE;
    }
  if (way->shots->len > LK_EPISODE_MAX_SHOTS)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("The class “%s” has %u pictures: at most %d can be compared"),
                   way->name, way->shots->len, LK_EPISODE_MAX_SHOTS);
      return FALSE;
    }
  return TRUE;
}

gboolean
lk_episode_state_is_complete (LkEpisodeState *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->ways->len < LK_EPISODE_MIN_CLASSES)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   ngettext ("There is %u class: at least %d are needed to compare",
                             "There are %u classes: at least %d are needed to compare",
                             self->ways->len),
                   self->ways->len, LK_EPISODE_MIN_CLASSES);
      return FALSE;
    }
  if (self->ways->len > LK_EPISODE_MAX_CLASSES)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("There are %u classes: at most %d can be compared"),
                   self->ways->len, LK_EPISODE_MAX_CLASSES);
      return FALSE;
    }
  for (guint i = 0; i < self->ways->len; i++)
    if (!check_way (get_way (self, i), error))
      return FALSE;
  return TRUE;
}
