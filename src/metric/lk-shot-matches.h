/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-explanation.h"

G_BEGIN_DECLS

/**
 * LkShotMatches:
 * @n_shots: of all classes together, class after class
 * @first: [n_classes]: the first shot of each class
 * @matches: by #LkLevel (part and pixel): [n_shots]: the query against this shot alone
 *
 * What the local levels of an explanation find in every single shot. The neighbours in
 * any set of shots are among those of its members, so that the score of every class that
 * could be made of them is a merge of short lists, and equal to the last bit to a search
 * through all of them, as long as a similarity depends on its two descriptors alone.
 */
typedef struct
{
  guint neighbours;
  guint n_shots;
  guint *first;
  LkMatches **matches[2];
} LkShotMatches;

/** Returns: or %NULL with %G_IO_ERROR_CANCELLED */
LkShotMatches *lk_shot_matches_new (LkExplanation *explanation,
                                    GCancellable *cancellable,
                                    GError **error);
void lk_shot_matches_free (LkShotMatches *self);

/** The score of part or pixel level for a class of the shots numbered @shots. */
double lk_shot_matches_score (const LkShotMatches *self,
                              LkLevel level,
                              const guint *shots,
                              guint n_shots);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkShotMatches, lk_shot_matches_free)

G_END_DECLS
