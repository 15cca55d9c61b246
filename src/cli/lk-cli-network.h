/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-model.h"

G_BEGIN_DECLS

/** Adds the options that say what the file of a network may not: --profile, --size,
 * --resize, --crop, --mean, --std, --pools, --padding, --slope and --stage. The group's
 * data is a #LkCliOptions, which they fill. */
void lk_cli_network_add_entries (GOptionGroup *group);

/** Warns in one line of what of @model is guessed, if anything is, and says with which
 * options it is settled. For those who show what comes of it. */
void lk_cli_network_warn (LkModel *model);

G_END_DECLS
