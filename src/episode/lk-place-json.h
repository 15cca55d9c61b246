/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-membership.h"

G_BEGIN_DECLS

/**
 * lk_place_json_write:
 *
 * (transfer full): what `explain --check --json` prints as "place" of a query: "members":
 * how many shots could be left out, "unlike": whether 95 % of them or more are more like
 * their own class than the query is like the one it is taken for; "likeness" and
 * "higher", by level and "fused": how like it is, in spreads of the members, and how many
 * members are more.
 */
JsonObject *lk_place_json_write (const LkPlace *place);

G_END_DECLS
