/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-unknown-sample.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-random.h"

/* Sets the random numbers apart from those that episodes are drawn with: "unknown". */
#define STREAMS_APART G_GUINT64_CONSTANT (0x756e6b6e6f776e00)

/* Who is asked whether a class or a picture may be drawn. */
typedef struct
{
  const LkSampler *sampler;
  LkDataset *dataset;
  const LkSample *sample;
  guint class_index;
} Drawing;

static gboolean
accept_class (guint number, gpointer data)
{
  const Drawing *drawing = data;

  for (guint i = 0; i < drawing->sampler->n_ways; i++)
    if (drawing->sample->classes[i] == number)
      return FALSE;
  return lk_dataset_get_n_usable (drawing->dataset, number)
         >= drawing->sampler->n_queries;
}

static gboolean
accept_picture (guint number, gpointer data)
{
  const Drawing *drawing = data;

  return !lk_dataset_is_left_out (drawing->dataset, drawing->class_index, number);
}

static gboolean
draw_pictures (LkUnknownSample *self, Drawing *drawing, LkRandom *random)
{
  guint n_each = drawing->sampler->n_queries;

  for (guint i = 0; i < self->n_classes; i++)
    {
      drawing->class_index = self->classes[i];
      if (lk_random_choose_accepted (
              random, lk_dataset_get_n_pictures (drawing->dataset, self->classes[i]),
              n_each, accept_picture, drawing, self->pictures + i * n_each)
          < n_each)
        return FALSE;
    }
  return TRUE;
}

LkUnknownSample *
lk_unknown_sample_draw (const LkSampler *sampler,
                        LkDataset *dataset,
                        guint64 index,
                        const LkSample *sample,
                        guint n_classes,
                        GError **error)
{
  g_autoptr (LkUnknownSample) self = g_new0 (LkUnknownSample, 1);
  Drawing drawing = { sampler, dataset, sample, 0 };
  LkRandom random;

  g_return_val_if_fail (sampler != NULL && LK_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (sample != NULL && n_classes > 0, NULL);

  self->n_classes = n_classes;
  self->classes = g_new (guint, n_classes);
  self->pictures = g_new (guint, (gsize) n_classes * sampler->n_queries);
  lk_random_init (&random, sampler->seed ^ STREAMS_APART, index);
  if (n_classes <= lk_dataset_get_n_classes (dataset)
      && lk_random_choose_accepted (&random, lk_dataset_get_n_classes (dataset),
                                    n_classes, accept_class, &drawing, self->classes)
             == n_classes
      && draw_pictures (self, &drawing, &random))
    return g_steal_pointer (&self);
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("Queries of %u classes outside %u-way episodes need %u classes with %u "
                  "pictures or more"),
               n_classes, sampler->n_ways, sampler->n_ways + n_classes,
               sampler->n_queries);
  return NULL;
}

void
lk_unknown_sample_free (LkUnknownSample *self)
{
  if (self == NULL)
    return;
  g_free (self->classes);
  g_free (self->pictures);
  g_free (self);
}
