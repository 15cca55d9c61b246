/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-recipe.h"

G_BEGIN_DECLS

typedef enum
{
  LK_FIELD_WHOLE,   /* guint */
  LK_FIELD_REAL,    /* double */
  LK_FIELD_CHOICE,  /* guint: which of @choices */
  LK_FIELD_TEXT,    /* char * */
  LK_FIELD_NUMBERS, /* LkNumbers */
} LkFieldKind;

/**
 * LkField:
 * @offset: of the value, in its struct
 * @min, @max: of numbers, both allowed
 * @choices: ended by %NULL
 * @initial: the default, as text
 *
 * Private to the recipe: one member of its JSON.
 */
typedef struct
{
  const char *name;
  LkFieldKind kind;
  gsize offset;
  double min;
  double max;
  const char *const *choices;
  const char *initial;
} LkField;

extern const LkField lk_recipe_fields[];
extern const guint lk_recipe_n_fields;
extern const LkField lk_stage_fields[];
extern const guint lk_stage_n_fields;

/** (nullable): the field called @name. */
const LkField *lk_field_find (const LkField *fields, guint n, const char *name);

/** Sets the value in @self, a struct, from @text; or %LK_ERROR_OPTION naming the field.
 */
gboolean
lk_field_parse (const LkField *field, gpointer self, const char *text, GError **error);
gboolean
lk_field_read (const LkField *field, gpointer self, JsonNode *node, GError **error);
void lk_field_write (const LkField *field, gconstpointer self, JsonBuilder *builder);
void lk_fields_set_defaults (const LkField *fields, guint n, gpointer self);
void lk_fields_clear (const LkField *fields, guint n, gpointer self);

G_END_DECLS
