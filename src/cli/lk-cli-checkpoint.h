/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-checkpoint-facts.h"

G_BEGIN_DECLS

/** Members of the object that @builder has open: all that is known of the network. */
void lk_cli_checkpoint_build_json (const LkCheckpointFacts *self, JsonBuilder *builder);

G_END_DECLS
