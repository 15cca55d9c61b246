/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-support.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-descriptors.h"
#include "lk-error.h"
#include "lk-mask.h"
#include "lk-pool.h"
#include "lk-prototype.h"
#include "lk-support-private.h"

#define MAP_DIMS 3
#define FEWEST_CELLS 2

/* The descriptors are made when first asked for, each by g_once_init_enter(). */
typedef struct
{
  guint n_shots;
  LkTensor **maps;
  gboolean **kept;    /* [n_shots]: NULL where all cells count */
  LkTensor **counted; /* [n_shots]: of those cells */
  gboolean has_mask;
  LkGaussian *gaussian;
  double *prototype;
  float *pixels;
  float *parts[LK_N_PART_FORMS];
  LkPanels *pixel_panels;
  LkPanels *part_panels[LK_N_PART_FORMS];
} Class;

struct _LkSupport
{
  gatomicrefcount ref_count;
  gsize shape[MAP_DIMS];
  guint n_classes;
  Class *classes;
  const LkMatchKernels *kernels;
};

G_DEFINE_BOXED_TYPE (LkSupport, lk_support, lk_support_ref, lk_support_unref)

static gboolean
check_map (LkTensor *map, LkTensor *first, guint class_index, GError **error)
{
  if (lk_tensor_get_n_dims (map) != MAP_DIMS
      || !lk_tensor_has_shape (first, MAP_DIMS, lk_tensor_get_shape (map)))
    {
      g_autofree char *shape = lk_tensor_describe_shape (map);
      g_autofree char *expected = lk_tensor_describe_shape (first);

      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("A feature map of class %u has the shape %s, the first one %s"),
                   class_index + 1, shape, expected);
      return FALSE;
    }
  if (lk_tensor_get_dim (map, 1) * lk_tensor_get_dim (map, 2) < 2)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_EPISODE,
                           _ ("The feature maps have fewer than two positions"));
      return FALSE;
    }
  if (!lk_tensor_is_finite (map))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
                   _ ("A feature map of class %u has values that are not numbers"),
                   class_index + 1);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check (guint n_classes, const guint *n_shots, LkTensor *const *maps, GError **error)
{
  gsize map = 0;

  if (n_classes < 2)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   ngettext ("Only %u class: a decision needs at least two",
                             "Only %u classes: a decision needs at least two", n_classes),
                   n_classes);
      return FALSE;
    }
  for (guint i = 0; i < n_classes; i++)
    {
      if (n_shots[i] == 0)
        {
          g_set_error (error, LK_ERROR, LK_ERROR_EPISODE, _ ("Class %u has no picture"),
                       i + 1);
          return FALSE;
        }
      for (guint j = 0; j < n_shots[i]; j++)
        if (!check_map (maps[map++], maps[0], i, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
check_kept (guint n_classes,
            const guint *n_shots,
            LkTensor *const *maps,
            const gboolean *const *kept,
            GError **error)
{
  gsize n_cells = lk_tensor_get_dim (maps[0], 1) * lk_tensor_get_dim (maps[0], 2);

  for (guint i = 0; i < n_classes; i++)
    for (guint j = 0; j < n_shots[i]; j++, kept++)
      {
        guint n_kept = 0;

        for (gsize p = 0; *kept != NULL && p < n_cells; p++)
          n_kept += (*kept)[p] ? 1 : 0;
        if (*kept == NULL || n_kept >= FEWEST_CELLS)
          continue;
        g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                     _ ("Too much of shot %u of class %u is painted out: at least %d "
                        "cells of its feature map must be left"),
                     j + 1, i + 1, FEWEST_CELLS);
        return FALSE;
      }
  return TRUE;
}

/* @kept: (nullable) */
static void
class_init (Class *class,
            guint n_shots,
            LkTensor *const *maps,
            const gboolean *const *kept)
{
  guint n_cells
      = (guint) (lk_tensor_get_dim (maps[0], 1) * lk_tensor_get_dim (maps[0], 2));

  class->n_shots = n_shots;
  class->maps = g_new (LkTensor *, n_shots);
  class->kept = g_new0 (gboolean *, n_shots);
  class->counted = g_new (LkTensor *, n_shots);
  for (guint i = 0; i < n_shots; i++)
    {
      class->maps[i] = lk_tensor_ref (maps[i]);
      if (kept != NULL && kept[i] != NULL)
        class->kept[i] = lk_mask_copy (kept[i], n_cells);
      class->counted[i] = lk_mask_map (maps[i], class->kept[i]);
      class->has_mask = class->has_mask || class->kept[i] != NULL;
    }
}

static void
compute_gaussian (guint index, guint worker, gpointer data)
{
  LkSupport *self = data;
  Class *class = &self->classes[index];

  class->gaussian = lk_gaussian_new (class->counted, class->n_shots);
}

static void
class_clear (Class *class)
{
  for (guint i = 0; i < class->n_shots; i++)
    {
      lk_tensor_unref (class->maps[i]);
      lk_tensor_unref (class->counted[i]);
      g_free (class->kept[i]);
    }
  g_free (class->maps);
  g_free (class->counted);
  g_free (class->kept);
  lk_gaussian_unref (class->gaussian);
  g_free (class->prototype);
  g_free (class->pixels);
  lk_panels_free (class->pixel_panels);
  for (guint i = 0; i < LK_N_PART_FORMS; i++)
    {
      g_free (class->parts[i]);
      lk_panels_free (class->part_panels[i]);
    }
}

LkSupport *
lk_support_new (guint n_classes,
                const guint *n_shots,
                LkTensor *const *maps,
                GError **error)
{
  return lk_support_new_kept (n_classes, n_shots, maps, NULL, error);
}

LkSupport *
lk_support_new_kept (guint n_classes,
                     const guint *n_shots,
                     LkTensor *const *maps,
                     const gboolean *const *kept,
                     GError **error)
{
  LkSupport *self;

  if (!check (n_classes, n_shots, maps, error)
      || (kept != NULL && !check_kept (n_classes, n_shots, maps, kept, error)))
    return NULL;

  self = g_new0 (LkSupport, 1);
  g_atomic_ref_count_init (&self->ref_count);
  memcpy (self->shape, lk_tensor_get_shape (maps[0]), sizeof self->shape);
  self->kernels = lk_match_kernels_get (lk_cpu_get_kernels ());
  self->n_classes = n_classes;
  self->classes = g_new0 (Class, n_classes);
  for (guint i = 0; i < n_classes; i++)
    {
      class_init (&self->classes[i], n_shots[i], maps, kept);
      maps += n_shots[i];
      kept = kept != NULL ? kept + n_shots[i] : NULL;
    }
  lk_pool_run (lk_pool_get_shared (), n_classes, compute_gaussian, self);
  return self;
}

LkSupport *
lk_support_new_even (guint n_classes,
                     guint n_shots,
                     LkTensor *const *maps,
                     GError **error)
{
  g_autofree guint *counts = g_new (guint, n_classes);

  for (guint i = 0; i < n_classes; i++)
    counts[i] = n_shots;
  return lk_support_new (n_classes, counts, maps, error);
}

LkSupport *
lk_support_ref (LkSupport *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_support_unref (LkSupport *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_classes; i++)
    class_clear (&self->classes[i]);
  g_free (self->classes);
  g_free (self);
}

guint
lk_support_get_n_classes (LkSupport *self)
{
  return self->n_classes;
}

guint
lk_support_get_n_shots (LkSupport *self, guint class_index)
{
  g_return_val_if_fail (class_index < self->n_classes, 0);
  return self->classes[class_index].n_shots;
}

guint
lk_support_count_shots (LkSupport *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);
  for (guint i = 0; i < self->n_classes; i++)
    n += self->classes[i].n_shots;
  return n;
}

const gsize *
lk_support_get_map_shape (LkSupport *self)
{
  return self->shape;
}

LkTensor *
lk_support_get_map (LkSupport *self, guint class_index, guint shot)
{
  g_return_val_if_fail (
      class_index < self->n_classes && shot < self->classes[class_index].n_shots, NULL);
  return self->classes[class_index].maps[shot];
}

LkGaussian *
lk_support_get_gaussian (LkSupport *self, guint class_index)
{
  g_return_val_if_fail (class_index < self->n_classes, NULL);
  return self->classes[class_index].gaussian;
}

gboolean
lk_support_has_mask (LkSupport *self, guint class_index)
{
  g_return_val_if_fail (class_index < self->n_classes, FALSE);
  return self->classes[class_index].has_mask;
}

const gboolean *
lk_support_get_kept (LkSupport *self, guint class_index, guint shot)
{
  g_return_val_if_fail (
      class_index < self->n_classes && shot < self->classes[class_index].n_shots, NULL);
  return self->classes[class_index].kept[shot];
}

LkTensor *
lk_support_get_counted (LkSupport *self, guint class_index, guint shot)
{
  g_return_val_if_fail (
      class_index < self->n_classes && shot < self->classes[class_index].n_shots, NULL);
  return self->classes[class_index].counted[shot];
}

gsize
lk_support_count_cells (LkSupport *self, guint class_index)
{
  const Class *class;
  gsize n = 0;

  g_return_val_if_fail (class_index < self->n_classes, 0);
  class = &self->classes[class_index];
  for (guint i = 0; i < class->n_shots; i++)
    n += lk_tensor_get_size (class->counted[i]) / self->shape[0];
  return n;
}

static float *
compute_pixels (const Class *class)
{
  gsize size = lk_tensor_get_size (class->maps[0]);
  float *pixels = g_new (float, class->n_shots *size);

  for (guint i = 0; i < class->n_shots; i++)
    lk_descriptors_fill_pixels (class->maps[i], pixels + i * size);
  return pixels;
}

static float *
compute_parts (const Class *class, LkPartForm form)
{
  gsize size = lk_tensor_get_size (class->maps[0]);
  float *parts = g_new (float, class->n_shots *size);

  for (guint i = 0; i < class->n_shots; i++)
    lk_descriptors_fill_parts (class->maps[i], form, parts + i * size);
  return parts;
}

static LkPanels *
pack_pixels (LkSupport *self, guint class_index)
{
  const Class *class = &self->classes[class_index];
  gsize n_columns = lk_support_count_cells (self, class_index);
  LkPanels *panels = lk_panels_new_columns (self->kernels, n_columns, self->shape[0]);
  gsize first = 0;

  for (guint i = 0; i < class->n_shots; i++)
    {
      lk_descriptors_pack_pixels (class->counted[i], panels, first);
      first += lk_tensor_get_size (class->counted[i]) / self->shape[0];
    }
  lk_panels_coarsen (panels);
  return panels;
}

static LkPanels *
pack_parts (const LkSupport *self, const Class *class, LkPartForm form)
{
  gsize n_channels = self->shape[0], n_cells = self->shape[1] * self->shape[2];
  LkPanels *panels
      = lk_panels_new_columns (self->kernels, class->n_shots * n_channels, n_cells);

  for (guint i = 0; i < class->n_shots; i++)
    lk_descriptors_pack_parts (class->maps[i], form, panels, i * n_channels);
  lk_panels_coarsen (panels);
  return panels;
}

const double *
lk_support_get_prototype (LkSupport *self, guint class_index)
{
  Class *class;

  g_return_val_if_fail (class_index < self->n_classes, NULL);

  class = &self->classes[class_index];
  if (g_once_init_enter (&class->prototype))
    g_once_init_leave (&class->prototype,
                       lk_prototype_pool (class->maps, 1, class->n_shots));
  return class->prototype;
}

const float *
lk_support_get_pixels (LkSupport *self, guint class_index)
{
  Class *class;

  g_return_val_if_fail (class_index < self->n_classes, NULL);

  class = &self->classes[class_index];
  if (g_once_init_enter (&class->pixels))
    g_once_init_leave (&class->pixels, compute_pixels (class));
  return class->pixels;
}

const float *
lk_support_get_parts (LkSupport *self, LkPartForm form, guint class_index)
{
  Class *class;

  g_return_val_if_fail (class_index < self->n_classes && form < LK_N_PART_FORMS, NULL);

  class = &self->classes[class_index];
  if (g_once_init_enter (&class->parts[form]))
    g_once_init_leave (&class->parts[form], compute_parts (class, form));
  return class->parts[form];
}

const LkMatchKernels *
lk_support_get_kernels (LkSupport *self)
{
  return self->kernels;
}

const LkPanels *
lk_support_get_pixel_panels (LkSupport *self, guint class_index)
{
  Class *class = &self->classes[class_index];

  if (g_once_init_enter (&class->pixel_panels))
    g_once_init_leave (&class->pixel_panels, pack_pixels (self, class_index));
  return class->pixel_panels;
}

const LkPanels *
lk_support_get_part_panels (LkSupport *self, LkPartForm form, guint class_index)
{
  Class *class = &self->classes[class_index];

  if (g_once_init_enter (&class->part_panels[form]))
    g_once_init_leave (&class->part_panels[form], pack_parts (self, class, form));
  return class->part_panels[form];
}
