/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-safetensors-header.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-json-outline.h"
#include "lk-names.h"
#include "lk-safetensors.h"

#define PREFIX LK_SAFETENSORS_PREFIX
#define MAX_HEADER 100000000
#define MAX_PARTS_EACH 20
#define MAX_DEPTH 4

static gboolean
fail_format (GError **error, const char *message)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, message);
  return FALSE;
}

static gboolean
check_nesting (const char *text, gsize length, GError **error)
{
  LkJsonOutline outline;

  if (!lk_json_outline_scan (&outline, text, length, MAX_DEPTH))
    return fail_format (error, _ ("the header is not JSON"));
  if (outline.depth > MAX_DEPTH)
    return fail_format (error, _ ("the header is nested too deeply"));
  return lk_names_check_number (outline.n_members, error)
         && lk_names_check_number (outline.n_parts / MAX_PARTS_EACH, error);
}

static void
count_member (JsonParser *parser, JsonObject *object, const char *name, gsize *n_members)
{
  ++*n_members;
}

static gsize
count_kept (JsonObject *root)
{
  g_autoptr (GList) values = json_object_get_values (root);
  gsize n = json_object_get_size (root);

  for (GList *at = values; at != NULL; at = at->next)
    if (JSON_NODE_HOLDS_OBJECT (at->data))
      n += json_object_get_size (json_node_get_object (at->data));
  return n;
}

/* A name that is there twice takes the place of the first in the tree: more members were
 * read than were kept. */
static JsonNode *
parse_header (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) reason = NULL;
  JsonNode *root;
  gsize n_members = 0;

  if (!g_utf8_validate_len (text, length, NULL))
    {
      fail_format (error, _ ("the header is not UTF-8"));
      return NULL;
    }
  if (!check_nesting (text, length, error))
    return NULL;
  g_signal_connect (parser, "object-member", G_CALLBACK (count_member), &n_members);
  if (!json_parser_load_from_data (parser, text, length, &reason))
    {
      g_autofree char *detail = lk_names_make_printable (reason->message);

      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("the header is not JSON: %s"),
                   detail);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      fail_format (error, _ ("the header is not a JSON object"));
      return NULL;
    }
  if (n_members != count_kept (json_node_get_object (root)))
    {
      fail_format (error,
                   _ ("the header has a name twice, or an object where none belongs"));
      return NULL;
    }
  return json_node_ref (root);
}

static gboolean
read_header_length (const guint8 *data, gsize size, gsize *length, GError **error)
{
  guint64 stated;

  if (size < PREFIX)
    return fail_format (error, _ ("the file is cut short"));
  memcpy (&stated, data, PREFIX);
  stated = GUINT64_FROM_LE (stated);
  if (stated > MAX_HEADER)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_LIMIT,
                           _ ("the header claims to be over 100 MB"));
      return FALSE;
    }
  if (stated > size - PREFIX)
    return fail_format (error, _ ("the file is cut short: its header is not all there"));
  *length = stated;
  return TRUE;
}

gsize
lk_safetensors_get_head_size (const guint8 *head)
{
  guint64 stated;

  memcpy (&stated, head, PREFIX);
  return PREFIX + MIN (GUINT64_FROM_LE (stated), MAX_HEADER);
}

JsonNode *
lk_safetensors_header_read (GBytes *head, gsize *length, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (head, &size);

  if (!read_header_length (data, size, length, error))
    return NULL;
  return parse_header ((const char *) data + PREFIX, *length, error);
}
