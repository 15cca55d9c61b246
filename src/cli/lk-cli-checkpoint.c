/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-checkpoint.h"

#include "lk-cli-json.h"
#include "lk-layout-values.h"

static void
add_sizes (JsonBuilder *builder, const char *name, const gsize *values, guint n_values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_values; i++)
    json_builder_add_int_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
build_fusion (const LkTrainedFusion *fusion, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "fusion");
  if (fusion == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  lk_cli_json_add_int (builder, "slots", fusion->n_slots);
  lk_cli_json_add_int (builder, "inputs", fusion->n_inputs);
  lk_cli_json_add_string (builder, "part", lk_part_form_to_string (fusion->part_form));
  lk_cli_json_add_string (builder, "distance", lk_distance_to_string (fusion->distance));
  json_builder_set_member_name (builder, "slopes");
  json_builder_begin_object (builder);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    lk_cli_json_add_double (builder, lk_level_to_string (level), fusion->slope[level]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_guessed (JsonBuilder *builder, LkGuess guessed)
{
  json_builder_set_member_name (builder, "guessed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < LK_N_GUESSES; i++)
    if (guessed & 1u << i)
      json_builder_add_string_value (builder, lk_guess_to_string (1u << i));
  json_builder_end_array (builder);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
lk_cli_checkpoint_build_json (const LkCheckpointFacts *self, JsonBuilder *builder)
{
  const LkLayout *layout = self->layout;
  g_autofree char *pools
      = lk_backbone_format_digits (&layout->backbone, layout->backbone.pools);
  g_autofree char *padding = lk_backbone_format_padding (&layout->backbone);

  lk_cli_json_add_string (builder, "layout", layout->name);
  lk_cli_json_add_string (builder, "wrapper", layout->wrapper);
  lk_cli_json_add_string (builder, "backbone", layout->backbone.name);
  add_sizes (builder, "channels", layout->backbone.widths, layout->backbone.n_stages);
  lk_cli_json_add_int (builder, "parameters", self->n_parameters);
  lk_cli_json_add_string (builder, "pools", pools);
  lk_cli_json_add_string (builder, "padding", padding);
  lk_cli_json_add_double (builder, "slope", layout->backbone.slope);
  lk_cli_json_add_string (builder, "profile", layout->profile->name);
  add_boolean (builder, "profile_guessed", (layout->guessed & LK_GUESS_PROFILE) != 0);
  add_guessed (builder, layout->guessed);
  lk_cli_json_add_int (builder, "crop", layout->profile->crop);
  add_sizes (builder, "map", self->map, 3);
  lk_cli_json_add_double (builder, "stride", self->stride);
  lk_cli_json_add_double (builder, "offset", self->offset);
  lk_cli_json_add_double (builder, "receptive_field", self->receptive_field);
  build_fusion (self->fusion, builder);
}
