/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-contents.h"
#include "fuzz.h"
#include "lk-torch-file.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (LkContents) contents = lk_contents_new ();
  g_autoptr (GError) error = NULL;
  gboolean ok = lk_torch_legacy_read (bytes, contents, &error);

  fuzz_check_error (!ok, error);
  if (ok)
    fuzz_use_contents (contents);
  return 0;
}
