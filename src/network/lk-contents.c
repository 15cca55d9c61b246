/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-contents.h"

#include "lk-names.h"
#include "lk-tensor.h"

static void
unread_free (gpointer data)
{
  LkUnread *self = data;

  g_free (self->reason);
  g_free (self);
}

LkContents *
lk_contents_new (void)
{
  LkContents *self = g_new0 (LkContents, 1);

  self->tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) lk_tensor_unref);
  self->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->unread = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unread_free);
  self->modules = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_torch_module_free);
  self->budget = LK_CONTENTS_BUDGET;
  return self;
}

void
lk_contents_free (LkContents *self)
{
  g_hash_table_unref (self->tensors);
  g_hash_table_unref (self->metadata);
  g_hash_table_unref (self->unread);
  g_ptr_array_unref (self->modules);
  g_free (self);
}

void
lk_contents_add_unread (LkContents *self,
                        const char *name,
                        const char *reason,
                        guint n_axes)
{
  LkUnread *unread;

  g_return_if_fail (self != NULL && name != NULL && reason != NULL);

  if (g_hash_table_size (self->unread) >= LK_NAMES_MAX)
    return;
  unread = g_new0 (LkUnread, 1);
  unread->reason = g_strdup (reason);
  unread->n_axes = n_axes;
  g_hash_table_insert (self->unread, g_strdup (name), unread);
}
