/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "lk-pickle.h"
#include "lk-torch-file.h"

/* Without storages: what tensors there are have their numbers in the pickle. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (LkContents) contents = lk_contents_new ();
  g_autoptr (GHashTable) storages = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) pickle = NULL;
  gsize n_read = 0;

  if (size == 0)
    return 0;
  pickle = lk_pickle_parse (copy, size, &n_read, &error);
  fuzz_check_error (pickle == NULL, error);
  if (pickle == NULL)
    return 0;
  g_assert_cmpuint (n_read, <=, size);
  g_assert_cmpuint (n_read, >, 0);
  if (g_hash_table_size (lk_pickle_get_storages (pickle)) == 0)
    {
      gboolean ok = lk_torch_state_collect (lk_pickle_get_root (pickle), storages, size,
                                            contents, &error);

      fuzz_check_error (!ok, error);
    }
  return 0;
}
