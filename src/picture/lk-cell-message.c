/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cell-message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef union
{
  char bytes[CMSG_SPACE (sizeof (int))];
  struct cmsghdr align;
} Control;

gboolean
lk_cell_write (int socket, gconstpointer data, gsize n)
{
  gsize done = 0;

  while (done < n)
    {
      gssize sent = send (socket, (const char *) data + done, n - done, MSG_NOSIGNAL);

      if (sent > 0)
        done += (gsize) sent;
      else if (sent == 0 || errno != EINTR)
        return FALSE;
    }
  return TRUE;
}

gboolean
lk_cell_read (int socket, gpointer data, gsize n)
{
  gsize done = 0;

  while (done < n)
    {
      gssize got = recv (socket, (char *) data + done, n - done, 0);

      if (got > 0)
        done += (gsize) got;
      else if (got == 0 || errno != EINTR)
        return FALSE;
    }
  return TRUE;
}

gboolean
lk_cell_send (int socket, const LkCellMessage *message, const char *text, int file)
{
  LkCellMessage head = *message;
  struct iovec part = { &head, sizeof head };
  Control control = { 0 };
  struct msghdr all = { .msg_iov = &part, .msg_iovlen = 1 };
  gssize sent;

  head.magic = LK_CELL_MAGIC;
  head.n_text = text != NULL ? (guint32) MIN (strlen (text), LK_CELL_MAX_TEXT) : 0;
  if (file >= 0)
    {
      struct cmsghdr *item;

      all.msg_control = control.bytes;
      all.msg_controllen = sizeof control.bytes;
      item = CMSG_FIRSTHDR (&all);
      item->cmsg_level = SOL_SOCKET;
      item->cmsg_type = SCM_RIGHTS;
      item->cmsg_len = CMSG_LEN (sizeof file);
      memcpy (CMSG_DATA (item), &file, sizeof file);
    }
  do
    sent = sendmsg (socket, &all, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent > 0
         && lk_cell_write (socket, (char *) &head + sent, sizeof head - (gsize) sent)
         && lk_cell_write (socket, text, head.n_text);
}

static void
take_file (struct msghdr *all, int *file)
{
  for (struct cmsghdr *item = CMSG_FIRSTHDR (all); item != NULL;
       item = CMSG_NXTHDR (all, item))
    if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_RIGHTS
        && item->cmsg_len == CMSG_LEN (sizeof *file))
      memcpy (file, CMSG_DATA (item), sizeof *file);
}

/* The text comes from where a picture may have had its way. */
static gboolean
read_text (int socket, gsize n, char **text)
{
  g_autofree char *raw = g_malloc (n + 1);

  if (!lk_cell_read (socket, raw, n))
    return FALSE;
  raw[n] = '\0';
  *text = g_utf8_make_valid (raw, -1);
  for (char *at = *text; *at != '\0'; at++)
    if (*at == '\n' || *at == '\r')
      *at = ' ';
  return TRUE;
}

gboolean
lk_cell_receive (int socket, LkCellMessage *message, char **text, int *file)
{
  struct iovec part = { message, sizeof *message };
  Control control = { 0 };
  struct msghdr all = {
    .msg_iov = &part,
    .msg_iovlen = 1,
    .msg_control = control.bytes,
    .msg_controllen = sizeof control.bytes,
  };
  gssize got;

  *text = NULL;
  *file = -1;
  do
    got = recvmsg (socket, &all, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got <= 0)
    return FALSE;
  take_file (&all, file);
  if (lk_cell_read (socket, (char *) message + got, sizeof *message - (gsize) got)
      && message->magic == LK_CELL_MAGIC && message->kind <= LK_CELL_FAILED
      && message->n_text <= LK_CELL_MAX_TEXT && read_text (socket, message->n_text, text))
    return TRUE;
  if (*file >= 0)
    close (*file);
  *file = -1;
  return FALSE;
}
