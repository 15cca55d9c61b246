/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-list-store.h"

static gboolean
holds (GListModel *model, guint position, gpointer item)
{
  g_autoptr (GObject) held = g_list_model_get_item (model, position);

  return (gpointer) held == item;
}

gboolean
lk_list_store_assign (GListStore *store, GPtrArray *items)
{
  GListModel *model = G_LIST_MODEL (store);
  guint before = g_list_model_get_n_items (model);
  guint after = items->len;
  guint shorter = MIN (before, after);
  guint head = 0;
  guint tail = 0;

  while (head < shorter && holds (model, head, items->pdata[head]))
    head++;
  while (tail < shorter - head
         && holds (model, before - 1 - tail, items->pdata[after - 1 - tail]))
    tail++;
  if (head == before && head == after)
    return FALSE;
  g_list_store_splice (store, head, before - head - tail,
                       after > 0 ? items->pdata + head : NULL, after - head - tail);
  return TRUE;
}
