/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-classifier.h"
#include "lk-episode-state.h"
#include "lk-file-stamp.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/**
 * LkClassifiedFile:
 *
 * What was decided of the pictures of a folder so far, kept in a file, so that a run that
 * was ended goes on. A picture that was changed since counts as one that was not seen. Of
 * two that have one file open, what the first adds from then on is lost.
 */
typedef struct _LkClassifiedFile LkClassifiedFile;

/** (transfer full): a digest of all that decisions depend on but the picture: the classes
 * of @episode with their shots, @source, @options, and whether pictures are read
 * @as_published. */
char *lk_classified_file_digest (LkEpisodeState *episode,
                                 LkMapSource *source,
                                 const LkMetricOptions *options,
                                 gboolean as_published);

/**
 * lk_classified_file_open:
 * @setting: lk_classified_file_digest(): what was kept of another one is dropped
 * @n_classes: numbers of classes are below it
 *
 * Returns: or %NULL with %LK_ERROR_FILE
 */
LkClassifiedFile *lk_classified_file_open (const char *path,
                                           const char *setting,
                                           guint n_classes,
                                           GError **error);
void lk_classified_file_free (LkClassifiedFile *self);

/** (nullable): what was decided of the picture @name, if it is still the same. */
const LkClassified *lk_classified_file_find (LkClassifiedFile *self,
                                             const char *name,
                                             const LkFileStamp *stamp);

/** Keeps it; what does not reach the disk is only computed again. */
void lk_classified_file_append (LkClassifiedFile *self,
                                const char *name,
                                const LkFileStamp *stamp,
                                const LkClassified *found);

/** Takes the file away: it is not needed any more. */
void lk_classified_file_end (LkClassifiedFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkClassifiedFile, lk_classified_file_free)

G_END_DECLS
