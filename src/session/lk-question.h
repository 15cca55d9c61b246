/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evidence.h"

G_BEGIN_DECLS

/**
 * LkQuestion:
 * @scoring, @explanation: held
 * @options: as they are combined, see lk_evidence_get_options()
 * @topic: what else the answer depends on, as the asker means it
 *
 * All that an answer depends on that another thread looks for. Immutable once it was
 * asked.
 */
typedef struct
{
  LkScoring *scoring;
  LkExplanation *explanation;
  LkMetricOptions options;
  guint topic;
} LkQuestion;

LkQuestion *lk_question_new (LkEvidence *evidence, guint topic);
LkQuestion *lk_question_copy (const LkQuestion *self);
void lk_question_free (LkQuestion *self);
gboolean lk_question_equal (const LkQuestion *a, const LkQuestion *b);

/* (transfer none): of the episode it is about. */
const char *lk_question_get_class_name (const LkQuestion *self, guint class_index);
LkPicture *lk_question_get_shot (const LkQuestion *self, guint class_index, guint shot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkQuestion, lk_question_free)

G_END_DECLS
