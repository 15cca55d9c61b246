/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-repeated.h"

#include <string.h>

#include "lk-dataset-refusal.h"

/* "character01" of two alphabets are two classes, but "cat" is one wherever it is: in
 * domains, folds, or pictures and their masks. Names that end in a short number count
 * within their folder. */
static gboolean
is_numbered (const char *name)
{
  const char *end = name + strlen (name);
  guint n = 0;

  for (; end > name && g_ascii_isdigit (end[-1]); end--)
    n++;
  return n > 0 && n <= 5;
}

static const char *
get_lower (const LkDatasetLabel *class)
{
  return strchr (class->name, '/') + 1;
}

static guint
get_count (GTree *counts, const LkDatasetLabel *class)
{
  return GPOINTER_TO_UINT (g_tree_lookup (counts, get_lower (class)));
}

gboolean
lk_dataset_check_repeated (LkDatasetListing *listing, const char *path, GError **error)
{
  g_autoptr (GTree) counts = g_tree_new ((GCompareFunc) strcmp);
  GPtrArray *classes = listing->classes;
  const LkDatasetLabel *repeated[2] = { NULL, NULL };
  guint n = 0;

  for (guint i = 0; i < classes->len; i++)
    if (!is_numbered (get_lower (classes->pdata[i])))
      g_tree_insert (counts, (gpointer) get_lower (classes->pdata[i]),
                     GUINT_TO_POINTER (get_count (counts, classes->pdata[i]) + 1));
  for (guint i = 0; i < classes->len; i++)
    n += get_count (counts, classes->pdata[i]) > 1;
  if (n * 2 < classes->len || n == 0)
    return TRUE;
  for (guint i = 0; i < classes->len && repeated[1] == NULL; i++)
    if (get_count (counts, classes->pdata[i]) > 1
        && (repeated[0] == NULL
            || g_str_equal (get_lower (classes->pdata[i]), get_lower (repeated[0]))))
      repeated[repeated[0] != NULL] = classes->pdata[i];
  return lk_dataset_refuse_repeated (path, repeated[0]->name, repeated[1]->name, error);
}
