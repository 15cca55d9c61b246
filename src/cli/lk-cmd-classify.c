/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-classified-table.h"
#include "lk-cli-classified.h"
#include "lk-cli-files.h"
#include "lk-cli-folder.h"
#include "lk-cli-network.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-progress.h"
#include "lk-cli-run.h"
#include "lk-cli-source.h"
#include "lk-cli-table.h"
#include "lk-cli.h"
#include "lk-episode-absent.h"
#include "lk-error.h"
#include "lk-options-json.h"
#include "lk-pace.h"
#include "lk-scoring-json.h"
#include "lk-session-file.h"

#define PICTURES_AT_ONCE 32
/* The folder of what is unlike every class. */
#define NONE "none"

typedef struct
{
  LkCliOptions options;
  char *csv;
  char *copies;
  char *links;
  gboolean rejects;
  gboolean quiet;
  const char *session;
  const char *folder;
} Request;

static void
request_clear (Request *self)
{
  lk_cli_options_clear (&self->options);
  g_clear_pointer (&self->csv, g_free);
  g_clear_pointer (&self->copies, g_free);
  g_clear_pointer (&self->links, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static void
picture_clear (gpointer data)
{
  g_free (((LkClassifiedPicture *) data)->name);
}

/* A folder on its way into a table. */
typedef struct
{
  const Request *request;
  LkSessionFile *session;
  LkEpisodeState *episode;
  LkMapSource *source;
  LkMetricOptions options;
  LkScoring *scoring;
  LkClassifier *classifier;
  LkCliClassified *kept;
  GPtrArray *names;
  GArray *pictures; /* of LkClassifiedPicture */
  guint n_skipped;
  GCancellable *cancellable;
} Job;

static void
job_clear (Job *self)
{
  g_clear_pointer (&self->session, lk_session_file_free);
  g_clear_pointer (&self->episode, lk_episode_state_unref);
  g_clear_object (&self->source);
  g_clear_pointer (&self->scoring, lk_scoring_unref);
  g_clear_pointer (&self->classifier, lk_classifier_free);
  g_clear_pointer (&self->kept, lk_cli_classified_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->pictures, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* Of all that decisions depend on but the picture. */
static char *
digest (const Job *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (JsonNode) node = json_node_init_object (
      json_node_alloc (), lk_options_json_write (&self->options));
  g_autofree char *options = lk_json_to_text (node, FALSE);
  const char *fingerprint = lk_map_source_get_fingerprint (self->source);

  g_checksum_update (checksum, (const guchar *) options, -1);
  if (fingerprint != NULL)
    g_checksum_update (checksum, (const guchar *) fingerprint, -1);
  g_checksum_update (
      checksum, (const guchar *) (self->request->options.as_published ? "p" : "l"), -1);
  for (guint i = 0; i < lk_episode_state_get_n_classes (self->episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (self->episode, i);

      g_checksum_update (checksum, (const guchar *) "/", 1);
      for (guint shot = 0; shot < shots->len; shot++)
        g_checksum_update (
            checksum, (const guchar *) lk_picture_get_sha256 (shots->pdata[shot]), -1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* Only the classes count: what the session asks is not looked at. */
static LkEpisodeState *
list_classes (LkSessionFile *session)
{
  g_autoptr (LkEpisodeState) whole = lk_session_file_get_scored_state (session);
  LkEpisodeState *episode = lk_episode_state_new ();

  for (guint i = 0; i < lk_episode_state_get_n_classes (whole); i++)
    lk_episode_state_append_class (episode, lk_episode_state_get_class_name (whole, i),
                                   lk_episode_state_get_shots (whole, i));
  return episode;
}

static gboolean
open_session (Job *self, GError **error)
{
  const Request *request = self->request;
  g_autoptr (GPtrArray) absent = NULL;

  self->session = lk_session_file_load (request->session, error);
  if (self->session == NULL)
    return FALSE;
  absent = lk_episode_list_absent (self->session->episode);
  for (guint i = 0; i < absent->len; i++)
    {
      g_autofree char *text = lk_picture_describe_absence (absent->pdata[i]);

      lk_cli_warn (_ ("%s: it is left out"), text);
    }
  self->episode = list_classes (self->session);
  if (!lk_episode_state_is_complete (self->episode, error))
    return FALSE;
  self->source = lk_cli_source_open (&request->options, self->session, error);
  return self->source != NULL
         && lk_cli_options_resolve (&request->options,
                                    lk_map_source_get_model (self->source),
                                    lk_episode_state_get_shots (self->episode, 0)->len,
                                    &self->session->options, &self->options, error);
}

static gboolean
prepare (Job *self, GError **error)
{
  const LkMetricOptions *options = &self->options;
  g_autofree char *setting = NULL;

  if (lk_map_source_get_model (self->source) != NULL)
    lk_cli_network_warn (lk_map_source_get_model (self->source));
  self->scoring = lk_scoring_new (self->episode, self->source, options, NULL, NULL,
                                  self->cancellable, error);
  if (self->scoring == NULL)
    return FALSE;
  self->classifier = lk_classifier_new (lk_scoring_get_support (self->scoring), options,
                                        lk_scoring_get_trained_fusion (self->scoring),
                                        self->cancellable, error);
  if (self->classifier == NULL)
    return FALSE;
  setting = digest (self);
  self->kept = lk_cli_classified_open (
      self->request->csv, setting, lk_episode_state_get_n_classes (self->episode), error);
  return self->kept != NULL;
}

/* Pictures of which nothing is known yet. */
typedef struct
{
  guint n;
  const char *names[PICTURES_AT_ONCE];
  char *paths[PICTURES_AT_ONCE];
  LkFileStamp stamps[PICTURES_AT_ONCE];
} Batch;

static void
batch_clear (Batch *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->paths[i]);
  self->n = 0;
}

static void
add_picture (Job *self, const char *name, const LkClassified *found)
{
  LkClassifiedPicture picture = { g_strdup (name), *found };

  g_array_append_val (self->pictures, picture);
}

/* @n pictures of the batch from @first on. %FALSE with an error where they cannot be read
 * together. */
static gboolean
classify_some (Job *self, const Batch *batch, guint first, guint n, GError **error)
{
  LkPictureRef references[PICTURES_AT_ONCE] = { 0 };
  LkClassified found[PICTURES_AT_ONCE];
  g_autoptr (GPtrArray) maps = NULL;

  for (guint i = 0; i < n; i++)
    references[i].path = batch->paths[first + i];
  maps = lk_map_source_fetch (self->source, references, n, NULL, NULL, self->cancellable,
                              error);
  if (maps == NULL
      || !lk_classifier_decide (self->classifier, (LkTensor *const *) maps->pdata, n,
                                found, self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      lk_cli_classified_append (self->kept, batch->names[first + i],
                                &batch->stamps[first + i], &found[i]);
      add_picture (self, batch->names[first + i], &found[i]);
    }
  return TRUE;
}

/* Where one cannot be read, each is tried alone. */
static gboolean
classify_batch (Job *self, Batch *batch, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (batch->n > 0 && !classify_some (self, batch, 0, batch->n, &problem))
    for (guint i = 0; i < batch->n; i++)
      {
        g_clear_error (&problem);
        if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
          return FALSE;
        if (classify_some (self, batch, i, 1, &problem)
            || g_cancellable_is_cancelled (self->cancellable))
          continue;
        lk_cli_warn (_ ("%s: it is skipped"), problem->message);
        self->n_skipped++;
      }
  batch_clear (batch);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
classify_all (Job *self, GError **error)
{
  g_autoptr (LkCliProgress) progress = lk_cli_progress_new (self->request->quiet);
  LkPace pace = { 0 };
  Batch batch = { 0 };

  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = self->names->pdata[i];
      g_autofree char *path = g_build_filename (self->request->folder, name, NULL);
      gint64 start = g_get_monotonic_time ();
      const LkClassified *found;
      LkFileStamp stamp;

      lk_file_stamp_take (&stamp, path);
      found = lk_cli_classified_find (self->kept, name, &stamp);
      if (found != NULL)
        add_picture (self, name, found);
      else
        {
          batch.names[batch.n] = name;
          batch.stamps[batch.n] = stamp;
          batch.paths[batch.n++] = g_steal_pointer (&path);
        }
      if (batch.n < PICTURES_AT_ONCE && i + 1 < self->names->len)
        continue;
      if (batch.n > 0)
        {
          guint n = batch.n;

          if (!classify_batch (self, &batch, error))
            {
              batch_clear (&batch);
              return FALSE;
            }
          lk_pace_add (&pace, n,
                       (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
        }
      lk_cli_progress_show (progress, i + 1, self->names->len,
                            lk_pace_get_seconds_left (&pace, self->names->len - i - 1),
                            "");
    }
  return TRUE;
}

static int
compare_pictures (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (((const LkClassifiedPicture *) a)->name,
                    ((const LkClassifiedPicture *) b)->name);
}

/* @i-th picture's class, or where it goes without one. */
static const char *
get_group (const Job *self, guint i)
{
  const LkClassified *found
      = &g_array_index (self->pictures, LkClassifiedPicture, i).found;

  if (self->request->rejects && lk_place_is_unlike (&found->place))
    return NULL;
  return lk_episode_state_get_class_name (self->episode, found->prediction);
}

static gboolean
put_all (const Job *self, LkCliFolderWay way, const char *target, GError **error)
{
  for (guint i = 0; i < self->pictures->len; i++)
    {
      const LkClassifiedPicture *picture
          = &g_array_index (self->pictures, LkClassifiedPicture, i);
      const char *group = get_group (self, i);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !lk_cli_folder_put (way, self->request->folder, picture->name, target,
                                 group != NULL ? group : NONE, error))
        return FALSE;
    }
  return TRUE;
}

static void
print (const Job *self)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("lr");
  g_autofree char *shown = g_filename_display_name (self->request->csv);
  guint n_classes = lk_episode_state_get_n_classes (self->episode);
  g_autofree guint *counts = g_new0 (guint, n_classes + 1);

  for (guint i = 0; i < self->pictures->len; i++)
    if (get_group (self, i) == NULL)
      counts[n_classes]++;
    else
      counts[g_array_index (self->pictures, LkClassifiedPicture, i).found.prediction]++;
  for (guint i = 0; i <= n_classes; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", counts[i]);

      if (i < n_classes)
        lk_cli_table_add (table, lk_episode_state_get_class_name (self->episode, i),
                          number);
      else if (self->request->rejects)
        lk_cli_table_add (table, _ ("none of these"), number);
    }
  lk_cli_table_print (table, 0);
  if (self->n_skipped > 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u picture was skipped\n",
                          "%u pictures were skipped\n", self->n_skipped),
             self->n_skipped);
  g_print ("%s\n", shown);
}

/* The table, then the copies, and only then is what was kept not needed any more. */
static gboolean
finish (Job *self, GError **error)
{
  const Request *request = self->request;
  g_autoptr (LkTable) table = NULL;

  if (self->pictures->len == 0)
    {
      g_autofree char *shown = g_filename_display_name (request->folder);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                   _ ("The folder %s holds no picture that can be read"), shown);
      return FALSE;
    }
  g_array_sort (self->pictures, compare_pictures);
  table = lk_classified_table_new (self->pictures, self->episode, request->rejects);
  if (!lk_table_write_csv (table, request->csv, error)
      || (request->copies != NULL
          && !put_all (self, LK_CLI_FOLDER_COPY, request->copies, error))
      || (request->links != NULL
          && !put_all (self, LK_CLI_FOLDER_LINK, request->links, error)))
    return FALSE;
  lk_cli_classified_end (self->kept);
  print (self);
  return TRUE;
}

static gboolean
explain_end (const Job *self, GError **error)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    return FALSE;
  g_clear_error (error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
               _ ("Interrupted after %u of %u pictures: the same command goes on"),
               self->pictures->len, self->names != NULL ? self->names->len : 0);
  return FALSE;
}

/* Copies in the folder itself would be pictures of it the next time. */
static gboolean
check_target (const char *folder, const char *target, GError **error)
{
  g_autofree char *outer = NULL, *inner = NULL;

  if (target == NULL)
    return TRUE;
  outer = g_canonicalize_filename (folder, NULL);
  inner = g_canonicalize_filename (target, NULL);
  if (g_str_has_prefix (inner, outer)
      && (inner[strlen (outer)] == '/' || inner[strlen (outer)] == '\0'))
    return lk_cli_wrong_use (error, _ ("Give a folder for copies or links that is not "
                                       "within the one that is classified"));
  return lk_cli_make_folder (target, error);
}

static gboolean
classify (gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;
  g_auto (Job) job = { .request = request, .cancellable = cancellable };

  job.pictures = g_array_new (FALSE, FALSE, sizeof (LkClassifiedPicture));
  g_array_set_clear_func (job.pictures, picture_clear);
  if (!lk_cli_check_output (request->csv, request->session, error)
      || !check_target (request->folder, request->copies, error)
      || !check_target (request->folder, request->links, error))
    return FALSE;
  job.names = lk_cli_folder_list (request->folder, error);
  if (job.names == NULL || !open_session (&job, error))
    return FALSE;
  if (!prepare (&job, error) || !classify_all (&job, error) || !finish (&job, error))
    return explain_end (&job, error);
  return TRUE;
}

gboolean
lk_cmd_classify (GStrv *arguments, GError **error)
{
  g_auto (Request) request = { .csv = NULL };
  const GOptionEntry entries[] = {
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &request.csv,
      N_ ("The table to write, a row a picture"), "OUT.csv" },
    { "reject", 0, 0, G_OPTION_ARG_NONE, &request.rejects,
      N_ ("Pictures that are unlike every class are of none"), NULL },
    { "copy", 0, 0, G_OPTION_ARG_FILENAME, &request.copies,
      N_ ("Copy the pictures into a folder of this one for each class"), N_ ("FOLDER") },
    { "link", 0, 0, G_OPTION_ARG_FILENAME, &request.links,
      N_ ("Likewise, with links to them"), N_ ("FOLDER") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &request.quiet, N_ ("Show no progress"), NULL },
    { NULL },
  };

  if (!lk_cli_options_parse (&request.options, LK_CLI_MODEL | LK_CLI_METRIC,
                             _ ("SESSION.likeness FOLDER --csv OUT.csv"),
                             _ ("Sorts the pictures of a folder by the classes of a "
                                "session. Goes on where it was ended."),
                             entries, arguments, error))
    return FALSE;
  if (g_strv_length (*arguments) != 2)
    return lk_cli_wrong_use (error, _ ("Give a session and a folder of pictures"));
  if (request.csv == NULL || !g_str_has_suffix (request.csv, ".csv"))
    return lk_cli_wrong_use (error, _ ("--csv: give a table to write that ends in .csv"));
  request.session = (*arguments)[0];
  request.folder = (*arguments)[1];
  return lk_cli_run (classify, &request, error);
}
