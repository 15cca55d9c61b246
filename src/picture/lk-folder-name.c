/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folder-name.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *split;
} Alias;

/* In small letters, without what parts words. */
static const Alias aliases[] = {
  { "train", "train" },
  { "training", "train" },
  { "trainval", "train" },
  { "base", "train" },
  { "imagesbackground", "train" },
  { "val", "val" },
  { "valid", "val" },
  { "validation", "val" },
  { "dev", "val" },
  { "test", "test" },
  { "testing", "test" },
  { "novel", "test" },
  { "imagesevaluation", "test" },
};

/* What is put before and behind them: "meta-train", "test_set". */
static const char *const beginnings[] = { "meta", "" };
static const char *const endings[] = { "set", "split", "images", "classes", "pre", "" };

static char *
simplify (const char *name)
{
  GString *simple = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (strchr ("_- ", *name) == NULL)
      g_string_append_c (simple, g_ascii_tolower (*name));
  return g_string_free (simple, FALSE);
}

static const char *
find_alias (const char *text, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strlen (aliases[i].name) == length
        && strncmp (aliases[i].name, text, length) == 0)
      return aliases[i].split;
  return NULL;
}

const char *
lk_folder_name_get_split (const char *name)
{
  g_autofree char *simple = simplify (name);
  const gsize length = strlen (simple);

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    for (guint j = 0; j < G_N_ELEMENTS (endings); j++)
      {
        const gsize before = strlen (beginnings[i]);
        const gsize behind = strlen (endings[j]);
        const char *split;

        if (before + behind >= length || !g_str_has_prefix (simple, beginnings[i])
            || !g_str_has_suffix (simple, endings[j]))
          continue;
        split = find_alias (simple + before, length - before - behind);
        if (split != NULL)
          return split;
      }
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
