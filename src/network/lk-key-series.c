/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-key-series.h"

#include <stdlib.h>
#include <string.h>

#include "lk-names.h"

#define LENGTH LK_KEY_SERIES_LENGTH

/* Names of networks count stages, blocks and layers, and stay short. */
#define MAX_NUMBERS 8
#define MAX_DIGITS 4
#define MAX_SERIES 500

/* What may become a series: @n of its members were seen, of which the first four are
 * kept. */
typedef struct
{
  LkKeySeries *series;
  guint n;
} Growing;

void
lk_key_series_free (LkKeySeries *self)
{
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static void
growing_free (gpointer data)
{
  Growing *self = data;

  g_clear_pointer (&self->series, lk_key_series_free);
  g_free (self);
}

/* The next run of digits from @text on, or NULL. */
static const char *
find_number (const char *text, gsize *length)
{
  while (*text != '\0' && !g_ascii_isdigit (*text))
    text++;
  *length = strspn (text, "0123456789");
  return *length > 0 ? text : NULL;
}

static gboolean
tell_layer (LkTensor *tensor, const char *leaf, LkKeyLayer *layer)
{
  const guint n_dims = lk_tensor_get_n_dims (tensor);

  if (g_str_equal (leaf, "running_mean") && n_dims == 1)
    *layer = LK_KEY_NORM;
  else if (!g_str_equal (leaf, "weight") || n_dims != 4
           || lk_tensor_get_dim (tensor, 2) != lk_tensor_get_dim (tensor, 3))
    return FALSE;
  else if (lk_tensor_get_dim (tensor, 2) == 3)
    *layer = LK_KEY_KERNEL_3;
  else if (lk_tensor_get_dim (tensor, 2) == 1)
    *layer = LK_KEY_KERNEL_1;
  else
    return FALSE;
  return TRUE;
}

/* In the order of the numbers. */
static void
put (Growing *self, int number, LkTensor *tensor)
{
  LkKeySeries *series = self->series;
  guint at = MIN (self->n, LENGTH);

  if (self->n++ >= LENGTH)
    return;
  for (; at > 0 && series->numbers[at - 1] > number; at--)
    {
      series->numbers[at] = series->numbers[at - 1];
      series->n_in[at] = series->n_in[at - 1];
      series->n_out[at] = series->n_out[at - 1];
    }
  series->numbers[at] = number;
  series->n_in[at] = series->layer == LK_KEY_NORM ? 0 : lk_tensor_get_dim (tensor, 1);
  series->n_out[at] = lk_tensor_get_dim (tensor, 0);
}

static Growing *
find_growing (GHashTable *all, LkKeyLayer layer, const char *before, const char *after)
{
  g_autofree char *key = g_strdup_printf ("%u %s#%s", (guint) layer, before, after);
  Growing *found = g_hash_table_lookup (all, key);

  if (found != NULL)
    return found;
  found = g_new0 (Growing, 1);
  found->series = g_new0 (LkKeySeries, 1);
  found->series->layer = layer;
  found->series->before = g_strdup (before);
  found->series->after = g_strdup (after);
  g_hash_table_insert (all, g_steal_pointer (&key), found);
  return found;
}

/* A layer is a member of as many series as its name has numbers. */
static void
take_layer (GHashTable *all, const char *name, LkKeyLayer layer, LkTensor *tensor)
{
  gsize length;
  const char *number = find_number (name, &length);

  for (guint i = 0; number != NULL && i < MAX_NUMBERS; i++)
    {
      g_autofree char *before = g_strndup (name, (gsize) (number - name));

      if (length <= MAX_DIGITS)
        put (find_growing (all, layer, before, number + length), atoi (number), tensor);
      number = find_number (number + length, &length);
    }
}

static gboolean
is_whole (const Growing *self)
{
  const int *numbers = self->series->numbers;

  return self->n == LENGTH && numbers[0] < numbers[1] && numbers[1] < numbers[2]
         && numbers[2] < numbers[3];
}

static int
compare_series (gconstpointer a, gconstpointer b)
{
  const LkKeySeries *first = *(LkKeySeries *const *) a;
  const LkKeySeries *second = *(LkKeySeries *const *) b;
  const int order = strcmp (first->before, second->before);

  return order != 0 ? order : strcmp (first->after, second->after);
}

static GPtrArray *
list_whole (GHashTable *all)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_key_series_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (is_whole (value))
      g_ptr_array_add (list, g_steal_pointer (&((Growing *) value)->series));
  if (list->len > MAX_SERIES)
    g_ptr_array_set_size (list, 0);
  g_ptr_array_sort (list, compare_series);
  return list;
}

GPtrArray *
lk_key_series_list (LkCheckpoint *checkpoint, GHashTable *names)
{
  g_autoptr (GHashTable) all
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, growing_free);
  g_autoptr (GPtrArray) sorted = lk_names_sort_keys (names);

  for (guint i = 0; i < sorted->len; i++)
    {
      const char *dot = strrchr (sorted->pdata[i], '.');
      LkTensor *tensor = lk_checkpoint_get_tensor (
          checkpoint, g_hash_table_lookup (names, sorted->pdata[i]));
      g_autofree char *name = NULL;
      LkKeyLayer layer;

      if (dot == NULL || tensor == NULL || !tell_layer (tensor, dot + 1, &layer))
        continue;
      name = g_strndup (sorted->pdata[i], (gsize) (dot - (char *) sorted->pdata[i]));
      take_layer (all, name, layer, tensor);
    }
  return list_whole (all);
}

char *
lk_key_series_get_name (const LkKeySeries *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < LENGTH, NULL);
  return g_strdup_printf ("%s%d%s", self->before, self->numbers[index], self->after);
}

/* Whether @text is @length characters of @like, a number, and @after. */
static gboolean
read_number (const char *text,
             const char *like,
             gsize length,
             const char *after,
             int *number)
{
  gsize digits;

  if (strncmp (text, like, length) != 0)
    return FALSE;
  digits = strspn (text + length, "0123456789");
  if (digits == 0 || digits > MAX_DIGITS || !g_str_equal (text + length + digits, after))
    return FALSE;
  *number = atoi (text + length);
  return TRUE;
}

gboolean
lk_key_series_count (const char *const *texts, guint n, int *numbers)
{
  gsize length;
  const char *number;

  g_return_val_if_fail (texts != NULL && n > 0 && numbers != NULL, FALSE);

  number = find_number (texts[0], &length);
  while (number != NULL)
    {
      guint i = 0;

      while (i < n
             && read_number (texts[i], texts[0], (gsize) (number - texts[0]),
                             number + length, &numbers[i]))
        i++;
      if (i == n)
        return TRUE;
      number = find_number (number + length, &length);
    }
  return FALSE;
}
