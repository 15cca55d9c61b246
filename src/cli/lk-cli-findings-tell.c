/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-findings.h"
#include "lk-cli-table.h"
#include "lk-deletion-sheet.h"
#include "lk-findings-json.h"
#include "lk-tally.h"
#include "lk-trust-sheet.h"

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
print_confidence (const LkConfidenceReport *report)
{
  g_print (g_dngettext (GETTEXT_PACKAGE, "\nHow sure, %u decision:\n",
                        "\nHow sure, %u decisions:\n", report->n),
           report->n);
  g_print (_ ("Calibration error %.2f %%, Brier score %.4f\n"),
           100 * report->before.error, report->before.brier);
  if (report->has_after)
    g_print (_ ("Over a temperature of %.4g: %.2f %%, %.4f\n"), report->temperature,
             100 * report->after.error, report->after.brier);
  for (guint i = 0; i < LK_N_WANTED_ACCURACIES; i++)
    print_wanted (report->coverage, lk_wanted_accuracies[i]);
}

/* (nullable) */
static LkConfidenceReport *
report_confidence (const LkCliFindings *self)
{
  return self->confidence != NULL ? lk_confidence_report_new (self->confidence) : NULL;
}

void
lk_cli_findings_print (const LkCliFindings *self)
{
  g_autoptr (LkConfidenceReport) report = report_confidence (self);

  if (self->deletion != NULL)
    print_deletion (self->deletion);
  if (self->unknown != NULL && lk_unknown_get_n (self->unknown) > 0)
    print_unknown (self->unknown);
  if (report != NULL)
    print_confidence (report);
}

void
lk_cli_findings_add (const LkCliFindings *self, JsonObject *object)
{
  g_autoptr (LkConfidenceReport) report = report_confidence (self);

  if (self->deletion != NULL)
    {
      json_object_set_int_member (object, "deletion_queries",
                                  lk_deletion_get_n (self->deletion));
      json_object_set_object_member (object, "deletion",
                                     lk_findings_json_write_deletion (self->deletion));
    }
  if (self->unknown != NULL && lk_unknown_get_n (self->unknown) > 0)
    json_object_set_object_member (object, "unknown",
                                   lk_findings_json_write_unknown (self->unknown));
  if (report != NULL)
    json_object_set_object_member (object, "confidence",
                                   lk_findings_json_write_confidence (report));
}

/* What is drawn, by the name of its files, of one of the findings. */
typedef gboolean (*Write) (gconstpointer found,
                           double column,
                           const char *path,
                           GError **error);

static gboolean
write_deletion_figure (gconstpointer found,
                       double column,
                       const char *path,
                       GError **error)
{
  return lk_deletion_sheet_write (found, column, path, error);
}

static gboolean
write_unknown_figure (gconstpointer found,
                      double column,
                      const char *path,
                      GError **error)
{
  return lk_trust_sheet_write_unknown (found, column, path, error);
}

static gboolean
write_reliability_figure (gconstpointer found,
                          double column,
                          const char *path,
                          GError **error)
{
  return lk_trust_sheet_write_reliability (found, column, path, error);
}

static gboolean
write_coverage_figure (gconstpointer found,
                       double column,
                       const char *path,
                       GError **error)
{
  return lk_trust_sheet_write_coverage (found, column, path, error);
}

/* Where figures are written, and what became of them. */
typedef struct
{
  const char *folder;
  double column;
  GPtrArray *paths;
  GError **error;
} Saving;

static void
save_figure (const Saving *saving, const char *name, Write write, gconstpointer found)
{
  static const char *const endings[] = { "svg", "pdf", "png" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (name, ".", endings[i], NULL);
      g_autofree char *path = g_build_filename (saving->folder, file, NULL);

      if (write (found, saving->column, path,
                 *saving->error == NULL ? saving->error : NULL))
        g_ptr_array_add (saving->paths, g_steal_pointer (&path));
    }
}

void
lk_cli_findings_save (const LkCliFindings *self,
                      const char *folder,
                      double column,
                      GPtrArray *paths,
                      GError **error)
{
  const Saving saving = { folder, column, paths, error };
  g_autoptr (LkConfidenceReport) report = report_confidence (self);

  if (self->deletion != NULL && lk_deletion_get_n (self->deletion) > 0)
    save_figure (&saving, "deletion", write_deletion_figure, self->deletion);
  if (self->unknown != NULL && lk_unknown_get_n (self->unknown) > 0)
    save_figure (&saving, "unknown", write_unknown_figure, self->unknown);
  if (report != NULL)
    {
      save_figure (&saving, "reliability", write_reliability_figure, report);
      save_figure (&saving, "coverage", write_coverage_figure, report);
    }
}
