/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-dataset.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-output.h"
#include "lk-dataset-overlap.h"
#include "lk-error.h"
#include "lk-printable.h"

/* What goes beyond is counted. */
#define MAX_TOLD 30

static void
warn_of_each (GPtrArray *messages)
{
  for (guint i = 0; i < MIN (messages->len, MAX_TOLD); i++)
    lk_cli_warn ("%s", (char *) messages->pdata[i]);
  if (messages->len > MAX_TOLD)
    lk_cli_warn (ngettext ("and %u more of the kind", "and %u more of the kind",
                           messages->len - MAX_TOLD),
                 messages->len - MAX_TOLD);
}

LkDataset *
lk_cli_dataset_open (const char *path, const char *split, GError **error)
{
  LkDataset *dataset = lk_dataset_open (path, split, error);

  if (dataset != NULL)
    warn_of_each (lk_dataset_get_warnings (dataset));
  return dataset;
}

LkDataset *
lk_cli_dataset_open_usual (const char *path,
                           const char *split,
                           const char *usual,
                           GError **error)
{
  g_autoptr (GError) problem = NULL;
  LkDataset *dataset = NULL;

  if (split == NULL)
    dataset = lk_dataset_open (path, usual, &problem);
  if (dataset == NULL
      && (split != NULL || g_error_matches (problem, LK_ERROR, LK_ERROR_OPTION)))
    return lk_cli_dataset_open (path, split, error);
  if (dataset == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    warn_of_each (lk_dataset_get_warnings (dataset));
  return dataset;
}

char *
lk_cli_dataset_show (LkDataset *dataset)
{
  g_autofree char *path = lk_printable_path (lk_dataset_get_path (dataset));
  const char *split = lk_dataset_get_split (dataset);

  return split != NULL ? g_strdup_printf (_ ("%s, split %s"), path, split)
                       : g_steal_pointer (&path);
}

void
lk_cli_dataset_warn_of_small (LkDataset *dataset, const LkSampler *sampler)
{
  g_autoptr (GPtrArray) messages = lk_sampler_list_small (sampler, dataset);

  warn_of_each (messages);
}

char *
lk_cli_dataset_describe_left_out (LkDataset *dataset)
{
  g_autoptr (GPtrArray) messages = lk_dataset_list_left_out (dataset);
  g_autoptr (GString) text = g_string_new (NULL);

  if (messages->len == 0)
    return NULL;
  for (guint i = 0; i < MIN (messages->len, MAX_TOLD); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", (char *) messages->pdata[i]);
  if (messages->len > MAX_TOLD)
    g_string_append (text, "; …");
  return g_strdup_printf (ngettext ("%u picture was left out: %s",
                                    "%u pictures were left out: %s", messages->len),
                          messages->len, text->str);
}

void
lk_cli_dataset_warn_of_left_out (LkDataset *dataset)
{
  g_autofree char *text = lk_cli_dataset_describe_left_out (dataset);

  if (text != NULL)
    lk_cli_warn ("%s", text);
}

void
lk_cli_dataset_warn_of_overlap (LkDataset *dataset, LkModel *model)
{
  g_autofree char *text = lk_dataset_describe_overlap (dataset, model);

  if (text != NULL)
    lk_cli_warn ("%s", text);
}

void
lk_cli_dataset_add_left_out (JsonObject *object, LkDataset *dataset)
{
  g_autoptr (GPtrArray) left_out = lk_dataset_list_left_out (dataset);

  if (left_out->len > 0)
    lk_cli_output_add_paths (object, "left_out", left_out);
}

void
lk_cli_dataset_add_overlap (JsonObject *object, LkDataset *dataset, LkModel *model)
{
  g_autoptr (GPtrArray) trained = lk_dataset_find_overlap (dataset, model);

  if (trained->len > 0)
    lk_cli_output_add_paths (object, "trained_classes", trained);
}

gboolean
lk_cli_dataset_fail (LkDataset *dataset, GError *problem, GError **error)
{
  g_autofree char *left_out = lk_cli_dataset_describe_left_out (dataset);

  g_propagate_error (error, problem);
  if (left_out != NULL && error != NULL)
    {
      g_autofree char *text = g_strdup_printf ("%s; %s", (*error)->message, left_out);

      g_free ((*error)->message);
      (*error)->message = g_steal_pointer (&text);
    }
  return FALSE;
}
