/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-screening.h"

#include <math.h>
#include <string.h>

/* Below so many columns a neighbour, the blocks that are multiplied in float cost as much
 * as screening saves. */
#define MIN_COLUMNS 128

/* Vectors on either side that are screened both ways at once: what is found of blocks of
 * rows, a number for each and each column, should not leave the caches. */
#define MAX_MUTUAL 2560

/* Coarse columns that stay in the second-level cache while the rows pass by. */
#define CHUNK_BYTES (384 * 1024)

#define FLOAT_ROUNDING 0x1.1p-24

typedef struct
{
  _Alignas(64) gint32 largest[LK_SCREEN_MAX_BLOCKS * LK_SCREEN_MAX_ROW_WIDTH];
  _Alignas(64) gint32 ranked[LK_SCREEN_MAX_ROW_WIDTH];
  _Alignas(64) gint32 thresholds[LK_SCREEN_MAX_ROW_WIDTH];
  float floors[LK_SCREEN_MAX_ROW_WIDTH];
  _Alignas(64) float products[LK_SCREEN_GROUP * LK_SCREEN_BLOCK];
  LkCandidate candidates[LK_SCREEN_MAX_BLOCKS * LK_SCREEN_MAX_ROW_WIDTH];
} Scratch;

typedef struct
{
  LkMatches *matches;
  const LkPanels *rows;
  const LkPanels *columns;
  double error; /* E in the header */
  Scratch *scratch;
  gsize first_row; /* of the panel of coarse rows */
  gsize first_block;
  gsize n_blocks;
} Screening;

gboolean
lk_screening_wants (gsize n_columns)
{
  return n_columns >= MIN_COLUMNS;
}

gboolean
lk_screening_is_worth (const LkPanels *rows, const LkPanels *columns, guint neighbours)
{
  return rows->coarse != NULL && columns->coarse != NULL && columns->coarse->scales[0] > 0
         && neighbours <= LK_SCREEN_MAX_DEPTH
         && columns->n_vectors >= (gsize) MIN_COLUMNS * neighbours;
}

gsize
lk_screening_scratch_size (void)
{
  return sizeof (Scratch);
}

static double
bound_error (gsize n_dims)
{
  double n = (double) n_dims, length = LK_COARSE_MAX_LENGTH, r = LK_COARSE_ROUNDING;

  return 2 * length * r * sqrt (n) + r * r * n + n * FLOAT_ROUNDING * length * length + 1;
}

static gboolean
is_zero (const LkCoarse *rows, gsize row)
{
  return rows->squares[row] == 0;
}

/* Whatever is multiplied with zeros: the first columns are as near as any. */
static void
prepare_row (LkMatches *matches, const LkCoarse *rows, gsize row)
{
  guint depth = matches->n_neighbours;
  float *similarity = matches->similarity + row * depth;
  guint32 *index = matches->index + row * depth;

  for (guint k = 0; k < depth; k++)
    {
      similarity[k] = is_zero (rows, row) ? 0 : -INFINITY;
      index[k] = is_zero (rows, row) ? k : 0;
    }
}

/* What a block's largest coarse product must be, for one of its columns to be among the
 * nearest of row @index of the panel, and what that column's float product must be: less
 * by E than need be, more than rounding changes it. */
static void
choose_threshold (const Screening *self, guint index)
{
  const LkCoarse *rows = self->rows->coarse;
  gsize row = self->first_row + index;
  gint32 *threshold = &self->scratch->thresholds[index];
  float *least = &self->scratch->floors[index];
  guint depth = self->matches->n_neighbours;
  double scale, known, found;

  *threshold = row < rows->n_vectors && !is_zero (rows, row) ? G_MININT32 : G_MAXINT32;
  *least = -INFINITY;
  if (row >= rows->n_vectors || rows->scales[row] == 0)
    return;

  scale = (double) rows->scales[row] * self->columns->coarse->scales[0];
  known = self->matches->similarity[row * depth + depth - 1] * scale;
  found = self->scratch->ranked[index] - self->error;
  found = MAX (found, known) - self->error;
  if (found <= G_MININT32)
    return;
  *threshold = (gint32) floor (found);
  *least = (float) (found / scale);
}

/* Takes the products whose bit is set into the list of @row; of equal ones the earlier
 * column stays before the later. */
static void
keep (LkMatches *matches,
      gsize row,
      gsize first_column,
      const float *products,
      guint bits)
{
  guint depth = matches->n_neighbours;
  float *similarity = matches->similarity + row * depth;
  guint32 *index = matches->index + row * depth;
  gsize n = MIN (LK_SCREEN_BLOCK, matches->n_columns - first_column);

  for (bits &= (1u << n) - 1; bits != 0; bits &= bits - 1)
    {
      guint j = (guint) __builtin_ctz (bits), k = depth - 1;

      if (!(products[j] > similarity[k]))
        continue;
      for (; k > 0 && products[j] > similarity[k - 1]; k--)
        {
          similarity[k] = similarity[k - 1];
          index[k] = index[k - 1];
        }
      similarity[k] = products[j];
      index[k] = (guint32) (first_column + j);
    }
}

static const float *
get_vector (const LkPanels *panels, gsize index)
{
  return lk_panels_get (panels, index / panels->width) + index % panels->width;
}

static void
multiply_candidates (const Screening *self, const LkCandidate *candidates, guint n)
{
  const float *rows[LK_SCREEN_GROUP], *columns[LK_SCREEN_GROUP];
  float *products = self->scratch->products, floors[LK_SCREEN_GROUP];
  guint bits[LK_SCREEN_GROUP];

  for (guint i = 0; i < n; i++)
    {
      gsize block = self->first_block + candidates[i].block;

      rows[i] = get_vector (self->rows, self->first_row + candidates[i].row);
      columns[i] = get_vector (self->columns, block * LK_SCREEN_BLOCK);
      floors[i] = self->scratch->floors[candidates[i].row];
    }
  self->rows->coarse->kernels->multiply (rows, self->rows->width, columns,
                                         self->columns->width, self->rows->n_dims, n,
                                         floors, products, bits);
  for (guint i = 0; i < n; i++)
    keep (self->matches, self->first_row + candidates[i].row,
          (self->first_block + candidates[i].block) * LK_SCREEN_BLOCK,
          products + i * LK_SCREEN_BLOCK, bits[i]);
}

/* Takes the nearest of a panel of rows: @largest [n_blocks, width] is what it found. */
static void
settle_panel (const Screening *self, const gint32 *largest)
{
  const LkCoarse *rows = self->rows->coarse;
  const LkScreenKernels *kernels = rows->kernels;
  Scratch *scratch = self->scratch;
  gsize n;

  kernels->rank (largest, self->n_blocks, self->matches->n_neighbours, scratch->ranked);
  for (guint i = 0; i < rows->width; i++)
    choose_threshold (self, i);
  n = kernels->find_candidates (largest, self->n_blocks, scratch->thresholds,
                                scratch->candidates);
  for (gsize i = 0; i < n; i += LK_SCREEN_GROUP)
    multiply_candidates (self, scratch->candidates + i,
                         (guint) MIN (LK_SCREEN_GROUP, n - i));
}

static void
screen_panel (const Screening *self)
{
  const LkCoarse *rows = self->rows->coarse, *columns = self->columns->coarse;
  gsize panels_a_block = LK_SCREEN_BLOCK / LK_SCREEN_COLUMN_WIDTH;

  rows->kernels->find_largest (
      lk_coarse_get (rows, self->first_row / rows->width),
      lk_coarse_get (columns, self->first_block * panels_a_block), rows->n_pairs,
      self->n_blocks, self->scratch->largest);
  settle_panel (self, self->scratch->largest);
}

static gsize
count_blocks (gsize n_vectors)
{
  return (n_vectors + LK_SCREEN_BLOCK - 1) / LK_SCREEN_BLOCK;
}

/* All chunks about equally large. */
static gsize
choose_chunk (const LkCoarse *columns, gsize n_blocks)
{
  gsize block_bytes = columns->n_pairs * LK_SCREEN_BLOCK * sizeof *columns->data;
  gsize chunk = CLAMP (CHUNK_BYTES / block_bytes, 1, LK_SCREEN_MAX_BLOCKS);
  gsize n_chunks = (n_blocks + chunk - 1) / chunk;

  return (n_blocks + n_chunks - 1) / n_chunks;
}

void
lk_screening_fill (LkMatches *matches,
                   const LkPanels *rows,
                   const LkPanels *columns,
                   gsize first_row,
                   gsize end_row,
                   gpointer scratch)
{
  Screening self = { .matches = matches,
                     .rows = rows,
                     .columns = columns,
                     .error = bound_error (rows->n_dims),
                     .scratch = scratch };
  gsize n_blocks = count_blocks (columns->n_vectors);
  gsize chunk = choose_chunk (columns->coarse, n_blocks);

  for (gsize i = first_row; i < end_row; i++)
    prepare_row (matches, rows->coarse, i);
  for (gsize block = 0; block < n_blocks; block += chunk)
    for (gsize row = first_row; row < end_row; row += rows->coarse->width)
      {
        self.first_row = row;
        self.first_block = block;
        self.n_blocks = MIN (chunk, n_blocks - block);
        screen_panel (&self);
      }
}

gboolean
lk_screening_is_mutual (const LkBothWays *a, const LkBothWays *b, guint neighbours)
{
  return lk_screening_is_worth (a->rows, b->columns, neighbours)
         && lk_screening_is_worth (b->rows, a->columns, neighbours)
         && MAX (a->rows->n_vectors, b->rows->n_vectors) <= MAX_MUTUAL;
}

guint
lk_screening_count_mutual (gsize n_dims)
{
  gsize bytes = (n_dims + 1) / 2 * sizeof (gint32);

  return (guint) CLAMP (CHUNK_BYTES / bytes, 1, MAX_MUTUAL);
}

gsize
lk_screening_mutual_scratch_size (gsize n_vectors)
{
  /* Whole blocks, in whole panels. */
  gsize n_padded
      = MIN (n_vectors, MAX_MUTUAL) + LK_SCREEN_BLOCK + LK_SCREEN_MAX_ROW_WIDTH;

  return sizeof (Scratch) + n_padded * count_blocks (n_padded) * sizeof (gint32);
}

static Screening
prepare_direction (const LkPanels *rows,
                   const LkPanels *columns,
                   LkMatches *matches,
                   Scratch *scratch)
{
  for (gsize i = 0; i < rows->n_vectors; i++)
    prepare_row (matches, rows->coarse, i);
  return (Screening){ .matches = matches,
                      .rows = rows,
                      .columns = columns,
                      .error = bound_error (rows->n_dims),
                      .scratch = scratch,
                      .n_blocks = count_blocks (columns->n_vectors) };
}

void
lk_screening_fill_both (const LkBothWays *a,
                        const LkBothWays *b,
                        LkMatches *of_a,
                        LkMatches *of_b,
                        gpointer scratch)
{
  const LkCoarse *rows = a->rows->coarse, *columns = b->columns->coarse;
  Scratch *common = scratch;
  Screening there = prepare_direction (a->rows, b->columns, of_a, common);
  Screening back = prepare_direction (b->rows, a->columns, of_b, common);
  LkAcross across = { .largest = (gint32 *) (gpointer) (common + 1) };

  across.stride = count_blocks (rows->n_panels * rows->width) * rows->width;
  for (gsize row = 0; row < rows->n_vectors; row += rows->width)
    {
      across.first_row = there.first_row = row;
      rows->kernels->find_both (lk_coarse_get (rows, row / rows->width),
                                lk_coarse_get (columns, 0), rows->n_pairs, there.n_blocks,
                                common->largest, &across);
      settle_panel (&there, common->largest);
    }
  for (gsize row = 0; row < columns->n_vectors; row += rows->width)
    {
      back.first_row = row;
      settle_panel (&back, across.largest + row / rows->width * across.stride);
    }
}
