/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-file-ending.h"

gboolean
lk_file_has_ending (const char *path, const char *ending)
{
  g_autofree char *small = NULL;

  g_return_val_if_fail (path != NULL && ending != NULL, FALSE);

  small = g_ascii_strdown (path, -1);
  return g_str_has_suffix (small, ending);
}
