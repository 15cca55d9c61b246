/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-printable.h"

typedef struct
{
  const char *text;
  const char *shown;
} Case;

static const Case cases[] = {
  { "", "" },
  { "a fox, 狐, ярко, “ö”", "a fox, 狐, ярко, “ö”" },
  { "\x1b]0;pwned\x07", "\\x1b]0;pwned\\x07" },
  { "two\nlines\r\tand a tab", "two\\x0alines\\x0d\\x09and a tab" },
  { "delete\x7f", "delete\\x7f" },
  /* C1: CSI as one character, and next line. */
  { "\xc2\x9b"
    "31m\xc2\x85",
    "\\x9b31m\\x85" },
  { "\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029" },
  /* Right-to-left override, isolates. */
  { "gpj.\xe2\x80\xae"
    "exe \xe2\x81\xa6x\xe2\x81\xa9",
    "gpj.\\u202eexe \\u2066x\\u2069" },
  /* No UTF-8. */
  { "\xff"
    "a",
    "\xef\xbf\xbd"
    "a" },
  /* Joiners make emoji and Persian what they are. */
  { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac" },
};

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = lk_printable (cases[i].text);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

static void
test_path (void)
{
  g_autofree char *shown = lk_printable_path ("/tmp/a\nb\x1b[2J.png");

  g_assert_cmpstr (shown, ==, "/tmp/a\\x0ab\\x1b[2J.png");
}

static void
test_json (void)
{
  g_autofree char *shown = lk_printable_json ("[\n\"\xc2\x9b"
                                              "0m\x7f\xe2\x80\xae ok\"]");

  g_assert_cmpstr (shown, ==, "[\n\"\\u009b0m\\u007f\\u202e ok\"]");
}

static void
test_print (void)
{
  if (g_test_subprocess ())
    {
      lk_printable_start ();
      g_print ("%s\n", "a\x1b[31mb");
      g_printerr ("%s\n", "c\x07"
                          "d");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*a\\x1b?31mb\n*");
  g_test_trap_assert_stderr ("*c\\x07d\n*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/printable/lines", test_lines);
  g_test_add_func ("/printable/path", test_path);
  g_test_add_func ("/printable/json", test_json);
  g_test_add_func ("/printable/print", test_print);
  return g_test_run ();
}
