/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-embedder.h"

G_BEGIN_DECLS

/** What lk-embedder.c makes, and lk-embedder-fetch.c works with. */
struct _LkEmbedder
{
  GObject parent_instance;

  LkModel *model;
  LkFeatureCache *cache;
  LkReading reading;
  char *fingerprint;
  LkMapStore *store; /* (nullable) */
  char *origin;      /* (nullable): what it calls the source of the maps */

  /* The keys of all that went through the network, and how often it was; and of those
   * that differ from what published code sees. */
  GMutex lock;
  GHashTable *embedded;
  GHashTable *different;
  guint64 n_embedded;
  guint64 n_repeated;
  guint64 n_different[LK_N_DIFFERENCES];
};

/** lk_map_source_fetch() of an embedder. */
GPtrArray *lk_embedder_fetch (LkMapSource *source,
                              const LkPictureRef *pictures,
                              guint n_pictures,
                              LkProgress progress,
                              gpointer user_data,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
