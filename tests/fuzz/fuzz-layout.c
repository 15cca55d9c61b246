/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "lk-layout.h"
#include "lk-network.h"

#define MAX_NUMBERS (1 << 18)
#define MAX_PARAMETERS 200000
#define EDGE 84

typedef struct
{
  GHashTable *tensors;
  GHashTable *metadata;
  gsize n_left;
} Reading;

/* Numbers that a norm can be folded into, and that stay finite. */
static LkTensor *
make_tensor (guint n_dims, const gsize *shape)
{
  LkTensor *tensor = lk_tensor_new (n_dims, shape);
  float *data = lk_tensor_get_data (tensor);

  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    data[i] = 0.01f + (float) (i % 7) / 70;
  return tensor;
}

/* "name 64 3 3 3" */
static void
take_tensor (Reading *self, char **words)
{
  gsize shape[LK_TENSOR_MAX_DIMS];
  gsize size = 1;
  guint n = 0;

  for (; words[n + 1] != NULL; n++)
    {
      if (n == LK_TENSOR_MAX_DIMS)
        return;
      shape[n] = (gsize) g_ascii_strtoull (words[n + 1], NULL, 10);
      if (shape[n] == 0 || shape[n] > self->n_left || size > self->n_left / shape[n])
        return;
      size *= shape[n];
    }
  if (n == 0)
    return;
  self->n_left -= size;
  g_hash_table_insert (self->tensors, g_strdup (words[0]), make_tensor (n, shape));
}

/* "@key text", or a tensor. */
static void
take_line (Reading *self, const char *line)
{
  g_auto (GStrv) words = NULL;

  if (!g_utf8_validate (line, -1, NULL))
    return;
  words = g_strsplit (line, " ", line[0] == '@' ? 2 : LK_TENSOR_MAX_DIMS + 2);
  if (words[0] == NULL || words[1] == NULL)
    return;
  if (line[0] == '@')
    g_hash_table_insert (self->metadata, g_strdup (words[0] + 1), g_strdup (words[1]));
  else
    take_tensor (self, words);
}

static void
run (const LkLayout *layout)
{
  gsize shape[4] = { 1, lk_architecture_get_n_in (layout->architecture), EDGE, EDGE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) forward_error = NULL;
  g_autoptr (LkNetwork) network
      = lk_network_new (layout->architecture, layout->tensors, &error);
  g_autoptr (LkTensor) pictures = NULL;
  g_autoptr (LkTensor) maps = NULL;

  fuzz_check_error (network == NULL, error);
  if (network == NULL || lk_network_get_n_parameters (network) > MAX_PARAMETERS
      || shape[1] > 16)
    return;
  pictures = make_tensor (4, shape);
  maps = lk_network_forward (network, pictures, NULL, &forward_error);
  fuzz_check_error (maps == NULL, forward_error);
  if (maps != NULL)
    g_assert_true (lk_tensor_is_finite (maps));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) metadata
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reading reading = { tensors, metadata, MAX_NUMBERS };
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (LkCheckpoint) checkpoint = NULL;
  g_autoptr (LkLayout) layout = NULL;
  g_autoptr (GError) error = NULL;

  while (fuzz_next_line (&data, &size, line))
    take_line (&reading, line->str);
  checkpoint = lk_checkpoint_new (tensors, metadata);
  layout = lk_layout_recognise (checkpoint, &error);
  fuzz_check_error (layout == NULL, error);
  if (layout != NULL)
    run (layout);
  return 0;
}
