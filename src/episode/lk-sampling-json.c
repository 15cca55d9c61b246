/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sampling-json.h"

#include "lk-error.h"
#include "lk-json-reader.h"

JsonObject *
lk_sampling_json_write (const LkSampling *sampling, LkSessionFolder *folder)
{
  JsonObject *object = json_object_new ();

  if (sampling->dataset != NULL)
    {
      g_autofree char *name = lk_session_folder_name (folder, sampling->dataset);

      json_object_set_string_member (object, "dataset", name);
    }
  if (sampling->split != NULL)
    json_object_set_string_member (object, "split", sampling->split);
  json_object_set_int_member (object, "ways", sampling->sampler.n_ways);
  json_object_set_int_member (object, "shots", sampling->sampler.n_shots);
  json_object_set_int_member (object, "queries", sampling->sampler.n_queries);
  json_object_set_int_member (object, "episodes", sampling->n_episodes);
  json_object_set_int_member (object, "seed", (gint64) sampling->sampler.seed);
  return object;
}

/* What is below zero becomes too large. */
static gboolean
read_number (JsonObject *object,
             const char *where,
             const char *name,
             guint *value,
             GError **error)
{
  gint64 number;

  if (!lk_json_read_int (object, where, name, &number, error))
    return FALSE;
  *value = (guint) (number >= 0 ? number : G_MAXUINT);
  return TRUE;
}

static gboolean
read_numbers (LkSampling *self, JsonObject *object, const char *where, GError **error)
{
  guint seed;

  if (!read_number (object, where, "ways", &self->sampler.n_ways, error)
      || !read_number (object, where, "shots", &self->sampler.n_shots, error)
      || !read_number (object, where, "queries", &self->sampler.n_queries, error)
      || !read_number (object, where, "episodes", &self->n_episodes, error)
      || !read_number (object, where, "seed", &seed, error))
    return FALSE;
  self->sampler.seed = seed;
  return TRUE;
}

LkSampling *
lk_sampling_json_read (JsonObject *object,
                       const char *where,
                       LkSessionFolder *folder,
                       GError **error)
{
  g_autoptr (LkSampling) self = lk_sampling_new ();
  g_autofree char *path = NULL;
  g_autoptr (GError) reason = NULL;
  const char *dataset = NULL;
  const char *split = NULL;

  if (!lk_json_read_optional_string (object, where, "dataset", &dataset, error)
      || !lk_json_read_optional_string (object, where, "split", &split, error)
      || !read_numbers (self, object, where, error))
    return NULL;
  if (dataset != NULL)
    path = lk_session_folder_resolve (folder, dataset);
  lk_sampling_set_dataset (self, path, split);
  if (!lk_sampling_validate (self, &reason))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, "%s: %s", where, reason->message);
      return NULL;
    }
  return g_steal_pointer (&self);
}
