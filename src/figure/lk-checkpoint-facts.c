/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-checkpoint-facts.h"

#include <glib/gi18n-lib.h>

#include "lk-layout-values.h"
#include "lk-model.h"
#include "lk-number.h"
#include "lk-printable.h"
#include "lk-profile-values.h"

static char *
find_path (const char *name, GError **error)
{
  g_autoptr (LkModel) model = NULL;

  if (!g_str_has_prefix (name, "builtin:"))
    return g_strdup (name);
  model = lk_model_open (name, NULL, error);
  return model != NULL ? g_strdup (lk_model_get_path (model)) : NULL;
}

static gboolean
read_layout (LkCheckpointFacts *self, GHashTable *choices, GError **error)
{
  g_autoptr (LkLayout) layout = lk_layout_recognise_as (self->checkpoint, choices, error);
  g_autoptr (LkNetwork) network = NULL;

  if (layout == NULL || !lk_layout_check_pictures (layout, layout->profile, error))
    return FALSE;
  network = lk_network_new (layout->architecture, layout->tensors, error);
  if (network == NULL)
    return FALSE;
  if (layout->fusion != NULL)
    {
      self->fusion = lk_trained_fusion_new (layout->fusion, error);
      if (self->fusion == NULL)
        return FALSE;
    }
  lk_network_get_map_shape (network, layout->profile->crop, layout->profile->crop,
                            self->map);
  lk_network_get_geometry (network, &self->stride, &self->offset, &self->receptive_field);
  self->n_parameters = lk_network_get_n_parameters (network);
  self->layout = g_steal_pointer (&layout);
  return TRUE;
}

LkCheckpointFacts *
lk_checkpoint_facts_new (const char *name, GHashTable *choices, GError **error)
{
  g_autoptr (LkCheckpointFacts) self = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (LkCheckpointFacts, 1);
  self->path = find_path (name, error);
  if (self->path == NULL)
    return NULL;
  self->checkpoint = lk_checkpoint_load (self->path, error);
  if (self->checkpoint == NULL)
    return NULL;
  read_layout (self, choices, &self->problem);
  return g_steal_pointer (&self);
}

void
lk_checkpoint_facts_free (LkCheckpointFacts *self)
{
  g_free (self->path);
  g_clear_object (&self->checkpoint);
  g_clear_error (&self->problem);
  g_clear_pointer (&self->layout, lk_layout_free);
  g_clear_pointer (&self->fusion, lk_trained_fusion_free);
  g_free (self);
}

/* Takes @text. */
static void
add (GPtrArray *facts, const char *title, char *text)
{
  g_ptr_array_add (facts, g_strdup (title));
  g_ptr_array_add (facts, text);
}

static void
add_fusion (const LkTrainedFusion *fusion, GPtrArray *facts)
{
  add (facts, _ ("Fusion layer"),
       g_strdup_printf (_ ("%u slots, %u inputs, trained on part %s and distance %s"),
                        fusion->n_slots, fusion->n_inputs,
                        lk_part_form_to_string (fusion->part_form),
                        lk_distance_to_string (fusion->distance)));
  add (facts, _ ("Fusion slopes"), lk_levels_describe_numbers (fusion->slope, 6));
}

/* @value, and whether that is a guess. */
static void
add_open (const LkLayout *layout,
          LkGuess guess,
          GPtrArray *facts,
          const char *title,
          char *value)
{
  add (facts, title,
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
add_open_all (const LkLayout *layout, GPtrArray *facts)
{
  const LkBackbone *backbone = &layout->backbone;
  g_autofree char *pools = lk_backbone_format_digits (backbone, backbone->pools);
  g_autofree char *padding = lk_backbone_format_padding (backbone);
  g_autofree char *slope = lk_number_format (backbone->slope);

  add_open (layout, LK_GUESS_POOLS, facts, _ ("Pools"),
            g_strdup_printf (_ ("%s (a digit a stage)"), pools));
  if ((layout->guessed & LK_GUESS_PADDING) || strchr (padding, '0') != NULL)
    add_open (layout, LK_GUESS_PADDING, facts, _ ("Padding"),
              g_strdup_printf (_ ("%s (a digit a stage)"), padding));
  add_open (layout, LK_GUESS_SLOPE, facts, _ ("Activation"),
            backbone->slope > 0 ? g_strdup_printf (_ ("LeakyReLU, slope %s"), slope)
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

static void
add_network (const LkCheckpointFacts *self, GPtrArray *facts)
{
  const LkLayout *layout = self->layout;
  g_autofree char *stride = lk_number_format (self->stride);
  g_autofree char *field = lk_number_format (self->receptive_field);

  add (facts, _ ("Layout"),
       *layout->wrapper != '\0'
           ? g_strdup_printf (_ ("%s, below “%s”"), layout->name, layout->wrapper)
           : g_strdup (layout->name));
  if (layout->configuration != NULL)
    add (facts, _ ("Configuration"), lk_printable_path (layout->configuration));
  add (facts, _ ("Backbone"), describe_backbone (&layout->backbone));
  add (facts, _ ("Parameters"), g_strdup_printf ("%zu", self->n_parameters));
  add_open_all (layout, facts);
  add (facts, _ ("Profile"), describe_profile (layout));
  add_open (layout, LK_GUESS_SIZE, facts, _ ("Map"),
            g_strdup_printf (_ ("%zu × %zu × %zu from pictures of %u × %u"), self->map[0],
                             self->map[1], self->map[2], layout->profile->crop,
                             layout->profile->crop));
  add (facts, _ ("Cells"),
       g_strdup_printf (_ ("%s pixels apart, each sees %s × %s pixels"), stride, field,
                        field));
  if (self->fusion != NULL)
    add_fusion (self->fusion, facts);
  else
    add (facts, _ ("Fusion layer"), g_strdup (_ ("none")));
}

static void
add_metadata (LkCheckpoint *checkpoint, GPtrArray *facts)
{
  GHashTable *metadata = lk_checkpoint_get_all_metadata (checkpoint);
  g_autoptr (GList) keys
      = g_list_sort (g_hash_table_get_keys (metadata), (GCompareFunc) g_strcmp0);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      g_autofree char *value = g_strdelimit (
          g_strdup (g_hash_table_lookup (metadata, l->data)), "\n\r\t", ' ');

      add (facts, l == keys ? _ ("Metadata") : "",
           g_strdup_printf ("%s = %s", (char *) l->data, value));
    }
}

GPtrArray *
lk_checkpoint_facts_list (LkCheckpointFacts *self)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func (g_free);

  add (facts, _ ("File"), g_filename_display_name (self->path));
  add (facts, _ ("Format"), g_strdup (lk_checkpoint_get_format (self->checkpoint)));
  if (self->layout != NULL)
    add_network (self, facts);
  else
    add (facts, _ ("Layout"), g_strdup (self->problem->message));
  add_metadata (self->checkpoint, facts);
  add (facts, "SHA-256", g_strdup (lk_checkpoint_get_sha256 (self->checkpoint)));
  return facts;
}

GPtrArray *
lk_checkpoint_facts_list_tensors (LkCheckpointFacts *self)
{
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (self->checkpoint);
  GPtrArray *tensors = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++)
    add (tensors, names->pdata[i],
         lk_tensor_describe_shape (
             lk_checkpoint_get_tensor (self->checkpoint, names->pdata[i])));
  return tensors;
}
