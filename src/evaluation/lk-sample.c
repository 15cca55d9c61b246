/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sample.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-class-name.h"
#include "lk-error.h"
#include "lk-random.h"

#define MAX_PICTURES 5000

static gboolean
check_numbers (const LkSampler *self, GError **error)
{
  if (self->n_ways < 2 || self->n_shots < 1 || self->n_queries < 1)
    {
      g_set_error_literal (
          error, LK_ERROR, LK_ERROR_OPTION,
          _ ("An episode needs at least two ways, one shot and one query of each class"));
      return FALSE;
    }
  if (MAX (self->n_ways, MAX (self->n_shots, self->n_queries)) > MAX_PICTURES
      || self->n_ways * (self->n_shots + self->n_queries) > MAX_PICTURES)
    {
      g_set_error (
          error, LK_ERROR, LK_ERROR_LIMIT,
          _ ("An episode of more than %d pictures is too large: give fewer ways, "
             "shots or queries"),
          MAX_PICTURES);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_large_enough (const LkSampler *self, LkDataset *dataset, guint class_index)
{
  return lk_dataset_get_n_usable (dataset, class_index)
         >= self->n_shots + self->n_queries;
}

GPtrArray *
lk_sampler_list_small (const LkSampler *self, LkDataset *dataset)
{
  GPtrArray *messages;

  g_return_val_if_fail (self != NULL && LK_IS_DATASET (dataset), NULL);

  messages = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < lk_dataset_get_n_classes (dataset); i++)
    {
      guint n = lk_dataset_get_n_pictures (dataset, i);

      if (n < self->n_shots + self->n_queries)
        g_ptr_array_add (
            messages,
            g_strdup_printf (
                ngettext ("The class “%s” has %u picture, of %u that %u-shot episodes "
                          "with %u queries need: it is left out",
                          "The class “%s” has %u pictures, of %u that %u-shot episodes "
                          "with %u queries need: it is left out",
                          n),
                lk_dataset_get_class_name (dataset, i), n,
                self->n_shots + self->n_queries, self->n_shots, self->n_queries));
    }
  return messages;
}

/* Classes too small for an episode are never drawn; there must be enough others. */
static gboolean
check_classes (const LkSampler *self, LkDataset *dataset, GError **error)
{
  guint n_classes = lk_dataset_get_n_classes (dataset);
  guint n_needed = self->n_shots + self->n_queries;
  guint n_small = 0;
  guint first = 0;

  for (guint i = n_classes; i-- > 0;)
    if (!is_large_enough (self, dataset, i))
      {
        n_small++;
        first = i;
      }
  if (n_classes - n_small >= self->n_ways)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               ngettext ("%u of %u classes has fewer than the %u pictures that %u-shot "
                         "episodes with %u queries need; “%s” has %u",
                         "%u of %u classes have fewer than the %u pictures that %u-shot "
                         "episodes with %u queries need; “%s” has %u",
                         n_small),
               n_small, n_classes, n_needed, self->n_shots, self->n_queries,
               lk_dataset_get_class_name (dataset, first),
               lk_dataset_get_n_usable (dataset, first));
  return FALSE;
}

gboolean
lk_sampler_check (const LkSampler *self, LkDataset *dataset, GError **error)
{
  guint n_classes;

  g_return_val_if_fail (self != NULL && LK_IS_DATASET (dataset), FALSE);

  n_classes = lk_dataset_get_n_classes (dataset);
  if (!check_numbers (self, error))
    return FALSE;
  if (self->n_ways > n_classes)
    {
      g_autofree char *shown = g_filename_display_name (lk_dataset_get_path (dataset));

      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("%u-way episodes need %u classes, but “%s” has %u"), self->n_ways,
                   self->n_ways, shown, n_classes);
      return FALSE;
    }
  return check_classes (self, dataset, error);
}

/* Who is asked whether a class or a picture may be drawn. */
typedef struct
{
  const LkSampler *sampler;
  LkDataset *dataset;
  guint class_index;
} Drawing;

static gboolean
accept_class (guint number, gpointer data)
{
  const Drawing *drawing = data;

  return is_large_enough (drawing->sampler, drawing->dataset, number);
}

static gboolean
accept_picture (guint number, gpointer data)
{
  const Drawing *drawing = data;

  return !lk_dataset_is_left_out (drawing->dataset, drawing->class_index, number);
}

static gboolean
draw_class (Drawing *drawing, LkRandom *random, guint *shots, guint *queries)
{
  const LkSampler *sampler = drawing->sampler;
  guint n_pictures = sampler->n_shots + sampler->n_queries;
  g_autofree guint *chosen = g_new (guint, n_pictures);
  guint n = lk_dataset_get_n_pictures (drawing->dataset, drawing->class_index);

  if (lk_random_choose_accepted (random, n, n_pictures, accept_picture, drawing, chosen)
      < n_pictures)
    return FALSE;
  memcpy (shots, chosen, sampler->n_shots * sizeof *chosen);
  memcpy (queries, chosen + sampler->n_shots, sampler->n_queries * sizeof *chosen);
  return TRUE;
}

LkSample *
lk_sampler_draw (const LkSampler *self, LkDataset *dataset, guint64 index)
{
  Drawing drawing = { self, dataset, 0 };
  g_autoptr (LkSample) sample = NULL;
  LkRandom random;

  g_return_val_if_fail (self != NULL && LK_IS_DATASET (dataset), NULL);

  sample = g_new (LkSample, 1);
  sample->classes = g_new (guint, self->n_ways);
  sample->shots = g_new (guint, self->n_ways * self->n_shots);
  sample->queries = g_new (guint, self->n_ways * self->n_queries);
  lk_random_init (&random, self->seed, index);
  if (lk_random_choose_accepted (&random, lk_dataset_get_n_classes (dataset),
                                 self->n_ways, accept_class, &drawing, sample->classes)
      < self->n_ways)
    return NULL;
  for (guint i = 0; i < self->n_ways; i++)
    {
      drawing.class_index = sample->classes[i];
      if (!draw_class (&drawing, &random, sample->shots + i * self->n_shots,
                       sample->queries + i * self->n_queries))
        return NULL;
    }
  return g_steal_pointer (&sample);
}

void
lk_sample_free (LkSample *self)
{
  if (self == NULL)
    return;
  g_free (self->classes);
  g_free (self->shots);
  g_free (self->queries);
  g_free (self);
}

static LkPicture *
load (LkDataset *dataset, guint class_index, guint picture_index, GError **error)
{
  g_autofree char *path
      = lk_dataset_get_picture_path (dataset, class_index, picture_index);
  g_autoptr (GError) problem = NULL;
  LkPicture *picture = lk_picture_load (path, &problem);

  if (picture != NULL)
    return picture;
  lk_dataset_leave_out (dataset, class_index, picture_index, problem->message);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

static gboolean
append_class (LkEpisodeState *state,
              LkDataset *dataset,
              guint class_index,
              const guint *shots,
              guint n_shots,
              GError **error)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *name
      = lk_class_name_find_free (state, lk_dataset_get_class_name (dataset, class_index));

  for (guint i = 0; i < n_shots; i++)
    {
      LkPicture *picture = load (dataset, class_index, shots[i], error);

      if (picture == NULL)
        return FALSE;
      g_ptr_array_add (pictures, picture);
    }
  lk_episode_state_append_class (state, name, pictures);
  return TRUE;
}

static gboolean
append_query (LkEpisodeState *state,
              LkDataset *dataset,
              guint class_index,
              guint picture_index,
              const char *label,
              GError **error)
{
  g_autoptr (LkPicture) picture = load (dataset, class_index, picture_index, error);
  g_autoptr (LkQuery) query = NULL;

  if (picture == NULL)
    return FALSE;
  query = lk_query_new (picture, label);
  lk_episode_state_append_query (state, query);
  return TRUE;
}

LkEpisodeState *
lk_sample_to_state (const LkSample *self,
                    const LkSampler *sampler,
                    LkDataset *dataset,
                    GError **error)
{
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();

  g_return_val_if_fail (self != NULL && sampler != NULL && LK_IS_DATASET (dataset), NULL);

  for (guint i = 0; i < sampler->n_ways; i++)
    if (!append_class (state, dataset, self->classes[i],
                       self->shots + i * sampler->n_shots, sampler->n_shots, error))
      return NULL;
  for (guint i = 0; i < sampler->n_ways; i++)
    for (guint j = 0; j < sampler->n_queries; j++)
      if (!append_query (state, dataset, self->classes[i],
                         self->queries[i * sampler->n_queries + j],
                         lk_episode_state_get_class_name (state, i), error))
        return NULL;
  return g_steal_pointer (&state);
}

LkEpisodeState *
lk_sampler_load (const LkSampler *self, LkDataset *dataset, guint64 index, GError **error)
{
  LkEpisodeState *state = NULL;

  g_return_val_if_fail (self != NULL && LK_IS_DATASET (dataset), NULL);

  while (state == NULL && lk_sampler_check (self, dataset, error))
    {
      g_autoptr (LkSample) sample = lk_sampler_draw (self, dataset, index);

      if (sample != NULL)
        state = lk_sample_to_state (sample, self, dataset, NULL);
    }
  return state;
}
