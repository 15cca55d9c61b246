/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-contents.h"
#include "fuzz.h"
#include "lk-safetensors.h"

/* What is refused by its header is refused when it is read. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (LkContents) contents = lk_contents_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) head_error = NULL;
  gboolean head_is_right
      = size < 8 || lk_safetensors_check_head (bytes, size, &head_error);
  gboolean ok = lk_safetensors_read_contents (bytes, contents, &error);

  fuzz_check_error (!head_is_right, head_error);
  fuzz_check_error (!ok, error);
  g_assert_true (head_is_right || !ok);
  if (ok)
    fuzz_use_contents (contents);
  if (ok && g_hash_table_size (contents->unread) == 0)
    {
      g_autoptr (GBytes) again
          = lk_safetensors_write (contents->tensors, contents->metadata, NULL);
      g_autoptr (LkContents) same = lk_contents_new ();

      if (again != NULL)
        {
          g_assert_true (lk_safetensors_read_contents (again, same, NULL));
          g_assert_cmpuint (g_hash_table_size (same->tensors), ==,
                            g_hash_table_size (contents->tensors));
        }
    }
  return 0;
}
