/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Private to this room: what likeness-decode and those who ask it say to one another,
 * over a socket. Pixels, and the bytes they are decoded from, lie in one map that both
 * see: a memfd that the asking side makes, seals and sends along. It is the size of what
 * is expected, kept for all pictures while that is small, and replaced where more is
 * needed. Where no such file may be made (ulimit -f), all goes through the socket.
 *
 * DECODE is answered by DONE or FAILED; of a picture of more than
 * %LK_CELL_UNASKED_PIXELS by SIZE first, which GO follows once there is room for it.
 */

#define LK_CELL_MAGIC 0x6c436b4c
#define LK_CELL_MAX_TEXT 8192
/** Bytes of the least map: what may be decoded unasked fits in. */
#define LK_CELL_LEAST_MAP ((gsize) 4 << 20)
#define LK_CELL_UNASKED_PIXELS ((guint64) 1 << 20)
/** A larger map is for one picture alone. */
#define LK_CELL_KEPT_MAP ((gsize) 64 << 20)

typedef enum
{
  LK_CELL_READY,
  LK_CELL_DECODE,
  LK_CELL_SIZE,
  LK_CELL_GO,
  LK_CELL_DONE,
  LK_CELL_FAILED,
} LkCellKind;

/**
 * LkCellMessage:
 * @width, @height: of the picture, of SIZE and DONE
 * @value: the reading, of DECODE; differences, of DONE; a code of LK_ERROR, of FAILED;
 *   whether a filter stands, of READY
 * @n_text: bytes of the text behind: the picture's name, of DECODE; what is wrong, of
 *   FAILED
 * @size: bytes of the encoded picture, of DECODE
 * @map: bytes of the map that comes along; 0: none does
 * @streams: whether bytes follow in the socket, and so do pixels
 * @serial: of the request; an answer has that of what it answers
 */
typedef struct
{
  guint32 magic;
  guint32 kind;
  guint32 width;
  guint32 height;
  guint32 value;
  guint32 n_text;
  guint64 size;
  guint64 map;
  guint32 streams;
  guint32 serial;
} LkCellMessage;

/** @text: (nullable); @file: to send along, or -1. %FALSE where nobody listens. */
gboolean
lk_cell_send (int socket, const LkCellMessage *message, const char *text, int file);

/** @text: (out): (transfer full): without controls, and UTF-8; @file: (out): what came
 * along, or -1. %FALSE where nobody speaks, or no sense. */
gboolean lk_cell_receive (int socket, LkCellMessage *message, char **text, int *file);

/** All of @n bytes. */
gboolean lk_cell_write (int socket, gconstpointer data, gsize n);
gboolean lk_cell_read (int socket, gpointer data, gsize n);

G_END_DECLS
