/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** (transfer full): array of paths within @folder of the pictures in it and in the
 * folders in it, sorted; hidden ones, what systems leave behind and links to folders are
 * passed over. %NULL with %LK_ERROR_FILE where a folder cannot be read. */
GPtrArray *lk_cli_folder_list (const char *folder, GError **error);

/** How a picture gets into another folder; it always stays where it is. */
typedef enum
{
  LK_CLI_FOLDER_COPY,
  LK_CLI_FOLDER_LINK, /* symbolic */
} LkCliFolderWay;

/** Puts @folder/@name into @target/@group/@name, where a path separator in @group becomes
 * a dash; what is there already stays. %FALSE with %LK_ERROR_FILE. */
gboolean lk_cli_folder_put (LkCliFolderWay way,
                            const char *folder,
                            const char *name,
                            const char *target,
                            const char *group,
                            GError **error);

G_END_DECLS
