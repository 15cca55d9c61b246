/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkError:
 * @LK_ERROR_FILE: a file cannot be read or written
 * @LK_ERROR_FORMAT: a file is not what it should be: truncated, lying, or of another kind
 * @LK_ERROR_UNSUPPORTED: a file or request is well formed, but asks for what is not there
 * @LK_ERROR_LIMIT: something is larger than the program accepts
 * @LK_ERROR_EPISODE: the episode cannot be scored: too few classes, an empty class, no
 * query
 * @LK_ERROR_NUMERIC: numbers without a meaning: NaN in weights, a covariance beyond
 * repair
 * @LK_ERROR_OPTION: an option that has no meaning
 *
 * Every message is one line, translated, and says which file and what is wrong with it.
 */
typedef enum
{
  LK_ERROR_FILE,
  LK_ERROR_FORMAT,
  LK_ERROR_UNSUPPORTED,
  LK_ERROR_LIMIT,
  LK_ERROR_EPISODE,
  LK_ERROR_NUMERIC,
  LK_ERROR_OPTION,
} LkError;

#define LK_ERROR (lk_error_quark ())
GQuark lk_error_quark (void);

G_END_DECLS
