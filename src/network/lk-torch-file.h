/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-contents.h"

G_BEGIN_DECLS

/*
 * The two formats of torch.save() (docs/METHOD.md 2.1). Neither reader executes anything:
 * see #LkPickle. All fail with %LK_ERROR_FORMAT, %LK_ERROR_UNSUPPORTED or
 * %LK_ERROR_LIMIT; messages do not name the file. @contents receives what they find.
 */

/** Whether @head, the first kilobytes of a file, begins as the format before torch 1.6
 * does. */
gboolean lk_torch_legacy_check_head (GBytes *head, GError **error);

/** The format before torch 1.6: a row of pickles, then the storages. */
gboolean lk_torch_legacy_read (GBytes *bytes, LkContents *contents, GError **error);

/** The format since torch 1.6: a zip archive of a pickle and a file for each storage.
 * What the archive unpacks to may be at most 64 MB and four times its own size, and
 * #LK_CONTENTS_BUDGET. */
gboolean lk_torch_zip_read (GBytes *bytes, LkContents *contents, GError **error);

/**
 * lk_torch_state_collect:
 * @root: what was pickled
 * @storages: keys to #GBytes, each as long as the storage of that key
 * @file_size: bounds the memory that tensors may take, 64 MB and eight times it, as the
 *   budget of @contents does
 *
 * Walks the dictionaries in @root, and whatever else has names for things: networks that
 * were saved whole by their parameters, buffers and modules, other objects by their
 * attributes, lists by their indices. Makes the tensors in them, under their keys joined
 * by
 * '.'; also NumPy's arrays, where a dictionary has one of two axes at least. Tensors
 * without numbers (an axis of 0) are passed over; those without axes become [1]. What
 * cannot be read is noted.
 */
gboolean lk_torch_state_collect (const LkPickleValue *root,
                                 GHashTable *storages,
                                 gsize file_size,
                                 LkContents *contents,
                                 GError **error);

G_END_DECLS
