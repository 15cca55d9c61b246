/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-outcome.h"

/* "LkOu" and the version, as one number; with the second, prototypes are counted. */
#define MAGIC G_GUINT64_CONSTANT (0x00000001754f6b4c)
#define MAGIC_COUNTED G_GUINT64_CONSTANT (0x00000002754f6b4c)
/* As many pictures as an episode may have. */
#define MAX_PICTURES 5000

static void
put_32 (GByteArray *bytes, guint32 value)
{
  guint32 number = GUINT32_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

static void
put_64 (GByteArray *bytes, guint64 value)
{
  guint64 number = GUINT64_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

static void
put_double (GByteArray *bytes, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  put_64 (bytes, bits);
}

static guint
find_class (const LkOutcome *self, guint class_index)
{
  guint i = 0;

  while (i + 1 < self->n_ways && self->classes[i] != class_index)
    i++;
  return i;
}

/* Of a mistake the query, the position of the class it was taken for, and the margin; the
 * rest follows. */
GBytes *
lk_outcome_to_bytes (const LkOutcome *self)
{
  GByteArray *bytes = g_byte_array_new ();
  gboolean counted;

  g_return_val_if_fail (self != NULL, NULL);

  counted = self->n_prototype_right != LK_OUTCOME_NOT_COUNTED;
  put_64 (bytes, counted ? MAGIC_COUNTED : MAGIC);
  put_64 (bytes, self->index);
  put_32 (bytes, LK_N_PREDICTORS);
  put_32 (bytes, self->n_ways);
  put_32 (bytes, self->n_queries);
  put_32 (bytes, self->n_mistakes);
  put_double (bytes, self->ridge_used);
  if (counted)
    put_32 (bytes, self->n_prototype_right);
  for (guint i = 0; i < LK_N_PREDICTORS; i++)
    put_32 (bytes, self->n_right[i]);
  for (guint i = 0; i < self->n_ways; i++)
    put_32 (bytes, self->classes[i]);
  for (guint i = 0; i < self->n_mistakes; i++)
    {
      put_32 (bytes, self->mistakes[i].query);
      put_32 (bytes, find_class (self, self->mistakes[i].prediction));
      put_double (bytes, self->mistakes[i].margin);
    }
  return g_byte_array_free_to_bytes (bytes);
}

/* What is left to read; @fine no more once more was asked for than is there. */
typedef struct
{
  const guint8 *next;
  gsize left;
  gboolean fine;
} Reader;

static void
get_bytes (Reader *self, gpointer value, gsize size)
{
  self->fine = self->fine && self->left >= size;
  if (!self->fine)
    {
      memset (value, 0, size);
      return;
    }
  memcpy (value, self->next, size);
  self->next += size;
  self->left -= size;
}

static guint32
get_32 (Reader *self)
{
  guint32 value;

  get_bytes (self, &value, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
get_64 (Reader *self)
{
  guint64 value;

  get_bytes (self, &value, sizeof value);
  return GUINT64_FROM_LE (value);
}

static double
get_double (Reader *self)
{
  guint64 bits = get_64 (self);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static gboolean
is_amount (double value)
{
  return isfinite (value) && value >= 0;
}

/* The numbers that say how many follow, which bound what is asked for. */
static gboolean
read_head (LkOutcome *self, Reader *reader)
{
  guint64 magic = get_64 (reader);
  guint32 n_predictors;

  self->index = get_64 (reader);
  n_predictors = get_32 (reader);
  self->n_ways = get_32 (reader);
  self->n_queries = get_32 (reader);
  self->n_mistakes = get_32 (reader);
  self->ridge_used = get_double (reader);
  self->n_prototype_right = LK_OUTCOME_NOT_COUNTED;
  if (magic == MAGIC_COUNTED)
    {
      self->n_prototype_right = get_32 (reader);
      reader->fine = reader->fine && self->n_prototype_right != LK_OUTCOME_NOT_COUNTED;
    }
  return reader->fine && (magic == MAGIC || magic == MAGIC_COUNTED)
         && n_predictors == LK_N_PREDICTORS && self->n_ways >= 2
         && self->n_ways <= MAX_PICTURES && self->n_queries >= 1
         && self->n_queries <= MAX_PICTURES / self->n_ways
         && self->n_mistakes <= self->n_ways * self->n_queries
         && is_amount (self->ridge_used);
}

static gboolean
read_counts (LkOutcome *self, Reader *reader)
{
  guint n_queries = self->n_ways * self->n_queries;
  gboolean fine = TRUE;

  for (guint i = 0; i < LK_N_PREDICTORS; i++)
    {
      self->n_right[i] = get_32 (reader);
      fine = fine && self->n_right[i] <= n_queries;
    }
  if (self->n_prototype_right != LK_OUTCOME_NOT_COUNTED)
    fine = fine && self->n_prototype_right <= n_queries;
  return fine && self->n_right[LK_PREDICTOR_FUSED] + self->n_mistakes == n_queries;
}

static gboolean
read_classes (LkOutcome *self, Reader *reader)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  self->classes = g_new (guint, self->n_ways);
  for (guint i = 0; i < self->n_ways; i++)
    {
      self->classes[i] = get_32 (reader);
      if (!g_hash_table_add (seen, GUINT_TO_POINTER (self->classes[i])))
        return FALSE;
    }
  return reader->fine;
}

static gboolean
read_mistake (LkOutcome *self, guint i, Reader *reader)
{
  guint query = get_32 (reader);
  guint prediction = get_32 (reader);
  double margin = get_double (reader);
  guint truth = query / self->n_queries;

  if (!reader->fine || truth >= self->n_ways || prediction >= self->n_ways
      || prediction == truth || !is_amount (margin)
      || (i > 0 && query <= self->mistakes[i - 1].query))
    return FALSE;
  self->mistakes[i] = (LkMistake){ self->index, query, self->classes[truth],
                                   self->classes[prediction], margin };
  return TRUE;
}

static gboolean
read_all (LkOutcome *self, Reader *reader)
{
  if (!read_head (self, reader) || !read_counts (self, reader)
      || !read_classes (self, reader))
    return FALSE;
  self->mistakes = g_new (LkMistake, self->n_mistakes);
  for (guint i = 0; i < self->n_mistakes; i++)
    if (!read_mistake (self, i, reader))
      return FALSE;
  return reader->left == 0;
}

LkOutcome *
lk_outcome_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (LkOutcome) self = NULL;
  Reader reader = { .fine = TRUE };

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new0 (LkOutcome, 1);
  reader.next = g_bytes_get_data (bytes, &reader.left);
  if (read_all (self, &reader))
    return g_steal_pointer (&self);
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT,
                       _ ("The bytes are no outcome of an episode, or were damaged"));
  return NULL;
}
