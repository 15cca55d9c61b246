/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of the object that @builder is in. */

/** @value (nullable): null where it is %NULL. */
void lk_cli_json_add_string (JsonBuilder *builder, const char *name, const char *value);
void lk_cli_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
/** null where @value is not finite: JSON has no such numbers. */
void lk_cli_json_add_double (JsonBuilder *builder, const char *name, double value);

G_END_DECLS
