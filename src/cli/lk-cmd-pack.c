/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-files.h"
#include "lk-cli-options.h"
#include "lk-cli-output.h"
#include "lk-cli.h"
#include "lk-decoder.h"
#include "lk-episode-absent.h"
#include "lk-error.h"
#include "lk-printable.h"
#include "lk-session-file.h"

/* What is sent to somebody must be whole. */
static gboolean
check_whole (LkSessionFile *session, const char *path, GError **error)
{
  g_autoptr (GPtrArray) absent = lk_episode_list_absent (session->episode);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *text = NULL;

  if (absent->len == 0)
    return TRUE;
  text = lk_picture_describe_absence (absent->pdata[0]);
  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be packed: %s"), name,
               text);
  return FALSE;
}

static gboolean
pack (const char *path, const char *output, GError **error)
{
  g_autoptr (LkSessionFile) session = NULL;
  g_autofree char *shown = lk_printable_path (output);
  GPtrArray *queries;
  guint n = 0;

  if (!lk_cli_check_output (output, path, error))
    return FALSE;
  session = lk_session_file_load (path, error);
  if (session == NULL || !check_whole (session, path, error))
    return FALSE;
  session->with_pictures = TRUE;
  if (!lk_session_file_save (session, output, error))
    return FALSE;
  for (guint i = 0; i < lk_episode_state_get_n_classes (session->episode); i++)
    n += lk_episode_state_get_shots (session->episode, i)->len;
  queries = lk_episode_state_get_queries (session->episode);
  g_print (ngettext ("%s: %u picture\n", "%s: %u pictures\n", n + queries->len), shown,
           n + queries->len);
  return TRUE;
}

gboolean
lk_cmd_pack (GStrv *arguments, GError **error)
{
  const GOptionEntry entries[] = { { NULL } };

  if (!lk_cli_options_parse (NULL, 0, _ ("SESSION.likeness OUT.likeness"),
                             _ ("Writes a session with all its pictures inside: one file "
                                "to keep or to send."),
                             entries, arguments, error))
    return FALSE;
  if (g_strv_length (*arguments) != 2)
    return lk_cli_wrong_use (error, _ ("Give a session and the file to write"));
  return lk_decoder_start (error) && pack ((*arguments)[0], (*arguments)[1], error);
}
