/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-class-private.h"

#include "lk-list-store.h"

struct _LkClass
{
  GObject parent_instance;

  char *name;
  GListStore *shots;
};

enum
{
  PROP_NAME = 1,
  PROP_SHOTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkClass, lk_class, G_TYPE_OBJECT)

static void
lk_class_finalize (GObject *object)
{
  LkClass *self = LK_CLASS (object);

  g_free (self->name);
  g_object_unref (self->shots);
  G_OBJECT_CLASS (lk_class_parent_class)->finalize (object);
}

static void
lk_class_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkClass *self = LK_CLASS (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_SHOTS:
      g_value_set_object (value, self->shots);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lk_class_class_init (LkClassClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lk_class_finalize;
  object_class->get_property = lk_class_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOTS] = g_param_spec_object (
      "shots", NULL, NULL, G_TYPE_LIST_MODEL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lk_class_init (LkClass *self)
{
  self->shots = g_list_store_new (LK_TYPE_PICTURE);
}

LkClass *
lk_class_new (const char *name, GPtrArray *shots)
{
  LkClass *self = g_object_new (LK_TYPE_CLASS, NULL);

  lk_class_update (self, name, shots);
  return self;
}

void
lk_class_update (LkClass *self, const char *name, GPtrArray *shots)
{
  g_return_if_fail (LK_IS_CLASS (self));
  g_return_if_fail (name != NULL && shots != NULL);

  if (g_strcmp0 (self->name, name) != 0)
    {
      g_free (self->name);
      self->name = g_strdup (name);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
    }
  if (lk_list_store_assign (self->shots, shots))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOTS]);
}

const char *
lk_class_get_name (LkClass *self)
{
  g_return_val_if_fail (LK_IS_CLASS (self), NULL);
  return self->name;
}

GListModel *
lk_class_get_shots (LkClass *self)
{
  g_return_val_if_fail (LK_IS_CLASS (self), NULL);
  return G_LIST_MODEL (self->shots);
}
