/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "lk-session-file.h"

/* What can be loaded can be saved, and what was saved is the same when it is loaded. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *path = fuzz_path ("place/a.likeness");
  const char *saved = fuzz_path ("place/b.likeness");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSessionFile) first = NULL;
  g_autoptr (LkSessionFile) second = NULL;
  g_autoptr (LkSessionFile) with_past = NULL;
  gboolean ok;

  fuzz_put ("place/a.likeness", data, size);
  first = lk_session_file_load (path, &error);
  fuzz_check_error (first == NULL, error);
  g_clear_error (&error);
  with_past = lk_session_file_load_with_past (path, &error);
  fuzz_check_error (with_past == NULL, error);
  g_clear_error (&error);
  if (first == NULL)
    return 0;
  ok = lk_session_file_save (first, saved, &error);
  fuzz_check_error (!ok, error);
  if (!ok)
    return 0;
  second = lk_session_file_load (saved, &error);
  g_assert_no_error (error);
  g_assert_true (lk_episode_state_equal (first->episode, second->episode));
  g_assert_cmpstr (first->title, ==, second->title);
  g_assert_cmpstr (first->profile, ==, second->profile);
  g_assert_cmpuint (first->options.neighbours, ==, second->options.neighbours);
  g_assert_cmpuint (g_hash_table_size (first->off), ==, g_hash_table_size (second->off));
  return 0;
}
