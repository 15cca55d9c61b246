/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-values.h"

#include <string.h>

/* What is taken fastest comes first. */
static const LkGiven listed[] = {
  LK_GIVEN_WEIGHTS, LK_GIVEN_NORMALISE,  LK_GIVEN_DISTANCE,
  LK_GIVEN_PART,    LK_GIVEN_NEIGHBOURS,
};

struct _LkCliValues
{
  GPtrArray *models;
  GArray *metrics[G_N_ELEMENTS (listed)]; /* of LkMetricOptions, one member counts */
};

LkCliValues *
lk_cli_values_new (void)
{
  LkCliValues *self = g_new0 (LkCliValues, 1);

  self->models = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    self->metrics[i] = g_array_new (FALSE, FALSE, sizeof (LkMetricOptions));
  return self;
}

void
lk_cli_values_free (LkCliValues *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->models);
  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    g_array_unref (self->metrics[i]);
  g_free (self);
}

/* Overwrites the member @option of @metric. */
static void
copy (LkGiven option, const LkMetricOptions *from, LkMetricOptions *metric)
{
  LkCliOptions one = { .metric = *from, .given = option };

  lk_cli_options_apply (&one, metric);
}

static gboolean
is_there (GArray *values, LkGiven option, const LkMetricOptions *metric)
{
  for (guint i = 0; i < values->len; i++)
    {
      const LkMetricOptions *value = &g_array_index (values, LkMetricOptions, i);
      LkMetricOptions other = *value;

      copy (option, metric, &other);
      if (lk_metric_options_equal (value, &other))
        return TRUE;
    }
  return FALSE;
}

void
lk_cli_values_note (LkCliValues *self, LkGiven option, const LkMetricOptions *metric)
{
  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    if (listed[i] == option && !is_there (self->metrics[i], option, metric))
      {
        LkMetricOptions value = lk_metric_options_default ();

        copy (option, metric, &value);
        g_array_append_val (self->metrics[i], value);
      }
}

void
lk_cli_values_note_model (LkCliValues *self, const char *model)
{
  if (!g_ptr_array_find_with_equal_func (self->models, model, g_str_equal, NULL))
    g_ptr_array_add (self->models, g_strdup (model));
}

guint64
lk_cli_values_count (const LkCliValues *self)
{
  guint64 n = MAX (self->models->len, 1);

  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    n *= MAX (self->metrics[i]->len, 1);
  return n;
}

void
lk_cli_values_choose (const LkCliValues *self, guint64 i, LkCliOptions *options)
{
  for (guint j = 0; j < G_N_ELEMENTS (listed); j++)
    {
      GArray *values = self->metrics[j];

      if (values->len == 0)
        continue;
      copy (listed[j], &g_array_index (values, LkMetricOptions, i % values->len),
            &options->metric);
      i /= values->len;
    }
  if (self->models->len > 0)
    options->model = self->models->pdata[i % self->models->len];
}
