/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-model.h"

G_BEGIN_DECLS

/** Adds the options that say what the file of a network may not: --profile, --size,
 * --resize, --crop, --mean, --std, --pools, --padding, --slope and --stage. The group's
 * data is a #LkCliOptions, which they fill. */
void lk_cli_network_add_entries (GOptionGroup *group);

/** For an option of its own in those commands that take a network: chooses one by the
 * prefix
 * @value (nullable: "") of its tensors. @data is a #LkCliOptions. */
gboolean lk_cli_network_parse_tensors (const char *option,
                                       const char *value,
                                       gpointer data,
                                       GError **error);

/** Warns in one line of what of @model is guessed, if anything is, and says with which
 * options it is settled. For those who show what comes of it. */
void lk_cli_network_warn (LkModel *model);

G_END_DECLS
