/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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
