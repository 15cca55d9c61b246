/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"

G_BEGIN_DECLS

/**
 * lk_cli_episode_read:
 * @supports: %NULL-terminated: NAME=A.jpg,B.jpg, NAME=FOLDER, or a folder whose pictures
 *   are the shots of a class called as it is (where it holds only folders: a class each)
 * @queries: %NULL-terminated: pictures, or folders of them
 *
 * An episode from a command line. A comma or an equals sign in a name is understood where
 * a file of that name exists. Pictures in folders that cannot be read, or that are more
 * than a class takes, are warned of and left out.
 *
 * Returns: or %NULL, with %G_OPTION_ERROR (a text that is no support, a class named
 *   twice) or the error of a picture
 */
LkEpisodeState *lk_cli_episode_read (const char *const *supports,
                                     const char *const *queries,
                                     GError **error);

G_END_DECLS
