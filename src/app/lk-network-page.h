/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LkNetworkPage:
 *
 * A window about a checkpoint: the facts of #LkCheckpointFacts and its tensors, as
 * "likeness-cli inspect --tensors" prints them; of a file that is no network, too. The
 * file is read on another thread.
 */
#define LK_TYPE_NETWORK_PAGE (lk_network_page_get_type ())
G_DECLARE_FINAL_TYPE (LkNetworkPage, lk_network_page, LK, NETWORK_PAGE, AdwWindow)

/** Shows the page of the model @name over @parent, read with @profile and @network (both
 * nullable) as lk_model_open_for() does. */
LkNetworkPage *lk_network_page_present (GtkWindow *parent,
                                        const char *name,
                                        const char *profile,
                                        const char *network);

/** (transfer none): titles and texts in turn, as they are shown; empty until the file was
 * read. */
GPtrArray *lk_network_page_get_facts (LkNetworkPage *self);
/** (transfer none) (nullable): why the file cannot be shown, or is no network. */
const char *lk_network_page_get_problem (LkNetworkPage *self);

G_END_DECLS
