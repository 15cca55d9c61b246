/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-model.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-choices.h"
#include "lk-data-file.h"
#include "lk-error.h"
#include "lk-fingerprint.h"
#include "lk-layout-keys.h"
#include "lk-layout-values.h"
#include "lk-names.h"
#include "lk-profile-values.h"

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
  GHashTable *choices;
  LkProfile profile;
  LkGuess guessed;
  char *fingerprint;
};

G_DEFINE_FINAL_TYPE (LkModel, lk_model, G_TYPE_OBJECT)

static void
lk_model_finalize (GObject *object)
{
  LkModel *self = LK_MODEL (object);

  g_clear_object (&self->network);
  g_clear_object (&self->checkpoint);
  g_clear_pointer (&self->layout, lk_layout_free);
  g_clear_pointer (&self->choices, g_hash_table_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->fingerprint, g_free);

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
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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

  self->network
      = lk_network_new (self->layout->architecture, self->layout->tensors, error);
  if (self->network != NULL)
    return TRUE;
  path = g_filename_display_name (self->path);
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

static void
keep_choices (LkModel *self, GHashTable *choices)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (choices == NULL)
    return;
  g_hash_table_iter_init (&iter, choices);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (self->choices, g_strdup (key), g_strdup (value));
}

/* The layout keeps the profile that the file stands for. */
static GHashTable *
choose_all_but_profile (LkModel *self)
{
  GHashTable *others = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->choices);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_str_equal (key, "profile") && !g_strv_contains (LK_PROFILE_VALUES, key))
      g_hash_table_insert (others, key, value);
  return others;
}

static gboolean
choose_profile (LkModel *self, GError **error)
{
  g_autofree char *path = NULL;

  self->profile = *self->layout->profile;
  self->guessed = self->layout->guessed;
  if (lk_layout_take_profile (&self->profile, self->choices, LK_TOLD_BY_PERSON,
                              &self->guessed, error)
      && lk_layout_check_pictures (self->layout, &self->profile, error))
    return TRUE;
  path = g_filename_display_name (self->path);
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

static gboolean
read_model (LkModel *self, const char *name, GError **error)
{
  g_autoptr (GHashTable) others = choose_all_but_profile (self);

  if (!find_weights (self, name, error))
    return FALSE;
  self->checkpoint = lk_checkpoint_load (self->path, error);
  if (self->checkpoint == NULL)
    return FALSE;
  self->layout = lk_layout_recognise_as (self->checkpoint, others, error);
  if (self->layout == NULL || !choose_profile (self, error)
      || !build_network (self, error))
    return FALSE;
  self->fingerprint = lk_fingerprint_compute (self->layout->architecture,
                                              self->layout->tensors, &self->profile);
  return TRUE;
}

LkModel *
lk_model_open_as (const char *name, GHashTable *choices, GError **error)
{
  g_autoptr (LkModel) self = g_object_new (LK_TYPE_MODEL, NULL);
  const char *profile;

  g_return_val_if_fail (name != NULL, NULL);

  profile = choices != NULL ? g_hash_table_lookup (choices, "profile") : NULL;
  if (profile != NULL && lk_profile_find (profile, error) == NULL)
    return NULL;
  keep_choices (self, choices);
  return read_model (self, name, error) ? g_steal_pointer (&self) : NULL;
}

LkModel *
lk_model_open_for (const char *name,
                   const char *profile,
                   const char *network,
                   GError **error)
{
  g_autoptr (GHashTable) choices = lk_choices_parse_for (profile, network, error);

  return choices != NULL ? lk_model_open_as (name, choices, error) : NULL;
}

LkModel *
lk_model_open (const char *name, const char *profile, GError **error)
{
  return lk_model_open_for (name, profile, NULL, error);
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

const char *
lk_model_get_fingerprint (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return self->fingerprint;
}

gboolean
lk_model_matches (LkModel *self, const char *fingerprint, const char *sha256)
{
  g_return_val_if_fail (LK_IS_MODEL (self), FALSE);

  if (fingerprint != NULL)
    return g_str_equal (fingerprint, self->fingerprint);
  return sha256 == NULL || g_str_equal (sha256, lk_model_get_sha256 (self));
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

GHashTable *
lk_model_get_choices (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return self->choices;
}

const LkProfile *
lk_model_get_profile (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), NULL);
  return &self->profile;
}

LkGuess
lk_model_get_guessed (LkModel *self)
{
  g_return_val_if_fail (LK_IS_MODEL (self), 0);
  return self->guessed;
}

char *
lk_model_describe_guesses (LkModel *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (LK_IS_MODEL (self), NULL);

  for (guint i = 0; i < LK_N_GUESSES; i++)
    if (self->guessed & 1u << i)
      {
        g_autofree char *value
            = lk_layout_format_guess (self->layout, &self->profile, 1u << i);

        g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "",
                                lk_guess_get_title (1u << i), value);
      }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
lk_model_describe (LkModel *self)
{
  g_autofree char *profile = NULL;
  g_autofree char *guesses = NULL;

  g_return_val_if_fail (LK_IS_MODEL (self), NULL);

  profile = lk_profile_describe (&self->profile);
  guesses = lk_model_describe_guesses (self);
  if (guesses == NULL)
    return g_strdup_printf (_ ("%s, profile %s"), self->layout->backbone.name, profile);
  return g_strdup_printf (_ ("%s, profile %s; guessed: %s"), self->layout->backbone.name,
                          profile, guesses);
}

GPtrArray *
lk_model_list_networks (const char *path)
{
  g_autoptr (LkCheckpoint) checkpoint = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  checkpoint = lk_checkpoint_load (path, NULL);
  return checkpoint != NULL ? lk_layout_keys_list_networks (checkpoint)
                            : g_ptr_array_new_with_free_func (g_free);
}
