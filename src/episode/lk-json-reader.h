/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Strict reading of JSON that somebody else wrote. The readers of members fail with
 * %LK_ERROR_FORMAT, naming the member as "@where.@name" (@where is the path of @object in
 * its file, "" for the root), where it is missing or of another kind; the optional ones
 * leave @value as it is where it is missing or null. Values belong to @object.
 */

/**
 * lk_json_reader_load:
 * @max_bytes: of the file
 *
 * Only JSON proper is accepted: json-glib's parser takes comments and assignments too,
 * and follows nesting of any depth with its stack. An object of over 1000 members, or a
 * file of over 100000 parts, is not taken for one of ours.
 *
 * Returns: the parser that holds the object in the file, or %NULL with %LK_ERROR_FILE,
 *   %LK_ERROR_LIMIT or %LK_ERROR_FORMAT, the file named
 */
JsonParser *lk_json_reader_load (const char *path, gsize max_bytes, GError **error);
/** The same of @text, or %NULL with %LK_ERROR_FORMAT. */
JsonParser *lk_json_reader_parse (const char *text, GError **error);

/** The same with bytes that were read, those of @path. */
JsonParser *lk_json_reader_parse_file (GBytes *bytes, const char *path, GError **error);

/**
 * LkJsonLimits:
 * @depth, @n_parts, @n_members: those of #LkJsonOutline that a text may have at most
 */
typedef struct
{
  gsize depth;
  gsize n_parts;
  gsize n_members;
} LkJsonLimits;

/** (transfer full) (nullable): the parser that holds the object in @bytes; %NULL where
 * they are none, or ask for more than @limits. */
JsonParser *lk_json_reader_parse_within (GBytes *bytes, const LkJsonLimits *limits);

gboolean lk_json_read_object (JsonObject *object,
                              const char *where,
                              const char *name,
                              JsonObject **value,
                              GError **error);
gboolean lk_json_read_optional_object (JsonObject *object,
                                       const char *where,
                                       const char *name,
                                       JsonObject **value,
                                       GError **error);
gboolean lk_json_read_array (JsonObject *object,
                             const char *where,
                             const char *name,
                             JsonArray **value,
                             GError **error);
gboolean lk_json_read_string (JsonObject *object,
                              const char *where,
                              const char *name,
                              const char **value,
                              GError **error);
gboolean lk_json_read_optional_string (JsonObject *object,
                                       const char *where,
                                       const char *name,
                                       const char **value,
                                       GError **error);
gboolean lk_json_read_optional_boolean (JsonObject *object,
                                        const char *where,
                                        const char *name,
                                        gboolean *value,
                                        GError **error);
/** A whole number, however it is written: 3 or 3.0. */
gboolean lk_json_read_int (JsonObject *object,
                           const char *where,
                           const char *name,
                           gint64 *value,
                           GError **error);
gboolean lk_json_read_optional_int (JsonObject *object,
                                    const char *where,
                                    const char *name,
                                    gint64 *value,
                                    GError **error);
/** A finite number. */
gboolean lk_json_read_double (JsonObject *object,
                              const char *where,
                              const char *name,
                              double *value,
                              GError **error);

/** Element @index of @array, which must be an object. */
gboolean lk_json_read_element (JsonArray *array,
                               const char *where,
                               guint index,
                               JsonObject **value,
                               GError **error);

G_END_DECLS
