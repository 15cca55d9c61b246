/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-ranks.h"

#include <glib/gi18n-lib.h>
#include <gmodule.h>
#include <stdlib.h>

#include "lk-error.h"
#include "lk-ranks-module.h"

#define MODULE "likeness-mpi"
#define REST_MICROSECONDS 500

/* A message on its way. */
typedef struct
{
  GBytes *bytes;
  void *request;
} Sending;

struct _LkRanks
{
  const LkRanksModule *module;
  int rank;
  int n_ranks;
  char host[LK_RANKS_HOST];
  GQueue *sendings;
  gboolean left;
};

/* What Open MPI's mpirun and what PMIx (srun --mpi=pmix) tell their processes. */
static const char *
get_told_rank (void)
{
  const char *rank = g_getenv ("OMPI_COMM_WORLD_RANK");

  return rank != NULL ? rank : g_getenv ("PMIX_RANK");
}

gboolean
lk_ranks_is_first (void)
{
  const char *rank = get_told_rank ();

  return rank == NULL || atoi (rank) == 0;
}

gboolean
lk_ranks_has_company (void)
{
  const char *size = g_getenv ("OMPI_COMM_WORLD_SIZE");

  return size != NULL ? atoi (size) > 1 : g_getenv ("PMIX_RANK") != NULL;
}

/* Seconds, which are longer than reading a command line takes. */
#define FIRST_SPEAKS 2

void
lk_ranks_let_first_speak (void)
{
  if (lk_ranks_has_company () && !lk_ranks_is_first ())
    g_usleep (FIRST_SPEAKS * G_USEC_PER_SEC);
}

static GModule *
open_module (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *here = program != NULL ? g_path_get_dirname (program) : g_strdup (".");
  g_autofree char *built
      = g_build_filename (here, "..", "cluster", MODULE "." G_MODULE_SUFFIX, NULL);
  g_autofree char *installed
      = g_build_filename (LK_MODULEDIR, MODULE "." G_MODULE_SUFFIX, NULL);
  GModule *module = g_module_open (built, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);

  return module != NULL
             ? module
             : g_module_open (installed, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
}

static const LkRanksModule *
load_module (GError **error)
{
  GModule *module = open_module ();
  gpointer symbol;

  if (module != NULL && g_module_symbol (module, LK_RANKS_MODULE, &symbol))
    {
      /* Threads of the library live on. */
      g_module_make_resident (module);
      return symbol;
    }
  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("This program was started by mpirun, and its module for MPI cannot be "
                  "used: %s; run parts with --part-of, and merge"),
               g_module_error ());
  return NULL;
}

static void
sending_free (Sending *self)
{
  g_bytes_unref (self->bytes);
  g_free (self);
}

gboolean
lk_ranks_start (LkRanks **ranks, GError **error)
{
  const LkRanksModule *module;
  LkRanks *self;

  g_return_val_if_fail (ranks != NULL, FALSE);

  *ranks = NULL;
  if (!lk_ranks_has_company ())
    return TRUE;
  module = load_module (error);
  if (module == NULL)
    return FALSE;
  self = g_new0 (LkRanks, 1);
  self->module = module;
  self->sendings = g_queue_new ();
  if (module->start (&self->rank, &self->n_ranks, self->host) != 0)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE, _ ("MPI cannot be started"));
      lk_ranks_leave (self);
      lk_ranks_free (self);
      return FALSE;
    }
  *ranks = self;
  return TRUE;
}

void
lk_ranks_free (LkRanks *self)
{
  if (self == NULL)
    return;
  if (!self->left)
    self->module->finish ();
  /* What the library may still be reading stays. */
  if (!self->left)
    g_queue_clear_full (self->sendings, (GDestroyNotify) sending_free);
  g_queue_free (self->sendings);
  g_free (self);
}

void
lk_ranks_leave (LkRanks *self)
{
  g_return_if_fail (self != NULL);
  self->left = TRUE;
}

guint
lk_ranks_get_rank (LkRanks *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return (guint) self->rank;
}

guint
lk_ranks_get_n (LkRanks *self)
{
  g_return_val_if_fail (self != NULL, 1);
  return (guint) self->n_ranks;
}

const char *
lk_ranks_get_host (LkRanks *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->host;
}

/* Frees what has gone. */
static void
look_after_sendings (LkRanks *self)
{
  Sending *first;

  while ((first = g_queue_peek_head (self->sendings)) != NULL
         && self->module->is_sent (&first->request))
    sending_free (g_queue_pop_head (self->sendings));
}

void
lk_ranks_send (LkRanks *self, GBytes *message)
{
  Sending *sending;

  g_return_if_fail (self != NULL && message != NULL);
  g_return_if_fail (g_bytes_get_size (message) <= G_MAXINT);

  look_after_sendings (self);
  sending = g_new0 (Sending, 1);
  sending->bytes = g_bytes_ref (message);
  g_queue_push_tail (self->sendings, sending);
  self->module->send (g_bytes_get_data (message, NULL), (int) g_bytes_get_size (message),
                      &sending->request);
}

gboolean
lk_ranks_flush (LkRanks *self, GCancellable *cancellable)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (;;)
    {
      look_after_sendings (self);
      if (g_queue_is_empty (self->sendings))
        return TRUE;
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      lk_ranks_rest ();
    }
}

GBytes *
lk_ranks_receive (LkRanks *self, guint *from)
{
  g_autofree guint8 *data = NULL;
  int sender, size;

  g_return_val_if_fail (self != NULL && from != NULL, NULL);

  if (!self->module->probe (&sender, &size))
    return NULL;
  data = g_malloc ((gsize) MAX (size, 1));
  if (self->module->take (sender, data, size) != 0)
    return NULL;
  *from = (guint) sender;
  return g_bytes_new_take (g_steal_pointer (&data), (gsize) size);
}

void
lk_ranks_rest (void)
{
  g_usleep (REST_MICROSECONDS);
}
