/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define GDK_PIXBUF_ENABLE_BACKEND
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-cell-message.h"

#define SOCKET 3

void fill_vtable (GdkPixbufModule *module);
void fill_info (GdkPixbufFormat *info);

/* A loader that a picture has its way with: it does what the picture's text says. */

static void
crash (void)
{
  volatile guint8 *volatile nowhere = NULL;

  *nowhere = 1;
}

static void
spin (void)
{
  for (volatile guint i = 0;; i++)
    ;
}

static void
sleep_on (void)
{
  for (;;)
    g_usleep (G_USEC_PER_SEC);
}

static void
connect_out (void)
{
  if (socket (AF_INET, SOCK_STREAM, 0) >= 0)
    _exit (0);
}

static void
run (void)
{
  execl ("/bin/true", "true", NULL);
}

/* There is nothing to be seen. */
static void
look_around (void)
{
  struct stat status;

  if (access ("/etc/passwd", R_OK) == 0 || stat ("/etc/passwd", &status) == 0
      || fopen ("/etc/passwd", "r") != NULL)
    sleep_on ();
}

static void
make_folder (void)
{
  if (mkdir ("/tmp/likeness-was-here", 0700) == 0)
    sleep_on ();
}

static void
devour (void)
{
  for (guint i = 0; i < 64; i++)
    {
      char *volatile much = malloc ((gsize) 256 << 20);

      if (much == NULL)
        return;
      *much = 1;
    }
  sleep_on ();
}

static void
quit (void)
{
  _exit (0);
}

static void
babble (void)
{
  char noise[4096];

  memset (noise, 0xff, sizeof noise);
  lk_cell_write (SOCKET, noise, sizeof noise);
}

/* All that follows it says of the first picture of a process. */
static void
boast (void)
{
  const LkCellMessage message
      = { .kind = LK_CELL_DONE, .width = 60000, .height = 60000, .serial = 1 };

  lk_cell_send (SOCKET, &message, NULL, -1);
}

/* Larger than the map that it would lie in. */
static void
stretch (void)
{
  const LkCellMessage message
      = { .kind = LK_CELL_DONE, .width = 9000, .height = 9000, .serial = 1 };

  lk_cell_send (SOCKET, &message, NULL, -1);
}

static void
scold (void)
{
  const LkCellMessage message = { .kind = LK_CELL_FAILED, .value = 77, .serial = 1 };

  lk_cell_send (SOCKET, &message, "two\nlines of \xff\xfe words", -1);
}

static void
say_nothing (void)
{
  const LkCellMessage message = { .kind = LK_CELL_FAILED, .serial = 1 };

  lk_cell_send (SOCKET, &message, NULL, -1);
}

typedef struct
{
  const char *word;
  void (*act) (void);
} Deed;

static const Deed deeds[] = {
  { "crash", crash },    { "spin", spin },
  { "sleep", sleep_on }, { "connect", connect_out },
  { "run", run },        { "look", look_around },
  { "devour", devour },  { "make", make_folder },
  { "quit", quit },      { "babble", babble },
  { "boast", boast },    { "stretch", stretch },
  { "scold", scold },    { "nothing", say_nothing },
};

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

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (memmem (all->data, all->len, deeds[i].word, strlen (deeds[i].word)) != NULL)
      deeds[i].act ();
  g_byte_array_unref (all);
  g_set_error_literal (error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE,
                       "it did its worst");
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
