/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LK_RANKS_HOST 256

/**
 * LkRanksModule:
 *
 * What a module knows of passing messages, for lk-ranks.c alone. It has the functions of
 * one library and nothing else, so that the program itself is linked to none. Every
 * function is called on the thread that called @start. 0 of @start, @send, @take and
 * @finish means success, else it is an error number of the library.
 *
 * @start: begins; sets rank, number of ranks and the host's name
 * @send: begins to send @size bytes to rank 0; @request is a place to remember it by, and
 *   the bytes stay until it is done
 * @is_sent: whether it is; frees the place
 * @probe: whether a message is there, of @size bytes from rank @from
 * @take: that message
 * @finish: ends; waits for the others
 */
typedef struct
{
  int (*start) (int *rank, int *n_ranks, char host[LK_RANKS_HOST]);
  int (*send) (const void *bytes, int size, void **request);
  gboolean (*is_sent) (void **request);
  gboolean (*probe) (int *from, int *size);
  int (*take) (int from, void *bytes, int size);
  int (*finish) (void);
} LkRanksModule;

/** The symbol a module has, an #LkRanksModule. */
#define LK_RANKS_MODULE "lk_ranks_module"

G_END_DECLS
