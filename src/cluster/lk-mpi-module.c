/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gmodule.h>
#include <mpi.h>

#include "lk-ranks-module.h"

#define TAG 1

static int
start (int *rank, int *n_ranks, char host[LK_RANKS_HOST])
{
  char name[MPI_MAX_PROCESSOR_NAME + 1] = "";
  int given, length, problem;

  problem = MPI_Init_thread (NULL, NULL, MPI_THREAD_FUNNELED, &given);
  if (problem == MPI_SUCCESS)
    problem = MPI_Comm_rank (MPI_COMM_WORLD, rank);
  if (problem == MPI_SUCCESS)
    problem = MPI_Comm_size (MPI_COMM_WORLD, n_ranks);
  if (problem == MPI_SUCCESS)
    problem = MPI_Get_processor_name (name, &length);
  g_strlcpy (host, name, LK_RANKS_HOST);
  return problem == MPI_SUCCESS && given < MPI_THREAD_FUNNELED ? MPI_ERR_OTHER : problem;
}

static int
send_bytes (const void *bytes, int size, void **request)
{
  MPI_Request *place = g_new (MPI_Request, 1);

  *request = place;
  return MPI_Isend (bytes, size, MPI_BYTE, 0, TAG, MPI_COMM_WORLD, place);
}

static gboolean
is_sent (void **request)
{
  int done = 0;

  if (MPI_Test (*request, &done, MPI_STATUS_IGNORE) != MPI_SUCCESS || !done)
    return FALSE;
  g_free (*request);
  *request = NULL;
  return TRUE;
}

static gboolean
probe (int *from, int *size)
{
  MPI_Status status;
  int there = 0;

  if (MPI_Iprobe (MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &there, &status) != MPI_SUCCESS
      || !there)
    return FALSE;
  *from = status.MPI_SOURCE;
  return MPI_Get_count (&status, MPI_BYTE, size) == MPI_SUCCESS;
}

static int
take (int from, void *bytes, int size)
{
  return MPI_Recv (bytes, size, MPI_BYTE, from, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static int
finish (void)
{
  return MPI_Finalize ();
}

/* Declared for the compiler, which sees nobody else who could want it. */
extern const LkRanksModule lk_ranks_module;

G_MODULE_EXPORT const LkRanksModule lk_ranks_module
    = { start, send_bytes, is_sent, probe, take, finish };
