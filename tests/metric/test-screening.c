/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-screening.h"

#include <math.h>
#include <string.h>

#include "lk-matches-private.h"

/* A way to screen, and the float kernels it goes with. */
typedef struct
{
  const char *name;
  LkKernels kernels;
  gboolean vnni;
  const LkScreenKernels *screen;
} Variant;

static const Variant variants[] = {
#ifdef __x86_64__
  { "avx2", LK_KERNELS_AVX2, FALSE, &lk_screen_kernels_avx2 },
  { "avx2-vnni", LK_KERNELS_AVX2, TRUE, &lk_screen_kernels_avx2_vnni },
  { "avx512-vnni", LK_KERNELS_AVX512, TRUE, &lk_screen_kernels_avx512_vnni },
#endif
};

/* Panels of any contents, the coarse form made by @screen (nullable). */
static LkPanels *
pack (const Variant *variant,
      const LkScreenKernels *screen,
      gboolean is_columns,
      const float *vectors,
      gsize n_vectors,
      gsize n_dims)
{
  const LkMatchKernels *kernels = lk_match_kernels_get (variant->kernels);
  LkPanels *panels = is_columns ? lk_panels_new_columns (kernels, n_vectors, n_dims)
                                : lk_panels_new_rows (kernels, n_vectors, n_dims);

  lk_panels_fill (panels, vectors);
  g_clear_pointer (&panels->coarse, lk_coarse_free);
  if (screen == NULL)
    return panels;
  panels->coarse = is_columns ? lk_coarse_new_columns (screen, n_vectors, n_dims)
                              : lk_coarse_new_rows (screen, n_vectors, n_dims);
  lk_coarse_fill (panels->coarse, panels->data, panels->width);
  return panels;
}

static LkMatches *
match (const LkPanels *rows, const LkPanels *columns, guint neighbours)
{
  LkMatches *matches = lk_matches_new_unfilled ((guint) rows->n_vectors,
                                                (guint) columns->n_vectors, neighbours);
  gpointer scratch
      = g_aligned_alloc (1, lk_matches_scratch_size (rows->kernels, neighbours), 64);

  for (guint i = 0; i < lk_matches_count_stretches (rows); i++)
    lk_matches_fill (matches, rows, columns, i, scratch);
  lk_matches_finish (matches);
  g_aligned_free (scratch);
  return matches;
}

/* The same matches, to the last bit, as those of the float kernels alone. Returns whether
 * there was any screening. */
static gboolean
check (const Variant *variant,
       const float *rows,
       guint n_rows,
       const float *columns,
       guint n_columns,
       guint n_dims,
       guint neighbours)
{
  g_autoptr (LkPanels) plain_rows = pack (variant, NULL, FALSE, rows, n_rows, n_dims);
  g_autoptr (LkPanels) plain_columns
      = pack (variant, NULL, TRUE, columns, n_columns, n_dims);
  g_autoptr (LkPanels) screened_rows
      = pack (variant, variant->screen, FALSE, rows, n_rows, n_dims);
  g_autoptr (LkPanels) screened_columns
      = pack (variant, variant->screen, TRUE, columns, n_columns, n_dims);
  g_autoptr (LkMatches) plain = match (plain_rows, plain_columns, neighbours);
  g_autoptr (LkMatches) screened = match (screened_rows, screened_columns, neighbours);
  gsize n = (gsize) n_rows * plain->n_neighbours;

  g_assert_false (lk_screening_is_worth (plain_rows, plain_columns, neighbours));
  g_assert_cmpmem (screened->index, n * sizeof *plain->index, plain->index,
                   n * sizeof *plain->index);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (screened->similarity[i], ==, plain->similarity[i]);
  g_assert_cmpfloat (screened->score, ==, plain->score);
  return lk_screening_is_worth (screened_rows, screened_columns, neighbours);
}

static float *
random_numbers (gsize n, double from, double to, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  float *numbers = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) g_rand_double_range (rand, from, to);
  return numbers;
}

/* Odd dimensions, sizes that fill neither panels nor blocks, more than one chunk. */
static void
test_sizes (gconstpointer data)
{
  const struct
  {
    guint n_rows, n_columns, n_dims;
  } sizes[] = { { 1, 1024, 1 },   { 7, 1025, 2 },    { 31, 1039, 3 },
                { 33, 1040, 17 }, { 250, 1100, 9 },  { 64, 1601, 441 },
                { 9, 1100, 640 }, { 441, 2205, 64 }, { 40, 9001, 64 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize n_rows = sizes[i].n_rows, n_columns = sizes[i].n_columns;
      gsize n_dims = sizes[i].n_dims;
      g_autofree float *rows = random_numbers (n_rows * n_dims, -1, 1, i);
      g_autofree float *columns = random_numbers (n_columns * n_dims, -1, 1, i + 50);

      for (guint neighbours = 1; neighbours <= LK_SCREEN_MAX_DEPTH; neighbours++)
        g_assert_true (
            check (data, rows, n_rows, columns, n_columns, n_dims, neighbours));
    }
}

/* Columns that hardly differ: nearer to each other than the coarse form can tell. */
static void
test_close (gconstpointer data)
{
  const guint n_rows = 70, n_columns = 1500, n_dims = 64;
  const float steps[] = { 1e-2f, 1e-4f, 1e-6f, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree float *rows = random_numbers (n_rows * n_dims, 0, 1, i);
      g_autofree float *columns = random_numbers (n_columns * n_dims, -1, 1, i + 50);

      for (guint j = 0; j < n_columns; j++)
        for (guint d = 0; d < n_dims; d++)
          {
            float *value = &columns[j * n_dims + d];

            *value = rows[j % 5 * n_dims + d] + steps[i] * *value;
          }
      for (guint neighbours = 1; neighbours <= 5; neighbours += 2)
        g_assert_true (
            check (data, rows, n_rows, columns, n_columns, n_dims, neighbours));
    }
}

/* Nothing but negative products: what fills up the last block must not be nearer. */
static void
test_negative (gconstpointer data)
{
  const guint n_rows = 20, n_columns = 1027, n_dims = 8;
  g_autofree float *rows = random_numbers (n_rows * n_dims, 0.5, 1, 1);
  g_autofree float *columns = random_numbers (n_columns * n_dims, -1, -0.5, 2);

  g_assert_true (check (data, rows, n_rows, columns, n_columns, n_dims, 1));
  g_assert_true (check (data, rows, n_rows, columns, n_columns, n_dims, 8));
}

/* Vectors of zeros, of very different length, and so short or long that they have no
 * coarse form. */
static void
test_lengths (gconstpointer data)
{
  const guint n_rows = 60, n_columns = 1100, n_dims = 20;
  const float lengths[] = { 0, 1, 1e-3f, 1e3f, 1e-18f, 1e18f };

  for (guint longest = 1; longest < G_N_ELEMENTS (lengths); longest++)
    {
      g_autofree float *rows = random_numbers (n_rows * n_dims, -1, 1, longest);
      g_autofree float *columns
          = random_numbers (n_columns * n_dims, -1, 1, longest + 50);

      for (guint i = 0; i < n_rows * n_dims; i++)
        rows[i] *= lengths[i / n_dims % G_N_ELEMENTS (lengths)];
      for (guint i = 0; i < n_columns * n_dims; i++)
        columns[i] *= lengths[i / n_dims * 7 % (longest + 1)];
      for (guint neighbours = 1; neighbours <= 7; neighbours += 3)
        g_assert_true (check (data, rows, n_rows, columns, n_columns, n_dims, neighbours)
                       == (longest < 5));
    }
}

static void
test_zeros (gconstpointer data)
{
  const guint n_rows = 20, n_columns = 1100, n_dims = 6;
  g_autofree float *rows = random_numbers (n_rows * n_dims, -1, 1, 1);
  g_autofree float *columns = g_new0 (float, n_columns *n_dims);

  g_assert_false (check (data, rows, n_rows, columns, n_columns, n_dims, 3));
  columns[700 * n_dims] = 1;
  g_assert_true (check (data, rows, n_rows, columns, n_columns, n_dims, 3));
}

/* The same vectors as rows and columns, the coarse forms made by the variant. */
static LkBothWays *
pack_both (const Variant *variant, const float *vectors, gsize n_vectors, gsize n_dims)
{
  LkBothWays *both
      = lk_both_ways_new (lk_match_kernels_get (variant->kernels), n_vectors, n_dims);

  lk_panels_fill (both->rows, vectors);
  lk_panels_fill (both->columns, vectors);
  g_clear_pointer (&both->rows->coarse, lk_coarse_free);
  g_clear_pointer (&both->columns->coarse, lk_coarse_free);
  both->rows->coarse = lk_coarse_new_even_rows (variant->screen, n_vectors, n_dims);
  both->columns->coarse = lk_coarse_new_columns (variant->screen, n_vectors, n_dims);
  lk_panels_coarsen (both->rows);
  lk_panels_coarsen (both->columns);
  return both;
}

static void
check_direction (const Variant *variant,
                 const float *rows,
                 const float *columns,
                 gsize n_dims,
                 const LkMatches *found)
{
  g_autoptr (LkPanels) plain_rows
      = pack (variant, NULL, FALSE, rows, found->n_rows, n_dims);
  g_autoptr (LkPanels) plain_columns
      = pack (variant, NULL, TRUE, columns, found->n_columns, n_dims);
  g_autoptr (LkMatches) plain = match (plain_rows, plain_columns, found->n_neighbours);
  gsize n = (gsize) found->n_rows * found->n_neighbours;

  g_assert_cmpmem (found->index, n * sizeof *found->index, plain->index,
                   n * sizeof *plain->index);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (found->similarity[i], ==, plain->similarity[i]);
}

static void
check_both (const Variant *variant,
            const float *a,
            guint n_of_a,
            const float *b,
            guint n_of_b,
            guint n_dims)
{
  g_autoptr (LkBothWays) of_a = pack_both (variant, a, n_of_a, n_dims);
  g_autoptr (LkBothWays) of_b = pack_both (variant, b, n_of_b, n_dims);
  gsize size;
  char *scratch = lk_both_ways_alloc_scratch (of_a->rows->kernels, MAX (n_of_a, n_of_b),
                                              LK_SCREEN_MAX_DEPTH, 1, &size);

  for (guint neighbours = 1; neighbours <= LK_SCREEN_MAX_DEPTH; neighbours += 2)
    {
      g_autoptr (LkMatches) there = lk_matches_new_unfilled (n_of_a, n_of_b, neighbours);
      g_autoptr (LkMatches) back = lk_matches_new_unfilled (n_of_b, n_of_a, neighbours);

      g_assert_true (lk_screening_is_mutual (of_a, of_b, neighbours)
                     == (MIN (n_of_a, n_of_b) >= 128 * neighbours
                         && MAX (n_of_a, n_of_b) <= lk_screening_count_mutual (1)));
      lk_both_ways_match (of_a, of_b, there, back, scratch);
      check_direction (variant, a, b, n_dims, there);
      check_direction (variant, b, a, n_dims, back);
    }
  g_aligned_free (scratch);
}

/* Sizes that fill neither panels nor blocks, vectors of zeros and of several lengths,
 * nothing but negative products, more than are screened at once. */
static void
test_both_ways (gconstpointer data)
{
  const struct
  {
    guint n_of_a, n_of_b, n_dims;
    double from_a, to_a, from_b, to_b;
  } sizes[] = { { 128, 128, 1, -1, 1, -1, 1 },    { 441, 441, 64, 0, 1, 0, 1 },
                { 1025, 1300, 17, -1, 1, -1, 1 }, { 1027, 1033, 8, 0.5, 1, -1, -0.5 },
                { 2560, 1050, 9, -1, 1, -1, 1 },  { 640, 650, 441, -1, 1, 0, 1 },
                { 2561, 300, 5, -1, 1, -1, 1 },   { 1060, 129, 2, -1, 1, -1, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint n_dims = sizes[i].n_dims;
      gsize size_of_a = (gsize) sizes[i].n_of_a * n_dims;
      gsize size_of_b = (gsize) sizes[i].n_of_b * n_dims;
      g_autofree float *a = random_numbers (size_of_a, sizes[i].from_a, sizes[i].to_a, i);
      g_autofree float *b
          = random_numbers (size_of_b, sizes[i].from_b, sizes[i].to_b, i + 50);

      for (gsize j = 0; i % 2 == 0 && j < size_of_a; j++)
        a[j] *= (float) (j / n_dims % 7);
      for (gsize j = 0; i % 2 == 0 && j < size_of_b; j++)
        b[j] *= (float) (j / n_dims % 3);
      check_both (data, a, sizes[i].n_of_a, b, sizes[i].n_of_b, n_dims);
    }
}

/* Each kernel beside the slow way. */
static void
test_coarsen (gconstpointer data)
{
  const LkScreenKernels *kernels = ((const Variant *) data)->screen;
  const gsize n = 11, width = 13, to_width = 17;

  for (gsize n_dims = 1; n_dims < 6; n_dims++)
    {
      g_autofree float *from = random_numbers (n_dims * width, -1, 1, 3);
      g_autofree float *scales = random_numbers (n, 0, 32000, 4);
      g_autofree gint32 *to = g_new0 (gint32, (n_dims + 1) / 2 * to_width);
      double squares[11] = { 0 };

      kernels->coarsen (from, width, n_dims, n, scales, to, to_width);
      kernels->add_squares (from, width, n_dims, n, squares);
      for (gsize i = 0; i < n; i++)
        {
          double sum = 0;

          for (gsize d = 0; d < n_dims + n_dims % 2; d++)
            {
              gint32 pair = to[d / 2 * to_width + i];
              gint entry = (gint16) (d % 2 == 0 ? pair & 0xffff : pair >> 16);
              float value = d < n_dims ? from[d * width + i] : 0;

              g_assert_cmpint (entry, ==, lrintf (value * scales[i]));
              sum += (double) value * value;
            }
          g_assert_cmpfloat_with_epsilon (squares[i], sum, 1e-12);
        }
    }
}

static gint16
get_half (gint32 pair, guint half)
{
  return (gint16) (half == 0 ? pair & 0xffff : pair >> 16);
}

static void
test_find_largest (gconstpointer data)
{
  const LkScreenKernels *kernels = ((const Variant *) data)->screen;
  const guint n_pairs = 5, n_blocks = 4, width = kernels->row_width;
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  gint32 *rows = g_aligned_alloc (n_pairs * width, 4, 64);
  gint32 *columns = g_aligned_alloc (n_blocks * LK_SCREEN_BLOCK * n_pairs, 4, 64);
  gint32 *largest = g_aligned_alloc (n_blocks * width, 4, 64);
  gint32 *ranked = g_aligned_alloc (width, 4, 64);
  LkCandidate candidates[4 * LK_SCREEN_MAX_ROW_WIDTH];
  gsize n = 0;

  for (guint i = 0; i < n_pairs * width; i++)
    rows[i] = (gint32) (g_rand_int (rand) & 0x1fff1fff);
  for (guint i = 0; i < n_blocks * LK_SCREEN_BLOCK * n_pairs; i++)
    columns[i] = (gint32) (g_rand_int (rand) & 0x9fff9fff);
  kernels->find_largest (rows, columns, n_pairs, n_blocks, largest);
  for (guint i = 0; i < n_blocks; i++)
    for (guint row = 0; row < width; row++)
      {
        gint64 found = G_MININT64;

        for (guint j = 0; j < LK_SCREEN_BLOCK; j++)
          {
            const gint32 *panel = columns
                                  + (i * 2 + j / LK_SCREEN_COLUMN_WIDTH) * n_pairs
                                        * LK_SCREEN_COLUMN_WIDTH
                                  + j % LK_SCREEN_COLUMN_WIDTH;
            gint64 product = 0;

            for (guint p = 0; p < 2 * n_pairs; p++)
              product += get_half (rows[p / 2 * width + row], p % 2)
                         * get_half (panel[p / 2 * LK_SCREEN_COLUMN_WIDTH], p % 2);
            found = MAX (found, product);
          }
        g_assert_cmpint (largest[i * width + row], ==, found);
      }

  for (guint depth = 1; depth <= 5; depth++)
    {
      kernels->rank (largest, n_blocks, depth, ranked);
      for (guint row = 0; row < width; row++)
        {
          guint n_above = 0;

          for (guint i = 0; i < n_blocks; i++)
            n_above += largest[i * width + row] >= ranked[row];
          if (depth > n_blocks)
            g_assert_cmpint (ranked[row], ==, G_MININT32);
          else
            g_assert_cmpuint (n_above, ==, depth);
        }
    }

  kernels->rank (largest, n_blocks, 2, ranked);
  g_assert_cmpuint (kernels->find_candidates (largest, n_blocks, ranked, candidates), ==,
                    2 * width);
  for (guint i = 0; i < n_blocks; i++)
    for (guint row = 0; row < width; row++)
      if (largest[i * width + row] >= ranked[row])
        {
          g_assert_cmpuint (candidates[n].block, ==, i);
          g_assert_cmpuint (candidates[n++].row, ==, row);
        }
  g_aligned_free (rows);
  g_aligned_free (columns);
  g_aligned_free (largest);
  g_aligned_free (ranked);
}

static void
add (const char *name, GTestDataFunc function)
{
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/metric/screening/%s/%s", variants[i].name, name);

      if (lk_cpu_can_run (variants[i].kernels)
          && (!variants[i].vnni || lk_cpu_has_vnni (variants[i].kernels)))
        g_test_add_data_func (path, &variants[i], function);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("coarsen", test_coarsen);
  add ("find-largest", test_find_largest);
  add ("sizes", test_sizes);
  add ("close", test_close);
  add ("negative", test_negative);
  add ("lengths", test_lengths);
  add ("zeros", test_zeros);
  add ("both-ways", test_both_ways);
  return g_test_run ();
}
