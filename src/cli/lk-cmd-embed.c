/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-cli-files.h"
#include "lk-cli-network.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-reading.h"
#include "lk-cli-run.h"
#include "lk-cli.h"
#include "lk-embedder.h"
#include "lk-error.h"
#include "lk-printable.h"

/* Pictures asked for at a time, so that memory does not grow with their number. */
#define BATCH 32

/* What to embed, for the thread that works. */
typedef struct
{
  LkCliOptions options;
  GStrv paths;
  char *output;
} Job;

static void
job_clear (Job *self)
{
  lk_cli_options_clear (&self->options);
  g_clear_pointer (&self->output, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* The maps of pictures @first and following, copied to where they belong in @features. */
static gboolean
embed_batch (LkMapSource *source,
             GPtrArray *paths,
             guint first,
             LkTensor *features,
             GCancellable *cancellable,
             GError **error)
{
  guint n_paths = MIN (BATCH, paths->len - first);
  gsize map_size = lk_tensor_get_size (features) / lk_tensor_get_dim (features, 0);
  LkPictureRef pictures[BATCH] = { { NULL } };
  g_autoptr (GPtrArray) maps = NULL;

  for (guint i = 0; i < n_paths; i++)
    pictures[i].path = paths->pdata[first + i];
  maps = lk_map_source_fetch (source, pictures, n_paths, NULL, NULL, cancellable, error);
  if (maps == NULL)
    return FALSE;
  for (guint i = 0; i < n_paths; i++)
    memcpy (lk_tensor_get_data (features) + (first + i) * map_size,
            lk_tensor_get_data (maps->pdata[i]), map_size * sizeof (float));
  return TRUE;
}

static gboolean
explain_interrupt (guint n_done, gsize total, GError **error)
{
  g_clear_error (error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
               ngettext ("Interrupted after %u of %u picture: nothing was written",
                         "Interrupted after %u of %u pictures: nothing was written",
                         total),
               n_done, (guint) total);
  return FALSE;
}

/* Takes those of a batch that cannot be read out of @paths. Returns: whether there are
 * any. */
static gboolean
leave_out (GPtrArray *paths, guint first, GPtrArray *problems)
{
  guint n_before = paths->len;

  for (guint i = MIN (first + BATCH, paths->len); i-- > first;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkPicture) picture = lk_picture_load (paths->pdata[i], &error);

      if (picture != NULL)
        continue;
      g_ptr_array_insert (problems, 0, g_strdup (error->message));
      g_ptr_array_remove_index (paths, i);
    }
  return paths->len < n_before;
}

/* (transfer full) (nullable): why not all is there that was asked for. */
static GError *
describe_left_out (GPtrArray *messages)
{
  g_autofree char *text = NULL;
  guint n = messages->len;

  if (n == 0)
    return NULL;
  g_ptr_array_add (messages, NULL);
  text = g_strjoinv ("; ", (char **) messages->pdata);
  return g_error_new (
      LK_ERROR, LK_ERROR_FILE,
      ngettext ("%u picture was left out: %s", "%u pictures were left out: %s", n), n,
      text);
}

static LkTensor *
keep_first (LkTensor *features, guint n)
{
  gsize shape[4] = { n };
  LkTensor *kept;

  for (guint i = 1; i < 4; i++)
    shape[i] = lk_tensor_get_dim (features, i);
  kept = lk_tensor_new (4, shape);
  memcpy (lk_tensor_get_data (kept), lk_tensor_get_data (features),
          lk_tensor_get_size (kept) * sizeof (float));
  return kept;
}

/* Leaves those out of @paths that cannot be read, as long as there are others, and adds
 * that to @problems. */
static gboolean
embed_all (LkMapSource *source,
           GPtrArray *paths,
           LkTensor *features,
           GPtrArray *problems,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  guint n_wanted = paths->len;

  for (guint first = 0; first < paths->len;)
    {
      g_autoptr (GError) problem = NULL;

      if (embed_batch (source, paths, first, features, cancellable, &problem))
        {
          first += BATCH;
          continue;
        }
      if (g_cancellable_is_cancelled (cancellable))
        return explain_interrupt (first, n_wanted, error);
      if (!leave_out (paths, first, messages) || paths->len == 0)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  lk_cli_problems_add (problems, describe_left_out (messages));
  return TRUE;
}

static LkTensor *
embed (LkModel *model,
       LkReading reading,
       GPtrArray *paths,
       GPtrArray *problems,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (LkFeatureCache) none = lk_feature_cache_new_for_size (0);
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (model, none);
  guint crop = lk_model_get_profile (model)->crop;
  gsize shape[4] = { paths->len };
  g_autoptr (LkTensor) features = NULL;

  lk_embedder_set_reading (embedder, reading);
  lk_network_get_map_shape (lk_model_get_network (model), crop, crop, shape + 1);
  features = lk_tensor_new (4, shape);
  if (!embed_all (LK_MAP_SOURCE (embedder), paths, features, problems, cancellable,
                  error))
    return NULL;
  lk_cli_reading_warn (embedder);
  if (paths->len < shape[0])
    return keep_first (features, paths->len);
  return g_steal_pointer (&features);
}

/* Which picture each map is of, as a JSON array. */
static char *
list_files (GPtrArray *paths)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *shown = g_filename_display_name (paths->pdata[i]);

      json_array_add_string_element (array, shown);
    }
  json_node_take_array (node, array);
  return json_to_string (node, FALSE);
}

/* @files: (nullable): told where they are not those that were given. */
static gboolean
save (const Job *self,
      LkTensor *features,
      LkModel *model,
      const char *files,
      GError **error)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LkCheckpoint) file = NULL;

  g_hash_table_insert (tensors, "features", features);
  g_hash_table_insert (metadata, "backbone",
                       (gpointer) lk_model_get_layout (model)->backbone.name);
  g_hash_table_insert (metadata, "profile",
                       (gpointer) lk_model_get_profile (model)->name);
  g_hash_table_insert (metadata, "model_sha256", (gpointer) lk_model_get_sha256 (model));
  if (files != NULL)
    g_hash_table_insert (metadata, "files", (gpointer) files);
  if (self->options.as_published)
    g_hash_table_insert (metadata, "as_published", "true");
  file = lk_checkpoint_new (tensors, metadata);
  return lk_checkpoint_save (file, self->output, error);
}

static gboolean
check_output (const char *output, GStrv paths, LkModel *model, GError **error)
{
  if (!lk_cli_check_output (output, lk_model_get_path (model), error))
    return FALSE;
  for (guint i = 0; paths[i] != NULL; i++)
    if (!lk_cli_check_apart (output, paths[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
work (gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *self = data;
  g_autoptr (LkModel) model = lk_cli_options_open_model (&self->options, error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (GPtrArray) problems = lk_cli_problems_new ();
  g_autoptr (LkTensor) features = NULL;
  g_autofree char *files = NULL;
  g_autofree char *shape = NULL;
  g_autofree char *shown = NULL;

  if (model == NULL || !check_output (self->output, self->paths, model, error))
    return FALSE;
  lk_cli_network_warn (model);
  for (guint i = 0; self->paths[i] != NULL; i++)
    g_ptr_array_add (paths, self->paths[i]);
  features = embed (model, lk_cli_options_get_reading (&self->options), paths, problems,
                    cancellable, error);
  if (features == NULL)
    return FALSE;
  if (paths->len < g_strv_length (self->paths))
    files = list_files (paths);
  if (!save (self, features, model, files, error))
    return FALSE;
  shape = lk_tensor_describe_shape (features);
  shown = lk_printable_path (self->output);
  g_print (_ ("%s: features %s\n"), shown, shape);
  return lk_cli_problems_end (problems, error);
}

gboolean
lk_cmd_embed (GStrv *arguments, GError **error)
{
  g_auto (Job) job = { .output = NULL };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &job.output,
      N_ ("File to write the feature maps to"), N_ ("FEATURES.safetensors") },
    { NULL },
  };

  if (!lk_cli_options_parse (&job.options, LK_CLI_MODEL, _ ("PICTURE… --output FILE"),
                             _ ("Writes the feature maps of pictures as one tensor "
                                "“features” [n, C, H, W]."),
                             entries, arguments, error))
    return FALSE;
  job.paths = *arguments;
  if (job.paths[0] == NULL)
    return lk_cli_wrong_use (error, _ ("Give at least one picture"));
  if (job.output == NULL)
    return lk_cli_wrong_use (error,
                             _ ("Say where to write: --output FEATURES.safetensors"));
  return lk_cli_run (work, &job, error);
}
