/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "lk-recipe.h"

/* What can be read is written so that the same is read. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkRecipe) recipe = lk_recipe_parse (text, &error);
  g_autoptr (LkRecipe) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *twice = NULL;

  fuzz_check_error (recipe == NULL, error);
  if (recipe == NULL)
    return 0;
  written = lk_recipe_to_json (recipe, FALSE);
  again = lk_recipe_parse (written, &error);
  g_assert_no_error (error);
  twice = lk_recipe_to_json (again, FALSE);
  g_assert_cmpstr (written, ==, twice);
  return 0;
}
