/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-json-outline.h"

#include <string.h>

static void
check (const char *text, gsize depth, gsize n_parts, gsize n_members, gboolean is_closed)
{
  LkJsonOutline outline;

  g_assert_true (lk_json_outline_scan (&outline, text, strlen (text), 3));
  g_assert_cmpuint (outline.depth, ==, depth);
  g_assert_cmpuint (outline.n_parts, ==, n_parts);
  g_assert_cmpuint (outline.n_members, ==, n_members);
  g_assert_cmpint (outline.is_closed, ==, is_closed);
}

static void
test_counts (void)
{
  check ("", 0, 0, 0, TRUE);
  check (" {} \n", 1, 1, 0, TRUE);
  check ("{\"a\": 1, \"b\": [1, 2.5e+3, -1], \"c\": {\"d\": null}}", 2, 7, 3, TRUE);
  check ("[{\"a\": 1}, {\"b\": 1, \"c\": 2}, {\"d\": 1}]", 2, 7, 2, TRUE);
}

static void
test_strings (void)
{
  check ("{\"{[,:\\\"}\": \"]\\\\\"}", 1, 1, 1, TRUE);
  check ("{\"a", 1, 1, 0, FALSE);
  check ("{\"a\\", 1, 1, 0, FALSE);
  check ("{\"a\": [", 2, 2, 1, FALSE);
}

static void
test_depth (void)
{
  LkJsonOutline outline;
  const char *text = "[[[[[[ # not looked at";

  check ("[[[]]]", 3, 3, 0, TRUE);
  g_assert_true (lk_json_outline_scan (&outline, text, strlen (text), 3));
  g_assert_cmpuint (outline.depth, ==, 4);
  g_assert_false (outline.is_closed);
}

static void
test_not_json (void)
{
  const char *const texts[]
      = { "{} {}", "\"a\" {}", "5",          "{} 1",   "[],",  "}",       "]",
          "a: 1",  ",",        "/* a */ {}", "// a\n", "x={}", "{'a': 1}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      LkJsonOutline outline;

      g_assert_false (lk_json_outline_scan (&outline, texts[i], strlen (texts[i]), 32));
    }
  g_assert_false (lk_json_outline_scan (&(LkJsonOutline){ 0 }, "{\0}", 3, 32));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/json-outline/counts", test_counts);
  g_test_add_func ("/core/json-outline/strings", test_strings);
  g_test_add_func ("/core/json-outline/depth", test_depth);
  g_test_add_func ("/core/json-outline/not-json", test_not_json);
  return g_test_run ();
}
