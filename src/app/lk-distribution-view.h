/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-canvas.h"

G_BEGIN_DECLS

/** The distribution level of the selected query: Gaussians on a plane. */
#define LK_TYPE_DISTRIBUTION_VIEW (lk_distribution_view_get_type ())
G_DECLARE_FINAL_TYPE (LkDistributionView,
                      lk_distribution_view,
                      LK,
                      DISTRIBUTION_VIEW,
                      LkCanvas)

G_END_DECLS
