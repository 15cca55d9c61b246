/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-classified-file.h"

#include <glib/gstdio.h>
#include <stdio.h>

#include "lk-file.h"
#include "lk-options-json.h"
#include "lk-scoring-json.h"

#define HEADER "likeness classified 1 "
#define MAX_BYTES (G_GUINT64_CONSTANT (1) << 30)
/* Numbers of a line before the name. */
#define N_NUMBERS (8 + LK_N_MEMBERSHIPS)

typedef struct
{
  guint64 size;
  gint64 modified;
  LkClassified found;
} Record;

struct _LkClassifiedFile
{
  char *path;
  guint n_classes;
  GHashTable *records; /* by name */
  FILE *file;          /* (nullable): to append to */
};

char *
lk_classified_file_digest (LkEpisodeState *episode,
                           LkMapSource *source,
                           const LkMetricOptions *options,
                           gboolean as_published)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (JsonNode) node
      = json_node_init_object (json_node_alloc (), lk_options_json_write (options));
  g_autofree char *text = lk_json_to_text (node, FALSE);
  const char *fingerprint = lk_map_source_get_fingerprint (source);

  g_checksum_update (checksum, (const guchar *) text, -1);
  if (fingerprint != NULL)
    g_checksum_update (checksum, (const guchar *) fingerprint, -1);
  g_checksum_update (checksum, (const guchar *) (as_published ? "p" : "l"), -1);
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (episode, i);

      g_checksum_update (checksum, (const guchar *) "/", 1);
      for (guint shot = 0; shot < shots->len; shot++)
        {
          GBytes *kept = lk_episode_state_get_mask (episode, shots->pdata[shot]);

          g_checksum_update (
              checksum, (const guchar *) lk_picture_get_sha256 (shots->pdata[shot]), -1);
          if (kept != NULL)
            g_checksum_update (checksum, g_bytes_get_data (kept, NULL),
                               (gssize) g_bytes_get_size (kept));
        }
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
append_line (GString *text, const char *name, const Record *record)
{
  const LkClassified *found = &record->found;
  char margin[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *escaped = g_strescape (name, NULL);

  g_ascii_dtostr (margin, sizeof margin, found->margin);
  g_string_append_printf (
      text, "%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %u %u %s %u %u %u", record->size,
      record->modified, found->prediction, found->runner_up, margin, found->decisive,
      found->prototype, found->place.n_members);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    g_string_append_printf (text, " %u", found->place.n_higher[i]);
  g_string_append_printf (text, " %s\n", escaped);
}

static gboolean
read_below (const char *text, guint64 bound, guint *value)
{
  guint64 number;

  if (bound == 0 || !g_ascii_string_to_unsigned (text, 10, 0, bound - 1, &number, NULL))
    return FALSE;
  *value = (guint) number;
  return TRUE;
}

static gboolean
read_place (char **cells, LkPlace *place)
{
  if (!read_below (cells[7], G_MAXUINT, &place->n_members))
    return FALSE;
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    if (!read_below (cells[8 + i], (guint64) place->n_members + 1, &place->n_higher[i]))
      return FALSE;
  return TRUE;
}

/* A line that was cut, or is none of ours, is passed over. */
static void
read_line (LkClassifiedFile *self, const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, " ", N_NUMBERS + 1);
  Record record = { 0 };
  LkClassified *found = &record.found;
  guint decisive;

  if (g_strv_length (cells) != N_NUMBERS + 1
      || !g_ascii_string_to_unsigned (cells[0], 10, 0, G_MAXUINT64, &record.size, NULL)
      || !g_ascii_string_to_signed (cells[1], 10, G_MININT64, G_MAXINT64,
                                    &record.modified, NULL)
      || !read_below (cells[2], self->n_classes, &found->prediction)
      || !read_below (cells[3], self->n_classes, &found->runner_up)
      || !read_below (cells[5], LK_N_LEVELS, &decisive)
      || !read_below (cells[6], self->n_classes, &found->prototype)
      || !read_place (cells, &found->place))
    return;
  found->margin = g_ascii_strtod (cells[4], NULL);
  found->decisive = decisive;
  found->place.class_index = found->prediction;
  g_hash_table_replace (self->records, g_strcompress (cells[N_NUMBERS]),
                        g_memdup2 (&record, sizeof record));
}

static void
read_all (LkClassifiedFile *self, const char *header)
{
  g_autoptr (GBytes) bytes = lk_file_read (self->path, MAX_BYTES, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_lines;

  if (bytes == NULL)
    return;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  n_lines = g_strv_length (lines);
  /* What follows the last line break was cut. */
  if (n_lines == 0 || !g_str_equal (lines[0], header))
    return;
  for (guint i = 1; i + 1 < n_lines; i++)
    read_line (self, lines[i]);
}

static gboolean
write_all (LkClassifiedFile *self, const char *header, GError **error)
{
  g_autoptr (GString) text = g_string_new (header);
  GHashTableIter iter;
  gpointer name, record;

  g_string_append_c (text, '\n');
  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &name, &record))
    append_line (text, name, record);
  return lk_file_write (self->path, text->str, text->len, error);
}

LkClassifiedFile *
lk_classified_file_open (const char *path,
                         const char *setting,
                         guint n_classes,
                         GError **error)
{
  g_autoptr (LkClassifiedFile) self = g_new0 (LkClassifiedFile, 1);
  g_autofree char *header = g_strconcat (HEADER, setting, NULL);

  self->path = g_strdup (path);
  self->n_classes = n_classes;
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read_all (self, header);
  if (!write_all (self, header, error))
    return NULL;
  self->file = g_fopen (self->path, "ae");
  return g_steal_pointer (&self);
}

void
lk_classified_file_free (LkClassifiedFile *self)
{
  if (self == NULL)
    return;
  if (self->file != NULL)
    fclose (self->file);
  g_clear_pointer (&self->records, g_hash_table_unref);
  g_free (self->path);
  g_free (self);
}

const LkClassified *
lk_classified_file_find (LkClassifiedFile *self,
                         const char *name,
                         const LkFileStamp *stamp)
{
  const Record *record = g_hash_table_lookup (self->records, name);

  return record != NULL && record->size == stamp->size
                 && record->modified == stamp->modified
             ? &record->found
             : NULL;
}

void
lk_classified_file_append (LkClassifiedFile *self,
                           const char *name,
                           const LkFileStamp *stamp,
                           const LkClassified *found)
{
  Record record = { stamp->size, stamp->modified, *found };
  g_autoptr (GString) text = g_string_new (NULL);

  g_hash_table_replace (self->records, g_strdup (name),
                        g_memdup2 (&record, sizeof record));
  append_line (text, name, &record);
  if (self->file == NULL)
    return;
  fwrite (text->str, 1, text->len, self->file);
  fflush (self->file);
}

void
lk_classified_file_end (LkClassifiedFile *self)
{
  g_unlink (self->path);
}
