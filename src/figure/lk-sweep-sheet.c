/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sweep-sheet.h"

#include <glib/gi18n-lib.h>

#include "lk-figure-file.h"
#include "lk-number-text.h"
#include "lk-number.h"
#include "lk-plot-sweep.h"
#include "lk-table-private.h"

#define WIDTH 900

/* What settings differ in, in the order in which it is said. */
typedef enum
{
  SAYS_MODEL,
  SAYS_NEIGHBOURS,
  SAYS_PART,
  SAYS_DISTANCE,
  SAYS_RIDGE,
  SAYS_NORMALISE,
  SAYS_WEIGHTS,
  N_SAYINGS,
} Saying;

static char *
describe_weights (const double weights[LK_N_LEVELS])
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      g_autofree char *number = lk_number_short (weights[level]);

      g_string_append_printf (text, "%s%s", level > 0 ? "/" : "", number);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* As it is given on the command line, where that is clear enough. */
static char *
say (const LkSweepSetting *setting, Saying saying)
{
  const LkMetricOptions *options = &setting->options;

  switch (saying)
    {
    case SAYS_MODEL:
      return g_filename_display_name (lk_map_source_get_name (setting->source));
    case SAYS_NEIGHBOURS:
      return g_strdup_printf ("k = %u", options->neighbours);
    case SAYS_PART:
      return g_strdup (lk_part_form_to_string (options->part_form));
    case SAYS_DISTANCE:
      return g_strdup (lk_distance_to_string (options->distance));
    case SAYS_RIDGE:
      return g_strdup_printf ("ridge %g", options->ridge);
    case SAYS_NORMALISE:
      return g_strdup (lk_normalisation_to_string (options->normalisation));
    default:
      return describe_weights (options->weights);
    }
}

static gboolean
is_said_alike (LkSweep *sweep, Saying saying)
{
  g_autofree char *first = say (lk_sweep_get_setting (sweep, 0), saying);

  for (guint i = 1; i < lk_sweep_get_n (sweep); i++)
    {
      g_autofree char *other = say (lk_sweep_get_setting (sweep, i), saying);

      if (!g_str_equal (first, other))
        return FALSE;
    }
  return TRUE;
}

/* Whether models can be told apart by the names of their files alone. */
static gboolean
have_own_names (LkSweep *sweep)
{
  g_autoptr (GHashTable) paths
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < lk_sweep_get_n (sweep); i++)
    {
      char *path = say (lk_sweep_get_setting (sweep, i), SAYS_MODEL);
      g_autofree char *name = g_path_get_basename (path);
      const char *other = g_hash_table_lookup (paths, name);
      gboolean is_other = other != NULL && !g_str_equal (other, path);

      g_hash_table_replace (paths, g_steal_pointer (&name), path);
      if (is_other)
        return FALSE;
    }
  return TRUE;
}

static char *
name_setting (LkSweep *sweep, guint i, const gboolean says[N_SAYINGS], gboolean own_names)
{
  const LkSweepSetting *setting = lk_sweep_get_setting (sweep, i);
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint saying = 0; saying < N_SAYINGS; saying++)
    {
      g_autofree char *text = NULL;
      g_autofree char *base = NULL;

      if (!says[saying])
        continue;
      text = say (setting, saying);
      if (saying == SAYS_MODEL && own_names)
        base = g_path_get_basename (text);
      g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "",
                              base != NULL ? base : text);
    }
  if (name->len == 0)
    g_string_append_printf (name, _ ("setting %u"), i + 1);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

GStrv
lk_sweep_sheet_list_names (LkSweep *sweep)
{
  gboolean says[N_SAYINGS], own_names;
  guint n;
  GStrv names;

  g_return_val_if_fail (sweep != NULL, NULL);

  n = lk_sweep_get_n (sweep);
  names = g_new0 (char *, n + 1);
  own_names = have_own_names (sweep);
  for (guint saying = 0; saying < N_SAYINGS; saying++)
    says[saying] = !is_said_alike (sweep, saying);
  for (guint i = 0; i < n; i++)
    names[i] = name_setting (sweep, i, says, own_names);
  return names;
}

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  lk_plot_sweep (data, cr, width, height, palette);
}

static LkSweepRow
make_row (LkSweep *sweep, guint i, const char *name)
{
  LkEvaluation *evaluation = lk_sweep_get_setting (sweep, i)->evaluation;
  LkSweepRow row = { .name = name };

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    lk_evaluation_get_accuracy (evaluation, predictor, &row.accuracy[predictor],
                                &row.ci95);
  lk_sweep_get_difference (sweep, i, LK_PREDICTOR_FUSED, &row.difference,
                           &row.difference_ci95);
  return row;
}

gboolean
lk_sweep_sheet_write (LkSweep *sweep, double column, const char *path, GError **error)
{
  g_auto (GStrv) names = NULL;
  g_autofree LkSweepRow *rows = NULL;
  g_autofree char *subtitle = NULL;
  const LkSampler *sampler;
  LkPalette palette;
  LkSweepPlot plot;

  g_return_val_if_fail (sweep != NULL && path != NULL, FALSE);

  sampler = lk_sweep_get_sampler (sweep);
  names = lk_sweep_sheet_list_names (sweep);
  rows = g_new (LkSweepRow, lk_sweep_get_n (sweep));
  for (guint i = 0; i < lk_sweep_get_n (sweep); i++)
    rows[i] = make_row (sweep, i, names[i]);
  subtitle = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u-way %u-shot, the same %u episode",
                   "%u-way %u-shot, the same %u episodes",
                   lk_sweep_get_n_episodes (sweep)),
      sampler->n_ways, sampler->n_shots, lk_sweep_get_n_episodes (sweep));
  plot = (LkSweepPlot){ .n_rows = lk_sweep_get_n (sweep),
                        .rows = rows,
                        .title = _ ("Settings compared"),
                        .subtitle = subtitle };
  lk_palette_init (&palette, FALSE, FALSE);
  return lk_figure_file_write (
      path, &(LkFigureSize){ WIDTH, lk_plot_sweep_get_height (&plot, &palette), column },
      draw, &plot, error);
}

static void
add_columns (LkTable *table, const char *ending, const char *between)
{
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      const char *name = lk_predictor_to_string (predictor);

      lk_table_add_column (table, TRUE, g_strconcat (name, ending, NULL));
      lk_table_add_column (table, TRUE, g_strconcat (name, ending, between, NULL));
    }
}

/* Numbers with an interval each, or with none. */
static void
add_numbers (GPtrArray *cells, double value, double ci95, gboolean has_interval)
{
  g_ptr_array_add (cells, lk_number_format (value));
  g_ptr_array_add (cells, has_interval ? lk_number_format (ci95) : g_strdup (""));
}

static void
add_options (GPtrArray *cells, const LkMetricOptions *options)
{
  g_ptr_array_add (cells, g_strdup_printf ("%u", options->neighbours));
  g_ptr_array_add (cells, g_strdup (lk_part_form_to_string (options->part_form)));
  g_ptr_array_add (cells, g_strdup (lk_distance_to_string (options->distance)));
  g_ptr_array_add (cells, lk_number_format (options->ridge));
  g_ptr_array_add (cells, g_strdup (lk_normalisation_to_string (options->normalisation)));
  for (guint level = 0; level < LK_N_LEVELS; level++)
    g_ptr_array_add (cells, lk_number_format (options->weights[level]));
}

static char **
make_cells (LkSweep *sweep, guint i)
{
  const LkSweepSetting *setting = lk_sweep_get_setting (sweep, i);
  guint n_episodes = lk_evaluation_get_n_episodes (setting->evaluation);
  GPtrArray *cells = g_ptr_array_new ();

  g_ptr_array_add (cells, g_strdup_printf ("%u", i + 1));
  g_ptr_array_add (cells, say (setting, SAYS_MODEL));
  add_options (cells, &setting->options);
  g_ptr_array_add (cells, g_strdup_printf ("%u", n_episodes));
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      double accuracy, ci95;
      gboolean has_interval
          = lk_evaluation_get_accuracy (setting->evaluation, predictor, &accuracy, &ci95);

      add_numbers (cells, accuracy, ci95, has_interval);
    }
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      double difference, ci95;
      gboolean has_interval
          = lk_sweep_get_difference (sweep, i, predictor, &difference, &ci95);

      add_numbers (cells, difference, ci95, has_interval);
    }
  g_ptr_array_add (cells, NULL);
  return (char **) g_ptr_array_free (cells, FALSE);
}

LkTable *
lk_sweep_sheet_get_table (LkSweep *sweep)
{
  static const char *const texts[] = { "part_form", "distance" };
  LkTable *table;

  g_return_val_if_fail (sweep != NULL, NULL);

  table = lk_table_new (g_strdup (_ ("Settings compared")));
  lk_table_add_column (table, TRUE, g_strdup ("setting"));
  lk_table_add_column (table, FALSE, g_strdup ("model"));
  lk_table_add_column (table, TRUE, g_strdup ("neighbours"));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    lk_table_add_column (table, FALSE, g_strdup (texts[i]));
  lk_table_add_column (table, TRUE, g_strdup ("ridge"));
  lk_table_add_column (table, FALSE, g_strdup ("normalise"));
  for (guint level = 0; level < LK_N_LEVELS; level++)
    lk_table_add_column (table, TRUE,
                         g_strconcat ("weight_", lk_level_to_string (level), NULL));
  lk_table_add_column (table, TRUE, g_strdup ("episodes"));
  add_columns (table, "", "_ci95");
  add_columns (table, "_difference", "_ci95");
  for (guint i = 0; i < lk_sweep_get_n (sweep); i++)
    g_ptr_array_add (table->rows, make_cells (sweep, i));
  return table;
}
