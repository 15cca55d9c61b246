/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-classifier.h"
#include "lk-file-stamp.h"

G_BEGIN_DECLS

/**
 * LkCliClassified:
 *
 * What was decided of the pictures of a folder so far, kept in a file beside the table
 * that it will become, so that a run that was ended goes on. A picture that was changed
 * since counts as one that was not seen.
 */
typedef struct _LkCliClassified LkCliClassified;

/**
 * lk_cli_classified_open:
 * @path: of the table
 * @setting: a digest of all that decisions depend on but the picture: what was kept of
 *   another one is dropped
 * @n_classes: numbers of classes are below it
 *
 * Returns: or %NULL with %LK_ERROR_FILE
 */
LkCliClassified *lk_cli_classified_open (const char *path,
                                         const char *setting,
                                         guint n_classes,
                                         GError **error);
void lk_cli_classified_free (LkCliClassified *self);

/** (nullable): what was decided of the picture @name, if it is still the same. */
const LkClassified *lk_cli_classified_find (LkCliClassified *self,
                                            const char *name,
                                            const LkFileStamp *stamp);

/** Keeps it; what does not reach the disk is only computed again. */
void lk_cli_classified_append (LkCliClassified *self,
                               const char *name,
                               const LkFileStamp *stamp,
                               const LkClassified *found);

/** Takes the file away: the table is there. */
void lk_cli_classified_end (LkCliClassified *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliClassified, lk_cli_classified_free)

G_END_DECLS
