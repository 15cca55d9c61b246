/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-evidence.h"

G_BEGIN_DECLS

/** What a stroke of the brush paints: squares of 1, 3 or 5 cells a side about the cells
 * it comes over, or the rectangle between its ends. */
typedef enum
{
  LK_BRUSH_ONE,
  LK_BRUSH_THREE,
  LK_BRUSH_FIVE,
  LK_BRUSH_RECTANGLE,
} LkBrushTip;

/**
 * LkLook:
 * @pixel: what the pixel view leaves out, and the class it compares with
 * @margin_against: whom the margin over the cells compares with, see
 *   lk_evidence_set_margin_against()
 * @own_scale: whether each of its maps has colours of its own range
 * @opacity: of the cells over the picture
 * @receptive_field: whether it is outlined
 * @brushing: whether the pointer paints cells out
 * @tip: with what
 * @order: of the rows of the part matrix
 * @plane: of the distribution view
 * @tables: whether the views show their twins in words and numbers
 *
 * How the evidence is looked at: nothing in here changes a score.
 */
typedef struct
{
  LkPixelLook pixel;
  int margin_against;
  gboolean own_scale;
  double opacity;
  gboolean receptive_field;
  gboolean brushing;
  LkBrushTip tip;
  LkPartOrder order;
  LkPlane plane;
  gboolean tables;
} LkLook;

LkLook lk_look_default (void);

/** For a session file, with the pinned cells. What cannot be read stays at its default.
 */
JsonObject *lk_look_to_json (const LkLook *self, const guint *pins, guint n_pins);
/** @pins: array of guint that is filled. */
LkLook lk_look_from_json (JsonObject *object, GArray *pins);

G_END_DECLS
