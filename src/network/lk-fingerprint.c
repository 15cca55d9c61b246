/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-fingerprint.h"

#include "lk-pool.h"
#include "lk-tensor.h"

typedef struct
{
  GPtrArray *specs;
  GHashTable *tensors;
  char **sums;
} Sums;

static void
sum_tensor (guint index, guint worker, gpointer data)
{
  const Sums *sums = data;
  const LkTensorSpec *spec = sums->specs->pdata[index];
  LkTensor *tensor = g_hash_table_lookup (sums->tensors, spec->name);
  const gsize size = lk_tensor_get_size (tensor);

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  sums->sums[index] = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, (const guchar *) lk_tensor_get_data (tensor),
      size * sizeof (float));
#else
  g_autofree guint32 *words = g_new (guint32, size);

  memcpy (words, lk_tensor_get_data (tensor), size * sizeof *words);
  for (gsize i = 0; i < size; i++)
    words[i] = GUINT32_TO_LE (words[i]);
  sums->sums[index] = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, (const guchar *) words, size * sizeof *words);
#endif
}

/* Most of the time goes into the numbers; threads share them out. */
static void
add_tensors (GString *text, const LkArchitecture *architecture, GHashTable *tensors)
{
  g_autoptr (GPtrArray) specs = lk_architecture_list_tensors (architecture);
  g_auto (GStrv) texts = g_new0 (char *, specs->len + 1);
  Sums sums = { specs, tensors, texts };

  lk_pool_run (lk_pool_get_shared (), specs->len, sum_tensor, &sums);
  for (guint i = 0; i < specs->len; i++)
    g_string_append_printf (text, "%s %s\n", ((LkTensorSpec *) specs->pdata[i])->name,
                            texts[i]);
}

static void
add_numbers (GString *text, const double numbers[3])
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < 3; i++)
    g_string_append_printf (text, " %s",
                            g_ascii_formatd (number, sizeof number, "%.9g", numbers[i]));
}

static void
add_profile (GString *text, const LkProfile *profile)
{
  g_string_append_printf (text, "resize %s %u crop %u mean",
                          profile->keep_aspect ? "short side" : "both sides",
                          profile->resize, profile->crop);
  add_numbers (text, profile->mean);
  g_string_append (text, " std");
  add_numbers (text, profile->std);
  g_string_append_c (text, '\n');
}

char *
lk_fingerprint_compute (const LkArchitecture *architecture,
                        GHashTable *tensors,
                        const LkProfile *profile)
{
  g_autofree char *blocks = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (architecture != NULL && tensors != NULL && profile != NULL, NULL);

  blocks = lk_architecture_describe (architecture);
  text = g_string_new (blocks);
  add_profile (text, profile);
  add_tensors (text, architecture, tensors);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}
