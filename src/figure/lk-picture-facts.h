/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-map-source.h"

G_BEGIN_DECLS

/** Pixels of the longer edge beyond which a picture is shown smaller than it is. */
#define LK_PICTURE_FACTS_MAX_EDGE 4096

/**
 * LkPictureFacts:
 * @picture: what it is about
 * @whole: as it is decoded, at most #LK_PICTURE_FACTS_MAX_EDGE on its longer edge
 * @seen: (nullable): what the network sees: the crop, pixel by pixel; %NULL where maps
 *   come from a file, or nothing is open
 * @published: (nullable): what the network sees where the picture is read as published
 *   code reads it; %NULL where that is the same
 * @differences: in what the two readings differ
 * @n_changed: pixels of the crop that differ between @seen and @published
 * @area: x, y, width and height of what is seen, in pixels of the decoded picture
 * @preparation: (nullable): how the picture is prepared, for people
 * @source: (nullable): what maps come from, for people
 * @lacks_map: whether that has none of this picture
 *
 * What there is to know about a picture of an episode and what becomes of it before a
 * network, as "--json" tells it of many.
 */
typedef struct
{
  LkPicture *picture;
  LkImage *whole;
  LkImage *seen;
  LkImage *published;
  LkImageDifference differences;
  gsize n_changed;
  double area[4];
  char *preparation;
  char *source;
  gboolean lacks_map;
} LkPictureFacts;

/**
 * lk_picture_facts_new:
 * @source: (nullable): of the maps
 *
 * Decodes the picture, once or twice: call it on another thread.
 *
 * Returns: (transfer full): or %NULL with an error of lk_picture_decode()
 */
LkPictureFacts *
lk_picture_facts_new (LkPicture *picture, LkMapSource *source, GError **error);
void lk_picture_facts_free (LkPictureFacts *self);

/**
 * lk_picture_facts_list:
 *
 * Returns: (transfer full): array of titles and texts in turn, for people: file, size,
 *   SHA-256, preparation, what is seen, and what published code sees otherwise
 */
GPtrArray *lk_picture_facts_list (LkPictureFacts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPictureFacts, lk_picture_facts_free)

G_END_DECLS
