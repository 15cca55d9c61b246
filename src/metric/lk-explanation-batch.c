/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-descriptors.h"
#include "lk-error.h"
#include "lk-explanation-private.h"
#include "lk-gaussian-private.h"
#include "lk-mask.h"
#include "lk-matches-private.h"
#include "lk-pool.h"
#include "lk-support-private.h"
#include "lk-transport.h"

#define ALIGNMENT 64
#define MAX_LANES 8

/* Packed queries take as much memory as their maps, twice: not all are packed at once. */
#define MIN_CHUNK 16
#define CHUNK_A_THREAD 2

/* The steps of getting a query ready. */
enum
{
  PACK_PIXELS,
  PACK_PARTS,
  FIT_GAUSSIAN,
  N_PREPARATIONS,
};

/* A query while it is explained. */
typedef struct
{
  LkFindings *findings;
  LkPanels *pixels;
  LkPanels *parts;
} Query;

typedef struct
{
  LkSupport *support;
  const LkMetricOptions *options;
  GCancellable *cancellable;
  guint n_classes;
  gsize n_channels;
  gsize n_counted;       /* cells of a query */
  const gboolean *kept;  /* (nullable): of the only query, whose pixel level is known */
  LkPanels **kept_parts; /* (nullable): [n_classes]: over the positions kept */
  const LkMatchKernels *kernels;

  Query *chunk;
  guint n_in_chunk;
  guint n_pixel_stretches;
  guint n_part_stretches;
  double *ridges;           /* [n_in_chunk, n_classes] */
  LkTransport **transports; /* of each thread */
  guint n_threads;
  guint n_lanes;
  gboolean in_groups; /* whether exact W2 is measured for several pairs at once */
  char *scratch;      /* of each thread */
  gsize scratch_size;

  GMutex lock; /* of what follows */
  GError *error;
  guint failed; /* where: the index of ridges times the number of distances, and which */
} Batch;

static gboolean
check_query (LkSupport *support, LkTensor *query, GError **error)
{
  const gsize *shape = lk_support_get_map_shape (support);

  if (!lk_tensor_has_shape (query, 3, shape))
    {
      g_autofree char *actual = lk_tensor_describe_shape (query);

      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("The query's feature map has the shape %s, those of the classes "
                      "[%zu, %zu, %zu]"),
                   actual, shape[0], shape[1], shape[2]);
      return FALSE;
    }
  if (!lk_tensor_is_finite (query))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_NUMERIC,
                           _ ("The query's feature map has values that are not numbers"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_cancelled (const Batch *self)
{
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

static LkPanels *
pack_kept_parts (const Batch *self, guint class_index)
{
  guint n_shots = lk_support_get_n_shots (self->support, class_index);
  LkPanels *panels = lk_panels_new_columns (self->kernels, n_shots * self->n_channels,
                                            self->n_counted);

  for (guint i = 0; i < n_shots; i++)
    {
      g_autoptr (LkTensor) map
          = lk_mask_map (lk_support_get_map (self->support, class_index, i), self->kept);

      lk_descriptors_pack_parts (map, self->options->part_form, panels,
                                 i * self->n_channels);
    }
  return panels;
}

static const LkPanels *
get_part_panels (const Batch *self, guint class_index)
{
  if (self->kept != NULL)
    return self->kept_parts[class_index];
  return lk_support_get_part_panels (self->support, self->options->part_form,
                                     class_index);
}

static void
prepare_class (guint index, guint worker, gpointer data)
{
  Batch *self = data;
  guint class_index = index / N_PREPARATIONS;

  if (is_cancelled (self))
    return;
  switch (index % N_PREPARATIONS)
    {
    case PACK_PIXELS:
      if (self->kept == NULL)
        lk_support_get_pixel_panels (self->support, class_index);
      break;
    case PACK_PARTS:
      if (lk_support_has_mask (self->support, class_index))
        break;
      if (self->kept != NULL)
        self->kept_parts[class_index] = pack_kept_parts (self, class_index);
      else
        get_part_panels (self, class_index);
      break;
    default:
      lk_gaussian_prepare (lk_support_get_gaussian (self->support, class_index),
                           self->options->ridge);
    }
}

static void
prepare_query (guint index, guint worker, gpointer data)
{
  Batch *self = data;
  Query *query = &self->chunk[index / N_PREPARATIONS];
  LkTensor *map = query->findings->counted;

  if (is_cancelled (self))
    return;
  switch (index % N_PREPARATIONS)
    {
    case PACK_PIXELS:
      if (self->kept != NULL)
        break;
      lk_descriptors_pack_pixels (map, query->pixels, 0);
      lk_panels_coarsen (query->pixels);
      break;
    case PACK_PARTS:
      lk_descriptors_pack_parts (map, self->options->part_form, query->parts, 0);
      if (self->kept == NULL)
        lk_panels_coarsen (query->parts);
      break;
    default:
      query->findings->gaussian = lk_gaussian_new (&map, 1);
      lk_gaussian_prepare (query->findings->gaussian, self->options->ridge);
    }
}

static void
take_error (Batch *self, guint failed, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL || failed < self->failed)
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      self->failed = failed;
    }
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
}

static void
take_distance (Batch *self, guint pair, LkDistance distance, double value)
{
  LkFindings *findings = self->chunk[pair / self->n_classes].findings;
  GError *error = NULL;

  findings->distances[distance][pair % self->n_classes] = value;
  if (!lk_gaussian_check (value, distance, self->options->ridge, &error))
    take_error (self, pair * LK_N_DISTANCES + distance, error);
}

static LkGaussian *
get_query_gaussian (const Batch *self, guint pair)
{
  return self->chunk[pair / self->n_classes].findings->gaussian;
}

static LkGaussian *
get_class_gaussian (const Batch *self, guint pair)
{
  return lk_support_get_gaussian (self->support, pair % self->n_classes);
}

/* Every distance, but exact W2 only where pairs are not measured in groups. */
static void
measure (Batch *self, guint pair, guint worker)
{
  LkTransport *transport = self->in_groups ? NULL : self->transports[worker];
  double values[LK_N_DISTANCES];

  lk_gaussian_measure (get_query_gaussian (self, pair), get_class_gaussian (self, pair),
                       self->options->ridge, transport, values, &self->ridges[pair]);
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    if (distance != LK_DISTANCE_W2 || transport != NULL)
      take_distance (self, pair, distance, values[distance]);
}

/* Exact W2 of as many pairs as the kernels solve side by side. */
static void
measure_group (Batch *self, guint group, guint worker)
{
  guint first = group * self->n_lanes, n_pairs = self->n_in_chunk * self->n_classes;
  guint n = MIN (self->n_lanes, n_pairs - first);
  LkGaussian *queries[MAX_LANES], *classes[MAX_LANES];
  double values[MAX_LANES];

  for (guint i = 0; i < n; i++)
    {
      queries[i] = get_query_gaussian (self, first + i);
      classes[i] = get_class_gaussian (self, first + i);
    }
  lk_transport_measure (self->transports[worker], queries, classes, n, values);
  for (guint i = 0; i < n; i++)
    take_distance (self, first + i, LK_DISTANCE_W2, values[i]);
}

/* Class after class, so that its panels serve the whole chunk while they are in the
 * cache; within it query after query. At last the groups of measure_group(). */
static void
compare (guint index, guint worker, gpointer data)
{
  Batch *self = data;
  guint n_steps = self->n_pixel_stretches + self->n_part_stretches + 1;
  guint n_items = self->n_in_chunk * self->n_classes * n_steps;
  guint step = index % n_steps;
  guint query_index = index / n_steps % self->n_in_chunk;
  guint class_index = index / n_steps / self->n_in_chunk;
  Query *query = &self->chunk[query_index];
  gpointer scratch = self->scratch + worker * self->scratch_size;

  if (is_cancelled (self))
    return;
  if (index >= n_items)
    measure_group (self, index - n_items, worker);
  else if (step < self->n_pixel_stretches)
    lk_matches_fill (query->findings->pixel[class_index], query->pixels,
                     lk_support_get_pixel_panels (self->support, class_index), step,
                     scratch);
  else if (step == self->n_pixel_stretches + self->n_part_stretches)
    measure (self, query_index * self->n_classes + class_index, worker);
  else if (!lk_support_has_mask (self->support, class_index))
    lk_matches_fill (query->findings->part[class_index], query->parts,
                     get_part_panels (self, class_index), step - self->n_pixel_stretches,
                     scratch);
}

static void
finish_query (guint index, guint worker, gpointer data)
{
  Batch *self = data;
  LkFindings *findings = self->chunk[index].findings;

  lk_findings_finish (findings);
  for (guint i = 0; i < self->n_classes; i++)
    findings->ridge_used
        = MAX (findings->ridge_used, self->ridges[index * self->n_classes + i]);
}

static gboolean
explain_chunk (Batch *self, LkPool *pool, GError **error)
{
  guint n = self->n_in_chunk;
  guint n_steps = self->n_pixel_stretches + self->n_part_stretches + 1;
  guint n_pairs = n * self->n_classes;
  guint n_groups = self->in_groups ? (n_pairs + self->n_lanes - 1) / self->n_lanes : 0;

  lk_pool_run (pool, n * N_PREPARATIONS, prepare_query, self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  lk_pool_run (pool, n_pairs * n_steps + n_groups, compare, self);
  for (guint i = 0; i < n && !is_cancelled (self); i++)
    lk_findings_match_masked (self->chunk[i].findings, self->options);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }
  lk_pool_run (pool, n, finish_query, self);
  return TRUE;
}

static void
plan_chunk (Batch *self)
{
  self->chunk = g_new0 (Query, self->n_in_chunk);
  for (guint i = 0; i < self->n_in_chunk; i++)
    {
      self->chunk[i].pixels
          = lk_panels_new_rows (self->kernels, self->n_counted, self->n_channels);
      self->chunk[i].parts
          = lk_panels_new_rows (self->kernels, self->n_channels, self->n_counted);
    }
  if (self->kept == NULL)
    self->n_pixel_stretches = lk_matches_count_stretches (self->chunk[0].pixels);
  self->n_part_stretches = lk_matches_count_stretches (self->chunk[0].parts);
  self->ridges = g_new0 (double, (gsize) self->n_in_chunk * self->n_classes);
}

static void
batch_init (Batch *self, GPtrArray *findings, LkPool *pool)
{
  const LkFindings *first = findings->pdata[0];
  const gsize *shape = lk_support_get_map_shape (self->support);
  guint n_threads = lk_pool_get_n_threads (pool);

  g_mutex_init (&self->lock);
  self->n_classes = first->n_classes;
  self->n_channels = shape[0];
  self->n_counted = lk_tensor_get_size (first->counted) / shape[0];
  self->kept = first->kept;
  if (self->kept != NULL)
    self->kept_parts = g_new0 (LkPanels *, self->n_classes);
  self->kernels = lk_support_get_kernels (self->support);
  self->n_in_chunk = MIN (findings->len, MAX (MIN_CHUNK, CHUNK_A_THREAD * n_threads));
  plan_chunk (self);
  self->scratch_size = lk_matches_scratch_size (self->kernels, self->options->neighbours);
  self->scratch = g_aligned_alloc (n_threads, self->scratch_size, ALIGNMENT);
  self->n_threads = n_threads;
  self->transports = g_new (LkTransport *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    self->transports[i] = lk_transport_new ();
  self->n_lanes = lk_transport_get_n_lanes (self->transports[0]);
  /* Few descriptors have more in common that is worth computing once a pair. */
  self->in_groups = self->n_counted >= self->n_channels;
}

static void
batch_clear (Batch *self, guint n_chunk)
{
  for (guint i = 0; i < n_chunk; i++)
    {
      lk_panels_free (self->chunk[i].pixels);
      lk_panels_free (self->chunk[i].parts);
    }
  for (guint i = 0; self->kept_parts != NULL && i < self->n_classes; i++)
    lk_panels_free (self->kept_parts[i]);
  g_free (self->kept_parts);
  for (guint i = 0; i < self->n_threads; i++)
    lk_transport_free (self->transports[i]);
  g_free (self->transports);
  g_free (self->chunk);
  g_free (self->ridges);
  g_aligned_free (self->scratch);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
}

/* Fills in all of @findings, which is not empty. */
static gboolean
explain (Batch *self, GPtrArray *findings, GError **error)
{
  LkPool *pool = lk_pool_get_shared ();
  gboolean success;
  guint n_chunk;

  batch_init (self, findings, pool);
  n_chunk = self->n_in_chunk;
  lk_pool_run (pool, self->n_classes * N_PREPARATIONS, prepare_class, self);
  success = !g_cancellable_set_error_if_cancelled (self->cancellable, error);
  for (guint first = 0; success && first < findings->len; first += n_chunk)
    {
      self->n_in_chunk = MIN (n_chunk, findings->len - first);
      for (guint i = 0; i < self->n_in_chunk; i++)
        self->chunk[i].findings = findings->pdata[first + i];
      success = explain_chunk (self, pool, error);
    }
  batch_clear (self, n_chunk);
  return success;
}

/* @kept, @whole: (nullable): of a single query. */
static GPtrArray *
explain_kept (LkSupport *support,
              LkTensor *const *queries,
              guint n_queries,
              const gboolean *kept,
              LkExplanation *whole,
              const LkMetricOptions *options,
              GCancellable *cancellable,
              GError **error)
{
  Batch batch = { .support = support, .options = options, .cancellable = cancellable };
  g_autoptr (GPtrArray) findings
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_findings_unref);
  GPtrArray *explanations;

  for (guint i = 0; i < n_queries; i++)
    if (!check_query (support, queries[i], error))
      return NULL;
  for (guint i = 0; i < n_queries; i++)
    g_ptr_array_add (findings, lk_findings_new (support, queries[i], kept, whole,
                                                options->neighbours));
  if (n_queries > 0 && !explain (&batch, findings, error))
    return NULL;

  explanations = g_ptr_array_new_full (n_queries, (GDestroyNotify) lk_explanation_unref);
  g_ptr_array_set_free_func (findings, NULL);
  for (guint i = 0; i < n_queries; i++)
    g_ptr_array_add (explanations,
                     lk_explanation_new_for_findings (options, findings->pdata[i]));
  return explanations;
}

GPtrArray *
lk_explanation_new_batch (LkSupport *support,
                          LkTensor *const *queries,
                          guint n_queries,
                          const LkMetricOptions *options,
                          GCancellable *cancellable,
                          GError **error)
{
  return explain_kept (support, queries, n_queries, NULL, NULL, options, cancellable,
                       error);
}

LkExplanation *
lk_explanation_new (LkSupport *support,
                    LkTensor *query,
                    const LkMetricOptions *options,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) only
      = lk_explanation_new_batch (support, &query, 1, options, cancellable, error);

  return only != NULL ? lk_explanation_ref (only->pdata[0]) : NULL;
}

LkExplanation *
lk_explanation_new_kept (LkExplanation *explanation,
                         const gboolean *kept,
                         GCancellable *cancellable,
                         GError **error)
{
  LkSupport *support = lk_explanation_get_support (explanation);
  LkTensor *query = lk_explanation_get_query (explanation);
  const LkMetricOptions *options = lk_explanation_get_options (explanation);
  g_autoptr (LkExplanation) whole = NULL;
  g_autoptr (GPtrArray) only = NULL;

  if (lk_explanation_get_kept (explanation) == NULL)
    whole = lk_explanation_ref (explanation);
  else
    whole = lk_explanation_new (support, query, options, cancellable, error);
  if (whole == NULL)
    return NULL;
  only = explain_kept (support, &query, 1, kept, whole, options, cancellable, error);
  return only != NULL ? lk_explanation_ref (only->pdata[0]) : NULL;
}
