/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-class-name.h"

#include <glib/gi18n-lib.h>

gboolean
lk_class_name_is_taken (LkEpisodeState *episode, const char *name)
{
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    if (g_str_equal (lk_episode_state_get_class_name (episode, i), name))
      return TRUE;
  return FALSE;
}

char *
lk_class_name_clean (const char *name)
{
  char *clean = g_utf8_make_valid (name, -1);

  for (char *p = clean; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return g_strstrip (clean);
}

static char *
free_letter_name (LkEpisodeState *episode)
{
  for (char letter[] = "A"; letter[0] <= 'Z'; letter[0]++)
    {
      /* Translators: the name of a class before it gets a better one: Class A. */
      g_autofree char *name = g_strdup_printf (_ ("Class %s"), letter);

      if (!lk_class_name_is_taken (episode, name))
        return g_steal_pointer (&name);
    }
  return NULL;
}

char *
lk_class_name_find_free (LkEpisodeState *episode, const char *wish)
{
  g_autofree char *name = lk_class_name_clean (wish != NULL ? wish : "");
  g_autofree char *lettered = *name == '\0' ? free_letter_name (episode) : NULL;

  if (lettered != NULL)
    return g_steal_pointer (&lettered);
  if (*name != '\0' && !lk_class_name_is_taken (episode, name))
    return g_steal_pointer (&name);
  for (guint i = 2;; i++)
    {
      g_autofree char *numbered
          = g_strdup_printf ("%s %u", *name != '\0' ? name : "?", i);

      if (!lk_class_name_is_taken (episode, numbered))
        return g_steal_pointer (&numbered);
    }
}
