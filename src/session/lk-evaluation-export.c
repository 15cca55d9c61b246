/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evaluation-export.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "lk-error.h"
#include "lk-save.h"

/* What goes beyond is not named. */
#define MAX_TOLD 5

gboolean
lk_evaluation_export_can_draw (LkEvaluationJob *job)
{
  LkEvaluation *evaluation = job != NULL ? lk_evaluation_job_get_evaluation (job) : NULL;

  return evaluation != NULL && lk_evaluation_get_n_episodes (evaluation) > 0;
}

gboolean
lk_evaluation_export_figure (LkEvaluationJob *job,
                             LkSheetKind kind,
                             double column,
                             const char *path,
                             GError **error)
{
  g_autoptr (LkAccuracySheet) sheet = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  if (!lk_evaluation_export_can_draw (job))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Figures can be had once the evaluation is done"));
      return FALSE;
    }
  sheet = lk_accuracy_sheet_new_for_evaluation (lk_evaluation_job_get_evaluation (job));
  return lk_accuracy_sheet_write (sheet, kind, column, path, error);
}

gboolean
lk_evaluation_export_json (LkEvaluationJob *job, const char *path, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION_JOB (job) && path != NULL, FALSE);

  node = lk_evaluation_job_to_json (job);
  return node == NULL || lk_save_json (node, path, error);
}

static char *
format_time (double seconds)
{
  int whole = (int) CLAMP (ceil (seconds), 0, 359999);

  if (whole < 60)
    return g_strdup_printf (_ ("%d s left"), whole);
  if (whole < 3600)
    return g_strdup_printf (_ ("%d min %02d s left"), whole / 60, whole % 60);
  return g_strdup_printf (_ ("%d h %02d min left"), whole / 3600, whole / 60 % 60);
}

char *
lk_evaluation_export_describe (const LkEvaluationReport *report, gboolean running)
{
  g_autofree char *left = NULL;

  g_return_val_if_fail (report != NULL, NULL);

  if (!running)
    return g_strdup_printf (
        ngettext ("%u of %u episode", "%u of %u episodes", report->total),
        report->n_episodes, report->total);
  if (report->seconds_left < 0)
    return g_strdup_printf (_ ("Episode %u of %u"), report->n_episodes, report->total);
  left = format_time (report->seconds_left);
  /* Translators: the last is the time left. */
  return g_strdup_printf (_ ("Episode %u of %u · %s"), report->n_episodes, report->total,
                          left);
}

/* The first few of @messages, and that there are more. */
static char *
join_first (GPtrArray *messages)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (messages->len, MAX_TOLD); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", (char *) messages->pdata[i]);
  if (messages->len > MAX_TOLD)
    g_string_append (text, "; …");
  return g_string_free (text, FALSE);
}

char *
lk_evaluation_export_describe_left_out (LkEvaluationJob *job)
{
  g_autoptr (GPtrArray) small = NULL;
  g_autoptr (GPtrArray) unreadable = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (LK_IS_EVALUATION_JOB (job), NULL);

  small = lk_sampler_list_small (&lk_evaluation_job_get_request (job)->sampler,
                                 lk_evaluation_job_get_request (job)->dataset);
  unreadable = lk_dataset_list_left_out (lk_evaluation_job_get_request (job)->dataset);
  if (small->len > 0)
    {
      g_autofree char *names = join_first (small);

      g_string_append (text, names);
    }
  if (unreadable->len > 0)
    {
      g_autofree char *names = join_first (unreadable);

      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("%u picture was left out: %s",
                                        "%u pictures were left out: %s", unreadable->len),
                              unreadable->len, names);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* Whether it would be the same with what the session is set to now. */
static gboolean
is_as_now (LkEvaluationJob *job, LkSession *session)
{
  const LkEvaluationRequest *then = lk_evaluation_job_get_request (job);
  LkEvaluationRequest now = lk_session_make_request (session, then->dataset);

  now.sampler = then->sampler;
  return lk_evaluation_request_equal (then, &now);
}

char *
lk_evaluation_export_describe_settings (LkEvaluationJob *job, LkSession *session)
{
  const LkSampler *sampler;
  g_autofree char *text = NULL;
  g_autofree char *left_out = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION_JOB (job) && LK_IS_SESSION (session), NULL);

  sampler = &lk_evaluation_job_get_request (job)->sampler;
  text = g_strdup_printf (
      is_as_now (job, session)
          ? ngettext ("%u-way %u-shot, %u query of each class, seed %" PRIu64,
                      "%u-way %u-shot, %u queries of each class, seed %" PRIu64,
                      sampler->n_queries)
          : ngettext ("%u-way %u-shot, %u query of each class, seed %" PRIu64
                      "; model or metric have been changed since",
                      "%u-way %u-shot, %u queries of each class, seed %" PRIu64
                      "; model or metric have been changed since",
                      sampler->n_queries),
      sampler->n_ways, sampler->n_shots, sampler->n_queries, sampler->seed);
  left_out = lk_evaluation_export_describe_left_out (job);
  return left_out != NULL ? g_strdup_printf ("%s\n%s", text, left_out)
                          : g_steal_pointer (&text);
}
