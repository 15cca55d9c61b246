/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-summary.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-json.h"
#include "lk-layout-values.h"
#include "lk-network.h"
#include "lk-printable.h"
#include "lk-profile-values.h"

LkSummary *
lk_summary_new (LkCheckpoint *checkpoint, GHashTable *choices, GError **error)
{
  g_autoptr (LkSummary) self = g_new0 (LkSummary, 1);
  g_autoptr (LkNetwork) network = NULL;
  guint crop;

  self->layout = lk_layout_recognise_as (checkpoint, choices, error);
  if (self->layout == NULL
      || !lk_layout_check_pictures (self->layout, self->layout->profile, error))
    return NULL;
  network = lk_network_new (self->layout->architecture, self->layout->tensors, error);
  if (network == NULL)
    return NULL;
  if (self->layout->fusion != NULL)
    {
      self->fusion = lk_trained_fusion_new (self->layout->fusion, error);
      if (self->fusion == NULL)
        return NULL;
    }
  crop = self->layout->profile->crop;
  lk_network_get_map_shape (network, crop, crop, self->map);
  lk_network_get_geometry (network, &self->stride, &self->offset, &self->receptive_field);
  self->n_parameters = lk_network_get_n_parameters (network);
  return g_steal_pointer (&self);
}

void
lk_summary_free (LkSummary *self)
{
  g_clear_pointer (&self->layout, lk_layout_free);
  g_clear_pointer (&self->fusion, lk_trained_fusion_free);
  g_free (self);
}

static void
add_row (LkCliTable *table, const char *title, char *value)
{
  lk_cli_table_add (table, title, value);
  g_free (value);
}

static void
add_fusion_rows (const LkTrainedFusion *fusion, LkCliTable *table)
{
  add_row (table, _ ("Fusion layer"),
           g_strdup_printf (_ ("%u slots, %u inputs, trained on part %s and distance %s"),
                            fusion->n_slots, fusion->n_inputs,
                            lk_part_form_to_string (fusion->part_form),
                            lk_distance_to_string (fusion->distance)));
  add_row (table, _ ("Fusion slopes"), lk_levels_describe_numbers (fusion->slope, 6));
}

/* @value, and whether that is a guess. */
static void
add_open_row (const LkLayout *layout,
              LkGuess guess,
              LkCliTable *table,
              const char *title,
              char *value)
{
  add_row (table, title,
           layout->guessed & guess ? g_strdup_printf (_ ("%s (guessed)"), value)
                                   : g_strdup (value));
  g_free (value);
}

static char *
describe_backbone (const LkBackbone *backbone)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < backbone->n_stages; i++)
    g_string_append_printf (text, "%s%zu", i > 0 ? ", " : "", backbone->widths[i]);
  return g_strdup_printf (_ ("%s, channels %s"), backbone->name, text->str);
}

/* What the tensors leave open. */
static void
add_open_rows (const LkLayout *layout, LkCliTable *table)
{
  const LkBackbone *backbone = &layout->backbone;
  g_autofree char *pools = lk_backbone_format_digits (backbone, backbone->pools);
  g_autofree char *padding = lk_backbone_format_padding (backbone);

  add_open_row (layout, LK_GUESS_POOLS, table, _ ("Pools"),
                g_strdup_printf (_ ("%s (a digit a stage)"), pools));
  if ((layout->guessed & LK_GUESS_PADDING) || strchr (padding, '0') != NULL)
    add_open_row (layout, LK_GUESS_PADDING, table, _ ("Padding"),
                  g_strdup_printf (_ ("%s (a digit a stage)"), padding));
  add_open_row (layout, LK_GUESS_SLOPE, table, _ ("Activation"),
                backbone->slope > 0
                    ? g_strdup_printf (_ ("LeakyReLU, slope %g"), backbone->slope)
                    : g_strdup ("ReLU"));
}

static char *
describe_profile (const LkLayout *layout)
{
  g_autofree char *name = lk_profile_describe (layout->profile);

  return layout->guessed & LK_GUESS_PROFILE
             ? g_strdup_printf (_ ("%s: %s (guessed from the layout)"), name,
                                layout->profile->title)
             : g_strdup_printf ("%s: %s", name, layout->profile->title);
}

void
lk_summary_add_rows (const LkSummary *self, LkCliTable *table)
{
  const LkLayout *layout = self->layout;

  add_row (table, _ ("Layout"),
           *layout->wrapper != '\0'
               ? g_strdup_printf (_ ("%s, below “%s”"), layout->name, layout->wrapper)
               : g_strdup (layout->name));
  if (layout->configuration != NULL)
    add_row (table, _ ("Configuration"), lk_printable_path (layout->configuration));
  add_row (table, _ ("Backbone"), describe_backbone (&layout->backbone));
  add_row (table, _ ("Parameters"), g_strdup_printf ("%zu", self->n_parameters));
  add_open_rows (layout, table);
  add_row (table, _ ("Profile"), describe_profile (layout));
  add_open_row (layout, LK_GUESS_SIZE, table, _ ("Map"),
                g_strdup_printf (_ ("%zu × %zu × %zu from pictures of %u × %u"),
                                 self->map[0], self->map[1], self->map[2],
                                 layout->profile->crop, layout->profile->crop));
  add_row (table, _ ("Cells"),
           g_strdup_printf (_ ("%g pixels apart, each sees %g × %g pixels"), self->stride,
                            self->receptive_field, self->receptive_field));
  if (self->fusion != NULL)
    add_fusion_rows (self->fusion, table);
  else
    lk_cli_table_add (table, _ ("Fusion layer"), _ ("none"));
}

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
lk_summary_build_json (const LkSummary *self, JsonBuilder *builder)
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
