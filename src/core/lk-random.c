/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-random.h"

guint64
lk_split_mix_next (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void
lk_random_init (LkRandom *self, guint64 seed, guint64 stream)
{
  guint64 state = lk_split_mix_next (&seed) ^ lk_split_mix_next (&stream) * 3;

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->state); i++)
    self->state[i] = lk_split_mix_next (&state);
}

static guint64
rotate_left (guint64 x, guint n)
{
  return x << n | x >> (64 - n);
}

guint64
lk_random_next (LkRandom *self)
{
  guint64 *s = self->state;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

guint64
lk_random_below (LkRandom *self, guint64 n)
{
  guint64 incomplete;
  guint64 number;

  g_return_val_if_fail (self != NULL && n > 0, 0);

  incomplete = (G_MAXUINT64 % n + 1) % n;
  do
    number = lk_random_next (self);
  while (number < incomplete);
  return number % n;
}

guint
lk_random_choose_accepted (LkRandom *self,
                           guint n,
                           guint n_chosen,
                           LkRandomAccept accept,
                           gpointer user_data,
                           guint *chosen)
{
  g_autofree guint *numbers = g_new (guint, MAX (n, 1));
  guint n_found = 0;

  g_return_val_if_fail (self != NULL && (chosen != NULL || n_chosen == 0), 0);

  for (guint i = 0; i < n; i++)
    numbers[i] = i;
  for (guint i = 0; i < n && n_found < n_chosen; i++)
    {
      guint j = i + (guint) lk_random_below (self, n - i);
      guint number = numbers[j];

      numbers[j] = numbers[i];
      if (accept == NULL || accept (number, user_data))
        chosen[n_found++] = number;
    }
  return n_found;
}

void
lk_random_choose (LkRandom *self, guint n, guint n_chosen, guint *chosen)
{
  g_return_if_fail (n_chosen <= n);

  lk_random_choose_accepted (self, n, n_chosen, NULL, NULL, chosen);
}
