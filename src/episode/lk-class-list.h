/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"

G_BEGIN_DECLS

/**
 * lk_class_list_assign:
 * @classes: a store of #LkClass
 *
 * Makes @classes show the classes of @state, keeping the objects whose classes are still
 * there, and what is bound to them: one splice where classes came, went or moved, and one
 * for the shots of each class whose shots differ.
 */
void lk_class_list_assign (GListStore *classes, LkEpisodeState *state);

G_END_DECLS
