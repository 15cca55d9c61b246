/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-intake.h"

#include <glib/gi18n-lib.h>

#include "lk-import.h"
#include "lk-task.h"

typedef struct
{
  LkSession *session;
  guint number; /* of the session that they are for */
  LkIntakeTarget target;
  LkClass *class;
  GStrv paths;
  GdkTexture *texture;
} Intake;

static void
intake_free (Intake *intake)
{
  g_object_unref (intake->session);
  g_clear_object (&intake->class);
  g_strfreev (intake->paths);
  g_clear_object (&intake->texture);
  g_free (intake);
}

static void
append_file (GStrvBuilder *paths, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    g_strv_builder_add (paths, path);
}

/* Lines of addresses or paths, as other programs drag them. */
static void
append_text (GStrvBuilder *paths, const char *text)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GFile) file = NULL;

      g_strstrip (lines[i]);
      if (g_str_has_prefix (lines[i], "file:"))
        file = g_file_new_for_uri (lines[i]);
      else if (g_path_is_absolute (lines[i]))
        file = g_file_new_for_path (lines[i]);
      if (file != NULL)
        append_file (paths, file);
    }
}

static GStrv
list_paths (const GValue *value)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
      append_file (paths, l->data);
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE) && g_value_get_object (value) != NULL)
    append_file (paths, g_value_get_object (value));
  else if (G_VALUE_HOLDS_STRING (value) && g_value_get_string (value) != NULL)
    append_text (paths, g_value_get_string (value));
  return g_strv_builder_end (paths);
}

static void
import_texture (LkImport *import, GdkTexture *texture)
{
  g_autoptr (GBytes) bytes = gdk_texture_save_to_png_bytes (texture);
  g_autoptr (GError) error = NULL;
  LkPicture *picture = lk_picture_new_for_bytes (bytes, _ ("Pasted picture"), &error);

  if (picture != NULL)
    g_ptr_array_add (import->pictures, picture);
  else
    g_ptr_array_add (import->problems, g_strdup (error->message));
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Intake *intake = data;
  guint max = intake->target == LK_INTAKE_QUERIES ? 100 : LK_EPISODE_MAX_SHOTS;
  LkImport *import
      = lk_import_run ((const char *const *) intake->paths, max, cancellable, NULL);

  if (import != NULL && intake->texture != NULL)
    import_texture (import, intake->texture);
  g_task_return_pointer (task, import, (GDestroyNotify) lk_import_free);
}

static void
append_queries (GPtrArray *queries, GPtrArray *pictures, const char *label)
{
  for (guint i = 0; i < pictures->len; i++)
    g_ptr_array_add (queries, lk_query_new (pictures->pdata[i], label));
}

static void
apply_to_queries (Intake *intake, LkImport *import)
{
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);
  LkEpisode *episode = lk_session_get_episode (intake->session);
  guint n_before = g_list_model_get_n_items (lk_episode_get_queries (episode));

  append_queries (queries, import->pictures, NULL);
  for (guint i = 0; i < import->folders->len; i++)
    {
      LkImportFolder *folder = import->folders->pdata[i];

      append_queries (queries, folder->pictures, folder->name);
    }
  if (queries->len == 0)
    return;
  lk_episode_add_queries (episode, queries);
  lk_session_select_query (intake->session, (int) n_before);
}

/* Of more pictures than there is room for the first are taken, and this is said. */
static void
fit (LkImport *import, const char *name, GPtrArray *pictures, guint room)
{
  guint n = pictures->len;

  if (n <= room || room == 0)
    return;
  g_ptr_array_set_size (pictures, (int) room);
  g_ptr_array_insert (
      import->problems, 0,
      g_strdup_printf (
          ngettext ("“%s” had room for %u of %u pictures: a class holds up to "
                    "%d",
                    "“%s” had room for %u of %u pictures: a class holds up to "
                    "%d",
                    n),
          name, room, n, LK_EPISODE_MAX_SHOTS));
}

/* Likewise of more folders than classes can be added. */
static void
fit_folders (LkImport *import, LkEpisode *episode)
{
  guint n_classes = g_list_model_get_n_items (lk_episode_get_classes (episode));
  guint room = LK_EPISODE_MAX_CLASSES - MIN (n_classes, LK_EPISODE_MAX_CLASSES);
  guint n = import->folders->len;

  if (n <= room || room == 0)
    return;
  g_ptr_array_set_size (import->folders, (int) room);
  g_ptr_array_insert (import->problems, 0,
                      g_strdup_printf (_ ("%u of %u folders were taken: an episode holds "
                                          "up to %d classes"),
                                       room, n, LK_EPISODE_MAX_CLASSES));
}

static gboolean
add_folders (LkEpisode *episode, LkImport *import, GError **error)
{
  fit_folders (import, episode);
  for (guint i = 0; i < import->folders->len; i++)
    {
      LkImportFolder *folder = import->folders->pdata[i];

      if (!lk_episode_add_class (episode, folder->name, folder->pictures, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_pictures (LkEpisode *episode, LkClass *class, LkImport *import, GError **error)
{
  int class_index = class != NULL ? lk_episode_find_class (episode, class) : -1;
  GPtrArray *pictures = import->pictures;
  guint n_held = 0;

  if (pictures->len == 0)
    return TRUE;
  if (class_index >= 0)
    n_held = g_list_model_get_n_items (lk_class_get_shots (class));
  fit (import, class_index >= 0 ? lk_class_get_name (class) : _ ("New class"), pictures,
       LK_EPISODE_MAX_SHOTS - MIN (n_held, LK_EPISODE_MAX_SHOTS));
  if (class_index < 0)
    return lk_episode_add_class (episode, NULL, pictures, error);
  return lk_episode_add_shots (episode, (guint) class_index, G_MAXUINT, pictures, error);
}

/* All or nothing, so that one undo takes everything back. */
static gboolean
apply_to_classes (Intake *intake, LkImport *import, GError **error)
{
  LkEpisode *episode = lk_session_get_episode (intake->session);
  gboolean taken;

  lk_episode_begin_change (episode);
  taken = add_pictures (episode, intake->class, import, error)
          && add_folders (episode, import, error);
  lk_episode_end_change (episode, taken ? _ ("Add Pictures") : NULL);
  return taken;
}

static void
report (LkSession *session, LkImport *import)
{
  g_autofree char *text = NULL;
  const char *first;

  if (import->problems->len == 0)
    return;
  first = import->problems->pdata[0];
  text = import->problems->len == 1
             ? g_strdup (first)
             : g_strdup_printf (_ ("%s (and %u more)"), first, import->problems->len - 1);
  lk_session_send_message (session, text);
}

static guint
get_number (LkSession *session)
{
  return lk_storage_get_session (lk_session_get_storage (session));
}

static void
done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Intake *intake = g_task_get_task_data (G_TASK (result));
  g_autoptr (LkImport) import = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GError) error = NULL;

  lk_session_end_reading (intake->session);
  if (import == NULL)
    return;
  if (intake->number != get_number (intake->session))
    {
      lk_session_send_message (intake->session,
                               _ ("The pictures were not added, as another session has "
                                  "begun meanwhile"));
      return;
    }
  if (intake->target == LK_INTAKE_QUERIES)
    apply_to_queries (intake, import);
  else if (!apply_to_classes (intake, import, &error))
    lk_session_send_message (intake->session, error->message);
  report (intake->session, import);
}

void
lk_intake_take (LkSession *session,
                LkIntakeTarget target,
                guint class_index,
                const GValue *value)
{
  GListModel *classes = lk_episode_get_classes (lk_session_get_episode (session));
  g_autoptr (GTask) task = g_task_new (session, NULL, done, NULL);
  Intake *intake = g_new0 (Intake, 1);

  intake->session = g_object_ref (session);
  intake->number = get_number (session);
  intake->target = target;
  if (target == LK_INTAKE_CLASS)
    intake->class = g_list_model_get_item (classes, class_index);
  intake->paths = list_paths (value);
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    intake->texture = g_value_dup_object (value);
  g_task_set_task_data (task, intake, (GDestroyNotify) intake_free);
  if (intake->paths[0] == NULL && intake->texture == NULL)
    lk_session_send_message (session,
                             _ ("That is neither a picture nor a file on this computer"));
  else
    {
      lk_session_begin_reading (session);
      lk_task_run_in_thread (task, run);
    }
}

typedef struct
{
  LkSession *session;
  LkIntakeTarget target;
  guint class_index;
} Paste;

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Paste *paste = user_data;
  g_autoptr (LkSession) session = paste->session;
  g_autoptr (GError) error = NULL;
  const GValue *value
      = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    lk_intake_take (session, paste->target, paste->class_index, value);
  else
    lk_session_send_message (session, _ ("There is no picture on the clipboard"));
}

void
lk_intake_paste (LkSession *session,
                 LkIntakeTarget target,
                 guint class_index,
                 GdkClipboard *clipboard)
{
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  const GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE, G_TYPE_STRING };
  g_autoptr (GdkContentFormats) wanted
      = gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (formats));

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (gdk_content_formats_contain_gtype (wanted, types[i]))
      {
        Paste *paste = g_new0 (Paste, 1);

        *paste = (Paste){ g_object_ref (session), target, class_index };
        gdk_clipboard_read_value_async (clipboard, types[i], G_PRIORITY_DEFAULT, NULL,
                                        on_pasted, paste);
        return;
      }
  lk_session_send_message (session, _ ("There is no picture on the clipboard"));
}

GtkDropTarget *
lk_intake_drop_target_new (void)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE, G_TYPE_FILE, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  return target;
}
