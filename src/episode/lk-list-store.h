/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lk_list_store_assign:
 * @items: array of objects
 *
 * Makes @store hold @items, in one splice between the items that are the same at the
 * start and those that are the same at the end: what is bound to them stays.
 *
 * Returns: whether anything differed
 */
gboolean lk_list_store_assign (GListStore *store, GPtrArray *items);

G_END_DECLS
