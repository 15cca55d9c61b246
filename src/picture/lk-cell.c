/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lk-cell-message.h"
#include "lk-cell-start.h"
#include "lk-error.h"
#include "lk-image-private.h"
#include "lk-pixel-budget.h"

/* Once something has been said, its rest follows within these. */
#define STALL_SECONDS 60

/* Seconds of a processor within one, below which nothing happens. */
#define LEAST_USE 0.001

static guint busy_seconds = 120;
static guint quiet_seconds = 120;

struct _LkCell
{
  GPid pid;
  int socket;
  guint8 *map;
  gsize n_map;
  gboolean is_ready;  /* it has said so */
  gboolean is_broken; /* it is not to be asked again */
  gboolean has_ended; /* it has been waited for */
  gboolean took_long;
  gboolean spoke_late;
  guint32 serial;      /* of the last request */
  gboolean was_killed; /* by this process */
  int status;
};

LkCell *
lk_cell_new (GError **error)
{
  const struct timeval stall = { .tv_sec = STALL_SECONDS };
  int socket = -1;
  GPid pid = lk_cell_start (&socket, error);
  LkCell *self;

  if (pid == 0)
    return NULL;
  setsockopt (socket, SOL_SOCKET, SO_RCVTIMEO, &stall, sizeof stall);
  setsockopt (socket, SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof stall);
  self = g_new0 (LkCell, 1);
  self->pid = pid;
  self->socket = socket;
  return self;
}

static void
drop_map (LkCell *self)
{
  if (self->map != NULL)
    munmap (self->map, self->n_map);
  self->map = NULL;
  self->n_map = 0;
}

/* Ends it, and learns how it ended. */
static void
finish (LkCell *self)
{
  self->is_broken = TRUE;
  if (self->has_ended)
    return;
  /* One that is ending by itself is given the time to, for its own status. */
  for (guint i = 0; i < 50 && !self->took_long; i++)
    {
      if (waitpid (self->pid, &self->status, WNOHANG) != 0)
        {
          self->has_ended = TRUE;
          return;
        }
      g_usleep (2000);
    }
  self->was_killed = TRUE;
  kill (self->pid, SIGKILL);
  while (waitpid (self->pid, &self->status, 0) < 0 && errno == EINTR)
    ;
  self->has_ended = TRUE;
}

void
lk_cell_free (LkCell *self)
{
  if (self == NULL)
    return;
  close (self->socket);
  self->took_long = TRUE;
  finish (self);
  drop_map (self);
  g_free (self);
}

GPid
lk_cell_get_pid (LkCell *self)
{
  return self->pid;
}

gboolean
lk_cell_is_idle (LkCell *self)
{
  struct pollfd watched = { self->socket, POLLIN, 0 };

  if (self->is_broken)
    return FALSE;
  /* It speaks where it is asked, and once when it is ready. */
  return !self->is_ready || poll (&watched, 1, 0) == 0;
}

gboolean
lk_cell_spoke_late (LkCell *self)
{
  return self->spoke_late;
}

void
lk_cell_set_patience (guint busy, guint quiet)
{
  busy_seconds = busy;
  quiet_seconds = quiet;
}

/* Seconds of a processor that it has used so far. */
static double
measure_use (LkCell *self)
{
  clockid_t its_clock;
  struct timespec used;

  if (clock_getcpuclockid (self->pid, &its_clock) != 0
      || clock_gettime (its_clock, &used) != 0)
    return 0;
  return (double) used.tv_sec + (double) used.tv_nsec / 1e9;
}

/* Waits until it says something, or is gone, or has used up its time. */
static gboolean
wait_for_word (LkCell *self)
{
  struct pollfd watched = { self->socket, POLLIN, 0 };
  double start = -1, last = 0;
  guint n_quiet = 0;

  for (;;)
    {
      int n = poll (&watched, 1, 1000);
      double now;

      if (n > 0)
        return TRUE;
      if (n < 0 && errno != EINTR)
        return FALSE;
      now = measure_use (self);
      if (start < 0)
        start = now;
      n_quiet = now - last > LEAST_USE ? 0 : n_quiet + 1;
      last = now;
      if (now - start >= busy_seconds || n_quiet >= quiet_seconds)
        {
          self->took_long = TRUE;
          return FALSE;
        }
    }
}

/* The wall behind the one above, which stands also where this process is gone. */
static void
limit_use (LkCell *self)
{
  const struct rlimit limit
      = { (rlim_t) measure_use (self) + busy_seconds + 5, RLIM_INFINITY };

  prlimit (self->pid, RLIMIT_CPU, &limit, NULL);
}

static gboolean
receive (LkCell *self, LkCellMessage *message, char **text)
{
  int file = -1;

  if (!wait_for_word (self) || !lk_cell_receive (self->socket, message, text, &file))
    return FALSE;
  if (file >= 0)
    close (file);
  self->spoke_late = message->serial != self->serial;
  return file < 0 && !self->spoke_late;
}

static gboolean
get_ready (LkCell *self)
{
  LkCellMessage message;
  g_autofree char *text = NULL;

  if (!self->is_ready)
    self->is_ready = receive (self, &message, &text) && message.kind == LK_CELL_READY;
  return self->is_ready;
}

/* A map of at least @n bytes, or -1 where there is none to be had. */
static int
make_map (LkCell *self, gsize n)
{
  struct rlimit limit;
  gsize size = MAX (n, LK_CELL_LEAST_MAP);
  int file;
  gpointer map;

  if (getrlimit (RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur < size)
    return -1;
  file = memfd_create ("likeness-pixels", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0)
    return -1;
  if (ftruncate (file, (off_t) size) == 0
      && fcntl (file, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
    {
      map = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
      if (map != MAP_FAILED)
        {
          drop_map (self);
          self->map = map;
          self->n_map = size;
          return file;
        }
    }
  close (file);
  return -1;
}

/* The map that goes along with @message, or -1: where @n bytes fit in the one there is,
 * or none can be had. */
static int
fit_map (LkCell *self, LkCellMessage *message, gsize n)
{
  int file;

  if (self->map != NULL && self->n_map >= n)
    return -1;
  file = make_map (self, n);
  message->streams = file < 0;
  message->map = file < 0 ? 0 : self->n_map;
  return file;
}

static gboolean
send_with (LkCell *self, const LkCellMessage *message, const char *text, int file)
{
  gboolean ok = lk_cell_send (self->socket, message, text, file);

  if (file >= 0)
    close (file);
  return ok;
}

static gboolean
ask (LkCell *self, GBytes *bytes, const char *name, LkReading reading, gboolean *streams)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  LkCellMessage message = {
    .kind = LK_CELL_DECODE,
    .value = reading,
    .size = size,
    .serial = ++self->serial,
  };
  int file = fit_map (self, &message, size);

  *streams = message.streams != 0;
  limit_use (self);
  if (!*streams)
    memcpy (self->map, data, size);
  return send_with (self, &message, name, file)
         && (!*streams || lk_cell_write (self->socket, data, size));
}

static gboolean
has_fair_size (const LkCellMessage *message)
{
  return message->width > 0 && message->height > 0
         && (guint64) message->width * message->height <= LK_IMAGE_MAX_PIXELS;
}

/* How it ended, for people. */
static void
set_end_error (LkCell *self, const char *name, GError **error)
{
  int by;

  finish (self);
  by = WIFSIGNALED (self->status) ? WTERMSIG (self->status) : 0;
  if (self->took_long || by == SIGXCPU)
    g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                 _ ("“%s” cannot be decoded: it takes too long"), name);
  else if (self->was_killed)
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                 _ ("“%s” cannot be decoded: its decoder talked nonsense, and was ended"),
                 name);
  else if (by == SIGSYS)
    g_set_error (
        error, LK_ERROR, LK_ERROR_FORMAT,
        _ ("“%s” cannot be decoded: its decoder tried what no decoder needs, and "
           "was ended"),
        name);
  else if (by == SIGKILL)
    g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                 _ ("“%s” cannot be decoded: its decoder was ended from outside, perhaps "
                    "for want of memory"),
                 name);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                 _ ("“%s” cannot be decoded: its decoder crashed"), name);
}

static void
set_failure (const LkCellMessage *message, const char *text, GError **error)
{
  LkError code
      = message->value == LK_ERROR_LIMIT || message->value == LK_ERROR_UNSUPPORTED
            ? (LkError) message->value
            : LK_ERROR_FORMAT;

  g_set_error_literal (error, LK_ERROR, (int) code, text);
}

/* The pixels are copied once, checked sizes and all, before it can be asked again. */
static LkImage *
take_image (LkCell *self,
            const LkCellMessage *message,
            gboolean streams,
            const char *name,
            GError **error)
{
  gsize n = (gsize) message->width * message->height * 3;
  guint8 *rgb;

  if (!streams && n > self->n_map)
    {
      set_end_error (self, name, error);
      return NULL;
    }
  rgb = g_try_malloc (n);
  if (rgb == NULL)
    {
      self->is_broken = self->is_broken || streams;
      g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                   _ ("There is no memory to decode “%s”"), name);
      return NULL;
    }
  if (!streams)
    memcpy (rgb, self->map, n);
  else if (!lk_cell_read (self->socket, rgb, n))
    {
      g_free (rgb);
      set_end_error (self, name, error);
      return NULL;
    }
  return lk_image_new_decoded (
      message->width, message->height, rgb,
      message->value
          & (LK_DIFFERENCE_ALPHA | LK_DIFFERENCE_ORIENTATION | LK_DIFFERENCE_GREY_16));
}

/* Its question whether there is room, and the answer once there is. */
static gboolean
give_room (LkCell *self, const LkCellMessage *size, gboolean *streams)
{
  guint64 n = (guint64) size->width * size->height;
  LkCellMessage go = { .kind = LK_CELL_GO, .streams = *streams };
  int file = -1;

  if (!has_fair_size (size))
    return FALSE;
  lk_pixel_budget_take (n);
  if (!*streams)
    file = fit_map (self, &go, n * 3);
  *streams = go.streams != 0;
  return send_with (self, &go, NULL, file);
}

LkImage *
lk_cell_decode (LkCell *self,
                GBytes *bytes,
                const char *name,
                LkReading reading,
                GError **error)
{
  LkCellMessage message = { 0 };
  g_autofree char *text = NULL;
  gboolean streams = FALSE, was_asked = FALSE, ok;
  LkImage *image = NULL;

  if (!get_ready (self))
    {
      finish (self);
      g_set_error_literal (error, LK_ERROR, LK_ERROR_LIMIT,
                           _ ("The process that decodes pictures where they can do no "
                              "harm ends as soon as it is started"));
      return NULL;
    }
  ok = ask (self, bytes, name, reading, &streams) && receive (self, &message, &text);
  if (ok && message.kind == LK_CELL_SIZE)
    {
      was_asked = TRUE;
      g_clear_pointer (&text, g_free);
      ok = give_room (self, &message, &streams) && receive (self, &message, &text);
    }
  if (ok && message.kind == LK_CELL_FAILED && *text != '\0')
    set_failure (&message, text, error);
  else if (ok && message.kind == LK_CELL_DONE && has_fair_size (&message))
    {
      if (!was_asked)
        lk_pixel_budget_take ((guint64) message.width * message.height);
      image = take_image (self, &message, streams, name, error);
    }
  else
    set_end_error (self, name, error);
  if (self->n_map > LK_CELL_KEPT_MAP)
    drop_map (self);
  return image;
}
