/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-classified-table.h"
#include "lk-classified-file.h"
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
#include "lk-folder-classifier.h"
#include "lk-session-file.h"

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
  LkClassifiedFile *kept;
  GPtrArray *names;
  GArray *pictures; /* of LkClassifiedPicture */
  guint n_skipped;
  LkCliProgress *progress; /* while it runs */
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
  g_clear_pointer (&self->kept, lk_classified_file_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->pictures, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* Only the classes count: what the session asks is not looked at. */
static LkEpisodeState *
list_classes (LkSessionFile *session)
{
  g_autoptr (LkEpisodeState) whole = lk_session_file_get_scored_state (session);
  LkEpisodeState *episode = lk_episode_state_new ();

  for (guint i = 0; i < lk_episode_state_get_n_classes (whole); i++)
    lk_episode_state_append_class (episode, lk_episode_state_get_class_name (whole, i),
                                   lk_episode_state_get_shots (whole, i));
  lk_episode_state_take_masks (episode, whole);
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
  g_autofree char *path = g_strconcat (self->request->csv, ".part", NULL);

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
  setting = lk_classified_file_digest (self->episode, self->source, options,
                                       self->request->options.as_published);
  self->kept = lk_classified_file_open (
      path, setting, lk_episode_state_get_n_classes (self->episode), error);
  return self->kept != NULL;
}

static const LkClassified *
find_kept (const char *name, const LkFileStamp *stamp, gpointer data)
{
  return lk_classified_file_find (((Job *) data)->kept, name, stamp);
}

static void
on_found (const char *name,
          const LkFileStamp *stamp,
          const LkClassified *found,
          gboolean kept,
          gpointer data)
{
  Job *self = data;
  LkClassifiedPicture picture = { g_strdup (name), *found };

  if (!kept)
    lk_classified_file_append (self->kept, name, stamp, found);
  g_array_append_val (self->pictures, picture);
}

static void
on_skipped (const GError *problem, gpointer data)
{
  lk_cli_warn (_ ("%s: it is skipped"), problem->message);
  ((Job *) data)->n_skipped++;
}

static void
on_progress (guint done, guint total, double seconds_left, gpointer data)
{
  lk_cli_progress_show (((Job *) data)->progress, done, total, seconds_left, "");
}

static gboolean
classify_all (Job *self, GError **error)
{
  g_autoptr (LkCliProgress) progress = lk_cli_progress_new (self->request->quiet);
  const LkFolderListener listener
      = { find_kept, on_found, on_skipped, on_progress, self };

  self->progress = progress;
  return lk_folder_classify (self->classifier, self->source, self->request->folder,
                             self->names, &listener, self->cancellable, error);
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
  lk_classified_file_end (self->kept);
  print (self);
  return TRUE;
}

static gboolean
explain_end (const Job *self, GError **error)
{
  guint total = self->names != NULL ? self->names->len : 0;

  if (!g_cancellable_is_cancelled (self->cancellable))
    return FALSE;
  g_clear_error (error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
               ngettext ("Interrupted after %u of %u picture: the same command goes on",
                         "Interrupted after %u of %u pictures: the same command goes on",
                         total),
               self->pictures->len, total);
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
  job.names = lk_folder_list_pictures (request->folder, error);
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
