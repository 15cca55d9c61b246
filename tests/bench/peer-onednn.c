/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>
#include <string.h>

#include "bench-turns.h"

/*
 * oneDNN's side of the comparison of backbones: conv64f|resnet12 WEIGHTS.f32 PICTURES.f32
 * NUMBER EDGE winograd|auto|direct. WEIGHTS holds for each convolution, in the order in
 * which they run, [out, in, kernel, kernel] and the bias, BatchNorm folded in. Layouts,
 * activations within a convolution and in-place sums as oneDNN likes them best.
 */

#define MAX_STEPS 64
#define MAX_ARGUMENTS 5

typedef struct
{
  dnnl_primitive_t primitive;
  int n_arguments;
  dnnl_exec_arg_t arguments[MAX_ARGUMENTS];
} Step;

typedef struct
{
  dnnl_memory_t memory;
  dnnl_memory_desc_t form;
  dnnl_dim_t n_channels;
  dnnl_dim_t edge;
} Map;

typedef struct
{
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_alg_kind_t algorithm;
  dnnl_dim_t n_pictures;
  const float *weights;
  Step steps[MAX_STEPS];
  guint n_steps;
  Map maps;
} Net;

static void
check (dnnl_status_t status, const char *what)
{
  if (status != dnnl_success)
    g_error ("oneDNN: %s failed with %d", what, status);
}

static dnnl_memory_t
new_memory (Net *self, const dnnl_memory_desc_t *form)
{
  dnnl_memory_t memory;

  check (dnnl_memory_create (&memory, form, self->engine, DNNL_MEMORY_ALLOCATE),
         "memory");
  return memory;
}

static dnnl_memory_desc_t
describe (int n_dims, const dnnl_dim_t *dims, dnnl_format_tag_t tag)
{
  dnnl_memory_desc_t form;

  check (dnnl_memory_desc_init_by_tag (&form, n_dims, dims, dnnl_f32, tag),
         "a description");
  return form;
}

static dnnl_memory_desc_t
describe_maps (Net *self, dnnl_dim_t n_channels, dnnl_dim_t edge, dnnl_format_tag_t tag)
{
  return describe (4, (dnnl_dims_t){ self->n_pictures, n_channels, edge, edge }, tag);
}

static void
step_init (Step *step,
           dnnl_primitive_desc_t plan,
           int n,
           const dnnl_exec_arg_t *arguments)
{
  check (dnnl_primitive_create (&step->primitive, plan), "a primitive");
  dnnl_primitive_desc_destroy (plan);
  step->n_arguments = n;
  memcpy (step->arguments, arguments, (gsize) n * sizeof *arguments);
}

static void
add_step (Net *self, dnnl_primitive_desc_t plan, int n, const dnnl_exec_arg_t *arguments)
{
  g_assert (self->n_steps < MAX_STEPS);
  step_init (&self->steps[self->n_steps++], plan, n, arguments);
}

static void
step_run (Net *self, const Step *step)
{
  check (dnnl_primitive_execute (step->primitive, self->stream, step->n_arguments,
                                 step->arguments),
         "a run");
}

static Step
plan_reorder (Net *self,
              dnnl_memory_t from,
              const dnnl_memory_desc_t *form,
              dnnl_memory_t to,
              const dnnl_memory_desc_t *wanted)
{
  dnnl_primitive_desc_t plan;
  Step step;

  check (dnnl_reorder_primitive_desc_create (&plan, form, self->engine, wanted,
                                             self->engine, NULL),
         "a reorder");
  step_init (&step, plan, 2,
             (dnnl_exec_arg_t[]){ { DNNL_ARG_FROM, from }, { DNNL_ARG_TO, to } });
  return step;
}

static Map
reorder (Net *self, Map map, const dnnl_memory_desc_t *wanted)
{
  Map result = map;

  if (dnnl_memory_desc_equal (&map.form, wanted))
    return map;
  result.form = *wanted;
  result.memory = new_memory (self, wanted);
  self->steps[self->n_steps++]
      = plan_reorder (self, map.memory, &map.form, result.memory, wanted);
  return result;
}

/* The next @dims of the weights, brought into the form @wanted once and for all. */
static dnnl_memory_t
take_weights (Net *self,
              int n_dims,
              const dnnl_dim_t *dims,
              const dnnl_memory_desc_t *wanted)
{
  dnnl_memory_desc_t plain = describe (n_dims, dims, n_dims == 4 ? dnnl_abcd : dnnl_a);
  dnnl_memory_t from, to = new_memory (self, wanted);
  Step step;

  check (dnnl_memory_create (&from, &plain, self->engine, (void *) self->weights),
         "memory");
  step = plan_reorder (self, from, &plain, to, wanted);
  step_run (self, &step);
  check (dnnl_stream_wait (self->stream), "a reorder");
  dnnl_primitive_destroy (step.primitive);
  dnnl_memory_destroy (from);
  self->weights += dnnl_memory_desc_get_size (&plain) / sizeof (float);
  return to;
}

static void
add_activation (Net *self, Map map, float slope)
{
  dnnl_eltwise_desc_t description;
  dnnl_primitive_desc_t plan;

  check (dnnl_eltwise_forward_desc_init (&description, dnnl_forward_inference,
                                         dnnl_eltwise_relu, &map.form, slope, 0),
         "an activation");
  check (dnnl_primitive_desc_create (&plan, &description, NULL, self->engine, NULL),
         "an activation");
  add_step (
      self, plan, 2,
      (dnnl_exec_arg_t[]){ { DNNL_ARG_SRC, map.memory }, { DNNL_ARG_DST, map.memory } });
}

static dnnl_primitive_attr_t
make_attributes (gboolean sum, float slope)
{
  dnnl_primitive_attr_t attributes;
  dnnl_post_ops_t operations;

  check (dnnl_primitive_attr_create (&attributes), "attributes");
  check (dnnl_post_ops_create (&operations), "attributes");
  if (sum)
    check (dnnl_post_ops_append_sum (operations, 1), "a sum");
  if (slope < 1)
    check (dnnl_post_ops_append_eltwise (operations, 1, dnnl_eltwise_relu, slope, 0),
           "an activation");
  check (dnnl_primitive_attr_set_post_ops (attributes, operations), "attributes");
  dnnl_post_ops_destroy (operations);
  return attributes;
}

/* A plan for @algorithm, or NULL where it cannot do this. */
static dnnl_primitive_desc_t
plan_convolution (Net *self,
                  const Map *map,
                  dnnl_dim_t n_out,
                  dnnl_dim_t kernel,
                  dnnl_alg_kind_t algorithm,
                  gboolean sum,
                  float slope)
{
  const dnnl_dims_t stride = { 1, 1 }, padding = { kernel / 2, kernel / 2 };
  dnnl_memory_desc_t source
      = map->n_channels == 3
            ? map->form
            : describe_maps (self, map->n_channels, map->edge, dnnl_format_tag_any);
  dnnl_memory_desc_t weights = describe (
      4, (dnnl_dims_t){ n_out, map->n_channels, kernel, kernel }, dnnl_format_tag_any);
  dnnl_memory_desc_t bias = describe (1, &n_out, dnnl_a);
  dnnl_memory_desc_t result = describe_maps (self, n_out, map->edge, dnnl_format_tag_any);
  dnnl_primitive_attr_t attributes = make_attributes (sum, slope);
  dnnl_convolution_desc_t description;
  dnnl_primitive_desc_t plan = NULL;

  if (dnnl_convolution_forward_desc_init (&description, dnnl_forward_inference, algorithm,
                                          &source, &weights, &bias, &result, stride,
                                          padding, padding)
          != dnnl_success
      || dnnl_primitive_desc_create (&plan, &description, attributes, self->engine, NULL)
             != dnnl_success)
    plan = NULL;
  dnnl_primitive_attr_destroy (attributes);
  return plan;
}

/* @slope 1: no activation. Where @late, one that the convolution cannot do waits for the
 * caller, who is told by *@late: it may stand behind a pool, where there is less to do.
 */
static Map
add_convolution (Net *self,
                 Map map,
                 dnnl_dim_t n_out,
                 dnnl_dim_t kernel,
                 float slope,
                 const Map *addend,
                 gboolean *late)
{
  gboolean sum = addend != NULL, apart = FALSE;
  dnnl_primitive_desc_t plan
      = plan_convolution (self, &map, n_out, kernel, self->algorithm, sum, slope);
  const dnnl_memory_desc_t *form;
  dnnl_memory_t weights, bias;
  Map result = { NULL, .n_channels = n_out, .edge = map.edge };

  if (plan == NULL && slope < 1)
    {
      plan = plan_convolution (self, &map, n_out, kernel, self->algorithm, sum, 1);
      apart = plan != NULL;
    }
  if (plan == NULL)
    plan = plan_convolution (self, &map, n_out, kernel, dnnl_convolution_direct, sum,
                             slope);
  if (plan == NULL)
    g_error ("oneDNN has no convolution for %d channels", (int) n_out);
  map = reorder (self, map, dnnl_primitive_desc_query_md (plan, dnnl_query_src_md, 0));
  form = dnnl_primitive_desc_query_md (plan, dnnl_query_dst_md, 0);
  result.form = *form;
  result.memory = sum ? reorder (self, *addend, form).memory : new_memory (self, form);
  weights = take_weights (self, 4, (dnnl_dims_t){ n_out, map.n_channels, kernel, kernel },
                          dnnl_primitive_desc_query_md (plan, dnnl_query_weights_md, 0));
  bias = take_weights (self, 1, &n_out,
                       dnnl_primitive_desc_query_md (plan, dnnl_query_weights_md, 1));
  add_step (self, plan, 4,
            (dnnl_exec_arg_t[]){ { DNNL_ARG_SRC, map.memory },
                                 { DNNL_ARG_WEIGHTS, weights },
                                 { DNNL_ARG_BIAS, bias },
                                 { DNNL_ARG_DST, result.memory } });
  if (late != NULL)
    *late = apart;
  else if (apart)
    add_activation (self, result, slope);
  return result;
}

static Map
add_pool (Net *self, Map map)
{
  const dnnl_dims_t two = { 2, 2 }, zero = { 0, 0 };
  Map result = { NULL, .n_channels = map.n_channels, .edge = map.edge / 2 };
  dnnl_memory_desc_t any
      = describe_maps (self, result.n_channels, result.edge, dnnl_format_tag_any);
  dnnl_pooling_desc_t description;
  dnnl_primitive_desc_t plan;

  check (dnnl_pooling_forward_desc_init (&description, dnnl_forward_inference,
                                         dnnl_pooling_max, &map.form, &any, two, two,
                                         zero, zero),
         "a pool");
  check (dnnl_primitive_desc_create (&plan, &description, NULL, self->engine, NULL),
         "a pool");
  result.form = *dnnl_primitive_desc_query_md (plan, dnnl_query_dst_md, 0);
  result.memory = new_memory (self, &result.form);
  add_step (self, plan, 2,
            (dnnl_exec_arg_t[]){ { DNNL_ARG_SRC, map.memory },
                                 { DNNL_ARG_DST, result.memory } });
  return result;
}

static Map
add_pooled_convolution (Net *self,
                        Map map,
                        dnnl_dim_t n_out,
                        float slope,
                        const Map *addend)
{
  gboolean late;

  map = add_pool (self, add_convolution (self, map, n_out, 3, slope, addend, &late));
  if (late)
    add_activation (self, map, slope);
  return map;
}

static void
build_conv64f (Net *self)
{
  for (guint i = 0; i < 4; i++)
    self->maps = i < 2 ? add_pooled_convolution (self, self->maps, 64, 0.2f, NULL)
                       : add_convolution (self, self->maps, 64, 3, 0.2f, NULL, NULL);
}

static void
build_resnet12 (Net *self)
{
  static const dnnl_dim_t widths[] = { 64, 160, 320, 640 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      Map shortcut = add_convolution (self, self->maps, widths[i], 1, 1, NULL, NULL);

      for (guint j = 0; j < 2; j++)
        self->maps = add_convolution (self, self->maps, widths[i], 3, 0.1f, NULL, NULL);
      self->maps = add_pooled_convolution (self, self->maps, widths[i], 0.1f, &shortcut);
    }
}

static void
run (gpointer data)
{
  Net *self = data;

  for (guint i = 0; i < self->n_steps; i++)
    step_run (self, &self->steps[i]);
  check (dnnl_stream_wait (self->stream), "a run");
}

static void
save (gpointer data, FILE *file)
{
  Net *self = data;
  void *values;

  check (dnnl_memory_get_data_handle (self->maps.memory, &values), "memory");
  bench_turns_write (values,
                     dnnl_memory_desc_get_size (&self->maps.form) / sizeof (float), file);
}

static void
net_init (Net *self, const char *weights, const char *pictures, dnnl_dim_t edge)
{
  gsize n = (gsize) (self->n_pictures * 3 * edge * edge), size;
  g_autofree float *values = bench_turns_read (pictures, n);
  g_autoptr (GError) error = NULL;
  char *bytes;
  void *input;

  check (dnnl_engine_create (&self->engine, dnnl_cpu, 0), "an engine");
  check (dnnl_stream_create (&self->stream, self->engine, dnnl_stream_default_flags),
         "a stream");
  if (!g_file_get_contents (weights, &bytes, &size, &error))
    g_error ("%s", error->message);
  self->weights = (const float *) bytes;
  self->maps = (Map){ .form = describe_maps (self, 3, edge, dnnl_nchw),
                      .n_channels = 3,
                      .edge = edge };
  self->maps.memory = new_memory (self, &self->maps.form);
  check (dnnl_memory_get_data_handle (self->maps.memory, &input), "memory");
  memcpy (input, values, n * sizeof (float));
}

int
main (int argc, char **argv)
{
  static Net net;
  dnnl_memory_desc_t plain;

  if (argc != 7)
    return 2;
  net.n_pictures = atoi (argv[4]);
  net.algorithm = g_str_equal (argv[6], "winograd") ? dnnl_convolution_winograd
                  : g_str_equal (argv[6], "auto")   ? dnnl_convolution_auto
                                                    : dnnl_convolution_direct;
  net_init (&net, argv[2], argv[3], atoi (argv[5]));
  if (g_str_equal (argv[1], "resnet12"))
    build_resnet12 (&net);
  else
    build_conv64f (&net);
  plain = describe_maps (&net, net.maps.n_channels, net.maps.edge, dnnl_nchw);
  net.maps = reorder (&net, net.maps, &plain);
  return bench_turns_serve (&(BenchTask){ run, save, &net });
}
