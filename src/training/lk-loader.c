/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-loader.h"

struct _LkLoader
{
  LkBatcher *batcher;
  GThread *thread;
  GAsyncQueue *requests;
  GAsyncQueue *batches;
  LkBatchRequest end; /* its address ends the thread */
};

static gpointer
work (gpointer data)
{
  LkLoader *self = data;
  LkBatchRequest *request;

  while ((request = g_async_queue_pop (self->requests)) != &self->end)
    {
      g_async_queue_push (self->batches, lk_batcher_draw (self->batcher, request));
      g_free (request);
    }
  return NULL;
}

LkLoader *
lk_loader_new (LkBatcher *batcher)
{
  LkLoader *self = g_new0 (LkLoader, 1);

  self->batcher = batcher;
  self->requests = g_async_queue_new_full (g_free);
  self->batches = g_async_queue_new_full ((GDestroyNotify) lk_batch_free);
  self->thread = g_thread_try_new ("lk-loader", work, self, NULL);
  return self;
}

void
lk_loader_free (LkLoader *self)
{
  LkBatchRequest *request;

  if (self == NULL)
    return;
  while ((request = g_async_queue_try_pop (self->requests)) != NULL)
    g_free (request);
  g_async_queue_push (self->requests, &self->end);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_async_queue_unref (self->requests);
  g_async_queue_unref (self->batches);
  lk_batcher_free (self->batcher);
  g_free (self);
}

void
lk_loader_request (LkLoader *self, const LkBatchRequest *request)
{
  g_return_if_fail (self != NULL);

  g_async_queue_push (self->requests, g_memdup2 (request, sizeof *request));
}

/* Where no thread could be started. */
static LkBatch *
draw (LkLoader *self)
{
  g_autofree LkBatchRequest *request = g_async_queue_pop (self->requests);

  return lk_batcher_draw (self->batcher, request);
}

LkBatch *
lk_loader_take (LkLoader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->thread == NULL)
    return draw (self);
  return g_async_queue_pop (self->batches);
}
