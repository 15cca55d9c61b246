/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-help.h"

#include <glib/gi18n-lib.h>

#include "lk-data-file.h"
#include "lk-figure-set.h"

static char *
find_in_language (const char *page, const char *language)
{
  g_autofree char *name = g_strdup_printf ("help/%s.%s.html", page, language);

  return lk_data_file (name, NULL);
}

char *
lk_help_find_file (const char *page, GError **error)
{
  const char *const *languages = g_get_language_names ();
  g_autofree char *name = NULL;

  g_return_val_if_fail (page != NULL, NULL);

  for (guint i = 0; languages[i] != NULL && !g_str_equal (languages[i], "C"); i++)
    {
      g_autofree char *path = NULL;

      /* English comes before what is named after it. */
      if (g_str_equal (languages[i], "en"))
        break;
      path = find_in_language (page, languages[i]);
      if (path != NULL)
        return g_steal_pointer (&path);
    }
  name = g_strdup_printf ("help/%s.html", page);
  return lk_data_file (name, error);
}

/* Where the pages are not in a folder of data, as in a build folder, the viewer would say
 * that there are none. */
static gboolean
is_in_viewer (const char *page)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");
  const char *const *folders = g_get_system_data_dirs ();
  g_autofree char *name = g_strconcat (page, ".page", NULL);

  for (guint i = 0; viewer != NULL && folders[i] != NULL; i++)
    {
      g_autofree char *path
          = g_build_filename (folders[i], "help", "C", "likeness", name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

char *
lk_help_get_uri (const char *page, GError **error)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (page != NULL, NULL);

  parts = g_strsplit (page, "#", 2);
  if (is_in_viewer (parts[0]))
    return g_strconcat ("help:likeness/", page, NULL);
  path = lk_help_find_file (parts[0], error);
  return path != NULL ? g_filename_to_uri (path, NULL, error) : NULL;
}

const char *
lk_help_find_term (const char *id)
{
  static const struct
  {
    const char *id;
    const char *term;
  } terms[] = {
    { "triangle", "glossary#flip-map" },
    { "weight_part", "glossary#level" },
    { "weight_pixel", "glossary#level" },
    { "weight_distribution", "glossary#level" },
    { "neighbours", "glossary#neighbours" },
    { "part_form", "glossary#cosine" },
    { "distance", "glossary#gaussian" },
    { "normalisation", "glossary#normalise" },
    { "model", "glossary#checkpoint" },
    { "profile", "glossary#profile" },
    { "network", "glossary#receptive-field" },
    { "confusion", "glossary#confusion" },
  };

  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (terms); i++)
    if (g_str_equal (terms[i].id, id))
      return terms[i].term;
  return NULL;
}

static const char *
find_focused_term (GtkWindow *window)
{
  const char *term = NULL;

  for (GtkWidget *widget = gtk_window_get_focus (window); widget != NULL && term == NULL;
       widget = gtk_widget_get_parent (widget))
    term = lk_help_find_term (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)));
  return term;
}

const char *
lk_help_choose_page (GtkWindow *window)
{
  LkSession *session;
  GListModel *classes;
  LkFigureKind kind;
  const char *view;

  g_return_val_if_fail (window == NULL || GTK_IS_WINDOW (window), NULL);

  if (!LK_IS_WINDOW (window))
    return "index";
  view = find_focused_term (window);
  if (view != NULL)
    return view;
  session = lk_window_get_session (LK_WINDOW (window));
  view = lk_session_get_view (session);
  classes = lk_episode_get_classes (lk_session_get_episode (session));
  if (lk_figure_kind_from_view (view, &kind) && g_list_model_get_n_items (classes) == 0)
    return "index";
  return view;
}

static void
tell (GtkWindow *window, const char *message, const char *uri)
{
  GtkWidget *dialog
      = adw_message_dialog_new (window, _ ("Help Could Not Be Opened"), NULL);

  if (uri == NULL)
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), message);
  else
    adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("%s. The page is %s"),
                                    message, uri);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What waits for the program that shows a page. */
typedef struct
{
  GtkWindow *window; /* weak (nullable) */
  char *uri;
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_weak_pointer (&opening->window);
  g_free (opening->uri);
  g_free (opening);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *opening = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (opening->window, error->message, opening->uri);
  opening_free (opening);
}

void
lk_help_show (GtkWindow *window, const char *page)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GdkAppLaunchContext) context = NULL;
  Opening *opening;

  g_return_if_fail (window == NULL || GTK_IS_WINDOW (window));

  uri = lk_help_get_uri (page, &error);
  if (uri == NULL)
    {
      tell (window, error->message, NULL);
      return;
    }
  context = gdk_display_get_app_launch_context (gdk_display_get_default ());
  opening = g_new0 (Opening, 1);
  g_set_weak_pointer (&opening->window, window);
  opening->uri = g_strdup (uri);
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL,
                                           on_opened, opening);
}
