/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "lk-number-text.h"

static void
test_numbers (void)
{
  static const struct
  {
    double value;
    const char *text;
  } cases[] = {
    { 0, "0.000" },       { 0.845, "0.845" },  { -0.5, "−0.500" }, { 1, "1.00" },
    { 9.996, "10.0" },    { 405.23, "405.2" }, { 999.96, "1000" }, { -1234.4, "−1234" },
    { 2.1e-5, "2.1e−5" }, { 3.26e9, "3.3e9" }, { INFINITY, "∞" },  { -INFINITY, "−∞" },
    { NAN, "–" },         { 0.99951, "1.00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = lk_number_short (cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* A hyphen is none of a minus, a zero has none, and large numbers look alike. */
static void
test_fixed (void)
{
  static const struct
  {
    double value;
    int n_decimals;
    const char *fixed;
    const char *with_sign;
  } cases[] = {
    { 2.345, 2, "2.35", "+2.35" },       { -2.345, 2, "−2.35", "−2.35" },
    { -0.001, 2, "0.00", "+0.00" },      { 0, 1, "0.0", "+0.0" },
    { 17003.2, 2, "1.70e4", "+1.70e4" }, { -1.31e8, 2, "−1.31e8", "−1.31e8" },
    { 9999.4, 0, "9999", "+9999" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fixed = lk_number_fixed (cases[i].value, cases[i].n_decimals);
      g_autofree char *with_sign = lk_number_signed (cases[i].value, cases[i].n_decimals);

      g_assert_cmpstr (fixed, ==, cases[i].fixed);
      g_assert_cmpstr (with_sign, ==, cases[i].with_sign);
    }
}

/* 1.3e8 stands beside 1.7e4, not beside 17003; and what differs is told apart. */
static void
test_among (void)
{
  g_autofree char *first = lk_number_short (1.3e8);
  g_autofree char *second = lk_number_short (17003);
  g_autofree char *low = lk_number_among (130000000, 130000000, 131000000, 3);
  g_autofree char *high = lk_number_among (131000000, 130000000, 131000000, 3);
  g_autofree char *near = lk_number_among (0.5012, 0.5012, 0.5049, 3);

  g_assert_cmpstr (first, ==, "1.3e8");
  g_assert_cmpstr (second, ==, "1.7e4");
  g_assert_cmpstr (low, !=, high);
  g_assert_cmpstr (near, ==, "0.50120");
}

static void
test_percent (void)
{
  g_autofree char *part = lk_number_percent (0.955, 1);
  g_autofree char *nearly = lk_number_percent (0.99999, 1);
  g_autofree char *all = lk_number_percent (1, 0);
  g_autofree char *hardly = lk_number_percent (0.0002, 1);
  g_autofree char *hardly_whole = lk_number_percent (0.004, 0);
  g_autofree char *none = lk_number_percent (0, 1);

  g_assert_cmpstr (part, ==, "95.5 %");
  g_assert_cmpstr (nearly, ==, "99.9 %");
  g_assert_cmpstr (all, ==, "100 %");
  g_assert_cmpstr (hardly, ==, "0.1 %");
  g_assert_cmpstr (hardly_whole, ==, "1 %");
  g_assert_cmpstr (none, ==, "0.0 %");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/number-text/short", test_numbers);
  g_test_add_func ("/core/number-text/fixed", test_fixed);
  g_test_add_func ("/core/number-text/among", test_among);
  g_test_add_func ("/core/number-text/percent", test_percent);
  return g_test_run ();
}
