/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-printable.h"

#include <stdio.h>
#include <string.h>

static gboolean
turns_text (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e)
         || (character >= 0x2066 && character <= 0x2069);
}

static gboolean
is_control (gunichar character)
{
  return character < 0x20 || (character >= 0x7f && character < 0xa0)
         || character == 0x2028 || character == 0x2029 || turns_text (character);
}

/* With all of them but @kept; JSON has one way only to write them. */
static char *
write_visibly (const char *text, const char *kept, gboolean in_json)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *result = g_string_sized_new (strlen (valid));

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar character = g_utf8_get_char (at);

      if (!is_control (character)
          || (character < 0x80 && strchr (kept, (int) character) != NULL))
        g_string_append_unichar (result, character);
      else if (character > 0xff || in_json)
        g_string_append_printf (result, "\\u%04x", character);
      else
        g_string_append_printf (result, "\\x%02x", character);
    }
  return g_string_free (result, FALSE);
}

char *
lk_printable (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return write_visibly (text, "", FALSE);
}

char *
lk_printable_path (const char *path)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  name = g_filename_display_name (path);
  return write_visibly (name, "", FALSE);
}

char *
lk_printable_json (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return write_visibly (text, "\n\r\t", TRUE);
}

/* Terminals that are not UTF-8 get what they have of it. */
static void
print (const char *text, FILE *stream)
{
  g_autofree char *visible = write_visibly (text, "\n\t", FALSE);
  g_autofree char *converted = NULL;
  const char *charset;

  if (!g_get_console_charset (&charset))
    converted
        = g_convert_with_fallback (visible, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  fputs (converted != NULL ? converted : visible, stream);
  fflush (stream);
}

static void
print_out (const char *text)
{
  print (text, stdout);
}

static void
print_error (const char *text)
{
  print (text, stderr);
}

void
lk_printable_start (void)
{
  g_set_print_handler (print_out);
  g_set_printerr_handler (print_error);
}
