/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"
#include "lk-profile-values.h"

static gboolean
fail_value (const char *name, const char *text, LkToldBy who, GError **error)
{
  g_autofree char *printable = lk_names_make_printable (text);

  switch (who)
    {
    case LK_TOLD_BY_PERSON:
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("“%s” cannot be “%s” for this network"), name, printable);
      break;
    case LK_TOLD_BY_CONFIGURATION:
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("the configuration beside it gives “%s” the impossible value “%s”"),
                   name, printable);
      break;
    case LK_TOLD_BY_METADATA:
    default:
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("its metadata gives “%s” the impossible value “%s”"), name,
                   printable);
    }
  return FALSE;
}

static gboolean
read_pools (LkLayout *self, const char *text)
{
  return lk_backbone_parse_digits (&self->backbone, text, self->backbone.pools);
}

/* A residual block has to keep the size of its map. */
static gboolean
can_unpad (const LkBackbone *backbone)
{
  return g_str_equal (backbone->name, "conv64f");
}

static gboolean
read_unpadded (LkLayout *self, const char *text)
{
  return lk_backbone_parse_digits (&self->backbone, text, self->backbone.unpadded)
         && (can_unpad (&self->backbone) || strchr (text, '1') == NULL);
}

static gboolean
read_padding (LkLayout *self, const char *text)
{
  g_autofree char *opposite = g_strdup (text);

  for (char *c = opposite; *c != '\0'; c++)
    if (*c == '0' || *c == '1')
      *c = (char) ('0' + '1' - *c);
  return read_unpadded (self, opposite);
}

static gboolean
read_slope (LkLayout *self, const char *text)
{
  char *end;

  self->backbone.slope = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && self->backbone.slope >= 0
         && self->backbone.slope <= 1;
}

static gboolean
read_strides (LkLayout *self, const char *text)
{
  return lk_backbone_parse_strides (&self->backbone, text);
}

static gboolean
read_stage (LkLayout *self, const char *text)
{
  guint64 stage;

  if (!g_ascii_string_to_unsigned (text, 10, 1, self->backbone.n_stages, &stage, NULL))
    return FALSE;
  self->stage = (guint) stage;
  return TRUE;
}

/* In the order in which they are taken. */
static const struct
{
  const char *name;
  gboolean (*read) (LkLayout *self, const char *text);
  LkGuess settles;
} values[] = {
  { "pools", read_pools, LK_GUESS_POOLS },
  { "unpadded", read_unpadded, LK_GUESS_PADDING },
  { "padding", read_padding, LK_GUESS_PADDING },
  { "slope", read_slope, LK_GUESS_SLOPE },
  { "strides", read_strides, LK_GUESS_STRIDES },
  { "stage", read_stage, 0 },
};

static gboolean
is_part_of_profile (const char *name)
{
  return g_strv_contains (LK_PROFILE_VALUES, name);
}

gboolean
lk_layout_is_value (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (values[i].name, name))
      return TRUE;
  return g_str_equal (name, "profile") || is_part_of_profile (name);
}

/* Mean and deviation together are what a profile is beside the size. */
static LkGuess
find_settled (GHashTable *told, const char *name)
{
  if (g_str_equal (name, "mean") || g_str_equal (name, "std"))
    return g_hash_table_contains (told, "mean") && g_hash_table_contains (told, "std")
               ? LK_GUESS_PROFILE
               : 0;
  return LK_GUESS_SIZE;
}

gboolean
lk_layout_take_profile (LkProfile *profile,
                        GHashTable *told,
                        LkToldBy who,
                        LkGuess *guessed,
                        GError **error)
{
  const char *name;
  const char *last = "size";

  g_return_val_if_fail (profile != NULL && guessed != NULL, FALSE);

  name = told != NULL ? g_hash_table_lookup (told, "profile") : NULL;
  if (name == NULL && who != LK_TOLD_BY_PERSON)
    return TRUE;
  if (name != NULL)
    {
      const LkProfile *found = lk_profile_find (name, NULL);

      if (found == NULL)
        return fail_value ("profile", name, who, error);
      *profile = *found;
      *guessed &= ~(LkGuess) (LK_GUESS_PROFILE | LK_GUESS_SIZE);
    }
  for (guint i = 0; told != NULL && LK_PROFILE_VALUES[i] != NULL; i++)
    {
      const char *part = LK_PROFILE_VALUES[i];
      const char *text = g_hash_table_lookup (told, part);

      if (text == NULL)
        continue;
      if (!lk_profile_set_value (profile, part, text))
        return fail_value (part, text, who, error);
      *guessed &= ~find_settled (told, part);
      last = g_str_equal (part, "mean") || g_str_equal (part, "std") ? last : part;
    }
  if (lk_profile_is_possible (profile))
    return TRUE;
  return fail_value (last, g_hash_table_lookup (told, last), who, error);
}

/* Metadata are anybody's: a "stage" of a file that does not name its backbone is one of
 * training, as it may be, and would cut the network in silence. */
static gboolean
is_foreign (const char *name, GHashTable *told, LkToldBy who)
{
  return who == LK_TOLD_BY_METADATA && g_str_equal (name, "stage")
         && !g_hash_table_contains (told, "backbone");
}

gboolean
lk_layout_take_values (LkLayout *self, GHashTable *told, LkToldBy who, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (told == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      const char *text = g_hash_table_lookup (told, values[i].name);

      if (text == NULL || is_foreign (values[i].name, told, who))
        continue;
      if (!values[i].read (self, text))
        return fail_value (values[i].name, text, who, error);
      self->guessed &= ~values[i].settles;
    }
  return lk_layout_take_profile (&self->preparation, told, who, &self->guessed, error);
}

gboolean
lk_layout_check_pictures (const LkLayout *self, const LkProfile *profile, GError **error)
{
  gsize shape[3];

  g_return_val_if_fail (self != NULL && profile != NULL, FALSE);

  lk_architecture_get_map_shape (self->architecture, profile->crop, profile->crop, shape);
  if (shape[1] > 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
               _ ("pictures of %u×%u pixels leave no map of this network"), profile->crop,
               profile->crop);
  return FALSE;
}
