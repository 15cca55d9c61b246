/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-cpu.h"
#include "lk-dataset-overlap.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-layout-write.h"
#include "lk-safetensors.h"
#include "lk-trainer-private.h"

/* Batches whose statistics become those of averaged weights. */
#define N_STATISTICS_BATCHES 20
#define STATISTICS_BATCH 128
#define STATISTICS_MOMENTUM 0.1 /* of LkTrainable */
#define N_PARITY_PICTURES 8
/* How far exported maps may be from those of the weights that were exported, of the
 * largest value. */
#define PARITY_FLOAT32 1e-5
#define PARITY_FLOAT16 2e-2

/* "stage3.norm.running_mean" is of stage 3. */
static gboolean
is_frozen (const LkParameter *statistic, guint n_frozen)
{
  guint64 stage = g_ascii_strtoull (statistic->name + strlen ("stage"), NULL, 10);

  return stage <= n_frozen;
}

static LkTensor *
draw_statistics_batch (LkTrainer *self, guint index)
{
  guint n = lk_picture_set_get_n_pictures (self->set);
  guint n_now = MIN (n, STATISTICS_BATCH);
  g_autofree guint *chosen = g_new (guint, n_now);
  LkRandom random;

  lk_random_init (&random, self->seed, index);
  lk_random_choose (&random, n, n_now, chosen);
  return lk_batch_prepare (self->set, self->profile, chosen, n_now, self->profile->crop);
}

/* The mean of the statistics of some batches of pictures as they are at test time. The
 * running ones are set to 0 before each, so that its share of them is known. */
static gboolean
estimate_statistics (LkTrainer *self, guint n_frozen, GError **error)
{
  GPtrArray *statistics = lk_trainable_get_statistics (self->trainable);
  g_autoptr (GPtrArray) sums = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < statistics->len; i++)
    g_ptr_array_add (sums, g_new0 (double, lk_parameter_get_size (statistics->pdata[i])));
  for (guint batch = 0; batch < N_STATISTICS_BATCHES; batch++)
    {
      g_autoptr (LkTensor) pictures = draw_statistics_batch (self, batch);

      for (guint i = 0; i < statistics->len; i++)
        {
          LkParameter *statistic = statistics->pdata[i];

          if (!is_frozen (statistic, n_frozen))
            memset (lk_tensor_get_data (statistic->value), 0,
                    lk_parameter_get_size (statistic) * sizeof (float));
        }
      if (lk_trainable_forward (self->trainable, pictures, LK_STATISTICS_BATCH, error)
          == NULL)
        return FALSE;
      for (guint i = 0; i < statistics->len; i++)
        {
          const LkParameter *statistic = statistics->pdata[i];
          double *sum = sums->pdata[i];

          for (gsize j = 0; j < lk_parameter_get_size (statistic); j++)
            sum[j] += lk_tensor_get_data (statistic->value)[j];
        }
    }
  for (guint i = 0; i < statistics->len; i++)
    {
      LkParameter *statistic = statistics->pdata[i];
      const double *sum = sums->pdata[i];
      double share = 1 / (STATISTICS_MOMENTUM * N_STATISTICS_BATCHES);

      for (gsize j = 0;
           !is_frozen (statistic, n_frozen) && j < lk_parameter_get_size (statistic); j++)
        lk_tensor_get_data (statistic->value)[j] = (float) (sum[j] * share);
    }
  return TRUE;
}

static GHashTable *
estimate_averaged (LkTrainer *self, GError **error)
{
  gboolean running = self->state.stage < self->recipe->n_stages;
  guint n_frozen
      = running ? lk_trainer_count_frozen (self, lk_trainer_get_progress (self)) : 0;
  g_autoptr (GHashTable) kept = lk_trainable_copy_tensors (self->trainable);
  g_autoptr (GHashTable) averaged = lk_average_copy_tensors (self->average);
  GHashTable *weights = NULL;

  lk_trainable_set_drop (self->trainable, NULL);
  if (!lk_trainable_set_tensors (self->trainable, averaged, error))
    return NULL;
  lk_trainable_freeze (self->trainable, n_frozen);
  if (estimate_statistics (self, n_frozen, error))
    weights = lk_trainable_copy_tensors (self->trainable);
  lk_trainable_set_tensors (self->trainable, kept, NULL);
  return weights;
}

GHashTable *
lk_trainer_make_weights (LkTrainer *self, GError **error)
{
  if (self->average == NULL)
    return lk_trainable_copy_tensors (self->trainable);
  if (lk_trainer_get_stage (self)->norm == LK_NORM_RUNNING)
    return lk_average_copy_tensors (self->average);
  return estimate_averaged (self, error);
}

static void
set (GHashTable *metadata, const char *key, char *value)
{
  g_hash_table_insert (metadata, g_strdup (key), value);
}

static char *
format_real (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.9g", value));
}

/* (nullable): the last stage so far that learned how levels are weighted. */
static const LkStageRecipe *
find_fused_stage (LkTrainer *self)
{
  const LkStageRecipe *stage = NULL;

  for (guint i = 0; i < self->recipe->n_stages && i <= self->state.stage; i++)
    if (self->recipe->stages[i].weight_fused > 0)
      stage = &self->recipe->stages[i];
  return stage;
}

LkEpisodeOptions
lk_trainer_get_fusion (LkTrainer *self)
{
  const LkStageRecipe *stage = find_fused_stage (self);

  return lk_objectives_get_options (self->objectives,
                                    stage != NULL ? stage : lk_trainer_get_stage (self));
}

/* How the levels are weighted, as slopes that add up to 1: where that was learned, or
 * validation went by it. */
static void
describe_fusion (LkTrainer *self, gboolean validated, GHashTable *metadata)
{
  LkEpisodeLoss *loss = lk_objectives_get_episode_loss (self->objectives);
  gboolean learned = find_fused_stage (self) != NULL;
  LkEpisodeOptions options = lk_trainer_get_fusion (self);
  double slopes[LK_N_LEVELS], sum = 0;
  g_autoptr (GString) weights = g_string_new (NULL);

  if (!learned && !validated)
    return;
  for (guint i = 0; i < LK_N_LEVELS; i++)
    {
      slopes[i]
          = options.fused[i] ? exp (lk_tensor_get_data (loss->slopes->value)[i]) : 0;
      sum += slopes[i];
    }
  for (guint i = 0; i < LK_N_LEVELS; i++)
    {
      g_autofree char *weight = format_real (slopes[i] / sum);

      g_string_append_printf (weights, "%s%s", i > 0 ? "," : "", weight);
    }
  set (metadata, "weights", g_strdup (weights->str));
  set (metadata, "normalise", g_strdup (options.within_episode ? "episode" : "raw"));
  set (metadata, "neighbours", g_strdup_printf ("%u", options.neighbours));
  set (metadata, "part", g_strdup (lk_part_form_to_string (LK_PART_COSINE)));
  set (metadata, "distance", g_strdup (lk_distance_to_string (options.distance)));
  set (metadata, "ridge", format_real (options.ridge));
  if (learned)
    set (metadata, "training_magnitude", format_real (sum));
}

static void
describe_validation (const LkValidationResult *validation, GHashTable *metadata)
{
  for (guint i = 0; i < LK_VALIDATION_N_SHOTS; i++)
    {
      const double *accuracy = validation->accuracy[i], *ci95 = validation->ci95[i];

      set (metadata,
           lk_validation_shots[i] == 1 ? "validation_1_shot" : "validation_5_shot",
           g_strdup_printf ("part %.2f ± %.2f, pixel %.2f ± %.2f, distribution %.2f ± "
                            "%.2f, fused %.2f ± %.2f, %u episodes",
                            accuracy[0], ci95[0], accuracy[1], ci95[1], accuracy[2],
                            ci95[2], accuracy[3], ci95[3], validation->n_episodes));
    }
}

static char *
list_class_names (const LkPictureSet *set)
{
  guint n = lk_picture_set_get_n_classes (set);
  g_autofree const char **names = g_new (const char *, n);

  for (guint i = 0; i < n; i++)
    names[i] = lk_picture_set_get_class_name (set, i);
  return lk_training_class_names_to_text (names, n);
}

void
lk_trainer_describe_network (LkTrainer *self, GHashTable *metadata)
{
  set (metadata, "backbone", g_strdup (lk_recipe_get_backbone (self->recipe)));
  set (metadata, "profile", g_strdup (self->recipe->profile));
  set (metadata, "pools", g_strdup (self->recipe->pools));
  set (metadata, "slope", format_real (self->recipe->slope));
  set (metadata, LK_TRAINING_CLASS_NAMES, list_class_names (self->set));
}

static GHashTable *
describe (LkTrainer *self, const LkValidationResult *validation)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  lk_trainer_describe_network (self, metadata);
  describe_fusion (self, validation != NULL, metadata);
  set (metadata, "training_recipe", lk_recipe_to_json (self->recipe, FALSE));
  set (metadata, "training_program", g_strdup ("likeness " LK_VERSION));
  set (metadata, "training_kernels",
       g_strdup (lk_kernels_to_string (lk_cpu_get_kernels ())));
  set (metadata, "training_seed", g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed));
  set (metadata, "training_dataset", g_strdup (self->dataset_name));
  set (metadata, "training_dataset_sha256",
       g_strdup (lk_picture_set_get_sha256 (self->set)));
  set (metadata, "training_classes",
       g_strdup_printf ("%u", lk_picture_set_get_n_classes (self->set)));
  set (metadata, "training_size",
       g_strdup_printf ("%u", lk_picture_set_get_n_pictures (self->set)));
  set (metadata, "training_steps",
       g_strdup_printf ("%" G_GUINT64_FORMAT, self->state.total_steps));
  set (metadata, "training_pictures",
       g_strdup_printf ("%" G_GUINT64_FORMAT, self->state.total_pictures));
  set (metadata, "training_seconds", format_real (self->state.total_seconds));
  set (metadata, "training_precision",
       g_strdup (self->options.half ? "float16" : "float32"));
  if (self->initial_name != NULL)
    set (metadata, LK_TRAINING_INITIAL, g_strdup (self->initial_name));
  if (validation != NULL)
    describe_validation (validation, metadata);
  return metadata;
}

/* The network in @bytes, as it would be opened. */
static LkNetwork *
read_network (GBytes *bytes, GError **error)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) metadata
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (LkCheckpoint) checkpoint = NULL;
  g_autoptr (LkLayout) layout = NULL;

  if (!lk_safetensors_read (bytes, tensors, metadata, error))
    return NULL;
  checkpoint = lk_checkpoint_new (tensors, metadata);
  layout = lk_layout_recognise (checkpoint, error);
  return layout != NULL ? lk_network_new (layout->architecture, layout->tensors, error)
                        : NULL;
}

/* What is not a number stays the largest. */
static double
get_larger (double largest, double value)
{
  return isnan (value) || value > largest ? value : largest;
}

/* Whether @bytes give the maps of @weights. */
static gboolean
check_parity (LkTrainer *self, GHashTable *weights, GBytes *bytes, GError **error)
{
  guint indices[N_PARITY_PICTURES];
  guint n = MIN (lk_picture_set_get_n_pictures (self->set), N_PARITY_PICTURES);
  g_autoptr (LkNetwork) written = read_network (bytes, error);
  g_autoptr (LkNetwork) network = NULL;
  g_autoptr (LkTensor) pictures = NULL;
  g_autoptr (LkTensor) wanted = NULL;
  g_autoptr (LkTensor) got = NULL;
  double largest = 0, difference = 0;

  if (written == NULL)
    return FALSE;
  network = lk_trainable_make_network (self->trainable, weights, error);
  if (network == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    indices[i] = i;
  pictures = lk_batch_prepare (self->set, self->profile, indices, n, self->profile->crop);
  wanted = lk_network_forward (network, pictures, NULL, error);
  if (wanted == NULL)
    return FALSE;
  got = lk_network_forward (written, pictures, NULL, error);
  if (got == NULL)
    return FALSE;
  for (gsize i = 0; i < lk_tensor_get_size (wanted); i++)
    {
      double value = lk_tensor_get_data (wanted)[i];

      largest = get_larger (largest, fabs (value));
      difference = get_larger (difference, fabs (value - lk_tensor_get_data (got)[i]));
    }
  if (difference <= (self->options.half ? PARITY_FLOAT16 : PARITY_FLOAT32) * largest)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
               _ ("the maps of the exported weights differ by %g of the largest value"),
               difference / largest);
  return FALSE;
}

gboolean
lk_trainer_export (LkTrainer *self,
                   GHashTable *weights,
                   const LkValidationResult *validation,
                   const char *name,
                   GError **error)
{
  g_autofree char *path = lk_training_folder_get_path (self->folder, name);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GHashTable) metadata = describe (self, validation);
  g_autoptr (GHashTable) tensors
      = lk_layout_name_tensors (lk_recipe_get_backbone (self->recipe), weights);
  g_autoptr (GBytes) bytes = self->options.half
                                 ? lk_safetensors_write_half (tensors, metadata, error)
                                 : lk_safetensors_write (tensors, metadata, error);

  if (bytes == NULL || !check_parity (self, weights, bytes, error))
    {
      g_prefix_error (error, "%s: ", shown);
      return FALSE;
    }
  return lk_file_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                        error);
}
