/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-journal.h"

#include <string.h>

#include "lk-dataset-digest.h"
#include "lk-error.h"

LkJournalHead *
lk_cli_journal_head_new (const LkCliOptions *self,
                         LkMapSource *source,
                         LkEvaluation *evaluation,
                         const LkMetricOptions *options,
                         const LkFindingsWanted *wanted)
{
  LkJournalHead *head = g_new0 (LkJournalHead, 1);
  LkDataset *dataset = lk_evaluation_get_dataset (evaluation);

  head->dataset = g_canonicalize_filename (lk_dataset_get_path (dataset), NULL);
  head->split = g_strdup (lk_dataset_get_split (dataset));
  head->digest = lk_dataset_compute_digest (dataset);
  head->model = g_strdup (lk_map_source_get_name (source));
  head->choices = lk_cli_options_list_choices (self);
  head->fingerprint = g_strdup (lk_map_source_get_fingerprint (source));
  head->sampler = *lk_evaluation_get_sampler (evaluation);
  head->options = *options;
  head->wanted = *wanted;
  return head;
}

/* Of a rank: the name, a point, and digits. */
static gboolean
is_beside (const char *name, const char *journal)
{
  gsize length = strlen (journal);

  return g_str_has_prefix (name, journal) && name[length] == '.'
         && name[length + 1] != '\0'
         && strspn (name + length + 1, "0123456789") == strlen (name + length + 1);
}

GPtrArray *
lk_cli_journal_list_others (const char *journal, const char *own)
{
  g_autofree char *folder = g_path_get_dirname (journal);
  g_autofree char *base = g_path_get_basename (journal);
  g_autofree char *own_base = g_path_get_basename (own);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if ((g_str_equal (name, base) || is_beside (name, base))
        && !g_str_equal (name, own_base))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  return paths;
}

gboolean
lk_cli_journal_replay (const char *path,
                       const LkJournalHead *head,
                       LkEvaluation *evaluation,
                       guint64 first,
                       guint64 end,
                       GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GError) problem = NULL;
  g_autoptr (LkJournalContents) contents = lk_journal_read (path, &problem);

  if (contents != NULL)
    return lk_journal_head_check (head, contents->head, shown, error)
           && lk_journal_contents_replay (contents, shown, evaluation, first, end, error);
  /* One that was just begun has nothing to say yet. */
  if (g_error_matches (problem, LK_ERROR, LK_ERROR_FORMAT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
