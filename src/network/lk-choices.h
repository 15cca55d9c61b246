/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person says of a network beside its profile, in one line: "pools=1100
 * slope=0.2". The names are those of lk_layout_recognise_as(). */

/** (transfer full): names to texts; %NULL with %LK_ERROR_OPTION where @text is no such
 * line. What the values mean the network says. */
GHashTable *lk_choices_parse (const char *text, GError **error);

/** (transfer full): the same of @network with @profile, both nullable. */
GHashTable *
lk_choices_parse_for (const char *profile, const char *network, GError **error);

/** (transfer full) (nullable): all of @choices but the profile, in the order of their
 * names; %NULL where there are none. */
char *lk_choices_format (GHashTable *choices);

G_END_DECLS
