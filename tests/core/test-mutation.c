/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-mutation.h"

#include <string.h>

#define SEED 20
#define MAX_DAMAGES 6
#define MAX_PART 40

typedef struct
{
  TestMutationTaker take;
  gpointer data;
  guint n;
} Taker;

static void
hand_over (Taker *self, const char *bytes, gsize length)
{
  g_autofree char *copy = g_malloc (length + 1);

  memcpy (copy, bytes, length);
  copy[length] = '\0';
  self->take (copy, length, self->data);
  self->n++;
}

static void
cut_everywhere (Taker *self, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    hand_over (self, text, i);
}

static void
replace_everywhere (Taker *self, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      const char others[]
          = { '\0', '\xff', (char) (text[i] ^ 1), (char) (text[i] ^ 0x40), '\n' };
      g_autofree char *copy = g_memdup2 (text, length);

      for (gsize j = 0; j < sizeof others; j++)
        {
          copy[i] = others[j];
          hand_over (self, copy, length);
        }
    }
}

static gsize
choose (GRand *chance, gsize n)
{
  return n > 0 ? (gsize) g_rand_int_range (chance, 0, (gint32) n) : 0;
}

/* One damage: the part at @at is taken out, doubled, copied elsewhere or replaced. */
static void
damage (GString *text, const char *const *words, guint n_words, GRand *chance)
{
  const gsize at = choose (chance, text->len);
  const gsize part = choose (chance, MIN (MAX_PART, text->len - at) + 1);
  g_autofree char *copy = g_strndup (text->str + at, part);

  switch (g_rand_int_range (chance, 0, 4))
    {
    case 0:
      g_string_erase (text, (gssize) at, (gssize) part);
      break;
    case 1:
      g_string_insert_len (text, (gssize) at, copy, (gssize) strlen (copy));
      break;
    case 2:
      g_string_insert_len (text, (gssize) choose (chance, text->len + 1), copy,
                           (gssize) strlen (copy));
      break;
    default:
      g_string_erase (text, (gssize) at, (gssize) part);
      g_string_insert (text, (gssize) at, words[choose (chance, n_words)]);
    }
}

static void
damage_by_chance (Taker *self,
                  const char *text,
                  gsize length,
                  const char *const *words,
                  guint n_random)
{
  GRand *chance = g_rand_new_with_seed (SEED);
  const guint n_words = g_strv_length ((char **) words);

  for (guint i = 0; i < n_random; i++)
    {
      g_autoptr (GString) copy = g_string_new_len (text, (gssize) length);
      const guint n = 1 + (guint) choose (chance, MAX_DAMAGES);

      for (guint j = 0; j < n; j++)
        damage (copy, words, n_words, chance);
      hand_over (self, copy->str, copy->len);
    }
  g_rand_free (chance);
}

guint
test_mutate (const char *text,
             gsize length,
             const char *const *words,
             guint n_random,
             TestMutationTaker take,
             gpointer data)
{
  Taker self = { take, data, 0 };

  cut_everywhere (&self, text, length);
  replace_everywhere (&self, text, length);
  damage_by_chance (&self, text, length, words, n_random);
  return self.n;
}
