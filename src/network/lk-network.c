/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-network.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-conv64f.h"
#include "lk-error.h"
#include "lk-resnet12.h"
#include "lk-stage.h"

#define N_STAGES 4
#define N_INPUT_CHANNELS 3
#define MAX_MEMORY_FLOATS ((gsize) 1 << 28)

/* What a run works in, planned for pictures of one size. */
typedef struct
{
  gsize height;
  gsize width;
  float *floats;
  float *maps[2];
  LkStageMemory stage;
} Memory;

struct _LkNetwork
{
  GObject parent_instance;

  LkStage stages[N_STAGES];
  gsize n_parameters;
  Memory memory;
};

G_DEFINE_FINAL_TYPE (LkNetwork, lk_network, G_TYPE_OBJECT)

static void
lk_network_finalize (GObject *object)
{
  LkNetwork *self = LK_NETWORK (object);

  for (guint i = 0; i < N_STAGES; i++)
    lk_stage_clear (&self->stages[i]);
  g_aligned_free (self->memory.floats);
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
  self = g_object_new (LK_TYPE_NETWORK, NULL);
  read = layout->backbone == LK_BACKBONE_RESNET12
             ? lk_resnet12_read (layout, self->stages, &self->n_parameters, error)
             : lk_conv64f_read (layout, self->stages, &self->n_parameters, error);
  return read ? g_steal_pointer (&self) : NULL;
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
               _ ("Pictures of %" G_GSIZE_FORMAT "×%" G_GSIZE_FORMAT
                  " pixels are too small for this network: each edge must be at "
                  "least %" G_GSIZE_FORMAT),
               shape[3], shape[2], smallest_edge (self));
  return FALSE;
}

/* A multiple of 16 floats, so that every part begins on a cache line. */
static gsize
round_up (gsize n_floats)
{
  return (n_floats + 15) / 16 * 16;
}

static gboolean
plan_memory (LkNetwork *self, gsize height, gsize width, GError **error)
{
  Memory *memory = &self->memory;
  LkStageNeeds needs = { 0 };
  gsize edges[] = { height, width };
  gsize total;
  float *next;

  if (memory->floats != NULL && memory->height == height && memory->width == width)
    return TRUE;
  for (guint i = 0; i < N_STAGES; i++)
    {
      lk_stage_measure (&self->stages[i], edges[0], edges[1], &needs);
      lk_stage_resize (&self->stages[i], &edges[0], &edges[1]);
    }
  needs = (LkStageNeeds){ round_up (needs.map), round_up (needs.inner),
                          round_up (needs.scratch) };
  total = 2 * needs.map + 3 * needs.inner + needs.scratch;
  if (total > MAX_MEMORY_FLOATS)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                   _ ("Pictures of %" G_GSIZE_FORMAT "×%" G_GSIZE_FORMAT
                      " pixels are too large for this network"),
                   width, height);
      return FALSE;
    }
  g_aligned_free (memory->floats);
  next = g_aligned_alloc (total, sizeof (float), 64);
  *memory = (Memory){ .height = height, .width = width, .floats = next };
  for (guint i = 0; i < G_N_ELEMENTS (memory->maps); i++, next += needs.map)
    memory->maps[i] = next;
  for (guint i = 0; i < G_N_ELEMENTS (memory->stage.inner); i++, next += needs.inner)
    memory->stage.inner[i] = next;
  memory->stage.scratch = next;
  return TRUE;
}

static void
run_stages (LkNetwork *self, const float *picture, float *map)
{
  const Memory *memory = &self->memory;
  const float *input = picture;
  gsize height = memory->height;
  gsize width = memory->width;

  for (guint i = 0; i < N_STAGES; i++)
    {
      float *output = i == N_STAGES - 1 ? map : memory->maps[i % 2];

      lk_stage_run (&self->stages[i], input, height, width, &memory->stage, output);
      lk_stage_resize (&self->stages[i], &height, &width);
      input = output;
    }
}

static gboolean
all_finite (const float *values, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

LkTensor *
lk_network_forward (LkNetwork *self,
                    LkTensor *pictures,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (LkTensor) maps = NULL;
  const gsize *shape;
  gsize map_shape[4];
  gsize picture_size;
  gsize map_size;

  g_return_val_if_fail (LK_IS_NETWORK (self) && pictures != NULL, NULL);

  shape = lk_tensor_get_shape (pictures);
  if (!check_pictures (self, pictures, error)
      || !plan_memory (self, shape[2], shape[3], error))
    return NULL;
  map_shape[0] = shape[0];
  lk_network_get_map_shape (self, shape[2], shape[3], map_shape + 1);
  maps = lk_tensor_new (4, map_shape);
  picture_size = lk_tensor_get_size (pictures) / shape[0];
  map_size = lk_tensor_get_size (maps) / shape[0];

  for (gsize i = 0; i < shape[0]; i++)
    {
      float *map = lk_tensor_get_data (maps) + i * map_size;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      run_stages (self, lk_tensor_get_data (pictures) + i * picture_size, map);
      if (!all_finite (map, map_size))
        {
          g_set_error (
              error, LK_ERROR, LK_ERROR_NUMERIC,
              _ ("The network’s output for picture %" G_GSIZE_FORMAT
                 " is not finite: its weights or the picture hold absurd numbers"),
              i + 1);
          return NULL;
        }
    }
  return g_steal_pointer (&maps);
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
