/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-maps-file.h"

#define MAX_HEADER (16 << 20)
#define SHA256_LENGTH 64

/* (nullable): the JSON at the head of a regular file, if it has one of sensible size. */
static char *
read_header (int fd)
{
  g_autofree char *text = NULL;
  guint64 length;
  gsize n_read = 0;
  struct stat status;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode)
      || read (fd, &length, sizeof length) != sizeof length)
    return NULL;
  length = GUINT64_FROM_LE (length);
  if (length > MAX_HEADER)
    return NULL;
  text = g_malloc (length + 1);
  while (n_read < length)
    {
      gssize n = read (fd, text + n_read, length - n_read);

      if (n <= 0)
        return NULL;
      n_read += (gsize) n;
    }
  text[length] = '\0';
  return g_steal_pointer (&text);
}

static gboolean
is_hexadecimal (const char *text)
{
  return strlen (text) == SHA256_LENGTH
         && strspn (text, "0123456789abcdef") == SHA256_LENGTH;
}

/* Of no checkpoint's names all are fingerprints. */
static gboolean
has_names_of_maps (JsonObject *header)
{
  g_autoptr (GList) names = json_object_get_members (header);
  gboolean any = FALSE;

  for (GList *i = names; i != NULL; i = i->next)
    {
      if (g_str_equal (i->data, "__metadata__"))
        continue;
      if (!is_hexadecimal (i->data))
        return FALSE;
      any = TRUE;
    }
  return any;
}

static gboolean
is_header_of_maps (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root, *metadata, *format = NULL;

  if (!json_parser_load_from_data (parser, text, -1, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  metadata = json_object_get_member (json_node_get_object (root), "__metadata__");
  if (metadata != NULL && JSON_NODE_HOLDS_OBJECT (metadata))
    format = json_object_get_member (json_node_get_object (metadata), LK_MAPS_FORMAT_KEY);
  if (format != NULL && JSON_NODE_HOLDS_VALUE (format)
      && g_strcmp0 (json_node_get_string (format), LK_MAPS_FORMAT) == 0)
    return TRUE;
  return has_names_of_maps (json_node_get_object (root));
}

gboolean
lk_maps_file_is_one (const char *path)
{
  g_autofree char *text = NULL;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return FALSE;
  text = read_header (fd);
  close (fd);
  return text != NULL && *text == '{' && is_header_of_maps (text);
}
