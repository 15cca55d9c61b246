/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trainer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-file.h"
#include "lk-model.h"
#include "lk-profile-values.h"
#include "lk-trainer-private.h"

#define RECIPE "recipe.json"
/* Pictures of each class that validation draws from. */
#define VALIDATION_EACH 150
#define MAX_FAULTS_TOLD 20

const LkStageRecipe *
lk_trainer_get_stage (LkTrainer *self)
{
  return &self->recipe->stages[MIN (self->state.stage, self->recipe->n_stages - 1)];
}

double
lk_trainer_get_progress (LkTrainer *self)
{
  return lk_training_state_get_progress (&self->state, self->recipe, self->state.pictures,
                                         self->state.seconds);
}

void
lk_trainer_tell (LkTrainer *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (self->watch.message != NULL)
    self->watch.message (text, self->watch.user_data);
}

static void
end_stage (LkTrainer *self)
{
  g_clear_pointer (&self->loader, lk_loader_free);
  g_clear_pointer (&self->optimizer, lk_optimizer_free);
  g_clear_pointer (&self->average, lk_average_free);
}

void
lk_trainer_free (LkTrainer *self)
{
  if (self == NULL)
    return;
  end_stage (self);
  g_clear_object (&self->options.dataset);
  g_clear_object (&self->options.validation);
  g_free (self->dataset_name);
  g_free (self->initial_name);
  g_free (self->validation_sha256);
  lk_recipe_free (self->recipe);
  lk_training_folder_free (self->folder);
  lk_picture_set_free (self->set);
  lk_picture_set_free (self->validation_set);
  g_clear_pointer (&self->parameters, g_ptr_array_unref);
  g_clear_pointer (&self->averaged, g_ptr_array_unref);
  lk_objectives_free (self->objectives);
  lk_trainable_free (self->trainable);
  g_clear_pointer (&self->best_episodes, lk_tensor_unref);
  g_free (self->gradient);
  g_free (self->result);
  g_free (self);
}

void
lk_trainer_begin_stage (LkTrainer *self)
{
  const LkStageRecipe *stage = lk_trainer_get_stage (self);
  const LkOptimizerOptions options = { .momentum = stage->momentum,
                                       .nesterov = TRUE,
                                       .decay = stage->weight_decay,
                                       .max_norm = stage->clip };

  end_stage (self);
  lk_objectives_begin_stage (self->objectives, stage);
  self->optimizer = lk_optimizer_new (self->parameters, &options);
}

/* Reading what a training needs. */

static gboolean
check_overlap (LkDataset *dataset, LkDataset *validation, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < lk_dataset_get_n_classes (dataset); i++)
    g_hash_table_add (names, (gpointer) lk_dataset_get_class_name (dataset, i));
  for (guint i = 0; i < lk_dataset_get_n_classes (validation); i++)
    if (g_hash_table_contains (names, lk_dataset_get_class_name (validation, i)))
      {
        g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                     _ ("The class “%s” is in the training set and in the validation "
                        "set: what was trained on cannot be validated on"),
                     lk_dataset_get_class_name (validation, i));
        return FALSE;
      }
  return TRUE;
}

static void
tell_faults (LkTrainer *self, const LkPictureSet *set)
{
  GPtrArray *faults = lk_picture_set_get_faults (set);

  if (faults->len == 0)
    return;
  for (guint i = 0; i < MIN (faults->len, MAX_FAULTS_TOLD); i++)
    lk_trainer_tell (self, "%s", (const char *) faults->pdata[i]);
  lk_trainer_tell (self,
                   ngettext ("%u picture cannot be read and is passed over",
                             "%u pictures cannot be read and are passed over",
                             faults->len),
                   faults->len);
}

static LkPictureSet *
read_pictures (LkTrainer *self,
               LkDataset *dataset,
               const LkPictureSetOptions *options,
               GCancellable *cancellable,
               GError **error)
{
  LkPictureSet *set = lk_picture_set_new (dataset, options, self->watch.loading,
                                          self->watch.user_data, cancellable, error);

  if (set != NULL)
    tell_faults (self, set);
  return set;
}

/* Where the best weights were chosen by other pictures, nothing tells which are better.
 */
static gboolean
check_validation (LkTrainer *self, GError **error)
{
  const char *sha256 = lk_picture_set_get_sha256 (self->validation_set);

  if (self->validation_sha256 != NULL && !g_str_equal (self->validation_sha256, sha256))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_OPTION,
                           _ ("The pictures to validate on are not those by which the "
                              "best weights so far were chosen"));
      return FALSE;
    }
  g_free (self->validation_sha256);
  self->validation_sha256 = g_strdup (sha256);
  return TRUE;
}

static gboolean
read_sets (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  LkTrainerOptions *options = &self->options;
  guint n_classes = lk_dataset_get_n_classes (options->dataset);
  guint crop = self->profile->crop;
  guint max_each
      = options->overfit > 0 ? (options->overfit + n_classes - 1) / n_classes : 0;
  const LkPictureSetOptions of_set
      = { self->profile, self->recipe->store > 0 ? self->recipe->store : crop,
          max_each > 0 ? 1 : lk_batcher_get_min_each (self->recipe), max_each };
  const LkPictureSetOptions of_validation = { self->profile, crop, 1, VALIDATION_EACH };

  if (options->validation != NULL
      && !check_overlap (options->dataset, options->validation, error))
    return FALSE;
  self->set = read_pictures (self, options->dataset, &of_set, cancellable, error);
  if (self->set == NULL || !lk_batcher_check (self->recipe, self->set, error))
    return FALSE;
  if (options->validation == NULL)
    return TRUE;
  self->validation_set
      = read_pictures (self, options->validation, &of_validation, cancellable, error);
  return self->validation_set != NULL
         && lk_validation_check (self->validation_set, self->recipe->validate_queries,
                                 error)
         && check_validation (self, error);
}

static LkTrainable *
make_trainable (LkTrainer *self, LkModel *initial, GError **error)
{
  LkTrainableShape shape = { .backbone = lk_recipe_get_backbone (self->recipe),
                             .slope = self->recipe->slope };

  if (initial != NULL)
    return lk_trainable_new_for_layout (lk_model_get_layout (initial), error);
  for (guint i = 0; i < 4; i++)
    {
      shape.widths[i] = (gsize) self->recipe->channels.values[i];
      shape.pools[i] = self->recipe->pools[i] == '1';
    }
  return lk_trainable_new (&shape, self->seed);
}

static void
append_all (GPtrArray *array, GPtrArray *more)
{
  g_ptr_array_extend (array, more, NULL, NULL);
}

/* Levels compare sets of descriptors, of which one is none. */
static gboolean
check_sizes (LkTrainer *self, GError **error)
{
  for (guint i = 0; i < self->recipe->n_stages; i++)
    {
      const LkStageRecipe *stage = &self->recipe->stages[i];
      gsize fewest = lk_stage_recipe_has_levels (stage) ? 2 : 1, shape[3];

      for (guint j = 0; j < stage->sizes.n; j++)
        {
          guint size = (guint) stage->sizes.values[j];

          lk_trainable_get_map_shape (self->trainable, size, size, shape);
          if (shape[1] * shape[2] >= fewest)
            continue;
          g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                       _ ("stage %u: pictures of %u × %u leave too small a map of this "
                          "network"),
                       i + 1, size, size);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
make_network (LkTrainer *self, LkModel *initial, GError **error)
{
  gsize shape[3];

  self->trainable = make_trainable (self, initial, error);
  if (self->trainable == NULL)
    return FALSE;
  lk_trainable_get_map_shape (self->trainable, self->profile->crop, self->profile->crop,
                              shape);
  self->objectives = lk_objectives_new (
      self->recipe, lk_picture_set_get_n_classes (self->set), shape[0], self->seed);
  self->parameters = g_ptr_array_new ();
  append_all (self->parameters, lk_trainable_get_parameters (self->trainable));
  append_all (self->parameters, lk_objectives_get_parameters (self->objectives));
  self->averaged = g_ptr_array_new ();
  append_all (self->averaged, lk_trainable_get_parameters (self->trainable));
  append_all (self->averaged, lk_trainable_get_statistics (self->trainable));
  return check_sizes (self, error);
}

static gboolean
write_recipe (LkTrainer *self, GError **error)
{
  g_autofree char *path = lk_training_folder_get_path (self->folder, RECIPE);
  g_autofree char *json = lk_recipe_to_json (self->recipe, TRUE);

  return lk_file_write (path, json, strlen (json), error);
}

static gboolean
check_folder (LkTrainer *self, GError **error)
{
  g_autofree char *shown = NULL;

  if (self->folder == NULL || !lk_training_folder_has_checkpoint (self->folder))
    return TRUE;
  shown = g_filename_display_name (self->options.folder);
  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("%s has a training already: resume it, or give another folder"), shown);
  return FALSE;
}

static LkModel *
open_initial (LkTrainer *self, GError **error)
{
  const LkTrainerOptions *options = &self->options;

  g_free (self->initial_name);
  self->initial_name = g_filename_display_basename (options->initial);
  return lk_model_open_as (options->initial, options->initial_choices, error);
}

/* It is learned on as it is read here, and what is written of it is no guess any more. */
static void
tell_guesses (LkTrainer *self, LkModel *initial)
{
  g_autofree char *guesses = lk_model_describe_guesses (initial);

  if (guesses != NULL)
    lk_trainer_tell (self,
                     _ ("%s does not tell all of its network, which is learned on as is "
                        "guessed: %s"),
                     self->initial_name, guesses);
}

static gboolean
prepare (LkTrainer *self, GCancellable *cancellable, GError **error)
{
  const LkTrainerOptions *options = &self->options;
  g_autoptr (LkCheckpoint) checkpoint = NULL;
  g_autoptr (LkModel) initial = NULL;

  if (options->resume)
    {
      checkpoint = lk_training_folder_load (self->folder, error);
      if (checkpoint == NULL || !lk_trainer_read_state (self, checkpoint, error))
        return FALSE;
    }
  else if (!check_folder (self, error))
    return FALSE;
  if (options->initial != NULL)
    {
      initial = open_initial (self, error);
      if (initial == NULL)
        return FALSE;
    }
  if (!options->resume && !lk_trainer_resolve_recipe (self, initial, error))
    return FALSE;
  if (initial != NULL)
    tell_guesses (self, initial);
  self->profile = lk_profile_find (self->recipe->profile, error);
  if (self->profile == NULL || !read_sets (self, cancellable, error)
      || !make_network (self, initial, error))
    return FALSE;
  lk_trainer_begin_stage (self);
  self->is_fresh = checkpoint == NULL || self->state.step == 0;
  if (checkpoint != NULL && !lk_trainer_read_tensors (self, checkpoint, error))
    return FALSE;
  if (checkpoint != NULL)
    lk_trainer_prolong (self);
  return self->folder == NULL || write_recipe (self, error);
}

LkTrainer *
lk_trainer_new (const LkTrainerOptions *options,
                const LkTrainerWatch *watch,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (LkTrainer) self = NULL;

  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (options->folder != NULL || !options->resume, NULL);
  g_return_val_if_fail (options->resume || options->recipe != NULL, NULL);

  self = g_new0 (LkTrainer, 1);
  self->options = *options;
  g_object_ref (options->dataset);
  if (options->validation != NULL)
    g_object_ref (options->validation);
  if (watch != NULL)
    self->watch = *watch;
  self->dataset_name
      = g_filename_display_basename (lk_dataset_get_path (options->dataset));
  if (options->folder != NULL)
    {
      self->folder = lk_training_folder_open (options->folder, error);
      if (self->folder == NULL)
        return NULL;
    }
  if (!prepare (self, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

char *
lk_trainer_describe (LkTrainer *self)
{
  GString *text = g_string_new (NULL);
  GPtrArray *parameters;
  gsize n = 0, shape[3];

  g_return_val_if_fail (self != NULL, NULL);

  parameters = lk_trainable_get_parameters (self->trainable);
  for (guint i = 0; i < parameters->len; i++)
    {
      const LkParameter *parameter = parameters->pdata[i];
      g_autofree char *described = lk_tensor_describe_shape (parameter->value);

      n += lk_parameter_get_size (parameter);
      if (lk_tensor_get_n_dims (parameter->value) > 1)
        g_string_append_printf (text, "  %s %s\n", parameter->name, described);
    }
  lk_trainable_get_map_shape (self->trainable, self->profile->crop, self->profile->crop,
                              shape);
  g_string_append_printf (text,
                          _ ("%s: %zu weights, pools %s, slope %g; maps of %zu × %zu × "
                             "%zu of pictures of %u × %u\n"),
                          lk_recipe_get_backbone (self->recipe), n, self->recipe->pools,
                          self->recipe->slope, shape[0], shape[1], shape[2],
                          self->profile->crop, self->profile->crop);
  g_string_append_printf (
      text, _ ("%s: %u classes, %u pictures kept as %u × %u in %zu MiB, SHA-256 %s"),
      self->dataset_name, lk_picture_set_get_n_classes (self->set),
      lk_picture_set_get_n_pictures (self->set), lk_picture_set_get_size (self->set),
      lk_picture_set_get_size (self->set), lk_picture_set_get_n_bytes (self->set) >> 20,
      lk_picture_set_get_sha256 (self->set));
  return g_string_free (text, FALSE);
}

const LkRecipe *
lk_trainer_get_recipe (LkTrainer *self)
{
  return self->recipe;
}

const char *
lk_trainer_get_result (LkTrainer *self)
{
  return self->result;
}
