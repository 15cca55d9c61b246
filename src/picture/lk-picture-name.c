/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-name.h"

#include <gio/gio.h>

gboolean
lk_picture_name_is_picture (const char *name)
{
  g_autofree char *type = NULL;

  if (name[0] == '.')
    return FALSE;
  type = g_content_type_guess (name, NULL, 0, NULL);
  return g_content_type_is_mime_type (type, "image/*");
}

gboolean
lk_picture_name_is_drawing (const char *name)
{
  static const char *const endings[] = { ".svg", ".svgz", ".wmf", ".emf", ".eps", ".ai" };
  g_autofree char *small = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (small, endings[i]))
      return TRUE;
  return FALSE;
}
