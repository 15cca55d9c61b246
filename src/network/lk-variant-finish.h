/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-variant.h"

/* Of 16 channels, the lanes from @lane on are finished at once; @values holds @height
 * rows of @width vectors, both constants to the compiler. */

LK_INLINE LkLanes
lk_finish_add (const LkLanes *values,
               gsize width,
               const LkFinish *finish,
               gsize lane,
               gsize y,
               gsize x)
{
  LkLanes value = values[y * width + x];

  if (finish->addend != NULL)
    value += lk_lanes_get (finish->addend + y * finish->addend_row + x * LK_BLOCK + lane);
  return value;
}

/* Adding the bias and activating are monotone: once, after the maximum, gives the same.
 */
LK_INLINE void
lk_finish_pooled (const LkLanes *values,
                  gsize height,
                  gsize width,
                  const LkFinish *finish,
                  gsize lane)
{
  LkLanes bias = lk_lanes_get (finish->bias + lane);
  LkLanes slope = lk_lanes_fill (finish->slope);

  LK_UNROLL
  for (gsize y = 0; y < height; y += 2)
    LK_UNROLL
  for (gsize x = 0; x < width; x += 2)
    if (y < finish->n_rows && x < finish->n_columns)
      {
        LkLanes upper
            = lk_lanes_larger (lk_finish_add (values, width, finish, lane, y, x),
                               lk_finish_add (values, width, finish, lane, y, x + 1));
        LkLanes lower
            = lk_lanes_larger (lk_finish_add (values, width, finish, lane, y + 1, x),
                               lk_finish_add (values, width, finish, lane, y + 1, x + 1));

        lk_lanes_put (finish->output + y / 2 * finish->output_row + x / 2 * LK_BLOCK
                          + lane,
                      lk_lanes_activate (lk_lanes_larger (upper, lower) + bias, slope));
      }
}

LK_INLINE void
lk_finish_plain (const LkLanes *values,
                 gsize height,
                 gsize width,
                 const LkFinish *finish,
                 gsize lane)
{
  LkLanes bias = lk_lanes_get (finish->bias + lane);
  LkLanes slope = lk_lanes_fill (finish->slope);

  LK_UNROLL
  for (gsize y = 0; y < height; y++)
    LK_UNROLL
  for (gsize x = 0; x < width; x++)
    if (y < finish->n_rows && x < finish->n_columns)
      lk_lanes_put (finish->output + y * finish->output_row + x * LK_BLOCK + lane,
                    lk_lanes_activate (
                        lk_finish_add (values, width, finish, lane, y, x) + bias, slope));
}

LK_INLINE void
lk_finish (const LkLanes *values,
           gsize height,
           gsize width,
           const LkFinish *finish,
           gsize lane)
{
  if (finish->pool)
    lk_finish_pooled (values, height, width, finish, lane);
  else
    lk_finish_plain (values, height, width, finish, lane);
}
