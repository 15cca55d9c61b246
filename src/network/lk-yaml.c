/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-yaml.h"

#include <string.h>
#include <yaml.h>

#define MAX_BYTES ((gsize) 1 << 20)
#define MAX_DEPTH 32
#define MAX_EVENTS 100000
#define MAX_SCALAR 200

/* A mapping or a sequence that is open: @length of the path before it; in a mapping a key
 * and its value take turns. */
typedef struct
{
  gsize length;
  gboolean is_mapping;
  gboolean has_key;
} Frame;

typedef struct
{
  const char *const *prefixes;
  GHashTable *scalars;
  GString *path;
  GArray *frames;
  guint n_sequences;
} Reader;

static Frame *
get_frame (Reader *self)
{
  return self->frames->len > 0
             ? &g_array_index (self->frames, Frame, self->frames->len - 1)
             : NULL;
}

/* What stands at a value's place is over: the path is that of the mapping again. */
static void
end_value (Reader *self)
{
  Frame *frame = get_frame (self);

  if (frame == NULL || !frame->is_mapping)
    return;
  frame->has_key = FALSE;
  g_string_truncate (self->path, frame->length);
}

static gboolean
is_asked_for (const Reader *self)
{
  if (self->n_sequences > 0)
    return FALSE;
  for (guint i = 0; self->prefixes[i] != NULL; i++)
    if (g_str_has_prefix (self->path->str, self->prefixes[i]))
      return TRUE;
  return FALSE;
}

static void
take_key (Reader *self, Frame *frame, const char *key)
{
  frame->has_key = TRUE;
  if (self->path->len > 0)
    g_string_append_c (self->path, '.');
  g_string_append (self->path, key);
}

static gboolean
take_scalar (Reader *self, const char *value, gsize length)
{
  Frame *frame = get_frame (self);

  if (strlen (value) != length || length > MAX_SCALAR)
    value = "";
  if (frame != NULL && frame->is_mapping && !frame->has_key)
    {
      take_key (self, frame, value);
      return TRUE;
    }
  if (frame != NULL && frame->is_mapping && is_asked_for (self))
    g_hash_table_insert (self->scalars, g_strdup (self->path->str), g_strdup (value));
  end_value (self);
  return TRUE;
}

/* A key that is no scalar is one that nobody asks for. */
static gboolean
open_frame (Reader *self, gboolean is_mapping)
{
  Frame *outer = get_frame (self);
  Frame frame = { .is_mapping = is_mapping };

  if (self->frames->len == MAX_DEPTH)
    return FALSE;
  if (outer != NULL && outer->is_mapping && !outer->has_key)
    return FALSE;
  frame.length = self->path->len;
  g_array_append_val (self->frames, frame);
  self->n_sequences += !is_mapping;
  return TRUE;
}

static gboolean
close_frame (Reader *self)
{
  Frame *frame = get_frame (self);

  self->n_sequences -= !frame->is_mapping;
  g_string_truncate (self->path, frame->length);
  g_array_set_size (self->frames, self->frames->len - 1);
  end_value (self);
  return TRUE;
}

static gboolean
take_event (Reader *self, const yaml_event_t *event)
{
  switch (event->type)
    {
    case YAML_SCALAR_EVENT:
      return take_scalar (self, (const char *) event->data.scalar.value,
                          event->data.scalar.length);
    case YAML_ALIAS_EVENT:
      return take_scalar (self, "", 0);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
      return open_frame (self, event->type == YAML_MAPPING_START_EVENT);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
      return close_frame (self);
    default:
      return TRUE;
    }
}

/* Up to the end of the first document. */
static gboolean
read_document (Reader *self, yaml_parser_t *parser)
{
  for (guint i = 0; i < MAX_EVENTS; i++)
    {
      yaml_event_t event;
      gboolean end;
      gboolean valid;

      if (!yaml_parser_parse (parser, &event))
        return FALSE;
      end = event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT;
      valid = take_event (self, &event);
      yaml_event_delete (&event);
      if (end || !valid)
        return valid;
    }
  return FALSE;
}

GHashTable *
lk_yaml_list_scalars (const char *text, gsize length, const char *const *prefixes)
{
  g_autoptr (GHashTable) scalars = NULL;
  g_autoptr (GArray) frames = NULL;
  Reader reader = { .prefixes = prefixes };
  yaml_parser_t parser;
  gboolean valid;

  g_return_val_if_fail (text != NULL && prefixes != NULL, NULL);

  if (length > MAX_BYTES || !yaml_parser_initialize (&parser))
    return NULL;
  scalars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  reader.scalars = scalars;
  reader.frames = frames;
  reader.path = g_string_new (NULL);
  yaml_parser_set_encoding (&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&parser, (const unsigned char *) text, length);
  valid = read_document (&reader, &parser);
  yaml_parser_delete (&parser);
  g_string_free (reader.path, TRUE);
  return valid ? g_steal_pointer (&scalars) : NULL;
}
