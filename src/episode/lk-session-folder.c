/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-folder.h"

#include <stdlib.h>
#include <string.h>

struct _LkSessionFolder
{
  char *path;
  char *real;
};

static char *
find_real_path (const char *path)
{
#ifdef G_OS_UNIX
  char *real = realpath (path, NULL);

  if (real != NULL)
    {
      char *copy = g_strdup (real);

      free (real);
      return copy;
    }
#endif
  return g_strdup (path);
}

LkSessionFolder *
lk_session_folder_new (const char *session_path)
{
  LkSessionFolder *self = g_new0 (LkSessionFolder, 1);
  g_autofree char *absolute = g_canonicalize_filename (session_path, NULL);

  self->path = g_path_get_dirname (absolute);
  self->real = find_real_path (self->path);
  return self;
}

void
lk_session_folder_free (LkSessionFolder *self)
{
  g_free (self->path);
  g_free (self->real);
  g_free (self);
}

static char *
step_up_and_down (const char *from, const char *to)
{
  g_auto (GStrv) ups = g_strsplit (g_path_skip_root (from), G_DIR_SEPARATOR_S, -1);
  g_auto (GStrv) downs = g_strsplit (g_path_skip_root (to), G_DIR_SEPARATOR_S, -1);
  g_autoptr (GString) steps = g_string_new (NULL);
  guint shared = 0;

  while (ups[shared] != NULL && downs[shared] != NULL && *ups[shared] != '\0'
         && g_str_equal (ups[shared], downs[shared]))
    shared++;
  for (guint i = shared; ups[i] != NULL && *ups[i] != '\0'; i++)
    g_string_append (steps, "../");
  for (guint i = shared; downs[i] != NULL; i++)
    g_string_append_printf (steps, "%s%s", downs[i], downs[i + 1] != NULL ? "/" : "");
  if (steps->len == 0)
    g_string_assign (steps, ".");
  return g_string_free (g_steal_pointer (&steps), FALSE);
}

static gboolean
share_root (const char *a, const char *b)
{
  gsize length_a = g_path_skip_root (a) - a;
  gsize length_b = g_path_skip_root (b) - b;

  return length_a == length_b && strncmp (a, b, length_a) == 0;
}

static char *
relate (LkSessionFolder *self, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (absolute);
  g_autofree char *real_folder = find_real_path (folder);
  g_autofree char *real = g_build_filename (real_folder, name, NULL);
  g_autofree char *inside = g_str_has_suffix (self->path, G_DIR_SEPARATOR_S)
                                ? g_strdup (self->path)
                                : g_strconcat (self->path, G_DIR_SEPARATOR_S, NULL);

  if (g_str_has_prefix (absolute, inside))
    return step_up_and_down (self->path, absolute);
  if (!share_root (self->real, real))
    return g_steal_pointer (&absolute);
  return step_up_and_down (self->real, real);
}

char *
lk_session_folder_relate (LkSessionFolder *self, const char *path)
{
  g_autofree char *name = relate (self, path);

  return g_utf8_validate (name, -1, NULL) ? g_steal_pointer (&name) : NULL;
}

char *
lk_session_folder_name (LkSessionFolder *self, const char *path)
{
  char *name = lk_session_folder_relate (self, path);

  return name != NULL ? name : g_filename_display_name (path);
}

char *
lk_session_folder_resolve (LkSessionFolder *self, const char *name)
{
  gboolean upwards = g_str_has_prefix (name, "..");

  return g_canonicalize_filename (name, upwards ? self->real : self->path);
}

static gboolean
is_built_in (const char *model)
{
  return g_str_has_prefix (model, "builtin:");
}

char *
lk_session_folder_name_model (LkSessionFolder *self, const char *model)
{
  return is_built_in (model) ? g_strdup (model) : lk_session_folder_name (self, model);
}

char *
lk_session_folder_resolve_model (LkSessionFolder *self, const char *name)
{
  return is_built_in (name) ? g_strdup (name) : lk_session_folder_resolve (self, name);
}
