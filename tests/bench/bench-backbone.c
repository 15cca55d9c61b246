/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "bench-turns.h"
#include "lk-model.h"

/*
 * Likeness's side of the comparison of backbones: MODEL.safetensors PICTURES.f32 NUMBER
 * EDGE. LIKENESS_THREADS and LIKENESS_KERNELS say with what.
 */

typedef struct
{
  LkModel *model;
  LkTensor *pictures;
  LkTensor *maps;
} Forward;

static void
run (gpointer data)
{
  Forward *self = data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->maps, lk_tensor_unref);
  self->maps = lk_network_forward (lk_model_get_network (self->model), self->pictures,
                                   NULL, &error);
  if (self->maps == NULL)
    g_error ("%s", error->message);
}

static void
save (gpointer data, FILE *file)
{
  Forward *self = data;

  bench_turns_write (lk_tensor_get_data (self->maps), lk_tensor_get_size (self->maps),
                     file);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Forward forward = { NULL };
  gsize shape[4] = { 0, 3 };
  g_autofree float *values = NULL;
  int result;

  if (argc != 5)
    return 2;
  shape[0] = strtoul (argv[3], NULL, 10);
  shape[2] = shape[3] = strtoul (argv[4], NULL, 10);
  forward.model = lk_model_open (argv[1], NULL, &error);
  if (forward.model == NULL)
    g_error ("%s", error->message);
  forward.pictures = lk_tensor_new (4, shape);
  values = bench_turns_read (argv[2], lk_tensor_get_size (forward.pictures));
  memcpy (lk_tensor_get_data (forward.pictures), values,
          lk_tensor_get_size (forward.pictures) * sizeof (float));
  result = bench_turns_serve (&(BenchTask){ run, save, &forward });
  g_clear_pointer (&forward.maps, lk_tensor_unref);
  lk_tensor_unref (forward.pictures);
  g_object_unref (forward.model);
  return result;
}
