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
  for (guint i = 0; i < LK_N_WANTED_ACCURACIES; i++)
    print_wanted (list, lk_wanted_accuracies[i]);
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

void
lk_cli_findings_add (const LkCliFindings *self, JsonObject *object)
{
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
  if (self->confidence != NULL && lk_confidence_get_n (self->confidence) > 0)
    json_object_set_object_member (object, "confidence",
                                   lk_findings_json_write_confidence (self->confidence));
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
