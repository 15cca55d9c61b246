/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-network.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-folded-block.h"
#include "lk-runner.h"
#include "lk-tensor-check.h"

struct _LkNetwork
{
  GObject parent_instance;

  LkArchitecture *architecture;
  LkFoldedBlock *blocks;
  GMutex running; /* the runner's scratch serves one run */
  LkRunner *runner;
};

G_DEFINE_FINAL_TYPE (LkNetwork, lk_network, G_TYPE_OBJECT)

static guint
get_n_blocks (LkNetwork *self)
{
  return lk_architecture_get_n_blocks (self->architecture);
}

static void
lk_network_finalize (GObject *object)
{
  LkNetwork *self = LK_NETWORK (object);

  g_clear_pointer (&self->runner, lk_runner_free);
  g_mutex_clear (&self->running);
  for (guint i = 0; self->blocks != NULL && i < get_n_blocks (self); i++)
    lk_folded_block_clear (&self->blocks[i]);
  g_clear_pointer (&self->blocks, g_free);
  g_clear_pointer (&self->architecture, lk_architecture_unref);
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
lk_network_new (LkArchitecture *architecture, GHashTable *tensors, GError **error)
{
  g_autoptr (LkNetwork) self = NULL;

  g_return_val_if_fail (architecture != NULL && tensors != NULL, NULL);
  g_return_val_if_fail (lk_architecture_get_n_blocks (architecture) > 0, NULL);

  if (!lk_cpu_check_kernels (error)
      || !lk_tensor_check (architecture, tensors, NULL, NULL, error))
    return NULL;
  self = g_object_new (LK_TYPE_NETWORK, NULL);
  self->architecture = lk_architecture_ref (architecture);
  self->blocks = g_new0 (LkFoldedBlock, get_n_blocks (self));
  for (guint i = 0; i < get_n_blocks (self); i++)
    if (!lk_folded_block_init (&self->blocks[i], architecture, i, tensors, error))
      return NULL;
  self->runner = lk_runner_new (self->blocks, get_n_blocks (self), lk_pool_get_shared ());
  return g_steal_pointer (&self);
}

void
lk_network_get_map_shape (LkNetwork *self, gsize height, gsize width, gsize shape[3])
{
  g_return_if_fail (LK_IS_NETWORK (self));

  lk_architecture_get_map_shape (self->architecture, height, width, shape);
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

  if (lk_tensor_get_n_dims (pictures) != 4
      || shape[1] != lk_architecture_get_n_in (self->architecture))
    {
      g_autofree char *found = lk_tensor_describe_shape (pictures);

      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Pictures have shape %s instead of [n, %zu, height, width]"), found,
                   lk_architecture_get_n_in (self->architecture));
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
  return lk_architecture_get_n_parameters (self->architecture);
}

void
lk_network_get_geometry (LkNetwork *self,
                         double *stride,
                         double *offset,
                         double *receptive_field)
{
  g_return_if_fail (LK_IS_NETWORK (self));
  lk_architecture_get_geometry (self->architecture, stride, offset, receptive_field);
}
