/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-metric-options.h"

G_BEGIN_DECLS

/** (transfer full): {"neighbours", "part", "distance", "normalise", "weights": {"part",
 * "pixel", "distribution"}, "ridge"}, the forms by their names. */
JsonObject *lk_options_json_write (const LkMetricOptions *options);

/** Reads what lk_options_json_write() makes; all members must be there and in their
 * ranges, else %LK_ERROR_FORMAT. @where names @object in messages. */
gboolean lk_options_json_read (JsonObject *object,
                               const char *where,
                               LkMetricOptions *options,
                               GError **error);

G_END_DECLS
