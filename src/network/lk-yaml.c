/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-yaml.h"

#include <string.h>
#include <yaml.h>

#define MAX_BYTES ((gsize) 1 << 20)
#define MAX_DEPTH 32
#define MAX_EVENTS 100000
#define MAX_SCALAR 200
/* Scalars that are kept, each time that they are referred to as well. */
#define MAX_KEPT 200000
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* A mapping or a sequence that is open: @length of the path before it; in a mapping a key
 * and its value take turns.
 *
 * @merges: whether the key is "<<", whose value's keys are those of the mapping itself
 * @n_sequences: those around it
 * @anchor: (nullable): what it is called, to be referred to
 * @record: (nullable): its scalars by their paths within it, where it has an anchor */
typedef struct
{
  gsize length;
  gboolean is_mapping;
  gboolean is_counted;
  gboolean has_key;
  gboolean merges;
  guint n_sequences;
  char *anchor;
  GHashTable *record;
} Frame;

/* @anchors: names to tables of scalars by their paths; "" is the path of a scalar itself
 */
typedef struct
{
  const char *const *prefixes;
  GHashTable *scalars;
  GHashTable *anchors;
  GString *path;
  GArray *frames;
  guint n_sequences;
  guint n_merges;
  guint n_kept;
} Reader;

static void
frame_clear (Frame *self)
{
  g_clear_pointer (&self->anchor, g_free);
  g_clear_pointer (&self->record, g_hash_table_unref);
}

static Frame *
get_frame (Reader *self)
{
  return self->frames->len > 0
             ? &g_array_index (self->frames, Frame, self->frames->len - 1)
             : NULL;
}

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* What stands at a value's place is over: the path is that of the mapping again. */
static void
end_value (Reader *self)
{
  Frame *frame = get_frame (self);

  if (frame == NULL || !frame->is_mapping)
    return;
  self->n_merges -= frame->merges;
  frame->merges = FALSE;
  frame->has_key = FALSE;
  g_string_truncate (self->path, frame->length);
}

static gboolean
is_asked_for (const Reader *self, const char *path)
{
  if (self->n_sequences > 0)
    return FALSE;
  for (guint i = 0; self->prefixes[i] != NULL; i++)
    if (g_str_has_prefix (path, self->prefixes[i]))
      return TRUE;
  return FALSE;
}

/* What a mapping says itself counts more than what is merged into it. */
static gboolean
keep (Reader *self, GHashTable *table, const char *path, const char *value)
{
  if (self->n_merges > 0 && g_hash_table_contains (table, path))
    return TRUE;
  g_hash_table_insert (table, g_strdup (path), g_strdup (value));
  return ++self->n_kept < MAX_KEPT;
}

/* @value at @path: of the document, and of what can be referred to around it. */
static gboolean
keep_everywhere (Reader *self, const char *path, const char *value)
{
  if (is_asked_for (self, path) && !keep (self, self->scalars, path, value))
    return FALSE;
  for (guint i = 0; i < self->frames->len; i++)
    {
      const Frame *frame = &g_array_index (self->frames, Frame, i);
      const char *within = path + frame->length;

      if (frame->record != NULL && frame->n_sequences == self->n_sequences
          && !keep (self, frame->record, within + (*within == '.'), value))
        return FALSE;
    }
  return TRUE;
}

static void
take_key (Reader *self, Frame *frame, const char *key)
{
  frame->has_key = TRUE;
  frame->merges = g_str_equal (key, "<<");
  self->n_merges += frame->merges;
  if (frame->merges)
    return;
  if (self->path->len > 0)
    g_string_append_c (self->path, '.');
  g_string_append (self->path, key);
}

static gboolean
take_scalar (Reader *self, const char *value)
{
  Frame *frame = get_frame (self);
  gboolean valid = TRUE;

  if (frame != NULL && frame->is_mapping && !frame->has_key)
    {
      take_key (self, frame, value);
      return TRUE;
    }
  if (frame != NULL && frame->is_mapping)
    valid = keep_everywhere (self, self->path->str, value);
  end_value (self);
  return valid;
}

/* Words that mean something else without quotation marks. */
static gboolean
is_word (const char *value)
{
  static const char *const words[]
      = { "true", "false", "yes", "no", "on", "off", "null", "~", NULL };
  g_autofree char *small = g_ascii_strdown (value, -1);

  return g_strv_contains (words, small);
}

static gboolean
read_scalar (Reader *self, const yaml_event_t *event)
{
  const char *value = (const char *) event->data.scalar.value;
  const gsize length = event->data.scalar.length;
  const char *anchor = (const char *) event->data.scalar.anchor;
  g_autofree char *quoted = NULL;

  if (strlen (value) != length || length > MAX_SCALAR)
    value = "";
  if (event->data.scalar.quoted_implicit && !event->data.scalar.plain_implicit
      && is_word (value))
    value = quoted = g_strconcat ("'", value, "'", NULL);
  if (anchor != NULL)
    {
      GHashTable *record = make_table ();

      g_hash_table_insert (record, g_strdup (""), g_strdup (value));
      g_hash_table_insert (self->anchors, g_strdup (anchor), record);
    }
  return take_scalar (self, value);
}

/* Repeats what @name refers to, where it stands. */
static gboolean
read_alias (Reader *self, const char *name)
{
  GHashTable *record = g_hash_table_lookup (self->anchors, name);
  const char *scalar = record != NULL ? g_hash_table_lookup (record, "") : NULL;
  const Frame *frame = get_frame (self);
  GHashTableIter iter;
  gpointer path;
  gpointer value;

  if (record == NULL || scalar != NULL || frame == NULL
      || (frame->is_mapping && !frame->has_key))
    return take_scalar (self, scalar != NULL ? scalar : "");
  g_hash_table_iter_init (&iter, record);
  while (g_hash_table_iter_next (&iter, &path, &value))
    {
      g_autofree char *whole = self->path->len > 0
                                   ? g_strconcat (self->path->str, ".", path, NULL)
                                   : g_strdup (path);

      if (!keep_everywhere (self, whole, value))
        return FALSE;
    }
  end_value (self);
  return TRUE;
}

/* A key that is no scalar is one that nobody asks for. A list of what is merged is no
 * part of the path. */
static gboolean
open_frame (Reader *self, gboolean is_mapping, const char *anchor)
{
  Frame *outer = get_frame (self);
  Frame frame = { .is_mapping = is_mapping };

  if (self->frames->len == MAX_DEPTH)
    return FALSE;
  if (outer != NULL && outer->is_mapping && !outer->has_key)
    return FALSE;
  frame.length = self->path->len;
  frame.is_counted = !is_mapping && (outer == NULL || !outer->merges);
  self->n_sequences += frame.is_counted;
  frame.n_sequences = self->n_sequences;
  if (anchor != NULL)
    {
      frame.anchor = g_strdup (anchor);
      frame.record = make_table ();
    }
  g_array_append_val (self->frames, frame);
  return TRUE;
}

static gboolean
close_frame (Reader *self)
{
  Frame *frame = get_frame (self);

  self->n_sequences -= frame->is_counted;
  g_string_truncate (self->path, frame->length);
  if (frame->anchor != NULL)
    g_hash_table_insert (self->anchors, g_steal_pointer (&frame->anchor),
                         g_steal_pointer (&frame->record));
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
      return read_scalar (self, event);
    case YAML_ALIAS_EVENT:
      return read_alias (self, (const char *) event->data.alias.anchor);
    case YAML_MAPPING_START_EVENT:
      return open_frame (self, TRUE, (const char *) event->data.mapping_start.anchor);
    case YAML_SEQUENCE_START_EVENT:
      return open_frame (self, FALSE, (const char *) event->data.sequence_start.anchor);
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
  g_autoptr (GHashTable) anchors = NULL;
  g_autoptr (GArray) frames = NULL;
  Reader reader = { .prefixes = prefixes };
  yaml_parser_t parser;
  gboolean valid;

  g_return_val_if_fail (text != NULL && prefixes != NULL, NULL);

  if (length > MAX_BYTES || !yaml_parser_initialize (&parser))
    return NULL;
  if (length >= strlen (BYTE_ORDER_MARK)
      && memcmp (text, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    {
      text += strlen (BYTE_ORDER_MARK);
      length -= strlen (BYTE_ORDER_MARK);
    }
  scalars = make_table ();
  anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify) g_hash_table_unref);
  frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_array_set_clear_func (frames, (GDestroyNotify) frame_clear);
  reader.scalars = scalars;
  reader.anchors = anchors;
  reader.frames = frames;
  reader.path = g_string_new (NULL);
  yaml_parser_set_encoding (&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&parser, (const unsigned char *) text, length);
  valid = read_document (&reader, &parser);
  yaml_parser_delete (&parser);
  g_string_free (reader.path, TRUE);
  return valid ? g_steal_pointer (&scalars) : NULL;
}
