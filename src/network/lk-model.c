/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-model.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-data-file.h"
#include "lk-error.h"
#include "lk-names.h"

#define BUILTIN "builtin:"
#define FOLDER "weights"
#define SUFFIX ".safetensors"

struct _LkModel
{
  GObject parent_instance;

  char *name;
  char *path;
  LkCheckpoint *checkpoint;
  LkLayout *layout;
  LkNetwork *network;
  const LkProfile *profile;
};

G_DEFINE_FINAL_TYPE (LkModel, lk_model, G_TYPE_OBJECT)

static void
lk_model_finalize (GObject *object)
{
  LkModel *self = LK_MODEL (object);

  g_clear_object (&self->network);
  g_clear_object (&self->checkpoint);
  g_clear_pointer (&self->layout, lk_layout_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (lk_model_parent_class)->finalize (object);
}

static void
lk_model_class_init (LkModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_model_finalize;
}

static void
lk_model_init (LkModel *self)
{
}

/* "builtin:conv64f, builtin:resnet12". */
static char *
list_builtins (void)
{
  g_autofree char *folder = lk_data_file (FOLDER, NULL);
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autoptr (GHashTable) found
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = NULL;
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, SUFFIX))
      g_hash_table_add (found,
                        g_strdup_printf (BUILTIN "%.*s",
                                         (int) (strlen (file) - strlen (SUFFIX)), file));
  names = lk_names_sort_keys (found);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static char *
find_builtin (const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (FOLDER "/", name, SUFFIX, NULL);
  g_autofree char *printable = NULL;
  g_autofree char *known = NULL;

  if (*name != '\0' && strchr (name, '/') == NULL)
    {
      char *path = lk_data_file (file, NULL);

      if (path != NULL)
        return path;
    }
  printable = lk_names_make_printable (name);
  known = list_builtins ();
  if (*known != '\0')
    g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                 _ ("there is no built-in model “%s”: choose %s, or a file of weights"),
                 printable, known);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                 _ ("there is no built-in model “%s”: the program’s data folder holds "
                    "none, so choose a file of weights"),
                 printable);
  return NULL;
}

static gboolean
find_weights (LkModel *self, const char *name, GError **error)
{
  if (g_str_has_prefix (name, BUILTIN))
    {
      self->name = g_strdup (name);
      self->path = find_builtin (name + strlen (BUILTIN), error);
      return self->path != NULL;
    }
  self->path = g_canonicalize_filename (name, NULL);
  self->name = g_strdup (self->path);
  return TRUE;
}

static gboolean
build_network (LkModel *self, GError **error)
{
  g_autofree char *path = NULL;

  self->network = lk_network_new (self->layout, error);
  if (self->network != NULL)
    return TRUE;
  path = g_filename_display_name (self->path);
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

LkModel *
lk_model_open (const char *name, const char *profile, GError **error)
{
  g_autoptr (LkModel) self = g_object_new (LK_TYPE_MODEL, NULL);

  g_return_val_if_fail (name != NULL, NULL);

  if (profile != NULL)
    {
      self->profile = lk_profile_find (profile, error);
      if (self->profile == NULL)
        return NULL;
    }
  if (!find_weights (self, name, error))
    return NULL;
  self->checkpoint = lk_checkpoint_load (self->path, error);
  if (self->checkpoint == NULL)
    return NULL;
  self->layout = lk_layout_recognise (self->checkpoint, error);
  if (self->layout == NULL || !build_network (self, error))
    return NULL;
  if (self->profile == NULL)
    self->profile = self->layout->profile;
  return g_steal_pointer (&self);
}

const char *
lk_model_get_name (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return self->name;
}

const char *
lk_model_get_path (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return self->path;
}

const char *
lk_model_get_sha256 (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return lk_checkpoint_get_sha256 (self->checkpoint);
}

LkNetwork *
lk_model_get_network (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return self->network;
}

const LkLayout *
lk_model_get_layout (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return self->layout;
}

LkCheckpoint *
lk_model_get_checkpoint (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return self->checkpoint;
}

const LkProfile *
lk_model_get_profile (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return self->profile;
}
