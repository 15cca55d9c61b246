/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/* Below these a picture says nothing that a map could show: a cell of the smallest map
 * would be less than 4 pixels, or all cells look alike. */
#define LK_CAUTION_SMALLEST_EDGE 20
#define LK_CAUTION_LEAST_CONTRAST 3.0

typedef enum
{
  LK_CAUTION_NONE = 0,
  LK_CAUTION_QUERY_AND_SHOT = 1 << 0, /* the picture is a shot and a query */
  LK_CAUTION_TWO_CLASSES = 1 << 1,    /* it is a shot of two classes */
  LK_CAUTION_TWICE = 1 << 2,          /* it is twice among the shots of a class */
  LK_CAUTION_SMALL = 1 << 3,
  LK_CAUTION_PLAIN = 1 << 4,
  LK_CAUTION_NO_MAP = 1 << 5, /* the source has no map of it: it is not scored */
} LkCaution;

/**
 * LkCautions:
 *
 * What of an episode makes its numbers worth less than they look: told beside the picture
 * or class that is meant, never refused. Pictures are the same where their bytes are.
 */
typedef struct _LkCautions LkCautions;

LkCautions *lk_cautions_new (LkEpisodeState *episode);
/** Where maps come from, which some pictures may lack; (nullable). */
void lk_cautions_set_source (LkCautions *self, LkMapSource *source);
void lk_cautions_free (LkCautions *self);

/** @picture is a shot of @class_index. */
LkCaution lk_cautions_get_shot (LkCautions *self, guint class_index, LkPicture *picture);
/** @picture is one of the queries. */
LkCaution lk_cautions_get_query (LkCautions *self, LkPicture *picture);
/** How many shots the classes with pictures have, the middle one of them, where
 * @class_index has some, but fewer; else 0. */
guint lk_cautions_get_fewer (LkCautions *self, guint class_index);

/** (transfer full) (nullable): the sentences about the picture, %NULL for none.
 * @class_index: the class of which it is a shot, or -1 for a query. */
char *lk_cautions_describe (LkCautions *self, int class_index, LkPicture *picture);
/** (transfer full) (nullable): the sentences about the class and its pictures. */
char *lk_cautions_describe_class (LkCautions *self, guint class_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCautions, lk_cautions_free)

G_END_DECLS
