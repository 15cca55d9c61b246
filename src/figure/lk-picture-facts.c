/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-facts.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-number-text.h"
#include "lk-preparation.h"
#include "lk-profile-values.h"

static gsize
count_changed (LkImage *a, LkImage *b)
{
  const gsize n = (gsize) lk_image_get_width (a) * lk_image_get_height (a);
  gsize n_changed = 0;

  for (gsize i = 0; i < n; i++)
    n_changed
        += memcmp (lk_image_get_rgb (a) + 3 * i, lk_image_get_rgb (b) + 3 * i, 3) != 0;
  return n_changed;
}

/* Both are crops of one size. */
static gboolean
compare_readings (LkPictureFacts *self, const LkProfile *profile, GError **error)
{
  g_autoptr (LkImage) image = NULL;

  self->differences = lk_picture_get_differences (self->picture);
  if (self->differences == LK_DIFFERENCE_NONE)
    return TRUE;
  image = lk_picture_decode_as (self->picture, LK_READING_AS_PUBLISHED, error);
  if (image == NULL)
    return FALSE;
  self->published = lk_preparation_crop (image, profile);
  self->n_changed = count_changed (self->seen, self->published);
  return TRUE;
}

static gboolean
prepare (LkPictureFacts *self, LkImage *image, LkModel *model, GError **error)
{
  const LkProfile *profile = lk_model_get_profile (model);

  self->preparation = lk_profile_describe (profile);
  self->seen = lk_preparation_crop (image, profile);
  lk_preparation_get_view (image, profile, self->area);
  return compare_readings (self, profile, error);
}

LkPictureFacts *
lk_picture_facts_new (LkPicture *picture, LkMapSource *source, GError **error)
{
  g_autoptr (LkPictureFacts) self = NULL;
  g_autoptr (LkImage) image = NULL;
  LkModel *model = source != NULL ? lk_map_source_get_model (source) : NULL;

  g_return_val_if_fail (LK_IS_PICTURE (picture), NULL);

  image = lk_picture_decode (picture, error);
  if (image == NULL)
    return NULL;
  self = g_new0 (LkPictureFacts, 1);
  self->picture = g_object_ref (picture);
  self->whole = lk_image_get_width (image) > LK_PICTURE_FACTS_MAX_EDGE
                        || lk_image_get_height (image) > LK_PICTURE_FACTS_MAX_EDGE
                    ? lk_image_fit (image, LK_PICTURE_FACTS_MAX_EDGE)
                    : lk_image_ref (image);
  if (source != NULL)
    {
      self->source
          = model != NULL ? lk_model_describe (model) : lk_map_source_describe (source);
      self->lacks_map = lk_map_source_lacks (source, picture);
    }
  if (model != NULL && !prepare (self, image, model, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
lk_picture_facts_free (LkPictureFacts *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->picture);
  g_clear_pointer (&self->whole, lk_image_unref);
  g_clear_pointer (&self->seen, lk_image_unref);
  g_clear_pointer (&self->published, lk_image_unref);
  g_free (self->preparation);
  g_free (self->source);
  g_free (self);
}

static void
add (GPtrArray *list, const char *title, char *text)
{
  g_ptr_array_add (list, g_strdup (title));
  g_ptr_array_add (list, text);
}

static char *
describe_file (LkPicture *picture)
{
  const char *path = lk_picture_get_path (picture);

  return path != NULL ? g_filename_display_name (path)
                      : g_strdup (_ ("None: it was pasted, or dragged from elsewhere"));
}

static char *
describe_size (LkPicture *picture)
{
  g_autofree char *bytes
      = g_format_size (g_bytes_get_size (lk_picture_get_bytes (picture)));

  return g_strdup_printf (_ ("%u × %u pixels, %s"), lk_picture_get_width (picture),
                          lk_picture_get_height (picture), bytes);
}

static char *
describe_view (const LkPictureFacts *self)
{
  const guint edge = lk_image_get_width (self->seen);

  return g_strdup_printf (_ ("%d × %d pixels from (%d, %d) on, made %u × %u"),
                          (int) round (self->area[2]), (int) round (self->area[3]),
                          (int) round (self->area[0]), (int) round (self->area[1]), edge,
                          edge);
}

static char *
describe_published (const LkPictureFacts *self)
{
  g_autofree char *what = lk_image_difference_describe (self->differences);
  const gsize n
      = (gsize) lk_image_get_width (self->seen) * lk_image_get_height (self->seen);
  g_autofree char *share = lk_number_percent ((double) self->n_changed / (double) n, 0);

  if (what == NULL)
    return g_strdup (_ ("The same: Image.open (p).convert ('RGB') gives these pixels"));
  return g_strdup_printf (
      _ ("Otherwise: here it was %s, which Image.open (p).convert ('RGB') does not do; "
         "%s of what the network sees differ"),
      what, share);
}

static void
add_network (LkPictureFacts *self, GPtrArray *list)
{
  if (self->source == NULL)
    return;
  add (list, self->seen != NULL ? _ ("Network") : _ ("Maps"), g_strdup (self->source));
  if (self->seen == NULL)
    {
      add (list, _ ("What the Network Sees"),
           g_strdup (self->lacks_map
                         ? _ ("There is no map of this picture: it is not scored")
                         : _ ("Not known here: the maps were written elsewhere")));
      return;
    }
  add (list, _ ("Preparation"), g_strdup (self->preparation));
  add (list, _ ("What the Network Sees"), describe_view (self));
  add (list, _ ("What Published Code Sees"), describe_published (self));
}

GPtrArray *
lk_picture_facts_list (LkPictureFacts *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (self != NULL, list);

  add (list, _ ("File"), describe_file (self->picture));
  add (list, _ ("Size"), describe_size (self->picture));
  add (list, _ ("SHA-256"), g_strdup (lk_picture_get_sha256 (self->picture)));
  add_network (self, list);
  return list;
}
