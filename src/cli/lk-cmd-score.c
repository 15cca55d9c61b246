/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-checkpoint.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-table.h"
#include "lk-cli.h"
#include "lk-error.h"
#include "lk-number.h"
#include "lk-scoring-json.h"

/* The tensor @name of @file with @n_dims axes, every number of it finite. */
static LkTensor *
find_tensor (LkCheckpoint *file,
             const char *path,
             const char *name,
             guint n_dims,
             const char *axes,
             GError **error)
{
  LkTensor *tensor = lk_checkpoint_get_tensor (file, name);
  g_autofree char *shape = NULL;

  if (tensor == NULL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("%s has no tensor “%s”: it must be %s"), path, name, axes);
      return NULL;
    }
  shape = lk_tensor_describe_shape (tensor);
  if (lk_tensor_get_n_dims (tensor) != n_dims || lk_tensor_get_size (tensor) == 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("%s: the tensor “%s” is %s: it must be %s"), path, name, shape,
                   axes);
      return NULL;
    }
  if (!lk_tensor_is_finite (tensor))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                   _ ("%s: the tensor “%s” holds numbers that are NaN or infinite"), path,
                   name);
      return NULL;
    }
  return tensor;
}

static LkSupport *
build_support (LkTensor *tensor, GError **error)
{
  guint n_classes = (guint) lk_tensor_get_dim (tensor, 0);
  guint n_shots = (guint) lk_tensor_get_dim (tensor, 1);
  g_autoptr (GPtrArray) maps
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < n_classes; i++)
    {
      g_autoptr (LkTensor) shots = lk_tensor_slice (tensor, i);

      for (guint j = 0; j < n_shots; j++)
        g_ptr_array_add (maps, lk_tensor_slice (shots, j));
    }
  return lk_support_new_even (n_classes, n_shots, (LkTensor *const *) maps->pdata, error);
}

static GPtrArray *
explain_all (LkTensor *query,
             LkTensor *support_maps,
             const LkMetricOptions *options,
             GError **error)
{
  g_autoptr (LkSupport) support = build_support (support_maps, error);
  g_autoptr (GPtrArray) explanations
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_explanation_unref);

  if (support == NULL)
    return NULL;
  for (gsize i = 0; i < lk_tensor_get_dim (query, 0); i++)
    {
      g_autoptr (LkTensor) map = lk_tensor_slice (query, i);
      LkExplanation *explanation
          = lk_explanation_new (support, map, options, NULL, error);

      if (explanation == NULL)
        return NULL;
      g_ptr_array_add (explanations, explanation);
    }
  return g_steal_pointer (&explanations);
}

static GPtrArray *
score (const char *file_name,
       const LkMetricOptions *options,
       guint *n_shots,
       GError **error)
{
  g_autofree char *path = g_filename_display_name (file_name);
  g_autoptr (LkCheckpoint) file = lk_checkpoint_load (file_name, error);
  g_autoptr (GError) problem = NULL;
  GPtrArray *explanations;
  LkTensor *query, *support;

  if (file == NULL)
    return NULL;
  query = find_tensor (file, path, "query", 4, "[Q, C, H, W]", error);
  if (query == NULL)
    return NULL;
  support = find_tensor (file, path, "support", 5, "[N, K, C, H, W]", error);
  if (support == NULL)
    return NULL;
  if (memcmp (lk_tensor_get_shape (query) + 1, lk_tensor_get_shape (support) + 2,
              3 * sizeof (gsize))
      != 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("%s: the maps of “query” and “support” are not of one shape"),
                   path);
      return NULL;
    }
  *n_shots = (guint) lk_tensor_get_dim (support, 1);
  explanations = explain_all (query, support, options, &problem);
  if (explanations == NULL)
    g_set_error (error, problem->domain, problem->code, "%s: %s", path, problem->message);
  return explanations;
}

static void
warn_of_ridge (GPtrArray *explanations, const LkMetricOptions *options)
{
  for (guint i = 0; i < explanations->len; i++)
    {
      double used = lk_explanation_get_ridge_used (explanations->pdata[i]);

      if (used > options->ridge)
        lk_cli_warn (_ ("query %u: KL needed a ridge of %g instead of %g"), i + 1, used,
                     options->ridge);
    }
}

static void
print_text (GPtrArray *explanations)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("rrrrrrrrr");

  lk_cli_table_add (table, _ ("query"), _ ("class"), _ ("pixel"), _ ("part"), "kl-sq",
                    "kl-qs", "w2", "w2-simplified", "w2-released");
  for (guint i = 0; i < explanations->len; i++)
    for (guint j = 0; j < lk_explanation_get_n_classes (explanations->pdata[i]); j++)
      {
        LkExplanation *explanation = explanations->pdata[i];
        GStrv cells = g_new0 (char *, 4 + LK_N_DISTANCES + 1);

        cells[0] = j == 0 ? g_strdup_printf ("%u", i + 1) : g_strdup ("");
        cells[1] = g_strdup_printf ("%u", j + 1);
        cells[2] = lk_number_format (lk_explanation_get_pixel (explanation, j)->score);
        cells[3] = lk_number_format (lk_explanation_get_part (explanation, j)->score);
        for (guint d = 0; d < LK_N_DISTANCES; d++)
          cells[4 + d]
              = lk_number_format (lk_explanation_get_distance (explanation, d, j));
        lk_cli_table_take (table, cells);
      }
  lk_cli_table_print (table, 0);
}

gboolean
lk_cmd_score (GStrv *arguments, GError **error)
{
  g_auto (LkCliOptions) options = { NULL };
  LkMetricOptions metric = lk_metric_options_default ();
  g_autoptr (GPtrArray) explanations = NULL;
  gboolean json = FALSE;
  guint n_shots;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON object"), NULL },
    { NULL },
  };

  if (!lk_cli_options_parse (&options, LK_CLI_MATCHING, _ ("FEATURES.safetensors"),
                             _ ("Scores the feature maps “query” [Q, C, H, W] against "
                                "“support” [N, K, C, H, W] at every level."),
                             entries, arguments, error))
    return FALSE;
  if (g_strv_length (*arguments) != 1)
    return lk_cli_wrong_use (error, _ ("Give one file of feature maps"));
  lk_cli_options_apply (&options, &metric);
  explanations = score ((*arguments)[0], &metric, &n_shots, error);
  if (explanations == NULL)
    return FALSE;
  warn_of_ridge (explanations, &metric);
  if (json)
    lk_cli_print_json (
        lk_explanations_to_json (explanations, n_shots, metric.neighbours));
  else
    print_text (explanations);
  return TRUE;
}
