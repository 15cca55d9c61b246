/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-profile-values.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-number.h"

#define N_CHANNELS 3

/* Digits alone: "+84", " 84" and "84 " are no edges. */
static gboolean
read_edge (const char *text, gsize length, guint *edge)
{
  guint value = 0;

  if (length == 0 || length > 4)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      value = 10 * value + (guint) (text[i] - '0');
    }
  *edge = value;
  return value > 0 && value <= LK_PROFILE_MAX_EDGE;
}

static gboolean
set_size (LkProfile *self, const char *text)
{
  guint edge;
  guint resize;

  if (!read_edge (text, strlen (text), &edge))
    return FALSE;
  resize = (2 * self->resize * edge + self->crop) / (2 * self->crop);
  if (resize > LK_PROFILE_MAX_EDGE)
    return FALSE;
  self->resize = resize;
  self->crop = edge;
  return TRUE;
}

static gboolean
set_resize (LkProfile *self, const char *text)
{
  const char *by = strchr (text, 'x');
  guint width;
  guint height;

  if (by == NULL)
    {
      self->keep_aspect = TRUE;
      return read_edge (text, strlen (text), &self->resize);
    }
  if (!read_edge (text, (gsize) (by - text), &width)
      || !read_edge (by + 1, strlen (by + 1), &height) || width != height)
    return FALSE;
  self->keep_aspect = FALSE;
  self->resize = width;
  return TRUE;
}

static gboolean
read_numbers (const char *text, double least, double numbers[N_CHANNELS])
{
  g_auto (GStrv) parts = g_strsplit (text, ",", N_CHANNELS + 1);
  const guint n_parts = g_strv_length (parts);

  if (n_parts != 1 && n_parts != N_CHANNELS)
    return FALSE;
  for (guint i = 0; i < N_CHANNELS; i++)
    {
      const char *part = parts[n_parts == 1 ? 0 : i];
      char *end;

      numbers[i] = g_ascii_strtod (part, &end);
      if (end == part || *end != '\0' || !isfinite (numbers[i]) || numbers[i] < least
          || numbers[i] > 1000)
        return FALSE;
    }
  return TRUE;
}

gboolean
lk_profile_set_value (LkProfile *self, const char *name, const char *text)
{
  g_return_val_if_fail (self != NULL && name != NULL && text != NULL, FALSE);

  if (g_str_equal (name, "size"))
    return set_size (self, text);
  if (g_str_equal (name, "resize"))
    return set_resize (self, text);
  if (g_str_equal (name, "crop"))
    return read_edge (text, strlen (text), &self->crop);
  if (g_str_equal (name, "mean"))
    return read_numbers (text, -1000, self->mean);
  g_return_val_if_fail (g_str_equal (name, "std"), FALSE);
  return read_numbers (text, 1e-6, self->std);
}

static char *
format_numbers (const double numbers[N_CHANNELS])
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_CHANNELS; i++)
    {
      g_autofree char *number = lk_number_format (numbers[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", number);
    }
  return g_string_free (text, FALSE);
}

char *
lk_profile_get_value (const LkProfile *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  if (g_str_equal (name, "resize"))
    return self->keep_aspect ? g_strdup_printf ("%u", self->resize)
                             : g_strdup_printf ("%ux%u", self->resize, self->resize);
  if (g_str_equal (name, "crop"))
    return g_strdup_printf ("%u", self->crop);
  if (g_str_equal (name, "mean"))
    return format_numbers (self->mean);
  g_return_val_if_fail (g_str_equal (name, "std"), NULL);
  return format_numbers (self->std);
}

gboolean
lk_profile_is_possible (const LkProfile *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->crop <= self->resize;
}

gboolean
lk_profile_equal (const LkProfile *a, const LkProfile *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  return a->resize == b->resize && a->keep_aspect == b->keep_aspect && a->crop == b->crop
         && memcmp (a->mean, b->mean, sizeof a->mean) == 0
         && memcmp (a->std, b->std, sizeof a->std) == 0;
}

char *
lk_profile_describe (const LkProfile *self)
{
  const LkProfile *named;
  g_autofree char *resize = NULL;
  g_autofree char *mean = NULL;
  g_autofree char *std = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  named = lk_profile_find (self->name, NULL);
  if (named != NULL && lk_profile_equal (named, self))
    return g_strdup (self->name);
  resize = lk_profile_get_value (self, "resize");
  mean = lk_profile_get_value (self, "mean");
  std = lk_profile_get_value (self, "std");
  return g_strdup_printf (_ ("%s with resize %s, crop %u, mean %s, std %s"), self->name,
                          resize, self->crop, mean, std);
}
