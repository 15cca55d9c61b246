/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_decoder_start:
 *
 * Pictures are decoded by likeness-decode, a process that can reach nothing
 * (SECURITY.md): what a picture does to it costs that picture. This begins to start one,
 * for who will need it in a moment and wants to know whether it can be; it costs no more
 * than a fork.
 *
 * Returns: %FALSE with %LK_ERROR_FILE where likeness-decode is missing, or
 *   %LK_ERROR_LIMIT where no process may be made; then lk_image_decode() fails likewise
 */
gboolean lk_decoder_start (GError **error);

G_END_DECLS
