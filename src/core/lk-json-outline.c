/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-json-outline.h"

#include <string.h>

typedef struct
{
  LkJsonOutline *outline;
  gsize depth;
  gsize n_members[LK_JSON_OUTLINE_MAX_DEPTH + 2]; /* of what is open at each depth */
} Scan;

/* Takes a character outside of strings. */
static gboolean
take (Scan *self, char character)
{
  LkJsonOutline *outline = self->outline;

  if (self->depth == 0 && (outline->n_parts > 0 || strchr ("{[", character) == NULL))
    return g_ascii_isspace (character);
  switch (character)
    {
    case '{':
    case '[':
      self->n_members[++self->depth] = 0;
      outline->depth = MAX (outline->depth, self->depth);
      outline->n_parts++;
      return TRUE;
    case '}':
    case ']':
      self->depth--;
      return TRUE;
    case ',':
      outline->n_parts++;
      return TRUE;
    case ':':
      self->n_members[self->depth]++;
      outline->n_members = MAX (outline->n_members, self->n_members[self->depth]);
      return TRUE;
    default:
      return g_ascii_isalnum (character) || strchr (" \t\r\n\"+-.", character) != NULL;
    }
}

gboolean
lk_json_outline_scan (LkJsonOutline *self,
                      const char *text,
                      gsize length,
                      gsize max_depth)
{
  Scan scan = { .outline = self };
  gboolean in_string = FALSE;

  g_return_val_if_fail (self != NULL && (text != NULL || length == 0), FALSE);
  g_return_val_if_fail (max_depth >= 1 && max_depth <= LK_JSON_OUTLINE_MAX_DEPTH, FALSE);

  *self = (LkJsonOutline){ 0 };
  for (gsize i = 0; i < length && self->depth <= max_depth; i++)
    if (in_string && text[i] == '\\')
      i++;
    else if (in_string)
      in_string = text[i] != '"';
    else if (text[i] != '\0' && take (&scan, text[i]))
      in_string = text[i] == '"';
    else
      return FALSE;
  self->is_closed = scan.depth == 0 && !in_string;
  return TRUE;
}
