/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-checkpoint-private.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-layout-family.h"
#include "lk-layout-fusion.h"
#include "lk-layout-keys.h"
#include "lk-layout-modules.h"
#include "lk-layout-tensors.h"
#include "lk-layout-values.h"
#include "lk-libfewshot.h"
#include "lk-names.h"
#include "lk-number.h"
#include "lk-profile-values.h"
#include "lk-statistics.h"
#include "lk-tensor-check.h"

#define MAX_CONFIGURATION ((gsize) 1 << 20)

static gboolean
check_backbone (LkLayout *self, LkCheckpoint *checkpoint, GError **error)
{
  const char *backbone = lk_checkpoint_get_metadata (checkpoint, "backbone");
  g_autofree char *printable = NULL;

  if (backbone == NULL)
    return TRUE;
  if (g_str_equal (backbone, self->backbone.name))
    {
      if (lk_checkpoint_get_metadata (checkpoint, "profile") != NULL)
        {
          g_free (self->name);
          self->name = g_strdup ("likeness");
        }
      return TRUE;
    }
  printable = lk_names_make_printable (backbone);
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("its metadata says “%s”, but its tensors are those of a %s"), printable,
               self->backbone.name);
  return FALSE;
}

static gboolean
refuse_unread (LkCheckpoint *checkpoint, const char *name, GError **error)
{
  g_autofree char *printable = lk_names_make_printable (name);

  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED, _ ("“%s” %s"), printable,
               lk_checkpoint_get_unread (checkpoint, name)->reason);
  return FALSE;
}

static gboolean
take_tensors (LkLayout *self,
              LkCheckpoint *checkpoint,
              const LkLayoutKeys *keys,
              GError **error)
{
  GHashTableIter iter;
  gpointer name;
  gpointer original;

  g_hash_table_iter_init (&iter, keys->canonical);
  while (g_hash_table_iter_next (&iter, &name, &original))
    {
      LkTensor *tensor = lk_checkpoint_get_tensor (checkpoint, original);

      if (tensor == NULL)
        return refuse_unread (checkpoint, original, error);
      g_hash_table_insert (self->tensors, g_strdup (name), lk_tensor_ref (tensor));
    }
  return TRUE;
}

static gboolean
is_shortcut_of_stage_4 (gpointer name, gpointer tensor, gpointer user_data)
{
  return g_str_has_prefix (name, "stage4.shortcut.");
}

/* LibFewShot's resnet12woLSC is known by widths that double (64, 128, 256, 512); its last
 * block never uses the shortcut that its file may hold (docs/METHOD.md 3.2). */
static gboolean
lacks_last_shortcut (const LkLayout *self)
{
  const gsize *widths = self->backbone.widths;

  return g_str_equal (self->backbone.name, "resnet12")
         && g_str_equal (self->name, "libfewshot") && widths[1] == 2 * widths[0]
         && widths[2] == 4 * widths[0] && widths[3] == 8 * widths[0];
}

/* Whether a Sequential has places for pools: they may be calls of functions instead. */
static gboolean
has_pools (const LkLayoutKeys *keys)
{
  return keys->pools[0] || keys->pools[1] || keys->pools[2];
}

/* What the tensors leave open (docs/METHOD.md 2.3): a residual block keeps the size of
 * its map, and networks with a stem have no pools of their own. */
static LkGuess
find_open (const LkBackbone *backbone)
{
  LkGuess open = LK_GUESS_SIZE | LK_GUESS_PROFILE;

  if (backbone->stem_kernel == 0)
    open |= LK_GUESS_POOLS | LK_GUESS_SLOPE;
  if (g_str_equal (backbone->name, "conv64f"))
    open |= LK_GUESS_PADDING;
  return open;
}

static void
guess_preparation (LkLayout *self, const LkFamilyGuess *family)
{
  self->preparation = *lk_profile_find (family->profile, NULL);
  if (family->resize != NULL)
    lk_profile_set_value (&self->preparation, "resize", family->resize);
  if (family->crop != NULL)
    lk_profile_set_value (&self->preparation, "crop", family->crop);
}

/* What docs/METHOD.md 3.1 says of M2L-HEAD's Conv64F: layer4 is a convolution alone. */
static void
guess_stages (LkLayout *self, const LkLayoutKeys *keys, const LkFamilyGuess *family)
{
  LkBackbone *backbone = &self->backbone;

  self->name = g_strdup (family->name);
  guess_preparation (self, family);
  self->guessed = find_open (backbone);
  backbone->slope = family->slope;
  lk_backbone_parse_digits (backbone, family->pools, backbone->pools);
  if (keys->form == LK_KEYS_SEQUENTIAL && has_pools (keys))
    memcpy (backbone->pools, keys->pools, sizeof keys->pools);
  backbone->unpadded[3] = g_str_equal (self->name, "m2l-head")
                          && g_str_equal (backbone->name, "conv64f")
                          && !backbone->pools[3];
  for (guint i = 0; family->padding != NULL && i < backbone->n_stages; i++)
    backbone->unpadded[i] = family->padding[i] == '0';
  if (family->strides != NULL && lk_backbone_parse_strides (backbone, family->strides))
    self->guessed |= LK_GUESS_STRIDES;
}

static char *
guess_name (gconstpointer keys, const char *canonical)
{
  return lk_layout_keys_guess_name (keys, canonical);
}

static gboolean
is_grey (const LkLayout *self, const LkLayoutKeys *keys)
{
  LkTensor *first
      = g_hash_table_lookup (self->tensors, lk_key_form_list_needed (keys->form)[0]);

  return first != NULL && lk_tensor_get_n_dims (first) == 4
         && lk_tensor_get_dim (first, 1) == 1;
}

/* Norms without statistics have a network of their own for each batch. */
static gboolean
has_statistics (const LkLayoutKeys *keys)
{
  GHashTableIter iter;
  gpointer canonical;

  g_hash_table_iter_init (&iter, keys->canonical);
  while (g_hash_table_iter_next (&iter, &canonical, NULL))
    if (strstr (canonical, "running_") != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
check_tensors (const LkLayout *self, const LkLayoutKeys *keys, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!has_statistics (keys))
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT,
                           _ ("its norms keep no statistics (no running_mean): the "
                              "network normalises each batch by itself, or has no norms "
                              "over the batch, and neither is supported"));
      return FALSE;
    }
  if (lk_tensor_check (self->architecture, self->tensors, guess_name, keys, &problem))
    return TRUE;
  if (problem->code == LK_ERROR_NUMERIC)
    problem->code = LK_ERROR_FORMAT;
  if (is_grey (self, keys))
    g_set_error (error, LK_ERROR, problem->code,
                 _ ("%s: it is a network for grey pictures, and pictures have three "
                    "colours here"),
                 problem->message);
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* The network with all its stages is checked, whatever becomes of it. */
static gboolean
build (LkLayout *self, LkCheckpoint *checkpoint, const LkLayoutKeys *keys, GError **error)
{
  g_autoptr (LkArchitecture) whole = NULL;

  if (lacks_last_shortcut (self))
    {
      self->backbone.no_shortcut[3] = TRUE;
      g_hash_table_foreach_remove (self->tensors, is_shortcut_of_stage_4, NULL);
    }
  self->architecture = lk_backbone_build (&self->backbone);
  if (!check_tensors (self, keys, error)
      || !lk_layout_modules_check (checkpoint, keys, self->architecture, error))
    return FALSE;
  if (self->stage == 0)
    return TRUE;
  whole = g_steal_pointer (&self->architecture);
  self->architecture = lk_architecture_cut (whole, self->stage);
  return TRUE;
}

/* What a network that was saved whole says itself counts more than what its names do. */
static gboolean
take_modules (LkLayout *self,
              LkCheckpoint *checkpoint,
              const LkLayoutKeys *keys,
              GError **error)
{
  g_autoptr (GHashTable) told
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return lk_layout_modules_tell (checkpoint, keys, told, error)
         && lk_layout_take_values (self, told, LK_TOLD_BY_METADATA, error);
}

/* Without counters, and nobody but us says how pictures are prepared. */
static gboolean
is_our_own (const LkLayout *self)
{
  return g_str_equal (self->name, "likeness");
}

/* A file of ours says what is not as its backbone's name has it. */
static void
trust_own (LkLayout *self, LkKeyForm form)
{
  if (is_our_own (self) && (form == LK_KEYS_SEQUENTIAL || form >= LK_KEYS_RESIDUAL))
    self->guessed = 0;
}

static void
settle_profile (LkLayout *self)
{
  const LkProfile *named = lk_profile_find (self->preparation.name, NULL);

  self->profile
      = lk_profile_equal (named, &self->preparation) ? named : &self->preparation;
}

/* What a person chose instead need not be possible. */
static GHashTable *
list_unchosen (GHashTable *told, GHashTable *choices)
{
  GHashTable *unchosen = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  g_hash_table_iter_init (&iter, told);
  while (g_hash_table_iter_next (&iter, &name, &text))
    if (choices == NULL || !g_hash_table_contains (choices, name))
      g_hash_table_insert (unchosen, name, text);
  return unchosen;
}

/* What LibFewShot left beside its folder of checkpoints, or NULL. */
static GHashTable *
read_configuration (LkLayout *self, LkCheckpoint *checkpoint)
{
  const char *path = lk_checkpoint_get_path (checkpoint);
  g_autofree char *configuration = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GHashTable *told;
  const char *text;
  gsize length;

  if (path != NULL && g_str_equal (self->name, "libfewshot"))
    configuration = lk_libfewshot_find_configuration (path);
  if (configuration != NULL)
    bytes = lk_file_read (configuration, MAX_CONFIGURATION, NULL);
  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  told = text != NULL ? lk_libfewshot_read (text, length, self->backbone.name) : NULL;
  if (told != NULL)
    self->configuration = g_steal_pointer (&configuration);
  return told;
}

static gboolean
take_values (LkLayout *self,
             LkCheckpoint *checkpoint,
             GHashTable *choices,
             GError **error)
{
  g_autoptr (GHashTable) metadata
      = list_unchosen (lk_checkpoint_get_all_metadata (checkpoint), choices);
  g_autoptr (GHashTable) written = read_configuration (self, checkpoint);
  g_autoptr (GHashTable) configuration
      = written != NULL ? list_unchosen (written, choices) : NULL;

  if (!lk_layout_take_values (self, configuration, LK_TOLD_BY_CONFIGURATION, error)
      || !lk_layout_take_values (self, metadata, LK_TOLD_BY_METADATA, error)
      || !lk_layout_take_values (self, choices, LK_TOLD_BY_PERSON, error))
    return FALSE;
  settle_profile (self);
  return TRUE;
}

static gboolean
recognise (LkLayout *self, LkCheckpoint *checkpoint, GHashTable *choices, GError **error)
{
  const char *wanted = choices != NULL ? g_hash_table_lookup (choices, "tensors") : NULL;
  g_autoptr (LkLayoutKeys) keys = lk_layout_keys_new (checkpoint, wanted, error);
  LkFamilyGuess family;

  if (keys == NULL || !lk_layout_fusion_read (checkpoint, keys, &self->fusion, error))
    return FALSE;
  self->wrapper = g_strdup (keys->wrapper);
  if (!take_tensors (self, checkpoint, keys, error)
      || !lk_layout_tensors_find_backbone (keys->form, self->tensors, &self->backbone,
                                           error))
    return FALSE;
  family = lk_family_guess (keys, &self->backbone, self->fusion);
  guess_stages (self, keys, &family);
  if (!take_modules (self, checkpoint, keys, error)
      || !check_backbone (self, checkpoint, error))
    return FALSE;
  trust_own (self, keys->form);
  if (!take_values (self, checkpoint, choices, error))
    return FALSE;
  lk_layout_tensors_find_bare (self->tensors, &self->backbone);
  return build (self, checkpoint, keys, error)
         && (is_our_own (self) || lk_statistics_check (checkpoint, keys, error));
}

LkLayout *
lk_layout_recognise_as (LkCheckpoint *checkpoint, GHashTable *choices, GError **error)
{
  g_autoptr (LkLayout) self = g_new0 (LkLayout, 1);

  g_return_val_if_fail (LK_IS_CHECKPOINT (checkpoint), NULL);

  self->tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) lk_tensor_unref);
  if (!recognise (self, checkpoint, choices, error))
    {
      lk_checkpoint_prefix_error (checkpoint, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

LkLayout *
lk_layout_recognise (LkCheckpoint *checkpoint, GError **error)
{
  return lk_layout_recognise_as (checkpoint, NULL, error);
}

void
lk_layout_free (LkLayout *self)
{
  g_free (self->name);
  g_free (self->wrapper);
  g_free (self->configuration);
  g_clear_pointer (&self->architecture, lk_architecture_unref);
  g_clear_pointer (&self->tensors, g_hash_table_unref);
  g_clear_pointer (&self->fusion, g_hash_table_unref);
  g_free (self);
}

char *
lk_layout_format_guess (const LkLayout *self, const LkProfile *profile, LkGuess guess)
{
  const LkBackbone *backbone;

  g_return_val_if_fail (self != NULL && profile != NULL, NULL);

  backbone = &self->backbone;
  switch (guess)
    {
    case LK_GUESS_POOLS:
      return lk_backbone_format_digits (backbone, backbone->pools);
    case LK_GUESS_PADDING:
      return lk_backbone_format_padding (backbone);
    case LK_GUESS_SLOPE:
      return lk_number_format (backbone->slope);
    case LK_GUESS_STRIDES:
      return lk_backbone_format_strides (backbone);
    case LK_GUESS_SIZE:
      return g_strdup_printf ("%u", profile->crop);
    case LK_GUESS_PROFILE:
    default:
      return g_strdup (profile->name);
    }
}
