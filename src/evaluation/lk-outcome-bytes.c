/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "lk-outcome.h"
#include "lk-packing.h"

/* "LkOu" and the version, as one number; with the second, prototypes are counted, and
 * with the third, more may have been found. */
#define MAGIC G_GUINT64_CONSTANT (0x00000001754f6b4c)
#define MAGIC_COUNTED G_GUINT64_CONSTANT (0x00000002754f6b4c)
#define MAGIC_FOUND G_GUINT64_CONSTANT (0x00000003754f6b4c)
/* As many pictures as an episode may have. */
#define MAX_PICTURES 5000

static guint
find_class (const LkOutcome *self, guint class_index)
{
  guint i = 0;

  while (i + 1 < self->n_ways && self->classes[i] != class_index)
    i++;
  return i;
}

static gboolean
has_findings (const LkOutcome *self)
{
  for (guint i = 0; i < LK_N_FINDINGS; i++)
    if (self->findings[i] != NULL)
      return TRUE;
  return FALSE;
}

/* Each with one more than its size before it: 0 where there is none. */
static void
put_findings (const LkOutcome *self, GByteArray *bytes)
{
  for (guint i = 0; i < LK_N_FINDINGS; i++)
    {
      gsize size = 0;
      gconstpointer data = self->findings[i] != NULL
                               ? g_bytes_get_data (self->findings[i], &size)
                               : NULL;

      lk_packing_put_32 (bytes, self->findings[i] != NULL ? (guint32) size + 1 : 0);
      g_byte_array_append (bytes, data, (guint) size);
    }
}

/* Of a mistake the query, the position of the class it was taken for, and the margin; the
 * rest follows. */
GBytes *
lk_outcome_to_bytes (const LkOutcome *self)
{
  GByteArray *bytes = g_byte_array_new ();
  gboolean counted, found;

  g_return_val_if_fail (self != NULL, NULL);

  found = has_findings (self);
  counted = found || self->n_prototype_right != LK_OUTCOME_NOT_COUNTED;
  lk_packing_put_64 (bytes, found ? MAGIC_FOUND : counted ? MAGIC_COUNTED : MAGIC);
  lk_packing_put_64 (bytes, self->index);
  lk_packing_put_32 (bytes, LK_N_PREDICTORS);
  lk_packing_put_32 (bytes, self->n_ways);
  lk_packing_put_32 (bytes, self->n_queries);
  lk_packing_put_32 (bytes, self->n_mistakes);
  lk_packing_put_double (bytes, self->ridge_used);
  if (counted)
    lk_packing_put_32 (bytes, self->n_prototype_right);
  for (guint i = 0; i < LK_N_PREDICTORS; i++)
    lk_packing_put_32 (bytes, self->n_right[i]);
  for (guint i = 0; i < self->n_ways; i++)
    lk_packing_put_32 (bytes, self->classes[i]);
  for (guint i = 0; i < self->n_mistakes; i++)
    {
      lk_packing_put_32 (bytes, self->mistakes[i].query);
      lk_packing_put_32 (bytes, find_class (self, self->mistakes[i].prediction));
      lk_packing_put_double (bytes, self->mistakes[i].margin);
    }
  if (found)
    put_findings (self, bytes);
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
is_amount (double value)
{
  return isfinite (value) && value >= 0;
}

/* The numbers that say how many follow, which bound what is asked for. */
static gboolean
read_head (LkOutcome *self, guint64 magic, LkUnpacking *reader)
{
  guint32 n_predictors;

  self->index = lk_unpacking_get_64 (reader);
  n_predictors = lk_unpacking_get_32 (reader);
  self->n_ways = lk_unpacking_get_32 (reader);
  self->n_queries = lk_unpacking_get_32 (reader);
  self->n_mistakes = lk_unpacking_get_32 (reader);
  self->ridge_used = lk_unpacking_get_double (reader);
  self->n_prototype_right = LK_OUTCOME_NOT_COUNTED;
  if (magic != MAGIC)
    self->n_prototype_right = lk_unpacking_get_32 (reader);
  if (magic == MAGIC_COUNTED && self->n_prototype_right == LK_OUTCOME_NOT_COUNTED)
    return FALSE;
  return reader->fine
         && (magic == MAGIC || magic == MAGIC_COUNTED || magic == MAGIC_FOUND)
         && n_predictors == LK_N_PREDICTORS && self->n_ways >= 2
         && self->n_ways <= MAX_PICTURES && self->n_queries >= 1
         && self->n_queries <= MAX_PICTURES / self->n_ways
         && self->n_mistakes <= self->n_ways * self->n_queries
         && is_amount (self->ridge_used);
}

static gboolean
read_counts (LkOutcome *self, LkUnpacking *reader)
{
  guint n_queries = self->n_ways * self->n_queries;
  gboolean fine = TRUE;

  for (guint i = 0; i < LK_N_PREDICTORS; i++)
    {
      self->n_right[i] = lk_unpacking_get_32 (reader);
      fine = fine && self->n_right[i] <= n_queries;
    }
  if (self->n_prototype_right != LK_OUTCOME_NOT_COUNTED)
    fine = fine && self->n_prototype_right <= n_queries;
  return fine && self->n_right[LK_PREDICTOR_FUSED] + self->n_mistakes == n_queries;
}

static gboolean
read_classes (LkOutcome *self, LkUnpacking *reader)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  self->classes = g_new (guint, self->n_ways);
  for (guint i = 0; i < self->n_ways; i++)
    {
      self->classes[i] = lk_unpacking_get_32 (reader);
      if (!g_hash_table_add (seen, GUINT_TO_POINTER (self->classes[i])))
        return FALSE;
    }
  return reader->fine;
}

static gboolean
read_mistake (LkOutcome *self, guint i, LkUnpacking *reader)
{
  guint query = lk_unpacking_get_32 (reader);
  guint prediction = lk_unpacking_get_32 (reader);
  double margin = lk_unpacking_get_double (reader);
  guint truth = query / self->n_queries;

  if (!reader->fine || truth >= self->n_ways || prediction >= self->n_ways
      || prediction == truth || !is_amount (margin)
      || (i > 0 && query <= self->mistakes[i - 1].query))
    return FALSE;
  self->mistakes[i] = (LkMistake){ self->index, query, self->classes[truth],
                                   self->classes[prediction], margin };
  return TRUE;
}

/* With none at all, an earlier version would have been written. */
static gboolean
read_findings (LkOutcome *self, LkUnpacking *reader)
{
  for (guint i = 0; i < LK_N_FINDINGS; i++)
    {
      guint32 size = lk_unpacking_get_32 (reader);

      if (size > 0)
        self->findings[i] = lk_unpacking_get_bytes (reader, size - 1);
    }
  return has_findings (self);
}

static gboolean
read_all (LkOutcome *self, LkUnpacking *reader)
{
  guint64 magic = lk_unpacking_get_64 (reader);

  if (!read_head (self, magic, reader) || !read_counts (self, reader)
      || !read_classes (self, reader))
    return FALSE;
  self->mistakes = g_new (LkMistake, self->n_mistakes);
  for (guint i = 0; i < self->n_mistakes; i++)
    if (!read_mistake (self, i, reader))
      return FALSE;
  return magic != MAGIC_FOUND || read_findings (self, reader);
}

LkOutcome *
lk_outcome_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (LkOutcome) self = NULL;
  LkUnpacking reader;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new0 (LkOutcome, 1);
  reader = lk_unpacking_begin (bytes);
  return lk_unpacking_end (&reader, read_all (self, &reader), error)
             ? g_steal_pointer (&self)
             : NULL;
}
