/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gradient-variant.h"

typedef double Doubles
    __attribute__ ((vector_size (LK_LANES * sizeof (double)), may_alias, aligned (8)));

/* Cells whose numbers are added up in float32 before they go to a double. */
#define RUN 64

/* Numbers of a card, in registers. */
typedef struct
{
  LkLanes scale;
  LkLanes shift;
  LkLanes mean;
  LkLanes direct;
  LkLanes tilt;
  LkLanes offset;
} Card;

/* A plane and what lies beside it, from lane @lane on. */
typedef struct
{
  const float *values;
  const float *beside;
  Card card;
  Card beside_card;
  LkLanes slope;
} Plane;

/* A cell: what came of the convolutions, and what goes into the activation. */
typedef struct
{
  LkLanes value;
  LkLanes beside;
  LkLanes sum;
} Cell;

typedef struct
{
  LkLanes direct;
  LkLanes value;
  LkLanes beside;
} Sums;

static Card
open_card (const float *card, gsize lane)
{
  Card opened;

  if (card == NULL)
    return (Card){ 0 };
  opened.scale = lk_lanes_get (card + LK_CARD_SCALE * LK_BLOCK + lane);
  opened.shift = lk_lanes_get (card + LK_CARD_SHIFT * LK_BLOCK + lane);
  opened.mean = lk_lanes_get (card + LK_CARD_MEAN * LK_BLOCK + lane);
  opened.direct = lk_lanes_get (card + LK_CARD_DIRECT * LK_BLOCK + lane);
  opened.tilt = lk_lanes_get (card + LK_CARD_TILT * LK_BLOCK + lane);
  opened.offset = lk_lanes_get (card + LK_CARD_OFFSET * LK_BLOCK + lane);
  return opened;
}

LK_INLINE Plane
open_plane (const LkNormPlane *plane, gsize lane)
{
  return (Plane){
    .values = plane->values + lane,
    .beside = plane->beside != NULL ? plane->beside + lane : NULL,
    .card = open_card (plane->card, lane),
    .beside_card = open_card (plane->beside != NULL ? plane->beside_card : NULL, lane),
    .slope = lk_lanes_fill (plane->slope),
  };
}

/* @beside is a constant to the compiler. */
LK_INLINE Cell
take_cell (const Plane *plane, gboolean beside, gsize cell)
{
  Cell taken = { .value = lk_lanes_get (plane->values + cell * LK_BLOCK) };

  taken.sum = plane->card.scale * taken.value + plane->card.shift;
  if (beside)
    {
      taken.beside = lk_lanes_get (plane->beside + cell * LK_BLOCK);
      taken.sum += plane->beside_card.scale * taken.beside + plane->beside_card.shift;
    }
  return taken;
}

/* The gradient of what goes into the activation. */
LK_INLINE LkLanes
step_back (const Plane *plane, LkLanes sum, LkLanes gradient)
{
  return lk_lanes_where_larger (sum, (LkLanes){ 0 }, gradient, plane->slope * gradient);
}

/* A gradient goes to the largest of four, to the first among equals; @cells are those of
 * two rows of two. */
LK_INLINE void
unpool (const Plane *plane, const Cell cells[4], LkLanes gradient, LkLanes given[4])
{
  const LkLanes zero = { 0 };
  LkLanes values[4];
  LkLanes upper;
  LkLanes lower;

  LK_UNROLL
  for (gsize i = 0; i < 4; i++)
    values[i] = lk_lanes_activate (cells[i].sum, plane->slope);
  upper = lk_lanes_max (values[1], values[0]);
  lower = lk_lanes_max (values[3], values[2]);
  given[1] = lk_lanes_where_larger (lower, upper, zero, gradient);
  given[3] = lk_lanes_where_larger (lower, upper, gradient, zero);
  given[0] = lk_lanes_where_larger (values[1], values[0], zero, given[1]);
  given[1] = lk_lanes_where_larger (values[1], values[0], given[1], zero);
  given[2] = lk_lanes_where_larger (values[3], values[2], zero, given[3]);
  given[3] = lk_lanes_where_larger (values[3], values[2], given[3], zero);
  LK_UNROLL
  for (gsize i = 0; i < 4; i++)
    given[i] = step_back (plane, cells[i].sum, given[i]);
}

LK_INLINE void
take_window (const Plane *plane, gboolean beside, gsize width, gsize cell, Cell cells[4])
{
  LK_UNROLL
  for (gsize i = 0; i < 4; i++)
    cells[i] = take_cell (plane, beside, cell + i / 2 * width + i % 2);
}

static void
add_doubles (double *sums, LkLanes lanes)
{
  *(Doubles *) sums += __builtin_convertvector(lanes, Doubles);
}

/* Distances are from the first cell, so that nothing cancels where channels have a large
 * mean. */
void
LK_VARIANT_NAME (lk_sum_values) (const float *values, gsize n_cells, double *sums)
{
  for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
    {
      LkLanes origin = lk_lanes_get (values + lane);
      Doubles first = { 0 };
      Doubles second = { 0 };
      Doubles mean;

      for (gsize start = 0; start < n_cells; start += RUN)
        {
          LkLanes once[2] = { 0 };
          LkLanes twice[2] = { 0 };

          for (gsize i = start; i < MIN (start + RUN, n_cells); i++)
            {
              LkLanes distance = lk_lanes_get (values + i * LK_BLOCK + lane) - origin;

              once[i % 2] += distance;
              twice[i % 2] = distance * distance + twice[i % 2];
            }
          first += __builtin_convertvector(once[0] + once[1], Doubles);
          second += __builtin_convertvector(twice[0] + twice[1], Doubles);
        }
      mean = first / (double) n_cells;
      *(Doubles *) (sums + LK_BLOCK + lane) = second - mean * first;
      *(Doubles *) (sums + lane) = mean + __builtin_convertvector(origin, Doubles);
    }
}

/* @beside and @pool are constants to the compiler. */
LK_INLINE void
activate_some (const LkNormPlane *plane,
               gboolean beside,
               gboolean pool,
               gsize lane,
               float *output,
               gsize output_row)
{
  Plane opened = open_plane (plane, lane);
  gsize step = pool ? 2 : 1;

  for (gsize y = 0; y < plane->height / step; y++)
    for (gsize x = 0; x < plane->width / step; x++)
      {
        float *to = output + y * output_row + x * LK_BLOCK;
        gsize cell = step * (y * plane->width + x);
        Cell cells[4];

        if (pool)
          {
            take_window (&opened, beside, plane->width, cell, cells);
            cells[0].sum = lk_lanes_max (lk_lanes_max (cells[0].sum, cells[1].sum),
                                         lk_lanes_max (cells[2].sum, cells[3].sum));
          }
        else
          {
            cells[0] = take_cell (&opened, beside, cell);
          }
        lk_lanes_put (to, lk_lanes_activate (cells[0].sum, opened.slope));
      }
}

void
LK_VARIANT_NAME (lk_activate) (const LkNormPlane *plane, float *output, gsize output_row)
{
  for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
    if (plane->beside != NULL && plane->pool)
      activate_some (plane, TRUE, TRUE, lane, output + lane, output_row);
    else if (plane->beside != NULL)
      activate_some (plane, TRUE, FALSE, lane, output + lane, output_row);
    else if (plane->pool)
      activate_some (plane, FALSE, TRUE, lane, output + lane, output_row);
    else
      activate_some (plane, FALSE, FALSE, lane, output + lane, output_row);
}

LK_INLINE void
add_gradient (const Plane *plane,
              gboolean beside,
              const Cell *cell,
              LkLanes dz,
              Sums *sums)
{
  sums->direct += dz;
  sums->value = dz * (cell->value - plane->card.mean) + sums->value;
  if (beside)
    sums->beside = dz * (cell->beside - plane->beside_card.mean) + sums->beside;
}

LK_INLINE void
sum_row (const Plane *plane,
         gboolean beside,
         gboolean pool,
         gsize width,
         gsize y,
         const float *gradient,
         Sums *sums)
{
  gsize step = pool ? 2 : 1;

  for (gsize x = 0; x < width / step; x++)
    {
      LkLanes da = lk_lanes_get (gradient + x * LK_BLOCK);
      gsize cell = step * (y * width + x);
      Cell cells[4];
      LkLanes given[4];

      if (pool)
        {
          take_window (plane, beside, width, cell, cells);
          unpool (plane, cells, da, given);
          LK_UNROLL
          for (gsize i = 0; i < 4; i++)
            add_gradient (plane, beside, &cells[i], given[i], sums);
        }
      else
        {
          cells[0] = take_cell (plane, beside, cell);
          add_gradient (plane, beside, &cells[0], step_back (plane, cells[0].sum, da),
                        sums);
        }
    }
}

LK_INLINE void
sum_some (const LkNormPlane *plane,
          gboolean beside,
          gboolean pool,
          gsize lane,
          const float *gradient,
          double *sums)
{
  Plane opened = open_plane (plane, lane);
  gsize step = pool ? 2 : 1;
  gsize row = plane->width / step * LK_BLOCK;

  for (gsize y = 0; y < plane->height / step; y++)
    {
      Sums some = { 0 };

      sum_row (&opened, beside, pool, plane->width, y, gradient + y * row, &some);
      add_doubles (sums, some.direct);
      add_doubles (sums + LK_BLOCK, some.value);
      add_doubles (sums + 2 * LK_BLOCK, some.beside);
    }
}

void
LK_VARIANT_NAME (lk_sum_gradients) (const LkNormPlane *plane,
                                    const float *gradient,
                                    double *sums)
{
  for (gsize i = 0; i < 3 * LK_BLOCK; i++)
    sums[i] = 0;
  for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
    if (plane->beside != NULL && plane->pool)
      sum_some (plane, TRUE, TRUE, lane, gradient + lane, sums + lane);
    else if (plane->beside != NULL)
      sum_some (plane, TRUE, FALSE, lane, gradient + lane, sums + lane);
    else if (plane->pool)
      sum_some (plane, FALSE, TRUE, lane, gradient + lane, sums + lane);
    else
      sum_some (plane, FALSE, FALSE, lane, gradient + lane, sums + lane);
}

/* Where gradients go, from a lane on. */
typedef struct
{
  float *output;
  gsize row;
  float *beside;
  gsize beside_row;
} Target;

LK_INLINE LkLanes
spread_back (const Card *card, LkLanes value, LkLanes dz)
{
  return card->direct * dz + (card->tilt * (value - card->mean) + card->offset);
}

LK_INLINE void
put_gradient (const Plane *plane,
              gboolean beside,
              const Cell *cell,
              LkLanes dz,
              gsize y,
              gsize x,
              const Target *target)
{
  lk_lanes_put (target->output + y * target->row + x * LK_BLOCK,
                spread_back (&plane->card, cell->value, dz));
  if (beside)
    lk_lanes_put (target->beside + y * target->beside_row + x * LK_BLOCK,
                  spread_back (&plane->beside_card, cell->beside, dz));
}

/* Cells that the pool drops: theirs is the gradient of the batch's statistics alone. */
LK_INLINE void
put_dropped (const Plane *plane,
             gboolean beside,
             gsize width,
             gsize y,
             gsize first,
             const Target *target)
{
  for (gsize x = first; x < width; x++)
    {
      Cell cell = take_cell (plane, beside, y * width + x);

      put_gradient (plane, beside, &cell, (LkLanes){ 0 }, y, x, target);
    }
}

LK_INLINE void
put_window (const Plane *plane,
            gboolean beside,
            gsize width,
            gsize y,
            gsize x,
            LkLanes gradient,
            const Target *target)
{
  Cell cells[4];
  LkLanes given[4];

  take_window (plane, beside, width, y * width + x, cells);
  unpool (plane, cells, gradient, given);
  LK_UNROLL
  for (gsize i = 0; i < 4; i++)
    put_gradient (plane, beside, &cells[i], given[i], y + i / 2, x + i % 2, target);
}

LK_INLINE void
apply_pooled (const LkNormPlane *plane,
              gboolean beside,
              gsize lane,
              const float *gradient,
              const Target *target)
{
  Plane opened = open_plane (plane, lane);
  gsize width = plane->width;
  gsize height = plane->height / 2 * 2;

  for (gsize y = 0; y < height; y += 2)
    {
      for (gsize x = 0; x + 1 < width; x += 2)
        put_window (&opened, beside, width, y, x,
                    lk_lanes_get (gradient + (y / 2 * (width / 2) + x / 2) * LK_BLOCK),
                    target);
      put_dropped (&opened, beside, width, y, width / 2 * 2, target);
      put_dropped (&opened, beside, width, y + 1, width / 2 * 2, target);
    }
  if (height < plane->height)
    put_dropped (&opened, beside, width, height, 0, target);
}

LK_INLINE void
apply_plain (const LkNormPlane *plane,
             gboolean beside,
             gsize lane,
             const float *gradient,
             const Target *target)
{
  Plane opened = open_plane (plane, lane);

  for (gsize y = 0; y < plane->height; y++)
    for (gsize x = 0; x < plane->width; x++)
      {
        gsize i = y * plane->width + x;
        Cell cell = take_cell (&opened, beside, i);
        LkLanes dz
            = step_back (&opened, cell.sum, lk_lanes_get (gradient + i * LK_BLOCK));

        put_gradient (&opened, beside, &cell, dz, y, x, target);
      }
}

void
LK_VARIANT_NAME (lk_apply_gradients) (const LkNormPlane *plane,
                                      const float *gradient,
                                      float *output,
                                      gsize output_row,
                                      float *output_beside,
                                      gsize output_beside_row)
{
  for (gsize lane = 0; lane < LK_BLOCK; lane += LK_LANES)
    {
      gboolean beside = plane->beside != NULL;
      Target target = { output + lane, output_row, beside ? output_beside + lane : NULL,
                        output_beside_row };

      if (beside && plane->pool)
        apply_pooled (plane, TRUE, lane, gradient + lane, &target);
      else if (beside)
        apply_plain (plane, TRUE, lane, gradient + lane, &target);
      else if (plane->pool)
        apply_pooled (plane, FALSE, lane, gradient + lane, &target);
      else
        apply_plain (plane, FALSE, lane, gradient + lane, &target);
    }
}
