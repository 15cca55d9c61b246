/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "lk-cli-evaluation-outputs.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-run.h"
#include "lk-cli.h"
#include "lk-dataset-digest.h"
#include "lk-error.h"
#include "lk-journal.h"
#include "lk-open-source.h"

typedef struct
{
  char *dataset;
  char *model;
  LkCliEvaluationOutputs outputs;
  char *const *paths; /* of journals */
  GPtrArray *journals;
} Merge;

static void
merge_clear (Merge *self)
{
  g_clear_pointer (&self->dataset, g_free);
  g_clear_pointer (&self->model, g_free);
  lk_cli_evaluation_outputs_clear (&self->outputs);
  g_clear_pointer (&self->journals, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

static gboolean
parse (Merge *self, GStrv *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "dataset", 0, 0, G_OPTION_ARG_FILENAME, &self->dataset,
      N_ ("Where the pictures are now, if not where the journals say"), N_ ("DATASET") },
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &self->model,
      N_ ("Where the checkpoint is now, likewise"), N_ ("MODEL") },
    { NULL },
  };
  g_autofree GOptionEntry *all
      = lk_cli_evaluation_outputs_add_entries (&self->outputs, entries);

  return lk_cli_options_parse (NULL, 0, _ ("JOURNAL…"),
                               _ ("Joins the journals of parts of one evaluation, as if "
                                  "one process had run it all."),
                               all, arguments, error);
}

static const LkJournalContents *
get_journal (const Merge *self, guint i)
{
  return self->journals->pdata[i];
}

static const LkJournalHead *
get_head (const Merge *self)
{
  return get_journal (self, 0)->head;
}

static gboolean
read_journal (Merge *self, const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  LkJournalContents *contents = lk_journal_read (path, error);

  if (contents == NULL)
    return FALSE;
  g_ptr_array_add (self->journals, contents);
  if (contents->is_damaged)
    lk_cli_warn (_ ("%s was cut or damaged: what cannot be read is missing"), shown);
  return lk_journal_head_check (get_head (self), contents->head, shown, error);
}

static LkDataset *
open_dataset (const Merge *self, GError **error)
{
  const LkJournalHead *head = get_head (self);
  const char *path = self->dataset != NULL ? self->dataset : head->dataset;
  g_autoptr (LkDataset) dataset = lk_dataset_open (path, head->split, error);
  g_autofree char *digest = NULL;
  g_autofree char *shown = NULL;

  if (dataset == NULL)
    return NULL;
  digest = lk_dataset_compute_digest (dataset);
  if (g_str_equal (digest, head->digest))
    return g_steal_pointer (&dataset);
  shown = g_filename_display_name (path);
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("%s: its pictures or classes are not those of the journals"), shown);
  return NULL;
}

static LkMapSource *
open_source (const Merge *self, GError **error)
{
  const LkJournalHead *head = get_head (self);
  const char *name = self->model != NULL ? self->model : head->model;
  g_autoptr (LkMapSource) source = lk_open_source_as (name, head->choices, NULL, error);
  g_autofree char *shown = NULL;

  if (source == NULL)
    return NULL;
  /* A journal of pictures that were read otherwise says so behind it. */
  if (g_str_has_prefix (head->fingerprint, lk_map_source_get_fingerprint (source)))
    return g_steal_pointer (&source);
  shown = g_filename_display_name (name);
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("%s: this model is not that of the journals"), shown);
  return NULL;
}

/* As many as the runs that came last wanted: those before may have wanted more. Where no
 * journal says it any more, all there are. */
static guint
get_n_wanted (const Merge *self)
{
  guint64 n_wanted = 0;

  for (guint i = 0; i < self->journals->len; i++)
    n_wanted = MAX (n_wanted, get_journal (self, i)->n_wanted);
  return (guint) MIN (n_wanted, G_MAXUINT);
}

static gboolean
add_outcomes (const Merge *self, LkEvaluation *evaluation, guint i, GError **error)
{
  g_autofree char *shown = g_filename_display_name (self->paths[i]);
  guint n_wanted = get_n_wanted (self);

  return lk_journal_contents_replay (get_journal (self, i), shown, evaluation, 0,
                                     n_wanted > 0 ? n_wanted : G_MAXUINT64, error);
}

static gboolean
finish (const Merge *self, LkEvaluation *evaluation, LkMapSource *source, GError **error)
{
  g_autoptr (GPtrArray) problems = lk_cli_problems_new ();
  const char *fingerprint = get_head (self)->fingerprint;
  LkCliEvaluation result = { .evaluation = evaluation,
                             .source = source,
                             .options = &get_head (self)->options,
                             .as_published = !g_str_equal (
                                 fingerprint, lk_map_source_get_fingerprint (source)),
                             .n_wanted = get_n_wanted (self) };
  guint n_episodes = lk_evaluation_get_n_episodes (evaluation);
  g_autoptr (LkCliFindings) findings
      = lk_cli_findings_new (&get_head (self)->wanted, &get_head (self)->sampler,
                             &get_head (self)->options, NULL);

  lk_cli_findings_gather (findings, evaluation, NULL, problems);
  result.findings = findings;
  lk_cli_evaluation_outputs_write (&self->outputs, &result, problems);
  if (n_episodes < result.n_wanted)
    lk_cli_problems_add (problems,
                         g_error_new (LK_ERROR, LK_ERROR_EPISODE,
                                      _ ("Only %u of %u episodes are in the journals"),
                                      n_episodes, result.n_wanted));
  return lk_cli_problems_end (problems, error);
}

static gboolean
merge (gpointer data, GCancellable *cancellable, GError **error)
{
  Merge *self = data;
  g_autoptr (LkDataset) dataset = NULL;
  g_autoptr (LkMapSource) source = NULL;
  g_autoptr (LkEvaluation) evaluation = NULL;

  for (guint i = 0; self->paths[i] != NULL; i++)
    if (!read_journal (self, self->paths[i], error))
      return FALSE;
  if (!lk_cli_findings_check (&get_head (self)->wanted, &get_head (self)->sampler, TRUE,
                              error)
      || !lk_cli_evaluation_outputs_check_episode (
          &self->outputs, get_head (self)->sampler.n_ways,
          get_head (self)->sampler.n_shots, error))
    return FALSE;
  dataset = open_dataset (self, error);
  source = dataset != NULL ? open_source (self, error) : NULL;
  if (source == NULL
      || !lk_cli_evaluation_outputs_check (&self->outputs, self->paths[0], error))
    return FALSE;
  evaluation = lk_evaluation_new (dataset, &get_head (self)->sampler);
  for (guint i = 0; i < self->journals->len; i++)
    if (!add_outcomes (self, evaluation, i, error))
      return FALSE;
  return finish (self, evaluation, source, error);
}

gboolean
lk_cmd_merge (GStrv *arguments, GError **error)
{
  g_auto (Merge) self = { 0 };
  guint n_paths;

  self.journals
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_journal_contents_free);
  self.outputs.max_mistakes = 20;
  if (!parse (&self, arguments, error)
      || !lk_cli_evaluation_outputs_check_use (&self.outputs, error))
    return FALSE;
  self.paths = *arguments;
  if (self.paths[0] == NULL)
    return lk_cli_wrong_use (error,
                             _ ("Give the journals that “evaluate --journal” wrote"));
  n_paths = g_strv_length (*arguments);
  return lk_cli_evaluation_outputs_check_apart (
             &self.outputs, (const char *const *) *arguments, n_paths, n_paths, error)
         && lk_cli_run (merge, &self, error);
}
