/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-summary.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-json.h"
#include "lk-network.h"

LkSummary *
lk_summary_new (LkCheckpoint *checkpoint, GHashTable *choices, GError **error)
{
  g_autoptr (LkSummary) self = g_new0 (LkSummary, 1);
  g_autoptr (LkNetwork) network = NULL;
  guint crop;

  self->layout = lk_layout_recognise_as (checkpoint, choices, error);
  if (self->layout == NULL)
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

void
lk_summary_add_rows (const LkSummary *self, LkCliTable *table)
{
  const LkLayout *layout = self->layout;
  const gsize *channels = layout->backbone.widths;
  g_autofree char *pools
      = lk_backbone_format_digits (&layout->backbone, layout->backbone.pools);

  add_row (table, _ ("Layout"),
           *layout->wrapper != '\0'
               ? g_strdup_printf (_ ("%s, below “%s”"), layout->name, layout->wrapper)
               : g_strdup (layout->name));
  add_row (table, _ ("Backbone"),
           g_strdup_printf (_ ("%s, channels %zu, %zu, %zu, %zu"), layout->backbone.name,
                            channels[0], channels[1], channels[2], channels[3]));
  add_row (table, _ ("Parameters"), g_strdup_printf ("%zu", self->n_parameters));
  add_row (table, _ ("Pools"), g_strdup_printf (_ ("%s (a digit a stage)"), pools));
  add_row (table, _ ("Activation"),
           layout->backbone.slope > 0
               ? g_strdup_printf (_ ("LeakyReLU, slope %g"), layout->backbone.slope)
               : g_strdup ("ReLU"));
  add_row (
      table, _ ("Profile"),
      layout->profile_guessed
          ? g_strdup_printf (_ ("%s: %s (guessed from the layout)"),
                             layout->profile->name, layout->profile->title)
          : g_strdup_printf ("%s: %s", layout->profile->name, layout->profile->title));
  add_row (table, _ ("Map"),
           g_strdup_printf (_ ("%zu × %zu × %zu from pictures of %u × %u"), self->map[0],
                            self->map[1], self->map[2], layout->profile->crop,
                            layout->profile->crop));
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

void
lk_summary_build_json (const LkSummary *self, JsonBuilder *builder)
{
  const LkLayout *layout = self->layout;
  g_autofree char *pools
      = lk_backbone_format_digits (&layout->backbone, layout->backbone.pools);

  lk_cli_json_add_string (builder, "layout", layout->name);
  lk_cli_json_add_string (builder, "wrapper", layout->wrapper);
  lk_cli_json_add_string (builder, "backbone", layout->backbone.name);
  add_sizes (builder, "channels", layout->backbone.widths, layout->backbone.n_stages);
  lk_cli_json_add_int (builder, "parameters", self->n_parameters);
  lk_cli_json_add_string (builder, "pools", pools);
  lk_cli_json_add_double (builder, "slope", layout->backbone.slope);
  lk_cli_json_add_string (builder, "profile", layout->profile->name);
  json_builder_set_member_name (builder, "profile_guessed");
  json_builder_add_boolean_value (builder, layout->profile_guessed);
  lk_cli_json_add_int (builder, "crop", layout->profile->crop);
  add_sizes (builder, "map", self->map, 3);
  lk_cli_json_add_double (builder, "stride", self->stride);
  lk_cli_json_add_double (builder, "offset", self->offset);
  lk_cli_json_add_double (builder, "receptive_field", self->receptive_field);
  build_fusion (self->fusion, builder);
}
