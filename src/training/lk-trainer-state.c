/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-layout-keys.h"
#include "lk-names.h"
#include "lk-tensor-table.h"
#include "lk-trainer-private.h"

#define AVERAGE_PREFIX "average."
#define AVERAGE_STEPS "average_steps"
#define RECIPE "recipe"
#define SEED "seed"
#define DATASET "dataset_sha256"
#define VALIDATION "validation_sha256"
#define BEST_EPISODES "validation.best"

static void
insert_all (GHashTable *tensors, const char *prefix, GHashTable *more)
{
  GHashTableIter iter;
  gpointer name, tensor;

  g_hash_table_iter_init (&iter, more);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    g_hash_table_insert (tensors, g_strconcat (prefix, name, NULL),
                         lk_tensor_ref (tensor));
}

static GHashTable *
collect_tensors (LkTrainer *self)
{
  GHashTable *tensors = lk_trainable_copy_tensors (self->trainable);
  GPtrArray *heads = lk_objectives_get_parameters (self->objectives);

  for (guint i = 0; i < heads->len; i++)
    {
      const LkParameter *parameter = heads->pdata[i];

      lk_tensor_table_add (tensors, "", parameter, lk_tensor_get_data (parameter->value));
    }
  if (self->optimizer != NULL)
    {
      g_autoptr (GHashTable) velocities = lk_optimizer_copy_state (self->optimizer);

      insert_all (tensors, "", velocities);
    }
  if (self->average != NULL)
    {
      g_autoptr (GHashTable) averaged = lk_average_copy_tensors (self->average);

      insert_all (tensors, AVERAGE_PREFIX, averaged);
    }
  if (self->best_episodes != NULL)
    g_hash_table_insert (tensors, g_strdup (BEST_EPISODES),
                         lk_tensor_ref (self->best_episodes));
  return tensors;
}

/* The network's tensors are those of its stages. */
static char *
list_beside (GHashTable *tensors)
{
  g_autoptr (GHashTable) parts
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) sorted = NULL;
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, tensors);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_str_has_prefix (name, "stage"))
      g_hash_table_add (parts, g_strndup (name, strcspn (name, ".")));
  sorted = lk_names_sort_keys (parts);
  g_ptr_array_add (sorted, NULL);
  return g_strjoinv (",", (char **) sorted->pdata);
}

/* @value: (nullable) */
static void
set (GHashTable *metadata, const char *key, const char *value)
{
  if (value != NULL)
    g_hash_table_insert (metadata, g_strdup (key), g_strdup (value));
}

gboolean
lk_trainer_save (LkTrainer *self, GError **error)
{
  g_autoptr (GHashTable) tensors = collect_tensors (self);
  g_autoptr (GHashTable) metadata
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (LkCheckpoint) checkpoint = NULL;

  lk_trainer_describe_network (self, metadata);
  g_hash_table_insert (metadata, g_strdup ("padding"),
                       g_strnfill (strlen (self->recipe->pools), '1'));
  g_hash_table_insert (metadata, g_strdup (LK_TENSORS_BESIDE), list_beside (tensors));
  lk_training_state_write (&self->state, metadata);
  g_hash_table_insert (metadata, g_strdup (RECIPE),
                       lk_recipe_to_json (self->recipe, FALSE));
  g_hash_table_insert (metadata, g_strdup (SEED),
                       g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed));
  g_hash_table_insert (metadata, g_strdup (DATASET),
                       g_strdup (lk_picture_set_get_sha256 (self->set)));
  set (metadata, LK_TRAINING_INITIAL, self->initial_name);
  set (metadata, VALIDATION, self->validation_sha256);
  if (self->average != NULL)
    g_hash_table_insert (
        metadata, g_strdup (AVERAGE_STEPS),
        g_strdup_printf ("%" G_GUINT64_FORMAT, lk_average_get_n_steps (self->average)));
  checkpoint = lk_checkpoint_new (tensors, metadata);
  self->saved_at = g_get_monotonic_time ();
  if (!lk_training_folder_save (self->folder, checkpoint, self->state.total_steps, error))
    return FALSE;
  if (self->watch.saved != NULL)
    self->watch.saved (self->watch.user_data);
  return TRUE;
}

gboolean
lk_trainer_read_state (LkTrainer *self, LkCheckpoint *checkpoint, GError **error)
{
  GHashTable *metadata = lk_checkpoint_get_all_metadata (checkpoint);
  const char *recipe = g_hash_table_lookup (metadata, RECIPE);
  const char *seed = g_hash_table_lookup (metadata, SEED);

  if (recipe == NULL || seed == NULL)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT,
                           _ ("The checkpoint is not one of a training"));
      return FALSE;
    }
  self->seed = g_ascii_strtoull (seed, NULL, 10);
  self->initial_name = g_strdup (g_hash_table_lookup (metadata, LK_TRAINING_INITIAL));
  self->validation_sha256 = g_strdup (g_hash_table_lookup (metadata, VALIDATION));
  self->recipe = lk_recipe_parse (recipe, error);
  return self->recipe != NULL && lk_training_state_read (&self->state, metadata, error);
}

static GHashTable *
take_tensors (LkCheckpoint *checkpoint, const char *prefix)
{
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (checkpoint);
  GHashTable *tensors = lk_tensor_table_new ();

  for (guint i = 0; i < names->len; i++)
    if (g_str_has_prefix (names->pdata[i], prefix))
      g_hash_table_insert (
          tensors, g_strdup ((const char *) names->pdata[i] + strlen (prefix)),
          lk_tensor_ref (lk_checkpoint_get_tensor (checkpoint, names->pdata[i])));
  return tensors;
}

static gboolean
read_heads (LkTrainer *self, GHashTable *tensors, GError **error)
{
  GPtrArray *heads = lk_objectives_get_parameters (self->objectives);

  if (!lk_tensor_table_check (tensors, "", heads, error))
    return FALSE;
  for (guint i = 0; i < heads->len; i++)
    {
      const LkParameter *parameter = heads->pdata[i];

      lk_tensor_table_get (tensors, "", parameter, lk_tensor_get_data (parameter->value));
    }
  return TRUE;
}

static gboolean
read_average (LkTrainer *self, LkCheckpoint *checkpoint, GError **error)
{
  const char *steps = lk_checkpoint_get_metadata (checkpoint, AVERAGE_STEPS);
  g_autoptr (GHashTable) averaged = NULL;

  if (steps == NULL || self->state.stage >= self->recipe->n_stages)
    return TRUE;
  averaged = take_tensors (checkpoint, AVERAGE_PREFIX);
  self->average
      = lk_average_new (self->averaged, MAX (lk_trainer_get_stage (self)->average, 1));
  return lk_average_restore (self->average, averaged, g_ascii_strtoull (steps, NULL, 10),
                             error);
}

gboolean
lk_trainer_read_tensors (LkTrainer *self, LkCheckpoint *checkpoint, GError **error)
{
  g_autoptr (GHashTable) tensors = take_tensors (checkpoint, "");
  LkTensor *best = lk_checkpoint_get_tensor (checkpoint, BEST_EPISODES);

  if (g_strcmp0 (lk_checkpoint_get_metadata (checkpoint, DATASET),
                 lk_picture_set_get_sha256 (self->set))
      != 0)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_OPTION,
                           _ ("The pictures are not those that the training began with"));
      return FALSE;
    }
  if (best != NULL && lk_tensor_get_n_dims (best) == 2
      && lk_tensor_get_dim (best, 0) == LK_VALIDATION_N_SHOTS)
    self->best_episodes = lk_tensor_ref (best);
  return lk_trainable_set_tensors (self->trainable, tensors, error)
         && read_heads (self, tensors, error)
         && (self->optimizer == NULL
             || lk_optimizer_restore_state (self->optimizer, tensors, error))
         && read_average (self, checkpoint, error);
}
