/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-mistake-item.h"

struct _LkMistakeItem
{
  GObject parent_instance;

  LkDataset *dataset;
  LkMistake mistake;
};

enum
{
  PROP_EPISODE = 1,
  PROP_TRUTH,
  PROP_PREDICTION,
  PROP_MARGIN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkMistakeItem, lk_mistake_item, G_TYPE_OBJECT)

static void
lk_mistake_item_finalize (GObject *object)
{
  g_object_unref (LK_MISTAKE_ITEM (object)->dataset);
  G_OBJECT_CLASS (lk_mistake_item_parent_class)->finalize (object);
}

static void
lk_mistake_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkMistakeItem *self = LK_MISTAKE_ITEM (object);

  switch (id)
    {
    case PROP_EPISODE:
      g_value_set_uint64 (value, self->mistake.episode);
      break;
    case PROP_TRUTH:
      g_value_set_string (value, lk_mistake_item_get_truth (self));
      break;
    case PROP_PREDICTION:
      g_value_set_string (value, lk_mistake_item_get_prediction (self));
      break;
    case PROP_MARGIN:
      g_value_set_double (value, self->mistake.margin);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lk_mistake_item_class_init (LkMistakeItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = lk_mistake_item_finalize;
  object_class->get_property = lk_mistake_item_get_property;

  properties[PROP_EPISODE]
      = g_param_spec_uint64 ("episode", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_TRUTH] = g_param_spec_string ("truth", NULL, NULL, NULL, flags);
  properties[PROP_PREDICTION]
      = g_param_spec_string ("prediction", NULL, NULL, NULL, flags);
  properties[PROP_MARGIN]
      = g_param_spec_double ("margin", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lk_mistake_item_init (LkMistakeItem *self)
{
}

LkMistakeItem *
lk_mistake_item_new (LkDataset *dataset, const LkMistake *mistake)
{
  LkMistakeItem *self = g_object_new (LK_TYPE_MISTAKE_ITEM, NULL);

  self->dataset = g_object_ref (dataset);
  self->mistake = *mistake;
  return self;
}

const LkMistake *
lk_mistake_item_get (LkMistakeItem *self)
{
  g_return_val_if_fail (LK_IS_MISTAKE_ITEM (self), NULL);
  return &self->mistake;
}

const char *
lk_mistake_item_get_truth (LkMistakeItem *self)
{
  g_return_val_if_fail (LK_IS_MISTAKE_ITEM (self), NULL);
  return lk_dataset_get_class_name (self->dataset, self->mistake.truth);
}

const char *
lk_mistake_item_get_prediction (LkMistakeItem *self)
{
  g_return_val_if_fail (LK_IS_MISTAKE_ITEM (self), NULL);
  return lk_dataset_get_class_name (self->dataset, self->mistake.prediction);
}

char *
lk_mistake_item_get_path (LkMistakeItem *self, const LkSampler *sampler)
{
  g_autoptr (LkSample) sample = NULL;

  g_return_val_if_fail (LK_IS_MISTAKE_ITEM (self), NULL);
  g_return_val_if_fail (self->mistake.query < sampler->n_ways * sampler->n_queries, NULL);

  sample = lk_sampler_draw (sampler, self->dataset, self->mistake.episode);
  return lk_dataset_get_picture_path (self->dataset, self->mistake.truth,
                                      sample->queries[self->mistake.query]);
}
