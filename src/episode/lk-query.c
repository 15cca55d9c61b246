/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-query.h"

struct _LkQuery
{
  GObject parent_instance;

  LkPicture *picture;
  char *label;
};

enum
{
  PROP_PICTURE = 1,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkQuery, lk_query, G_TYPE_OBJECT)

static void
lk_query_finalize (GObject *object)
{
  LkQuery *self = LK_QUERY (object);

  g_clear_object (&self->picture);
  g_free (self->label);
  G_OBJECT_CLASS (lk_query_parent_class)->finalize (object);
}

static void
lk_query_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkQuery *self = LK_QUERY (object);

  switch (id)
    {
    case PROP_PICTURE:
      g_value_set_object (value, self->picture);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lk_query_class_init (LkQueryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lk_query_finalize;
  object_class->get_property = lk_query_get_property;

  properties[PROP_PICTURE] = g_param_spec_object (
      "picture", NULL, NULL, LK_TYPE_PICTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LABEL] = g_param_spec_string (
      "label", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lk_query_init (LkQuery *self)
{
}

LkQuery *
lk_query_new (LkPicture *picture, const char *label)
{
  LkQuery *self;

  g_return_val_if_fail (LK_IS_PICTURE (picture), NULL);

  self = g_object_new (LK_TYPE_QUERY, NULL);
  self->picture = g_object_ref (picture);
  self->label = g_strdup (label);
  return self;
}

LkPicture *
lk_query_get_picture (LkQuery *self)
{
  g_return_val_if_fail (LK_IS_QUERY (self), NULL);
  return self->picture;
}

const char *
lk_query_get_label (LkQuery *self)
{
  g_return_val_if_fail (LK_IS_QUERY (self), NULL);
  return self->label;
}
