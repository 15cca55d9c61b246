/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "lk-cli-findings.h"
#include "lk-cli-table.h"
#include "lk-tally.h"
#include "lk-deletion-sheet.h"
#include "lk-trust-sheet.h"

/* Of which the margin is told that gives them. */
static const double wanted_accuracies[] = { 0.9, 0.95, 0.99 };

static char *
show_area (const LkDeletion *deletion, guint order, gboolean insertion)
{
  double area, ci95;

  if (lk_deletion_get_area (deletion, order, insertion, &area, &ci95))
    return g_strdup_printf ("%.3f ± %.3f", area, ci95);
  return g_strdup_printf ("%.3f", area);
}

/* The areas of #LkFaithfulness. */
static void
print_deletion (const LkDeletion *deletion)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("lrr");

  g_print (g_dngettext (GETTEXT_PACKAGE, "\nDeletion and insertion, %u query:\n",
                        "\nDeletion and insertion, %u queries:\n",
                        lk_deletion_get_n (deletion)),
           lk_deletion_get_n (deletion));
  lk_cli_table_add (table, _ ("order"), _ ("deletion"), _ ("insertion"));
  for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
    {
      GStrv cells = g_new0 (char *, 4);

      cells[0] = g_strdup (
          order == LK_FAITHFULNESS_MAP ? _ ("map")
          : order == LK_FAITHFULNESS_RANDOM
              ? _ ("random")
              : lk_level_speak (order - LK_FAITHFULNESS_LEVEL, LK_SPOKEN_WORD));
      cells[1] = show_area (deletion, order, FALSE);
      cells[2] = show_area (deletion, order, TRUE);
      lk_cli_table_take (table, cells);
    }
  lk_cli_table_print (table, 0);
}

static char *
show_figure (const LkUnknown *unknown, guint membership, LkUnknownFigure figure)
{
  double mean, ci95;
  /* A probability, and a share in percent. */
  gboolean percent = figure == LK_UNKNOWN_FPR95;

  if (!lk_unknown_get_figure (unknown, membership, figure, &mean, &ci95))
    return g_strdup_printf (percent ? "%.1f" : "%.3f", percent ? 100 * mean : mean);
  return percent ? g_strdup_printf ("%.1f ± %.1f", 100 * mean, 100 * ci95)
                 : g_strdup_printf ("%.3f ± %.3f", mean, ci95);
}

static void
print_unknown (const LkUnknown *unknown)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("lrr");

  g_print (g_dngettext (GETTEXT_PACKAGE,
                        "\nQueries of other classes beside those of %u episode:\n",
                        "\nQueries of other classes beside those of %u episodes:\n",
                        lk_unknown_get_n (unknown)),
           lk_unknown_get_n (unknown));
  lk_cli_table_add (table, _ ("level"), _ ("AUROC"),
                    _ ("accepted with 95 % of known, %"));
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    {
      GStrv cells = g_new0 (char *, 4);

      cells[0] = g_strdup (lk_predictor_get_title (i));
      cells[1] = show_figure (unknown, i, LK_UNKNOWN_AUROC);
      cells[2] = show_figure (unknown, i, LK_UNKNOWN_FPR95);
      lk_cli_table_take (table, cells);
    }
  lk_cli_table_print (table, 0);
}

static void
print_wanted (const GArray *list, double wanted)
{
  const LkCoverage *found = lk_coverage_find (list, wanted);

  if (found == NULL)
    g_print (_ ("%.0f %% right: at no margin\n"), 100 * wanted);
  else
    g_print (_ ("%.0f %% right: with a margin of %.3f or more, %.1f %% of the queries\n"),
             100 * wanted, found->margin, 100 * found->coverage);
}

static void
print_confidence (const LkConfidence *confidence)
{
  g_autoptr (GArray) list = lk_confidence_list_coverage (confidence);
  LkReliability before = lk_confidence_measure_before (confidence);

  g_print (g_dngettext (GETTEXT_PACKAGE, "\nHow sure, %u decision:\n",
                        "\nHow sure, %u decisions:\n", lk_confidence_get_n (confidence)),
           lk_confidence_get_n (confidence));
  g_print (_ ("Calibration error %.2f %%, Brier score %.4f\n"), 100 * before.error,
           before.brier);
  if (lk_confidence_get_n_episodes (confidence) > 1)
    {
      LkReliability after = lk_confidence_measure_after (confidence);

      g_print (_ ("Over a temperature of %.4g: %.2f %%, %.4f\n"),
               lk_confidence_fit (confidence), 100 * after.error, after.brier);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wanted_accuracies); i++)
    print_wanted (list, wanted_accuracies[i]);
}

void
lk_cli_findings_print (const LkCliFindings *self)
{
  if (self->deletion != NULL)
    print_deletion (self->deletion);
  if (self->unknown != NULL && lk_unknown_get_n (self->unknown) > 0)
    print_unknown (self->unknown);
  if (self->confidence != NULL && lk_confidence_get_n (self->confidence) > 0)
    print_confidence (self->confidence);
}

static void
set_area (JsonObject *object, const LkDeletion *deletion, guint order, gboolean insertion)
{
  double area, ci95;

  if (lk_deletion_get_area (deletion, order, insertion, &area, &ci95))
    json_object_set_double_member (object, "ci95", ci95);
  else
    json_object_set_null_member (object, "ci95");
  json_object_set_double_member (object, "area", area);
}

static JsonArray *
write_curve (const LkDeletion *deletion, guint order, gboolean insertion)
{
  JsonArray *array = json_array_new ();
  double kept[LK_FAITHFULNESS_STEPS];

  lk_deletion_get_curve (deletion, order, insertion, kept);
  for (guint i = 0; i < LK_FAITHFULNESS_STEPS; i++)
    json_array_add_double_element (array, kept[i]);
  return array;
}

static JsonObject *
write_deletion (const LkDeletion *deletion)
{
  JsonObject *object = json_object_new ();

  for (guint order = 0; order < LK_N_FAITHFULNESS_ORDERS; order++)
    {
      JsonObject *both = json_object_new (), *insertion = json_object_new ();

      set_area (both, deletion, order, FALSE);
      json_object_set_array_member (both, "curve", write_curve (deletion, order, FALSE));
      set_area (insertion, deletion, order, TRUE);
      json_object_set_array_member (insertion, "curve",
                                    write_curve (deletion, order, TRUE));
      json_object_set_object_member (both, "insertion", insertion);
      json_object_set_object_member (object, lk_faithfulness_order_to_string (order),
                                     both);
    }
  return object;
}

static void
set_figure (JsonObject *object,
            const char *name,
            const LkUnknown *unknown,
            guint membership,
            LkUnknownFigure figure)
{
  g_autofree char *interval = g_strconcat (name, "_ci95", NULL);
  double mean, ci95;

  if (lk_unknown_get_figure (unknown, membership, figure, &mean, &ci95))
    json_object_set_double_member (object, interval, ci95);
  else
    json_object_set_null_member (object, interval);
  json_object_set_double_member (object, name, mean);
}

static void
fill_unknown (JsonObject *object, const LkUnknown *unknown, guint membership)
{
  JsonArray *curve = json_array_new ();
  double known[LK_ROC_POINTS];

  set_figure (object, "auroc", unknown, membership, LK_UNKNOWN_AUROC);
  set_figure (object, "fpr95", unknown, membership, LK_UNKNOWN_FPR95);
  lk_unknown_get_curve (unknown, membership, known);
  for (guint i = 0; i < LK_ROC_POINTS; i++)
    json_array_add_double_element (curve, known[i]);
  json_object_set_array_member (object, "curve", curve);
}

static JsonObject *
write_unknown (const LkUnknown *unknown)
{
  JsonObject *object = json_object_new (), *levels = json_object_new ();

  json_object_set_int_member (object, "episodes", lk_unknown_get_n (unknown));
  fill_unknown (object, unknown, LK_MEMBERSHIP_FUSED);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      JsonObject *member = json_object_new ();

      fill_unknown (member, unknown, level);
      json_object_set_object_member (levels, lk_level_to_string (level), member);
    }
  json_object_set_object_member (object, "levels", levels);
  return object;
}

static JsonObject *
write_reliability (const LkReliability *reliability)
{
  JsonObject *object = json_object_new ();
  JsonArray *bins = json_array_new ();

  json_object_set_double_member (object, "ece", reliability->error);
  json_object_set_double_member (object, "brier", reliability->brier);
  for (guint i = 0; i < LK_RELIABILITY_BINS; i++)
    {
      JsonObject *bin = json_object_new ();

      json_object_set_double_member (bin, "low", (double) i / LK_RELIABILITY_BINS);
      json_object_set_double_member (bin, "high", (i + 1.0) / LK_RELIABILITY_BINS);
      json_object_set_int_member (bin, "count", reliability->bins[i].n);
      json_object_set_double_member (bin, "probability",
                                     reliability->bins[i].probability);
      json_object_set_double_member (bin, "accuracy", reliability->bins[i].accuracy);
      json_array_add_object_element (bins, bin);
    }
  json_object_set_array_member (object, "bins", bins);
  return object;
}

/* @accuracy: that was wanted, or negative */
static JsonObject *
write_coverage (const LkCoverage *coverage, double wanted)
{
  JsonObject *object = json_object_new ();

  if (wanted >= 0)
    json_object_set_double_member (object, "wanted", wanted);
  if (coverage == NULL)
    {
      json_object_set_null_member (object, "margin");
      json_object_set_double_member (object, "coverage", 0);
      json_object_set_null_member (object, "accuracy");
      return object;
    }
  json_object_set_double_member (object, "margin", coverage->margin);
  json_object_set_double_member (object, "coverage", coverage->coverage);
  json_object_set_double_member (object, "accuracy", coverage->accuracy);
  return object;
}

/* At every hundredth of the decisions. */
static JsonArray *
write_coverages (const GArray *list)
{
  JsonArray *array = json_array_new ();
  guint next = 1;

  for (guint i = 0; i < list->len; i++)
    {
      const LkCoverage *coverage = &g_array_index (list, LkCoverage, i);

      if (coverage->coverage < next / 100.0)
        continue;
      json_array_add_object_element (array, write_coverage (coverage, -1));
      while (next / 100.0 <= coverage->coverage)
        next++;
    }
  return array;
}

static JsonObject *
write_confidence (const LkConfidence *confidence)
{
  g_autoptr (GArray) list = lk_confidence_list_coverage (confidence);
  JsonObject *object = json_object_new ();
  JsonArray *wanted = json_array_new ();
  LkReliability before = lk_confidence_measure_before (confidence);
  double temperature = lk_confidence_fit (confidence);

  json_object_set_int_member (object, "decisions", lk_confidence_get_n (confidence));
  if (isfinite (temperature))
    json_object_set_double_member (object, "temperature", temperature);
  else
    json_object_set_null_member (object, "temperature");
  json_object_set_object_member (object, "before", write_reliability (&before));
  if (lk_confidence_get_n_episodes (confidence) > 1)
    {
      LkReliability after = lk_confidence_measure_after (confidence);

      json_object_set_object_member (object, "after", write_reliability (&after));
    }
  else
    json_object_set_null_member (object, "after");
  json_object_set_array_member (object, "coverage", write_coverages (list));
  for (guint i = 0; i < G_N_ELEMENTS (wanted_accuracies); i++)
    json_array_add_object_element (
        wanted, write_coverage (lk_coverage_find (list, wanted_accuracies[i]),
                                wanted_accuracies[i]));
  json_object_set_array_member (object, "wanted", wanted);
  return object;
}

void
lk_cli_findings_add (const LkCliFindings *self, JsonObject *object)
{
  if (self->deletion != NULL)
    {
      json_object_set_int_member (object, "deletion_queries",
                                  lk_deletion_get_n (self->deletion));
      json_object_set_object_member (object, "deletion", write_deletion (self->deletion));
    }
  if (self->unknown != NULL && lk_unknown_get_n (self->unknown) > 0)
    json_object_set_object_member (object, "unknown", write_unknown (self->unknown));
  if (self->confidence != NULL && lk_confidence_get_n (self->confidence) > 0)
    json_object_set_object_member (object, "confidence",
                                   write_confidence (self->confidence));
}

/* What is drawn, by the name of its files. */
typedef gboolean (*Write) (const LkCliFindings *self, const char *path, GError **error);

static gboolean
write_deletion_figure (const LkCliFindings *self, const char *path, GError **error)
{
  return lk_deletion_sheet_write (self->deletion, path, error);
}

static gboolean
write_unknown_figure (const LkCliFindings *self, const char *path, GError **error)
{
  return lk_trust_sheet_write_unknown (self->unknown, path, error);
}

static gboolean
write_reliability_figure (const LkCliFindings *self, const char *path, GError **error)
{
  return lk_trust_sheet_write_reliability (self->confidence, path, error);
}

static gboolean
write_coverage_figure (const LkCliFindings *self, const char *path, GError **error)
{
  return lk_trust_sheet_write_coverage (self->confidence, path, error);
}

/* Where figures are written, and what became of them. */
typedef struct
{
  const LkCliFindings *findings;
  const char *folder;
  GPtrArray *paths;
  GError **error;
} Saving;

static void
save_figure (const Saving *saving, const char *name, Write write)
{
  static const char *const endings[] = { "svg", "pdf", "png" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (name, ".", endings[i], NULL);
      g_autofree char *path = g_build_filename (saving->folder, file, NULL);

      if (write (saving->findings, path, *saving->error == NULL ? saving->error : NULL))
        g_ptr_array_add (saving->paths, g_steal_pointer (&path));
    }
}

void
lk_cli_findings_save (const LkCliFindings *self,
                      const char *folder,
                      GPtrArray *paths,
                      GError **error)
{
  const Saving saving = { self, folder, paths, error };

  if (self->deletion != NULL && lk_deletion_get_n (self->deletion) > 0)
    save_figure (&saving, "deletion", write_deletion_figure);
  if (self->unknown != NULL && lk_unknown_get_n (self->unknown) > 0)
    save_figure (&saving, "unknown", write_unknown_figure);
  if (self->confidence != NULL && lk_confidence_get_n (self->confidence) > 0)
    {
      save_figure (&saving, "reliability", write_reliability_figure);
      save_figure (&saving, "coverage", write_coverage_figure);
    }
}
