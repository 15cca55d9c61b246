/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define GDK_PIXBUF_ENABLE_BACKEND
#include <gdk-pixbuf/gdk-pixbuf.h>

void fill_vtable (GdkPixbufModule *module);
void fill_info (GdkPixbufFormat *info);

/* A loader that fails as libheif's does: it warns, and sets no error. Behind "empty" it
 * sets one without words. */

static gpointer
begin_load (GdkPixbufModuleSizeFunc size_func,
            GdkPixbufModulePreparedFunc prepared_func,
            GdkPixbufModuleUpdatedFunc updated_func,
            gpointer data,
            GError **error)
{
  return g_byte_array_new ();
}

static gboolean
load_increment (gpointer context, const guchar *data, guint size, GError **error)
{
  g_byte_array_append (context, data, size);
  return TRUE;
}

static gboolean
stop_load (gpointer context, GError **error)
{
  GByteArray *all = context;
  gboolean is_empty = g_strstr_len ((char *) all->data, all->len, "empty") != NULL;

  g_warning ("the picture is broken, says a loader");
  g_byte_array_unref (all);
  if (is_empty)
    g_set_error_literal (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE, "");
  return FALSE;
}

G_MODULE_EXPORT void
fill_vtable (GdkPixbufModule *module)
{
  module->begin_load = begin_load;
  module->load_increment = load_increment;
  module->stop_load = stop_load;
}

G_MODULE_EXPORT void
fill_info (GdkPixbufFormat *info)
{
  static GdkPixbufModulePattern signature[] = {
    { (char *) "    ftyp", (char *) "xxxx    ", 100 },
    { NULL, NULL, 0 },
  };
  static char *mime_types[] = { (char *) "image/heic", NULL };
  static char *extensions[] = { (char *) "heic", NULL };

  info->name = (char *) "heif/avif";
  info->signature = signature;
  info->description = (char *) "HEIF";
  info->mime_types = mime_types;
  info->extensions = extensions;
  info->flags = GDK_PIXBUF_FORMAT_THREADSAFE;
  info->license = (char *) "LGPL";
}
