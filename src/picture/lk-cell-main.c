/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lk-cell-message.h"
#include "lk-cell-walls.h"
#include "lk-cell-warm.h"
#include "lk-decoding.h"
#include "lk-error.h"
#include "lk-loader-log.h"

/* likeness-decode: decodes pictures for another process, see lk-cell.h. Number 3 is the
 * socket that it is asked by; where that is gone, it ends. */

#define SOCKET 3

typedef struct
{
  guint8 *map;
  gsize n_map;
  guint8 *old; /* the one before, from which the picture is read */
  gsize n_old;
  gboolean streams;
  guint32 serial;
  guint64 n_asked; /* pixels of this picture that there is room for */
} Cell;

static void
end (void)
{
  _exit (0);
}

/* Also where a picture keeps a loader busy, or asleep, for ever. */
static void
on_word (int number)
{
  char byte;

  if (recv (SOCKET, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
    end ();
}

static void
watch_other_end (void)
{
  const struct sigaction action = { .sa_handler = on_word, .sa_flags = SA_RESTART };

  sigaction (SIGIO, &action, NULL);
  fcntl (SOCKET, F_SETOWN, getpid ());
  fcntl (SOCKET, F_SETFL, fcntl (SOCKET, F_GETFL) | O_ASYNC);
}

static void
drop (guint8 **map, gsize *n)
{
  if (*map != NULL)
    munmap (*map, *n);
  *map = NULL;
  *n = 0;
}

/* What comes along with a message. */
static void
take_map (Cell *self, const LkCellMessage *message, int file)
{
  gpointer map;

  self->streams = message->streams != 0;
  if (file < 0)
    return;
  map = mmap (NULL, message->map, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close (file);
  if (map == MAP_FAILED)
    end ();
  drop (&self->old, &self->n_old);
  self->old = self->map;
  self->n_old = self->n_map;
  self->map = map;
  self->n_map = message->map;
}

static void
ask (guint width, guint height, gpointer data)
{
  Cell *self = data;
  LkCellMessage message = {
    .kind = LK_CELL_SIZE,
    .width = width,
    .height = height,
    .serial = self->serial,
  };
  g_autofree char *text = NULL;
  int file;

  /* Some loaders tell the size twice. */
  if ((guint64) width * height <= MAX (LK_CELL_UNASKED_PIXELS, self->n_asked))
    return;
  self->n_asked = (guint64) width * height;
  if (!lk_cell_send (SOCKET, &message, NULL, -1)
      || !lk_cell_receive (SOCKET, &message, &text, &file) || message.kind != LK_CELL_GO)
    end ();
  take_map (self, &message, file);
}

static guint8 *
allocate (gsize n, gpointer data)
{
  Cell *self = data;

  if (self->streams)
    return g_try_malloc (n);
  return n <= self->n_map ? self->map : NULL;
}

static GBytes *
take_bytes (Cell *self, gsize size)
{
  guint8 *data;

  if (!self->streams)
    return size <= self->n_map ? g_bytes_new_static (self->map, size) : NULL;
  data = g_try_malloc (size);
  if (data != NULL && lk_cell_read (SOCKET, data, size))
    return g_bytes_new_take (data, size);
  g_free (data);
  return NULL;
}

static void
tell (Cell *self, const LkDecoded *decoded)
{
  const LkCellMessage message = {
    .kind = LK_CELL_DONE,
    .width = decoded->width,
    .height = decoded->height,
    .value = decoded->differences,
    .serial = self->serial,
  };

  if (!lk_cell_send (SOCKET, &message, NULL, -1))
    end ();
  if (self->streams)
    {
      if (!lk_cell_write (SOCKET, decoded->rgb,
                          (gsize) decoded->width * decoded->height * 3))
        end ();
      g_free (decoded->rgb);
    }
}

static void
decode (Cell *self, const LkCellMessage *request, const char *name)
{
  const LkDecoding decoding = {
    .name = name,
    .reading = request->value == LK_READING_AS_PUBLISHED ? LK_READING_AS_PUBLISHED
                                                         : LK_READING_LIKENESS,
    .ask = ask,
    .allocate = allocate,
    .data = self,
  };
  g_autoptr (GBytes) bytes = take_bytes (self, request->size);
  g_autoptr (GError) error = NULL;
  LkDecoded decoded;

  if (bytes == NULL)
    end ();
  self->n_asked = 0;
  self->serial = request->serial;
  if (lk_decoding_run (&decoding, bytes, &decoded, &error))
    tell (self, &decoded);
  else
    {
      const LkCellMessage message = {
        .kind = LK_CELL_FAILED,
        .value = (guint32) error->code,
        .serial = self->serial,
      };

      if (!lk_cell_send (SOCKET, &message, error->message, -1))
        end ();
    }
  drop (&self->old, &self->n_old);
  if (self->n_map > LK_CELL_KEPT_MAP)
    drop (&self->map, &self->n_map);
}

int
main (int argc, char **argv)
{
  LkCellMessage message = { .kind = LK_CELL_READY };
  Cell cell = { 0 };

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LK_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  lk_loader_log_mute ();
  watch_other_end ();
  lk_cell_warm_up ();
  message.value = lk_cell_walls_raise ();
  if (!lk_cell_send (SOCKET, &message, NULL, -1))
    end ();
  for (;;)
    {
      g_autofree char *name = NULL;
      int file;

      if (!lk_cell_receive (SOCKET, &message, &name, &file)
          || message.kind != LK_CELL_DECODE)
        end ();
      take_map (&cell, &message, file);
      decode (&cell, &message, name);
    }
}
