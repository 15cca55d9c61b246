/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Private to this room: from here on to lk_loader_log_unmute(), what this thread would
 * log is dropped: loaders warn of broken pictures, which is told as an error already. */
void lk_loader_log_mute (void);
void lk_loader_log_unmute (void);

G_END_DECLS
