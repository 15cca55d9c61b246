/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-question.h"

G_BEGIN_DECLS

/** Looks for the answer, on another thread: a result, or %NULL with @error set. */
typedef gpointer (*LkInquiryFind) (const LkQuestion *question,
                                   GCancellable *cancellable,
                                   GError **error);
/** The answer to the latest question is there, on the thread that asked; @answer, which
 * stays the inquiry's, is %NULL where @error is set. */
typedef void (*LkInquiryTold) (const LkQuestion *question,
                               gpointer answer,
                               const GError *error,
                               gpointer user_data);

/**
 * LkInquiry:
 *
 * A view's question to another thread, and its answer. One is looked for at a time, and
 * only the latest: a question that another one follows is given up, and what is found of
 * it is nobody's. The answer is kept until another one is there, so that it can stay on
 * screen while it is looked for anew. Main thread only.
 */
typedef struct _LkInquiry LkInquiry;

LkInquiry *lk_inquiry_new (LkInquiryFind find,
                           GDestroyNotify free_answer,
                           LkInquiryTold told,
                           gpointer user_data);
/** Gives up what is looked for; @told is not called any more. */
void lk_inquiry_free (LkInquiry *self);

/** @question: (transfer full). Returns %FALSE where it is the latest already. */
gboolean lk_inquiry_ask (LkInquiry *self, LkQuestion *question);
/** Gives up what is looked for; the answer of before is nobody's then, though it is kept.
 */
void lk_inquiry_give_up (LkInquiry *self);
/** Forgets question and answer. */
void lk_inquiry_forget (LkInquiry *self);
/** (transfer none) (nullable): the answer to the latest question. */
gpointer lk_inquiry_get_answer (LkInquiry *self);
/** (nullable): the question that the last answer was to, or that is being looked for. */
const LkQuestion *lk_inquiry_get_question (LkInquiry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkInquiry, lk_inquiry_free)

G_END_DECLS
