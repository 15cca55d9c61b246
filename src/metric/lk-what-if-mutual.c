/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-what-if.h"

#include <string.h>

#include "lk-descriptors.h"
#include "lk-explanation-private.h"

/* (element-type guint32): the class's cells that some query cell chose, each once, in
 * rising order; @place: where each stands among them, or G_MAXUINT32. */
static GArray *
list_chosen (const LkMatches *pixel, guint32 *place)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n = (gsize) pixel->n_rows * pixel->n_neighbours;

  memset (place, 0xff, pixel->n_columns * sizeof *place);
  for (gsize i = 0; i < n; i++)
    if (pixel->index[i] != G_MAXUINT32)
      place[pixel->index[i]] = 0;
  for (guint32 column = 0; column < pixel->n_columns; column++)
    if (place[column] == 0)
      {
        place[column] = chosen->len;
        g_array_append_val (chosen, column);
      }
  return chosen;
}

/* The query's cells that count, by number: row i of the counted map is cell cells[i]. */
static guint32 *
list_counted (const gboolean *kept, guint n_cells)
{
  guint32 *cells = g_new (guint32, n_cells);
  guint n_counted = 0;

  for (guint32 p = 0; p < n_cells; p++)
    if (kept == NULL || kept[p])
      cells[n_counted++] = p;
  return cells;
}

/* The other way round: for each of @chosen, the most similar of the query's cells. */
static LkMatches *
match_back (LkExplanation *explanation, guint class_index, GArray *chosen)
{
  LkTensor *query = lk_explanation_get_counted (explanation);
  const float *pixels
      = lk_support_get_pixels (lk_explanation_get_support (explanation), class_index);
  guint n_channels = (guint) lk_tensor_get_dim (query, 0);
  guint n_counted = (guint) lk_tensor_get_size (query) / n_channels;
  g_autofree float *columns = g_new (float, lk_tensor_get_size (query));
  g_autofree float *rows = g_new (float, (gsize) chosen->len *n_channels);

  for (guint i = 0; i < chosen->len; i++)
    memcpy (rows + (gsize) i * n_channels,
            pixels + (gsize) g_array_index (chosen, guint32, i) * n_channels,
            n_channels * sizeof *rows);
  lk_descriptors_fill_pixels (query, columns);
  return lk_matches_new (rows, chosen->len, columns, n_counted, n_channels, 1);
}

void
lk_what_if_mutual (LkExplanation *explanation, guint class_index, gboolean *mutual)
{
  const LkMatches *pixel = lk_explanation_get_pixel (explanation, class_index);
  g_autofree guint32 *place = g_new (guint32, pixel->n_columns);
  g_autoptr (GArray) chosen = list_chosen (pixel, place);
  g_autofree guint32 *cells
      = list_counted (lk_explanation_get_kept (explanation), pixel->n_rows);
  g_autoptr (LkMatches) back = match_back (explanation, class_index, chosen);

  for (guint p = 0; p < pixel->n_rows; p++)
    for (guint i = 0; i < pixel->n_neighbours; i++)
      {
        gsize entry = (gsize) p * pixel->n_neighbours + i;
        guint32 column = pixel->index[entry];

        mutual[entry] = column != G_MAXUINT32 && cells[back->index[place[column]]] == p;
      }
}

typedef struct
{
  guint cell;
  float similarity;
} Chooser;

static int
compare_choosers (gconstpointer a, gconstpointer b)
{
  const Chooser *left = a, *right = b;

  if (left->similarity != right->similarity)
    return left->similarity > right->similarity ? -1 : 1;
  return left->cell < right->cell ? -1 : 1;
}

GArray *
lk_what_if_choosers (LkExplanation *explanation, guint class_index, guint column)
{
  const LkMatches *pixel = lk_explanation_get_pixel (explanation, class_index);
  g_autoptr (GArray) choosers = g_array_new (FALSE, FALSE, sizeof (Chooser));
  GArray *cells;

  g_return_val_if_fail (column < pixel->n_columns, NULL);

  for (guint p = 0; p < pixel->n_rows; p++)
    for (guint i = 0; i < pixel->n_neighbours; i++)
      {
        gsize entry = (gsize) p * pixel->n_neighbours + i;
        Chooser chooser = { p, pixel->similarity[entry] };

        if (pixel->index[entry] == column)
          g_array_append_val (choosers, chooser);
      }
  g_array_sort (choosers, compare_choosers);
  cells = g_array_sized_new (FALSE, FALSE, sizeof (guint), choosers->len);
  for (guint i = 0; i < choosers->len; i++)
    g_array_append_val (cells, g_array_index (choosers, Chooser, i).cell);
  return cells;
}
