/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * lk_network_question_watch:
 * @window: in which @session is shown
 *
 * Asks, whenever a checkpoint is chosen that holds several networks, which of them to
 * open. What is answered becomes the choice "tensors" of the session's network, as a step
 * that can be undone. A checkpoint is asked about once in a row.
 */
void lk_network_question_watch (GtkWindow *window, LkSession *session);

G_END_DECLS
