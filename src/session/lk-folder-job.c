/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folder-job.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "lk-classified-file.h"
#include "lk-classified-table.h"
#include "lk-error.h"
#include "lk-folder-classifier.h"
#include "lk-folder-item.h"

/* Since a run last came by. */
#define DAYS_KEPT 90
#define REPORT_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)

struct _LkFolderJob
{
  GObject parent_instance;

  LkScoring *scoring;
  LkMetricOptions options; /* as they are combined */
  char *folder;
  GCancellable *cancellable; /* while it runs */
  LkFolderProgress progress;
  GListStore *pictures;
};

enum
{
  SIGNAL_REPORTED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkFolderJob, lk_folder_job, G_TYPE_OBJECT)

/* What the other thread works with. */
typedef struct
{
  LkFolderJob *job; /* lives until the task ends; only to send news to */
  LkScoring *scoring;
  LkMetricOptions options;
  char *folder;
  LkClassifiedFile *kept; /* (nullable): where it cannot be written */
  LkFolderProgress progress;
  GPtrArray *found; /* of LkFolderItem: not sent yet */
  gint64 last_report;
} Run;

/* What was found since the news before. */
typedef struct
{
  LkFolderJob *job;
  LkFolderProgress progress;
  GPtrArray *found;
} News;

static void
run_free (Run *run)
{
  lk_scoring_unref (run->scoring);
  g_free (run->folder);
  g_clear_pointer (&run->kept, lk_classified_file_free);
  g_ptr_array_unref (run->found);
  g_free (run);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->job);
  g_ptr_array_unref (news->found);
  g_free (news);
}

static gboolean
deliver (gpointer data)
{
  const News *news = data;
  LkFolderJob *self = news->job;

  self->progress = news->progress;
  g_list_store_splice (self->pictures,
                       g_list_model_get_n_items (G_LIST_MODEL (self->pictures)), 0,
                       news->found->pdata, news->found->len);
  g_signal_emit (self, signals[SIGNAL_REPORTED], 0);
  return G_SOURCE_REMOVE;
}

/* News overtake nothing: they and the end of the task come in the order they were sent.
 */
static void
send_news (Run *run)
{
  News *news = g_new0 (News, 1);

  *news = (News){ g_object_ref (run->job), run->progress, run->found };
  run->found = g_ptr_array_new_with_free_func (g_object_unref);
  run->last_report = g_get_monotonic_time ();
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, news, news_free);
}

static const LkClassified *
find_kept (const char *name, const LkFileStamp *stamp, gpointer data)
{
  return lk_classified_file_find (((Run *) data)->kept, name, stamp);
}

static void
on_found (const char *name,
          const LkFileStamp *stamp,
          const LkClassified *found,
          gboolean kept,
          gpointer data)
{
  Run *run = data;

  if (!kept && run->kept != NULL)
    lk_classified_file_append (run->kept, name, stamp, found);
  g_ptr_array_add (run->found, lk_folder_item_new (lk_scoring_get_episode (run->scoring),
                                                   run->folder, name, found));
}

static void
on_skipped (const GError *problem, gpointer data)
{
  ((Run *) data)->progress.n_skipped++;
}

static void
on_progress (guint done, guint total, double seconds_left, gpointer data)
{
  Run *run = data;

  run->progress.n_done = done;
  run->progress.total = total;
  run->progress.seconds_left = seconds_left;
  if (g_get_monotonic_time () - run->last_report >= REPORT_INTERVAL)
    send_news (run);
}

static gboolean
is_old (const char *path)
{
  LkFileStamp stamp;

  lk_file_stamp_take (&stamp, path);
  return (stamp.taken - stamp.modified) / 1000 > DAYS_KEPT * G_TIME_SPAN_DAY;
}

/* What nobody came back to. */
static void
remove_old (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (is_old (path))
        g_unlink (path);
    }
}

/* A file for each folder and setting. Without one it is only that nothing is kept. */
static LkClassifiedFile *
open_kept (const Run *run)
{
  LkEpisodeState *episode = lk_scoring_get_episode (run->scoring);
  g_autofree char *setting = lk_classified_file_digest (
      episode, lk_scoring_get_source (run->scoring), &run->options, FALSE);
  g_autofree char *whole = g_canonicalize_filename (run->folder, NULL);
  g_autofree char *both = g_strjoin ("\n", setting, whole, NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
  g_autofree char *place
      = g_build_filename (g_get_user_state_dir (), "likeness", "folders", NULL);
  g_autofree char *path = g_build_filename (place, name, NULL);

  g_mkdir_with_parents (place, 0700);
  remove_old (place);
  return lk_classified_file_open (path, setting, lk_episode_state_get_n_classes (episode),
                                  NULL);
}

static gboolean
classify (Run *run, GCancellable *cancellable, GError **error)
{
  LkFolderListener listener = { NULL, on_found, on_skipped, on_progress, run };
  g_autoptr (GPtrArray) names = lk_folder_list_pictures (run->folder, error);
  g_autoptr (LkClassifier) classifier = NULL;

  if (names == NULL)
    return FALSE;
  if (names->len == 0)
    {
      g_autofree char *shown = g_filename_display_name (run->folder);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                   _ ("The folder %s holds no picture that can be read"), shown);
      return FALSE;
    }
  run->progress.total = names->len;
  send_news (run);
  run->kept = open_kept (run);
  if (run->kept != NULL)
    listener.find = find_kept;
  classifier = lk_classifier_new (lk_scoring_get_support (run->scoring), &run->options,
                                  lk_scoring_get_trained_fusion (run->scoring),
                                  cancellable, error);
  return classifier != NULL
         && lk_folder_classify (classifier, lk_scoring_get_source (run->scoring),
                                run->folder, names, &listener, cancellable, error);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  GError *error = NULL;
  gboolean fine = classify (run, cancellable, &error);

  run->progress.seconds_left = fine ? 0 : -1;
  send_news (run);
  if (fine)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkFolderJob) self = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  g_clear_object (&self->cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, error != NULL ? error->message : NULL);
}

static void
lk_folder_job_finalize (GObject *object)
{
  LkFolderJob *self = LK_FOLDER_JOB (object);

  lk_scoring_unref (self->scoring);
  g_free (self->folder);
  g_clear_object (&self->cancellable);
  g_object_unref (self->pictures);
  G_OBJECT_CLASS (lk_folder_job_parent_class)->finalize (object);
}

static void
lk_folder_job_class_init (LkFolderJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_folder_job_finalize;

  signals[SIGNAL_REPORTED]
      = g_signal_new ("reported", LK_TYPE_FOLDER_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", LK_TYPE_FOLDER_JOB, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_folder_job_init (LkFolderJob *self)
{
  self->pictures = g_list_store_new (LK_TYPE_FOLDER_ITEM);
  self->progress.seconds_left = -1;
}

LkFolderJob *
lk_folder_job_new (LkScoring *scoring, const LkMetricOptions *options, const char *folder)
{
  LkFolderJob *self;

  g_return_val_if_fail (scoring != NULL && options != NULL && folder != NULL, NULL);

  self = g_object_new (LK_TYPE_FOLDER_JOB, NULL);
  self->scoring = lk_scoring_ref (scoring);
  self->options = lk_scoring_combine_options (scoring, options);
  self->folder = g_strdup (folder);
  return self;
}

void
lk_folder_job_run (LkFolderJob *self)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  g_return_if_fail (LK_IS_FOLDER_JOB (self));
  g_return_if_fail (self->cancellable == NULL);

  g_list_store_remove_all (self->pictures);
  self->progress = (LkFolderProgress){ .seconds_left = -1 };
  run = g_new0 (Run, 1);
  run->job = self;
  run->scoring = lk_scoring_ref (self->scoring);
  run->options = self->options;
  run->folder = g_strdup (self->folder);
  run->progress.seconds_left = -1;
  run->found = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_ended, g_object_ref (self));
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  g_task_run_in_thread (task, run_in_thread);
}

void
lk_folder_job_cancel (LkFolderJob *self)
{
  g_return_if_fail (LK_IS_FOLDER_JOB (self));
  g_cancellable_cancel (self->cancellable);
}

gboolean
lk_folder_job_get_running (LkFolderJob *self)
{
  g_return_val_if_fail (LK_IS_FOLDER_JOB (self), FALSE);
  return self->cancellable != NULL;
}

const char *
lk_folder_job_get_folder (LkFolderJob *self)
{
  g_return_val_if_fail (LK_IS_FOLDER_JOB (self), NULL);
  return self->folder;
}

const LkFolderProgress *
lk_folder_job_get_progress (LkFolderJob *self)
{
  g_return_val_if_fail (LK_IS_FOLDER_JOB (self), NULL);
  return &self->progress;
}

GListModel *
lk_folder_job_get_pictures (LkFolderJob *self)
{
  g_return_val_if_fail (LK_IS_FOLDER_JOB (self), NULL);
  return G_LIST_MODEL (self->pictures);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (((const LkClassifiedPicture *) a)->name,
                    ((const LkClassifiedPicture *) b)->name);
}

gboolean
lk_folder_job_save_csv (LkFolderJob *self, const char *path, GError **error)
{
  GListModel *items;
  g_autoptr (GArray) pictures = NULL;
  g_autoptr (LkTable) table = NULL;

  g_return_val_if_fail (LK_IS_FOLDER_JOB (self) && path != NULL, FALSE);

  items = G_LIST_MODEL (self->pictures);
  pictures = g_array_new (FALSE, FALSE, sizeof (LkClassifiedPicture));
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (LkFolderItem) item = g_list_model_get_item (items, i);

      g_array_append_vals (pictures, lk_folder_item_get (item), 1);
    }
  g_array_sort (pictures, compare_names);
  table
      = lk_classified_table_new (pictures, lk_scoring_get_episode (self->scoring), TRUE);
  return lk_table_write_csv (table, path, error);
}
