/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evidence.h"

G_BEGIN_DECLS

/**
 * lk_evidence_to_text:
 *
 * The explanation of one query as a person pastes it into a letter: what it is, what was
 * decided and by which weights, what made @class_index win or lose and by how much, where
 * in the picture that came from (where it is known what each cell gives), and a line a
 * class with tabs between the numbers.
 *
 * Returns: (transfer full): lines
 */
char *lk_evidence_to_text (LkEvidence *self, guint class_index);

G_END_DECLS
