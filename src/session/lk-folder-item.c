/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folder-item.h"

struct _LkFolderItem
{
  GObject parent_instance;

  LkEpisodeState *episode;
  LkClassifiedPicture picture;
  char *path;
};

enum
{
  PROP_NAME = 1,
  PROP_CLASS,
  PROP_PREDICTION,
  PROP_MARGIN,
  PROP_DECISIVE,
  PROP_HIGHER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkFolderItem, lk_folder_item, G_TYPE_OBJECT)

static const char *
get_prediction (LkFolderItem *self)
{
  return lk_episode_state_get_class_name (self->episode, self->picture.found.prediction);
}

static double
get_higher (LkFolderItem *self)
{
  const LkPlace *place = &self->picture.found.place;

  return place->n_members > 0
             ? (double) place->n_higher[LK_MEMBERSHIP_FUSED] / place->n_members
             : -1;
}

static void
lk_folder_item_finalize (GObject *object)
{
  LkFolderItem *self = LK_FOLDER_ITEM (object);

  lk_episode_state_unref (self->episode);
  g_free (self->picture.name);
  g_free (self->path);
  G_OBJECT_CLASS (lk_folder_item_parent_class)->finalize (object);
}

static void
lk_folder_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkFolderItem *self = LK_FOLDER_ITEM (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_take_string (value, g_filename_display_name (self->picture.name));
      break;
    case PROP_CLASS:
      g_value_set_string (value,
                          lk_folder_item_is_of_none (self) ? "" : get_prediction (self));
      break;
    case PROP_PREDICTION:
      g_value_set_string (value, get_prediction (self));
      break;
    case PROP_MARGIN:
      g_value_set_double (value, self->picture.found.margin);
      break;
    case PROP_DECISIVE:
      g_value_set_string (value,
                          lk_level_speak (self->picture.found.decisive, LK_SPOKEN_WORD));
      break;
    case PROP_HIGHER:
      g_value_set_double (value, get_higher (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lk_folder_item_class_init (LkFolderItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = lk_folder_item_finalize;
  object_class->get_property = lk_folder_item_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_CLASS] = g_param_spec_string ("class", NULL, NULL, NULL, flags);
  properties[PROP_PREDICTION]
      = g_param_spec_string ("prediction", NULL, NULL, NULL, flags);
  properties[PROP_MARGIN]
      = g_param_spec_double ("margin", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  properties[PROP_DECISIVE] = g_param_spec_string ("decisive", NULL, NULL, NULL, flags);
  properties[PROP_HIGHER] = g_param_spec_double ("higher", NULL, NULL, -1, 1, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lk_folder_item_init (LkFolderItem *self)
{
}

LkFolderItem *
lk_folder_item_new (LkEpisodeState *episode,
                    const char *folder,
                    const char *name,
                    const LkClassified *found)
{
  LkFolderItem *self;

  g_return_val_if_fail (episode != NULL && folder != NULL, NULL);
  g_return_val_if_fail (name != NULL && found != NULL, NULL);

  self = g_object_new (LK_TYPE_FOLDER_ITEM, NULL);
  self->episode = lk_episode_state_ref (episode);
  self->picture = (LkClassifiedPicture){ g_strdup (name), *found };
  self->path = g_build_filename (folder, name, NULL);
  return self;
}

const LkClassifiedPicture *
lk_folder_item_get (LkFolderItem *self)
{
  g_return_val_if_fail (LK_IS_FOLDER_ITEM (self), NULL);
  return &self->picture;
}

const char *
lk_folder_item_get_path (LkFolderItem *self)
{
  g_return_val_if_fail (LK_IS_FOLDER_ITEM (self), NULL);
  return self->path;
}

gboolean
lk_folder_item_is_of_none (LkFolderItem *self)
{
  g_return_val_if_fail (LK_IS_FOLDER_ITEM (self), FALSE);
  return lk_place_is_unlike (&self->picture.found.place);
}
