/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cautions.h"

#include <glib/gi18n-lib.h>

#include "lk-episode.h"

/* Where a picture is. */
typedef struct
{
  guint n_shots[LK_EPISODE_MAX_CLASSES];
  guint n_queries;
} Places;

struct _LkCautions
{
  LkEpisodeState *episode;
  GHashTable *places;  /* by SHA-256 */
  LkMapSource *source; /* (nullable) */
  guint usual;         /* shots of the middle class, or 0 */
};

static Places *
find_places (LkCautions *self, LkPicture *picture)
{
  const char *key = lk_picture_get_sha256 (picture);
  Places *places = g_hash_table_lookup (self->places, key);

  if (places == NULL)
    {
      places = g_new0 (Places, 1);
      g_hash_table_insert (self->places, g_strdup (key), places);
    }
  return places;
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return (first > second) - (first < second);
}

static void
find_usual (LkCautions *self)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < lk_episode_state_get_n_classes (self->episode); i++)
    {
      guint n = lk_episode_state_get_shots (self->episode, i)->len;

      if (n > 0)
        g_array_append_val (counts, n);
    }
  g_array_sort (counts, compare_counts);
  if (counts->len > 0)
    self->usual = g_array_index (counts, guint, counts->len / 2);
}

LkCautions *
lk_cautions_new (LkEpisodeState *episode)
{
  LkCautions *self;
  GPtrArray *queries;

  g_return_val_if_fail (episode != NULL, NULL);

  self = g_new0 (LkCautions, 1);
  self->episode = lk_episode_state_ref (episode);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0;
       i < MIN (lk_episode_state_get_n_classes (episode), LK_EPISODE_MAX_CLASSES); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (episode, i);

      for (guint j = 0; j < shots->len; j++)
        find_places (self, shots->pdata[j])->n_shots[i]++;
    }
  queries = lk_episode_state_get_queries (episode);
  for (guint i = 0; i < queries->len; i++)
    find_places (self, lk_query_get_picture (queries->pdata[i]))->n_queries++;
  find_usual (self);
  return self;
}

void
lk_cautions_free (LkCautions *self)
{
  g_return_if_fail (self != NULL);

  lk_episode_state_unref (self->episode);
  g_clear_object (&self->source);
  g_hash_table_unref (self->places);
  g_free (self);
}

void
lk_cautions_set_source (LkCautions *self, LkMapSource *source)
{
  g_return_if_fail (self != NULL && (source == NULL || LK_IS_MAP_SOURCE (source)));
  g_set_object (&self->source, source);
}

/* What the picture itself says. */
static LkCaution
look_at (LkCautions *self, LkPicture *picture)
{
  guint edge = MIN (lk_picture_get_width (picture), lk_picture_get_height (picture));
  LkCaution cautions = LK_CAUTION_NONE;

  if (lk_picture_get_state (picture) != LK_PICTURE_PRESENT)
    return cautions;
  if (self->source != NULL && lk_map_source_lacks (self->source, picture))
    return LK_CAUTION_NO_MAP;
  if (edge < LK_CAUTION_SMALLEST_EDGE)
    cautions |= LK_CAUTION_SMALL;
  if (lk_picture_get_contrast (picture) < LK_CAUTION_LEAST_CONTRAST)
    cautions |= LK_CAUTION_PLAIN;
  return cautions;
}

/* A class but @but that has the picture, or -1. */
static int
find_class (const Places *places, int but)
{
  for (int i = 0; places != NULL && i < LK_EPISODE_MAX_CLASSES; i++)
    if (i != but && places->n_shots[i] > 0)
      return i;
  return -1;
}

static const Places *
lookup (LkCautions *self, LkPicture *picture)
{
  return g_hash_table_lookup (self->places, lk_picture_get_sha256 (picture));
}

LkCaution
lk_cautions_get_shot (LkCautions *self, guint class_index, LkPicture *picture)
{
  const Places *places;
  LkCaution cautions;

  g_return_val_if_fail (self != NULL && LK_IS_PICTURE (picture), LK_CAUTION_NONE);
  g_return_val_if_fail (class_index < LK_EPISODE_MAX_CLASSES, LK_CAUTION_NONE);

  places = lookup (self, picture);
  cautions = look_at (self, picture);
  if (places == NULL)
    return cautions;
  if (places->n_queries > 0)
    cautions |= LK_CAUTION_QUERY_AND_SHOT;
  if (find_class (places, (int) class_index) >= 0)
    cautions |= LK_CAUTION_TWO_CLASSES;
  if (places->n_shots[class_index] > 1)
    cautions |= LK_CAUTION_TWICE;
  return cautions;
}

LkCaution
lk_cautions_get_query (LkCautions *self, LkPicture *picture)
{
  LkCaution cautions;

  g_return_val_if_fail (self != NULL && LK_IS_PICTURE (picture), LK_CAUTION_NONE);

  cautions = look_at (self, picture);
  if (find_class (lookup (self, picture), -1) >= 0)
    cautions |= LK_CAUTION_QUERY_AND_SHOT;
  return cautions;
}

guint
lk_cautions_get_fewer (LkCautions *self, guint class_index)
{
  guint n;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (class_index < lk_episode_state_get_n_classes (self->episode), 0);

  n = lk_episode_state_get_shots (self->episode, class_index)->len;
  return n > 0 && n < self->usual ? self->usual : 0;
}

static void
append (GString *text, const char *sentence)
{
  if (text->len > 0)
    g_string_append (text, _ (" "));
  g_string_append (text, sentence);
}

static const char *
get_name (LkCautions *self, int class_index)
{
  return lk_episode_state_get_class_name (self->episode, (guint) class_index);
}

/* Where else a picture is. */
static void
append_places (LkCautions *self, GString *text, int class_index, LkPicture *picture)
{
  const Places *places = lookup (self, picture);
  int other = find_class (places, class_index);
  g_autofree char *sentence = NULL;

  if (class_index < 0 && other >= 0)
    sentence = g_strdup_printf (_ ("This picture is also a shot of %s: of course it is "
                                   "like it."),
                                get_name (self, other));
  else if (class_index >= 0 && other >= 0)
    sentence = g_strdup_printf (_ ("This picture is also a shot of %s."),
                                get_name (self, other));
  if (sentence != NULL)
    append (text, sentence);
  if (places == NULL || class_index < 0)
    return;
  if (places->n_shots[class_index] > 1)
    append (text, _ ("This picture is twice among the shots."));
  if (places->n_queries > 0)
    append (text, _ ("This picture is also a query."));
}

static void
append_no_map (LkCautions *self, GString *text)
{
  g_autofree char *name
      = g_filename_display_basename (lk_map_source_get_name (self->source));
  g_autofree char *sentence = g_strdup_printf (
      _ ("There is no map of this picture in %s: it is not scored."), name);

  append (text, sentence);
}

char *
lk_cautions_describe (LkCautions *self, int class_index, LkPicture *picture)
{
  g_autoptr (GString) text = g_string_new (NULL);
  LkCaution own;

  g_return_val_if_fail (self != NULL && LK_IS_PICTURE (picture), NULL);

  append_places (self, text, class_index, picture);
  own = look_at (self, picture);
  if (own & LK_CAUTION_NO_MAP)
    append_no_map (self, text);
  if (own & LK_CAUTION_SMALL)
    append (text, _ ("This picture is so small that its map says nothing."));
  if (own & LK_CAUTION_PLAIN)
    append (text, _ ("This picture is so plain that its map says nothing."));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
lk_cautions_describe_class (LkCautions *self, guint class_index)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint usual = lk_cautions_get_fewer (self, class_index);
  GPtrArray *shots;
  guint n_doubtful = 0;

  g_return_val_if_fail (self != NULL, NULL);

  shots = lk_episode_state_get_shots (self->episode, class_index);
  if (shots->len == 0)
    return g_strdup (_ ("Left out until it has a picture."));
  if (usual > 0)
    {
      g_autofree char *sentence
          = g_strdup_printf (_ ("Fewer shots than other classes, which have %u."), usual);

      append (text, sentence);
    }
  for (guint i = 0; i < shots->len; i++)
    n_doubtful += lk_cautions_get_shot (self, class_index, shots->pdata[i]) != 0 ? 1 : 0;
  if (n_doubtful > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%u shot has a warning.", "%u shots have a warning.", n_doubtful),
          n_doubtful);

      append (text, sentence);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
