/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-contents.h"

#include "fuzz.h"
#include "lk-layout.h"

void
fuzz_use_contents (LkContents *contents)
{
  g_autoptr (LkCheckpoint) checkpoint = NULL;
  g_autoptr (LkLayout) layout = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer name, tensor;

  g_hash_table_iter_init (&iter, contents->tensors);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    {
      g_assert_true (g_utf8_validate (name, -1, NULL));
      lk_tensor_is_finite (tensor);
    }
  checkpoint = lk_checkpoint_new (contents->tensors, contents->metadata);
  layout = lk_layout_recognise (checkpoint, &error);
  fuzz_check_error (layout == NULL, error);
}
