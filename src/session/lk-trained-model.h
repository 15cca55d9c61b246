/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * lk_trained_model_use:
 * @path: of weights that were trained or calibrated just now
 *
 * Chooses them as the session's model, which can be undone as any choice of a model can,
 * and compares the session with the model it had before.
 */
void lk_trained_model_use (LkSession *session, const char *path);

G_END_DECLS
