/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-plan.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-file.h"

#define FILE_NAME "plan.ini"
#define GROUP "Training"
#define MAX_SIZE (1 << 20)

LkTrainingPlan *
lk_training_plan_new (void)
{
  LkTrainingPlan *self = g_new0 (LkTrainingPlan, 1);

  self->recipe = g_strdup ("conv64f");
  return self;
}

LkTrainingPlan *
lk_training_plan_copy (const LkTrainingPlan *self)
{
  LkTrainingPlan *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (LkTrainingPlan, 1);
  copy->dataset = g_strdup (self->dataset);
  copy->split = g_strdup (self->split);
  copy->validation = g_strdup (self->validation);
  copy->validation_split = g_strdup (self->validation_split);
  copy->recipe = g_strdup (self->recipe);
  copy->minutes = self->minutes;
  copy->pictures = self->pictures;
  copy->initial = g_strdup (self->initial);
  copy->initial_profile = g_strdup (self->initial_profile);
  copy->initial_network = g_strdup (self->initial_network);
  return copy;
}

void
lk_training_plan_free (LkTrainingPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->dataset);
  g_free (self->split);
  g_free (self->validation);
  g_free (self->validation_split);
  g_free (self->recipe);
  g_free (self->initial);
  g_free (self->initial_profile);
  g_free (self->initial_network);
  g_free (self);
}

/* The strings, by the names they are written under. File names may be in no charset. */
static const struct
{
  const char *name;
  gsize offset;
} strings[] = {
  { "dataset", G_STRUCT_OFFSET (LkTrainingPlan, dataset) },
  { "split", G_STRUCT_OFFSET (LkTrainingPlan, split) },
  { "validation", G_STRUCT_OFFSET (LkTrainingPlan, validation) },
  { "validation-split", G_STRUCT_OFFSET (LkTrainingPlan, validation_split) },
  { "recipe", G_STRUCT_OFFSET (LkTrainingPlan, recipe) },
  { "initial", G_STRUCT_OFFSET (LkTrainingPlan, initial) },
  { "initial-profile", G_STRUCT_OFFSET (LkTrainingPlan, initial_profile) },
  { "initial-network", G_STRUCT_OFFSET (LkTrainingPlan, initial_network) },
};

gboolean
lk_training_plan_save (const LkTrainingPlan *self, const char *folder, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree char *text = NULL;
  gsize size;

  g_return_val_if_fail (self != NULL && folder != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      const char *value = G_STRUCT_MEMBER (char *, self, strings[i].offset);
      g_autofree char *escaped = value != NULL ? g_strescape (value, NULL) : NULL;

      if (escaped != NULL)
        g_key_file_set_string (file, GROUP, strings[i].name, escaped);
    }
  g_key_file_set_double (file, GROUP, "minutes", self->minutes);
  g_key_file_set_uint64 (file, GROUP, "pictures", self->pictures);
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      int problem = errno;
      g_autofree char *shown = g_filename_display_name (folder);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s cannot be made: %s"), shown,
                   g_strerror (problem));
      return FALSE;
    }
  text = g_key_file_to_data (file, &size, NULL);
  return lk_file_write (path, text, size, error);
}

LkTrainingPlan *
lk_training_plan_load (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (GBytes) bytes = lk_file_read (path, MAX_SIZE, error);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (LkTrainingPlan) self = NULL;

  if (bytes == NULL)
    return NULL;
  self = g_new0 (LkTrainingPlan, 1);
  if (g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    {
      for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
        {
          g_autofree char *escaped
              = g_key_file_get_string (file, GROUP, strings[i].name, NULL);

          if (escaped != NULL)
            G_STRUCT_MEMBER (char *, self, strings[i].offset) = g_strcompress (escaped);
        }
      self->minutes = g_key_file_get_double (file, GROUP, "minutes", NULL);
      self->pictures = g_key_file_get_uint64 (file, GROUP, "pictures", NULL);
    }
  if (self->dataset == NULL || self->recipe == NULL)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("%s is no plan of a training"),
                   shown);
      return NULL;
    }
  return g_steal_pointer (&self);
}

char *
lk_training_plan_propose_folder (const LkTrainingPlan *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *dataset = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (self != NULL && self->dataset != NULL, NULL);

  dataset = g_path_get_basename (self->dataset);
  for (guint i = 0;; i++)
    {
      g_autofree char *name = i == 0 ? g_strdup_printf ("%s-%s", dataset, time)
                                     : g_strdup_printf ("%s-%s-%u", dataset, time, i);

      g_free (folder);
      folder = g_build_filename (g_get_user_data_dir (), "likeness", "trainings", name,
                                 NULL);
      if (!g_file_test (folder, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&folder);
    }
}
