/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folder-name.h"

typedef struct
{
  const char *name;
  const char *split;
} Alias;

static const Alias aliases[] = {
  { "train", "train" },    { "training", "train" },
  { "base", "train" },     { "images_background", "train" },
  { "val", "val" },        { "valid", "val" },
  { "validation", "val" }, { "dev", "val" },
  { "test", "test" },      { "testing", "test" },
  { "novel", "test" },     { "images_evaluation", "test" },
};

const char *
lk_folder_name_get_split (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (name, aliases[i].name) == 0)
      return aliases[i].split;
  return NULL;
}

gboolean
lk_folder_name_is_junk (const char *name)
{
  static const char *const junk[] = {
    "__MACOSX",    "@eaDir", "lost+found", "$RECYCLE.BIN", "System Volume Information",
    "__pycache__", NULL
  };

  return name[0] == '.' || g_strv_contains (junk, name);
}
