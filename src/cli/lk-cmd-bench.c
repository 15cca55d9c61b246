/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/resource.h>

#include "lk-cli-bench.h"
#include "lk-cli-json.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli-table.h"
#include "lk-cli.h"
#include "lk-cpu.h"
#include "lk-linalg.h"
#include "lk-printable.h"

#define MAX_QUERIES 1000

/* getrusage() would tell that of the program that started this one, where it was larger.
 */
static gint64
get_peak_memory (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;
  struct rusage usage;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    line = strstr (status, "VmHWM:");
  if (line != NULL)
    return 1024 * g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10);
  return getrusage (RUSAGE_SELF, &usage) == 0 ? (gint64) usage.ru_maxrss * 1024 : 0;
}

static gint64
get_planned_memory (LkModel *model)
{
  return (gint64) lk_network_get_planned_memory (lk_model_get_network (model));
}

static void
build_stages (JsonBuilder *builder, GPtrArray *stages)
{
  json_builder_set_member_name (builder, "stages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < stages->len; i++)
    {
      const LkBenchStage *stage = stages->pdata[i];

      json_builder_begin_object (builder);
      lk_cli_json_add_string (builder, "name", stage->name);
      lk_cli_json_add_double (builder, "median_ms", stage->median);
      lk_cli_json_add_double (builder, "fastest_ms", stage->fastest);
      lk_cli_json_add_double (builder, "slowest_ms", stage->slowest);
      lk_cli_json_add_int (builder, "runs", stage->n_runs);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (LkModel *model, GPtrArray *stages, const char *problem)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *name = g_filename_display_name (lk_model_get_name (model));
  LkKernels kernels = lk_cpu_get_kernels ();

  json_builder_begin_object (builder);
  lk_cli_json_add_string (builder, "version", LK_VERSION);
  lk_cli_json_add_string (builder, "model", name);
  lk_cli_json_add_string (builder, "backbone",
                          lk_model_get_layout (model)->backbone.name);
  lk_cli_json_add_string (builder, "profile", lk_model_get_profile (model)->name);
  lk_cli_json_add_int (builder, "processors", lk_cpu_count ());
  lk_cli_json_add_string (builder, "kernels", lk_kernels_to_string (kernels));
  json_builder_set_member_name (builder, "vnni");
  json_builder_add_boolean_value (builder, lk_cpu_has_vnni (kernels));
  lk_cli_json_add_int (builder, "blas_threads", lk_linalg_get_threads ());
  lk_cli_json_add_string (builder, "blas_core", lk_linalg_get_core_name ());
  lk_cli_json_add_string (builder, "warning", problem);
  build_stages (builder, stages);
  lk_cli_json_add_int (builder, "planned_memory_bytes", get_planned_memory (model));
  lk_cli_json_add_int (builder, "peak_memory_bytes", get_peak_memory ());
  json_builder_end_object (builder);
  lk_cli_print_json (json_builder_get_root (builder));
}

static void
print_text (LkModel *model, GPtrArray *stages)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("lrrrr");
  g_autofree char *name = lk_printable_path (lk_model_get_name (model));
  g_autofree char *described = lk_model_describe (model);
  LkKernels kernels = lk_cpu_get_kernels ();

  g_print (_ ("Model       %s (%s)\n"), name, described);
  g_print (_ ("Processors  %u\n"), lk_cpu_count ());
  g_print (lk_cpu_has_vnni (kernels) ? _ ("Kernels     %s with VNNI; of BLAS: %s\n\n")
                                     : _ ("Kernels     %s; of BLAS: %s\n\n"),
           lk_kernels_to_string (kernels), lk_linalg_get_core_name ());
  lk_cli_table_add (table, _ ("stage"), _ ("median ms"), _ ("fastest"), _ ("slowest"),
                    _ ("runs"));
  for (guint i = 0; i < stages->len; i++)
    {
      const LkBenchStage *stage = stages->pdata[i];
      GStrv cells = g_new0 (char *, 6);

      cells[0] = g_strdup (stage->title);
      cells[1] = g_strdup_printf ("%.3f", stage->median);
      cells[2] = g_strdup_printf ("%.3f", stage->fastest);
      cells[3] = g_strdup_printf ("%.3f", stage->slowest);
      cells[4] = g_strdup_printf ("%u", stage->n_runs);
      lk_cli_table_take (table, cells);
    }
  lk_cli_table_print (table, 0);
  g_print (_ ("\nMemory      %.1f MiB planned for the backbone, %.1f MiB at the peak\n"),
           (double) get_planned_memory (model) / (1 << 20),
           (double) get_peak_memory () / (1 << 20));
}

gboolean
lk_cmd_bench (GStrv *arguments, GError **error)
{
  g_auto (LkCliOptions) options = { NULL };
  LkMetricOptions metric;
  int n_queries = 15;
  gboolean json = FALSE;
  g_autofree char *problem = lk_bench_describe_blas ();
  g_autoptr (LkModel) model = NULL;
  g_autoptr (GPtrArray) stages = NULL;
  const GOptionEntry entries[] = {
    { "queries", 0, 0, G_OPTION_ARG_INT, &n_queries,
      N_ ("Queries of the whole episode, 15 unless told"), "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("Print one JSON object"), NULL },
    { NULL },
  };

  if (!lk_cli_options_parse (&options, LK_CLI_MODEL | LK_CLI_METRIC, NULL,
                             _ ("Times every stage on this machine, with pictures made "
                                "up for it."),
                             entries, arguments, error))
    return FALSE;
  if ((*arguments)[0] != NULL)
    return lk_cli_wrong_use (error, _ ("“%s” is too much: bench takes only options"),
                             (*arguments)[0]);
  if (n_queries < 1 || n_queries > MAX_QUERIES)
    return lk_cli_wrong_use (error, _ ("--queries: give a number from 1 to %d"),
                             MAX_QUERIES);
  model = lk_cli_options_open_model (&options, error);
  if (model == NULL
      || !lk_cli_options_resolve (&options, model, LK_BENCH_SHOT, NULL, &metric, error))
    return FALSE;
  stages = lk_bench_run (model, &metric, (guint) n_queries, error);
  if (stages == NULL)
    return FALSE;
  if (problem != NULL)
    lk_cli_warn ("%s", problem);
  if (json)
    print_json (model, stages, problem);
  else
    print_text (model, stages);
  return TRUE;
}
