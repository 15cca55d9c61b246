/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-network.h"

#include <glib/gi18n-lib.h>

#include "lk-conv64f.h"
#include "lk-error.h"
#include "lk-resnet12.h"
#include "lk-runner.h"
#include "lk-stage.h"

#define N_STAGES 4
#define N_INPUT_CHANNELS 3

struct _LkNetwork
{
  GObject parent_instance;

  LkStage stages[N_STAGES];
  gsize n_parameters;
  GMutex running; /* the runner's scratch serves one run */
  LkRunner *runner;
};

G_DEFINE_FINAL_TYPE (LkNetwork, lk_network, G_TYPE_OBJECT)

static void
lk_network_finalize (GObject *object)
{
  LkNetwork *self = LK_NETWORK (object);

  g_clear_pointer (&self->runner, lk_runner_free);
  g_mutex_clear (&self->running);
  for (guint i = 0; i < N_STAGES; i++)
    lk_stage_clear (&self->stages[i]);
  G_OBJECT_CLASS (lk_network_parent_class)->finalize (object);
}

static void
lk_network_class_init (LkNetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_network_finalize;
}

static void
lk_network_init (LkNetwork *self)
{
  g_mutex_init (&self->running);
}

LkNetwork *
lk_network_new (const LkLayout *layout, GError **error)
{
  g_autoptr (LkNetwork) self = NULL;
  gboolean read;

  g_return_val_if_fail (layout != NULL && layout->tensors != NULL, NULL);

  if (!(layout->slope >= 0 && layout->slope <= 1))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("The slope of the activation is %g; it must lie between 0 and 1"),
                   layout->slope);
      return NULL;
    }
  if (!lk_cpu_check_kernels (error))
    return NULL;
  self = g_object_new (LK_TYPE_NETWORK, NULL);
  read = layout->backbone == LK_BACKBONE_RESNET12
             ? lk_resnet12_read (layout, self->stages, &self->n_parameters, error)
             : lk_conv64f_read (layout, self->stages, &self->n_parameters, error);
  if (!read)
    return NULL;
  self->runner = lk_runner_new (self->stages, N_STAGES, lk_pool_get_shared ());
  return g_steal_pointer (&self);
}

void
lk_network_get_map_shape (LkNetwork *self, gsize height, gsize width, gsize shape[3])
{
  g_return_if_fail (LK_IS_NETWORK (self));

  for (guint i = 0; i < N_STAGES; i++)
    lk_stage_resize (&self->stages[i], &height, &width);
  shape[0] = lk_stage_get_n_out (&self->stages[N_STAGES - 1]);
  shape[1] = height;
  shape[2] = width;
}

/* The edge of the smallest square picture that leaves a map of one cell. */
static gsize
smallest_edge (LkNetwork *self)
{
  gsize shape[3] = { 0 };
  gsize edge = 0;

  while (shape[1] == 0)
    {
      edge++;
      lk_network_get_map_shape (self, edge, edge, shape);
    }
  return edge;
}

static gboolean
check_pictures (LkNetwork *self, LkTensor *pictures, GError **error)
{
  const gsize *shape = lk_tensor_get_shape (pictures);
  gsize map[3];

  if (lk_tensor_get_n_dims (pictures) != 4 || shape[1] != N_INPUT_CHANNELS)
    {
      g_autofree char *found = lk_tensor_describe_shape (pictures);

      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Pictures have shape %s instead of [n, 3, height, width]"), found);
      return FALSE;
    }
  lk_network_get_map_shape (self, shape[2], shape[3], map);
  if (map[1] > 0 && map[2] > 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("Pictures of %zu×%zu pixels are too small for this network: each edge "
                  "must be at least %zu"),
               shape[3], shape[2], smallest_edge (self));
  return FALSE;
}

LkTensor *
lk_network_forward (LkNetwork *self,
                    LkTensor *pictures,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (LkTensor) maps = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  const gsize *shape;
  gsize map_shape[4];

  g_return_val_if_fail (LK_IS_NETWORK (self) && pictures != NULL, NULL);

  shape = lk_tensor_get_shape (pictures);
  if (!check_pictures (self, pictures, error))
    return NULL;
  locker = g_mutex_locker_new (&self->running);
  if (!lk_runner_plan (self->runner, shape[0], shape[2], shape[3], error))
    return NULL;
  map_shape[0] = shape[0];
  lk_network_get_map_shape (self, shape[2], shape[3], map_shape + 1);
  maps = lk_tensor_new (4, map_shape);
  if (!lk_runner_run (self->runner, lk_tensor_get_data (pictures),
                      lk_tensor_get_data (maps), cancellable, error))
    return NULL;
  return g_steal_pointer (&maps);
}

gsize
lk_network_get_planned_memory (LkNetwork *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (LK_IS_NETWORK (self), 0);

  locker = g_mutex_locker_new (&self->running);
  return lk_runner_get_memory_size (self->runner);
}

gsize
lk_network_get_n_parameters (LkNetwork *self)
{
  g_return_val_if_fail (LK_IS_NETWORK (self), 0);
  return self->n_parameters;
}

/* The picture's pixels are cells of edge 1 with their first centre at 0.5. */
void
lk_network_get_geometry (LkNetwork *self,
                         double *stride,
                         double *offset,
                         double *receptive_field)
{
  double step = 1;
  double centre = 0.5;
  double field = 1;

  g_return_if_fail (LK_IS_NETWORK (self));

  for (guint i = 0; i < N_STAGES; i++)
    for (guint j = 0; j < self->stages[i].n_convolutions; j++)
      {
        const LkConvolutionShape *shape
            = lk_convolution_get_shape (self->stages[i].convolutions[j]);

        centre += ((double) (shape->kernel - 1) / 2 - (double) shape->padding) * step;
        field += (double) (shape->kernel - 1) * step;
        if (!shape->pool)
          continue;
        centre += step / 2;
        field += step;
        step *= 2;
      }
  *stride = step;
  *offset = centre;
  *receptive_field = field;
}
