/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-journal-head.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-error.h"
#include "lk-json-reader.h"
#include "lk-options-json.h"
#include "lk-scoring-json.h"

void
lk_journal_head_free (LkJournalHead *self)
{
  if (self == NULL)
    return;
  g_free (self->dataset);
  g_free (self->split);
  g_free (self->digest);
  g_free (self->model);
  g_clear_pointer (&self->choices, g_hash_table_unref);
  g_free (self->fingerprint);
  g_free (self);
}

/* Names of files need not be UTF-8, as texts of JSON must be. */
static void
set_path (JsonObject *object, const char *name, const char *path)
{
  g_autofree char *text = g_uri_escape_string (path, "/ ", FALSE);

  json_object_set_string_member (object, name, text);
}

static gboolean
read_path (JsonObject *object, const char *name, char **path, GError **error)
{
  const char *text;

  if (!lk_json_read_string (object, "", name, &text, error))
    return FALSE;
  *path = g_uri_unescape_string (text, NULL);
  if (*path != NULL)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” is no path"), name);
  return FALSE;
}

static JsonObject *
write_choices (GHashTable *choices)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GList) names = NULL;

  if (choices == NULL)
    return object;
  names = g_list_sort (g_hash_table_get_keys (choices), (GCompareFunc) g_strcmp0);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_string_member (object, l->data,
                                   g_hash_table_lookup (choices, l->data));
  return object;
}

static gboolean
read_choices (JsonObject *object, GHashTable **choices, GError **error)
{
  g_autoptr (GList) names = NULL;
  JsonObject *inner;

  if (!lk_json_read_object (object, "", "choices", &inner, error))
    return FALSE;
  *choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  names = json_object_get_members (inner);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *value;

      if (!lk_json_read_string (inner, "choices", l->data, &value, error))
        return FALSE;
      g_hash_table_insert (*choices, g_strdup (l->data), g_strdup (value));
    }
  return TRUE;
}

/* Members that are not there in journals where nothing is wanted, as in old ones. */
static void
write_wanted (JsonObject *object, const LkFindingsWanted *wanted)
{
  if (wanted->deletion)
    json_object_set_boolean_member (object, "deletion", TRUE);
  if (wanted->n_unknown > 0)
    json_object_set_int_member (object, "unknown", wanted->n_unknown);
  if (wanted->confidence)
    json_object_set_boolean_member (object, "confidence", TRUE);
}

char *
lk_journal_head_to_text (const LkJournalHead *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *seed = g_strdup_printf ("%" PRIu64, self->sampler.seed);

  set_path (object, "dataset", self->dataset);
  json_object_set_string_member (object, "split", self->split);
  json_object_set_string_member (object, "digest", self->digest);
  set_path (object, "model", self->model);
  json_object_set_object_member (object, "choices", write_choices (self->choices));
  json_object_set_string_member (object, "fingerprint", self->fingerprint);
  json_object_set_int_member (object, "way", self->sampler.n_ways);
  json_object_set_int_member (object, "shot", self->sampler.n_shots);
  json_object_set_int_member (object, "query", self->sampler.n_queries);
  json_object_set_string_member (object, "seed", seed);
  json_object_set_object_member (object, "options",
                                 lk_options_json_write (&self->options));
  write_wanted (object, &self->wanted);
  json_object_unref (object);
  return lk_json_to_text (node, FALSE);
}

static gboolean
read_count (JsonObject *object, const char *name, guint *value, GError **error)
{
  gint64 number;

  if (!lk_json_read_int (object, "", name, &number, error))
    return FALSE;
  *value = (guint) number;
  if (number >= 1 && number <= G_MAXINT32)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” is out of range"), name);
  return FALSE;
}

static gboolean
read_sampler (JsonObject *object, LkSampler *sampler, GError **error)
{
  const char *seed;

  return read_count (object, "way", &sampler->n_ways, error)
         && read_count (object, "shot", &sampler->n_shots, error)
         && read_count (object, "query", &sampler->n_queries, error)
         && lk_json_read_string (object, "", "seed", &seed, error)
         && g_ascii_string_to_unsigned (seed, 10, 0, G_MAXUINT64, &sampler->seed, error);
}

static gboolean
read_wanted (JsonObject *object, LkFindingsWanted *wanted, GError **error)
{
  gint64 n_unknown = 0;

  if (!lk_json_read_optional_boolean (object, "", "deletion", &wanted->deletion, error)
      || !lk_json_read_optional_int (object, "", "unknown", &n_unknown, error)
      || !lk_json_read_optional_boolean (object, "", "confidence", &wanted->confidence,
                                         error))
    return FALSE;
  wanted->n_unknown = (int) n_unknown;
  if (n_unknown >= 0 && n_unknown <= G_MAXINT32)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” is out of range"), "unknown");
  return FALSE;
}

static gboolean
read_texts (LkJournalHead *self, JsonObject *object, GError **error)
{
  const char *split = NULL;
  const char *digest;
  const char *fingerprint;

  if (!read_path (object, "dataset", &self->dataset, error)
      || !read_path (object, "model", &self->model, error)
      || !lk_json_read_optional_string (object, "", "split", &split, error)
      || !lk_json_read_string (object, "", "digest", &digest, error)
      || !lk_json_read_string (object, "", "fingerprint", &fingerprint, error))
    return FALSE;
  self->split = g_strdup (split);
  self->digest = g_strdup (digest);
  self->fingerprint = g_strdup (fingerprint);
  return TRUE;
}

LkJournalHead *
lk_journal_head_new_from_text (const char *text, GError **error)
{
  g_autoptr (LkJournalHead) self = g_new0 (LkJournalHead, 1);
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object;
  JsonObject *options;

  g_return_val_if_fail (text != NULL, NULL);

  parser = lk_json_reader_parse (text, error);
  if (parser == NULL)
    return NULL;
  object = json_node_get_object (json_parser_get_root (parser));
  if (!read_texts (self, object, error) || !read_choices (object, &self->choices, error)
      || !read_sampler (object, &self->sampler, error)
      || !read_wanted (object, &self->wanted, error)
      || !lk_json_read_object (object, "", "options", &options, error)
      || !lk_options_json_read (options, "options", &self->options, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
differ (const char *shown, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("%s is the journal of something else: %s"), shown, text);
  return FALSE;
}

static gboolean
check_sampler (const LkSampler *self,
               const LkSampler *other,
               const char *shown,
               GError **error)
{
  if (self->n_ways != other->n_ways)
    return differ (shown, error, _ ("%u classes an episode, not %u"), other->n_ways,
                   self->n_ways);
  if (self->n_shots != other->n_shots)
    return differ (shown, error,
                   ngettext ("%u support picture a class, not %u",
                             "%u support pictures a class, not %u", other->n_shots),
                   other->n_shots, self->n_shots);
  if (self->n_queries != other->n_queries)
    return differ (shown, error,
                   ngettext ("%u query a class, not %u", "%u queries a class, not %u",
                             other->n_queries),
                   other->n_queries, self->n_queries);
  if (self->seed != other->seed)
    return differ (shown, error, _ ("seed %" PRIu64 ", not %" PRIu64), other->seed,
                   self->seed);
  return TRUE;
}

/* "distance kl-qs": the members of JSON that differ, in the form they have there. */
static char *
describe_difference (const LkMetricOptions *a, const LkMetricOptions *b)
{
  JsonObject *objects[] = { lk_options_json_write (a), lk_options_json_write (b) };
  g_autoptr (GList) names = json_object_get_members (objects[0]);
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *own
          = lk_json_to_text (json_object_get_member (objects[0], l->data), FALSE);
      g_autofree char *its
          = lk_json_to_text (json_object_get_member (objects[1], l->data), FALSE);

      g_strchomp (own);
      g_strchomp (its);
      if (g_str_equal (own, its))
        continue;
      g_string_append (text, text->len > 0 ? "; " : "");
      /* Translators: the name of an option, its value in a file, and the one wanted. */
      g_string_append_printf (text, _ ("%s %s, not %s"), (const char *) l->data, its,
                              own);
    }
  json_object_unref (objects[0]);
  json_object_unref (objects[1]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
check_wanted (const LkFindingsWanted *self,
              const LkFindingsWanted *other,
              const char *shown,
              GError **error)
{
  const struct
  {
    const char *name;
    int own;
    int its;
  } all[] = { { "deletion", self->deletion, other->deletion },
              { "unknown", self->n_unknown, other->n_unknown },
              { "confidence", self->confidence, other->confidence } };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i].own != all[i].its)
      {
        g_autofree char *own = g_strdup_printf ("%d", all[i].own);
        g_autofree char *its = g_strdup_printf ("%d", all[i].its);

        return differ (shown, error, _ ("%s %s, not %s"), all[i].name, its, own);
      }
  return TRUE;
}

gboolean
lk_journal_head_check (const LkJournalHead *self,
                       const LkJournalHead *other,
                       const char *shown,
                       GError **error)
{
  g_return_val_if_fail (self != NULL && other != NULL && shown != NULL, FALSE);

  if (g_strcmp0 (self->digest, other->digest) != 0)
    return differ (shown, error, _ ("pictures or classes of the dataset are others"));
  if (g_strcmp0 (self->fingerprint, other->fingerprint) != 0)
    return differ (shown, error,
                   _ ("another model or preparation (fingerprint %.12s, not %.12s)"),
                   other->fingerprint, self->fingerprint);
  if (!check_sampler (&self->sampler, &other->sampler, shown, error))
    return FALSE;
  if (!lk_metric_options_equal (&self->options, &other->options))
    {
      g_autofree char *text = describe_difference (&self->options, &other->options);

      return differ (shown, error, "%s", text);
    }
  return check_wanted (&self->wanted, &other->wanted, shown, error);
}
