/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-findings-json.h"

#include <math.h>

const double lk_wanted_accuracies[LK_N_WANTED_ACCURACIES] = { 0.9, 0.95, 0.99 };

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

JsonObject *
lk_findings_json_write_deletion (const LkDeletion *deletion)
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

JsonObject *
lk_findings_json_write_unknown (const LkUnknown *unknown)
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

JsonObject *
lk_findings_json_write_confidence (const LkConfidenceReport *report)
{
  JsonObject *object = json_object_new ();
  JsonArray *wanted = json_array_new ();

  json_object_set_int_member (object, "decisions", report->n);
  if (isfinite (report->temperature))
    json_object_set_double_member (object, "temperature", report->temperature);
  else
    json_object_set_null_member (object, "temperature");
  json_object_set_object_member (object, "before", write_reliability (&report->before));
  if (report->has_after)
    json_object_set_object_member (object, "after", write_reliability (&report->after));
  else
    json_object_set_null_member (object, "after");
  json_object_set_array_member (object, "coverage", write_coverages (report->coverage));
  for (guint i = 0; i < LK_N_WANTED_ACCURACIES; i++)
    json_array_add_object_element (
        wanted,
        write_coverage (lk_coverage_find (report->coverage, lk_wanted_accuracies[i]),
                        lk_wanted_accuracies[i]));
  json_object_set_array_member (object, "wanted", wanted);
  return object;
}
