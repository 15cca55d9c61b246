/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-classifier.h"
#include "lk-episode-state.h"
#include "lk-table.h"

G_BEGIN_DECLS

/** A picture of a folder, by its path within, and what was decided of it. */
typedef struct
{
  char *name;
  LkClassified found;
} LkClassifiedPicture;

/**
 * lk_classified_table_new:
 * @pictures: array of #LkClassifiedPicture
 * @episode: that has the classes
 * @rejects: whether pictures that are unlike every class are of none: their class is
 *   empty
 *
 * (transfer full): a row a picture: its name, class, prediction, runner-up, margin,
 * decisive level; how many left-out shots are more like their own class, of how many, and
 * whether it is unlike every class ("yes", "no", or empty where it cannot be known); what
 * pooled prototypes would choose.
 */
LkTable *
lk_classified_table_new (GArray *pictures, LkEpisodeState *episode, gboolean rejects);

G_END_DECLS
