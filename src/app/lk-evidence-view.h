/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-canvas.h"

G_BEGIN_DECLS

/**
 * LkEvidenceView:
 *
 * The margin of the selected query over the cells of its picture: a map of each level and
 * of all together, which add up. What each cell gives is computed on another thread, once
 * a query; a weight redraws the maps at once. As tall as its width asks for.
 */
#define LK_TYPE_EVIDENCE_VIEW (lk_evidence_view_get_type ())
G_DECLARE_FINAL_TYPE (LkEvidenceView, lk_evidence_view, LK, EVIDENCE_VIEW, LkCanvas)

G_END_DECLS
