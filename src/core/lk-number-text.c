/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-number-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* From here on a number is written with an exponent. */
#define LARGE 9999.5
/* Shares that differ by less are the same but for rounding. */
#define SHARE_EPSILON 1e-9

/* (transfer full): a minus sign instead of the hyphen, and none before a zero. */
static char *
with_minus (char *text)
{
  if (text[0] != '-')
    return text;
  if (strpbrk (text, "123456789") == NULL)
    memmove (text, text + 1, strlen (text));
  else
    {
      char *result = g_strconcat ("−", text + 1, NULL);

      g_free (text);
      text = result;
    }
  return text;
}

static char *
format_exponent (double value, int n_decimals)
{
  g_autofree char *text = g_strdup_printf ("%.*e", n_decimals, value);
  char *exponent = strchr (text, 'e');
  int power = (int) g_ascii_strtoll (exponent + 1, NULL, 10);

  *exponent = '\0';
  return with_minus (
      g_strdup_printf ("%se%s%d", text, power < 0 ? "−" : "", ABS (power)));
}

char *
lk_number_fixed (double value, int n_decimals)
{
  if (isfinite (value) && fabs (value) >= LARGE)
    return format_exponent (value, MAX (n_decimals, 1));
  return with_minus (g_strdup_printf ("%.*f", n_decimals, value));
}

char *
lk_number_signed (double value, int n_decimals)
{
  g_autofree char *text = lk_number_fixed (value, n_decimals);

  return g_str_has_prefix (text, "−") ? g_steal_pointer (&text)
                                      : g_strconcat ("+", text, NULL);
}

char *
lk_number_short (double value)
{
  double size = fabs (value);

  if (!isfinite (value))
    return g_strdup (isnan (value) ? "–" : value > 0 ? "∞" : "−∞");
  if (size >= LARGE || (size > 0 && size < 0.00095))
    return format_exponent (value, 1);
  if (size < 0.9995)
    return lk_number_fixed (value, 3);
  if (size < 9.995)
    return lk_number_fixed (value, 2);
  return lk_number_fixed (value, size < 999.95 ? 1 : 0);
}

char *
lk_number_among (double value, double low, double high, guint n_digits)
{
  double span = fabs (high - low);
  double size = MAX (fabs (low), fabs (high));

  if (!isfinite (span) || !isfinite (value) || span == 0 || span < 1e-4 * size
      || span < 1e-5)
    return lk_number_short (value);
  if (size >= LARGE)
    return format_exponent (
        value, (int) CLAMP (n_digits - 1 - floor (log10 (span / size)), 1, 4));
  return lk_number_fixed (value, (int) CLAMP (n_digits - 1 - floor (log10 (span)), 0, 6));
}

char *
lk_number_percent (double share, int n_decimals)
{
  double least = pow (10, -n_decimals), percent = 100 * share;
  g_autofree char *number = NULL;

  if (share > SHARE_EPSILON && share < 1 - SHARE_EPSILON)
    percent = CLAMP (percent, least, 100 - least);
  number = lk_number_fixed (percent, n_decimals);
  return g_strdup_printf (_ ("%s %%"), number);
}
