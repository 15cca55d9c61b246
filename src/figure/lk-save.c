/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-save.h"

#include <string.h>

#include "lk-file.h"
#include "lk-scoring-json.h"

gboolean
lk_save_json (JsonNode *node, const char *path, GError **error)
{
  g_autofree char *text = lk_json_to_text (node, TRUE);

  return lk_file_write (path, text, strlen (text), error);
}
