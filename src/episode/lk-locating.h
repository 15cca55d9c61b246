/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * lk_locating_run:
 * @absent: array of #LkPicture that are placeholders
 * @wanted: (nullable): the one that @place was chosen for
 * @place: a file or a folder
 *
 * Looks for pictures that moved. A file that was chosen for @wanted takes its place,
 * whatever it holds; the others are looked for beside it, and where they lie if all moved
 * together. In a folder they are looked for by the longest end of their old path that is
 * there, and then by their name in all folders below (20000 files at most; links to
 * folders are not followed). But for @wanted nothing is taken that has another SHA-256
 * than what is missing. Blocks: for another thread.
 *
 * Returns: (transfer full): #LkPicture of @absent to the #LkPicture found for it, an
 *   object each; or %NULL with the error of the chosen file, or %G_IO_ERROR_CANCELLED
 */
GHashTable *lk_locating_run (GPtrArray *absent,
                             LkPicture *wanted,
                             const char *place,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
