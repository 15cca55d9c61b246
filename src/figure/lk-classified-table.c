/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-classified-table.h"

#include "lk-table-private.h"

enum
{
  COLUMN_FILE,
  COLUMN_CLASS,
  COLUMN_PREDICTION,
  COLUMN_RUNNER_UP,
  COLUMN_MARGIN,
  COLUMN_DECISIVE,
  COLUMN_HIGHER,
  COLUMN_MEMBERS,
  COLUMN_UNLIKE,
  COLUMN_PROTOTYPE,
  N_COLUMNS
};

/* For machines: the same in every language. */
static const char *const titles[N_COLUMNS]
    = { "file",     "class",  "prediction", "runner_up", "margin",
        "decisive", "higher", "members",    "unlike",    "prototype" };

static void
add_picture (LkTable *table,
             const LkClassifiedPicture *picture,
             LkEpisodeState *episode,
             gboolean rejects)
{
  const LkClassified *found = &picture->found;
  const LkPlace *place = &found->place;
  gboolean unlike = lk_place_is_unlike (place);
  g_autofree char *name = g_filename_display_name (picture->name);
  const char *prediction = lk_episode_state_get_class_name (episode, found->prediction);
  char **row = lk_table_add_row (table);

  lk_table_set_text (row, COLUMN_FILE, name);
  lk_table_set_text (row, COLUMN_CLASS, rejects && unlike ? "" : prediction);
  lk_table_set_text (row, COLUMN_PREDICTION, prediction);
  lk_table_set_text (row, COLUMN_RUNNER_UP,
                     lk_episode_state_get_class_name (episode, found->runner_up));
  lk_table_set_number (row, COLUMN_MARGIN, found->margin);
  lk_table_set_text (row, COLUMN_DECISIVE, lk_level_to_string (found->decisive));
  lk_table_set_text (row, COLUMN_PROTOTYPE,
                     lk_episode_state_get_class_name (episode, found->prototype));
  if (place->n_members == 0)
    return;
  lk_table_set_count (row, COLUMN_HIGHER, place->n_higher[LK_MEMBERSHIP_FUSED]);
  lk_table_set_count (row, COLUMN_MEMBERS, place->n_members);
  lk_table_set_text (row, COLUMN_UNLIKE, unlike ? "yes" : "no");
}

LkTable *
lk_classified_table_new (GArray *pictures, LkEpisodeState *episode, gboolean rejects)
{
  LkTable *table = lk_table_new (g_strdup ("classified"));

  for (guint i = 0; i < N_COLUMNS; i++)
    lk_table_add_column (table,
                         i == COLUMN_MARGIN || i == COLUMN_HIGHER || i == COLUMN_MEMBERS,
                         g_strdup (titles[i]));
  for (guint i = 0; i < pictures->len; i++)
    add_picture (table, &g_array_index (pictures, LkClassifiedPicture, i), episode,
                 rejects);
  return table;
}
