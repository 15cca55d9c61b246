/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "checkpoint-fixture.h"
#include "lk-error.h"
#include "lk-layout.h"

#define N_FLIPS 3000
#define N_FLIPS_OF_OBJECTS 300

typedef struct
{
  const char *file;
  const char *format;
  guint n_flips;
} Case;

static const Case small[] = {
  { "small-legacy.pth", "torch-legacy" },
  { "small-zip.pth", "torch-zip" },
  { "mixed-legacy.pth", "torch-legacy" },
  { "kinds.safetensors", "safetensors" },
};

static const Case flipped[] = {
  { "small-legacy.pth", "torch-legacy", N_FLIPS },
  { "small-zip.pth", "torch-zip", N_FLIPS },
  { "mixed-legacy.pth", "torch-legacy", N_FLIPS },
  { "mixed-legacy-protocol4.pth", "torch-legacy", N_FLIPS },
  { "mixed-zip.pth", "torch-zip", N_FLIPS },
  { "kinds.safetensors", "safetensors", N_FLIPS },
  { "layout-adm.pth", "torch-legacy", N_FLIPS },
  { "objects-tpu.pth", "torch-zip", N_FLIPS_OF_OBJECTS },
  { "objects-tpu-protocol5.pth", "torch-zip", N_FLIPS_OF_OBJECTS },
  { "objects-xla.pth", "torch-legacy", N_FLIPS_OF_OBJECTS },
  { "objects-beside-legacy.pth", "torch-legacy", N_FLIPS_OF_OBJECTS },
  { "whole-sequences.pt", "torch-zip", N_FLIPS_OF_OBJECTS },
  { "whole-unpadded.pt", "torch-legacy", N_FLIPS_OF_OBJECTS },
};

/* Every byte of a tensor is there to be read, and the layout copes with what is left. */
static gboolean
use (const char *format, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpoint) checkpoint = fixture_parse (format, bytes, &error);
  g_autoptr (LkLayout) layout = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (checkpoint == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == LK_ERROR);
      g_assert_null (strchr (error->message, '\n'));
      return FALSE;
    }
  names = lk_checkpoint_list_names (checkpoint);
  for (guint i = 0; i < names->len; i++)
    lk_tensor_is_finite (lk_checkpoint_get_tensor (checkpoint, names->pdata[i]));
  layout = lk_layout_recognise (checkpoint, &error);
  g_assert_true ((layout == NULL) == (error != NULL));
  return TRUE;
}

static void
test_truncated (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (GBytes) bytes = fixture_read (self->file);
  gsize size;
  const guint8 *whole = g_bytes_get_data (bytes, &size);

  g_assert_true (use (self->format, bytes));
  for (gsize n = 0; n < size; n++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (whole, n);

      g_assert_false (use (self->format, cut));
    }
}

static void
test_flipped (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (GBytes) bytes = fixture_read (self->file);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20210321);
  guint n_read = 0;

  g_assert_true (use (self->format, bytes));
  for (guint i = 0; i < self->n_flips; i++)
    {
      gsize size;
      const guint8 *whole = g_bytes_get_data (bytes, &size);
      guint8 *copy = g_memdup2 (whole, size);
      const guint n_flips = g_rand_int_range (rand, 1, 4);
      g_autoptr (GBytes) changed = NULL;

      for (guint j = 0; j < n_flips; j++)
        copy[g_rand_int_range (rand, 0, size)] ^= 1 << g_rand_int_range (rand, 0, 8);
      changed = g_bytes_new_take (copy, size);
      n_read += use (self->format, changed);
    }
  g_test_message ("%u of %u changed files were still read", n_read, self->n_flips);
  g_assert_cmpuint (n_read, <, self->n_flips);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/truncated/", small[i].file, NULL);

      g_test_add_data_func (path, &small[i], test_truncated);
    }
  for (guint i = 0; i < G_N_ELEMENTS (flipped); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/flipped/", flipped[i].file, NULL);

      g_test_add_data_func (path, &flipped[i], test_flipped);
    }
  return g_test_run ();
}
