/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "lk-file.h"
#include "lk-safetensors.h"
#include "window-fixture.h"

/* A checkpoint with two networks: the window asks which, and what is saved opens again.
 */
typedef struct
{
  char *folder;
  char *checkpoint;
  LkWindow *window;
  LkSession *session;
} Fixture;

static void
add (GHashTable *tensors, const char *name, guint n_dims, const gsize *axes, float offset)
{
  LkTensor *tensor = lk_tensor_new (n_dims, axes);
  float *data = lk_tensor_get_data (tensor);

  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    data[i] = offset + (float) (i * 37 % 11) / 50 - (n_dims == 4 ? 0.1f : 0);
  g_hash_table_insert (tensors, g_strdup (name), tensor);
}

static void
add_network (GHashTable *tensors, const char *prefix, float offset)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };

  for (guint i = 1; i <= 4; i++)
    {
      const gsize kernel[] = { 4, i == 1 ? 3 : 4, 3, 3 };
      g_autofree char *convolution = g_strdup_printf ("%s.conv%u.weight", prefix, i);

      add (tensors, convolution, 4, kernel, offset);
      for (guint j = 0; j < G_N_ELEMENTS (leaves); j++)
        {
          g_autofree char *norm = g_strdup_printf ("%s.bn%u.%s", prefix, i, leaves[j]);

          add (tensors, norm, 1, kernel, 0.3f);
        }
    }
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) bytes = NULL;

  add_network (tensors, "student", 0.02f);
  add_network (tensors, "teacher net", 0.05f);
  bytes = lk_safetensors_write (tensors, metadata, NULL);
  self->folder = g_dir_make_tmp ("likeness-question-XXXXXX", NULL);
  self->checkpoint = g_build_filename (self->folder, "two.safetensors", NULL);
  g_assert_true (lk_file_write (self->checkpoint, g_bytes_get_data (bytes, NULL),
                                g_bytes_get_size (bytes), NULL));
  self->window = window_fixture_new_with_example ();
  self->session = lk_window_get_session (self->window);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  window_fixture_free (self->window);
  window_fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->checkpoint);
}

static AdwMessageDialog *
find_dialog (void)
{
  return window_fixture_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
}

static gboolean
is_asked (gpointer data)
{
  return find_dialog () != NULL;
}

static gboolean
is_open (gpointer session)
{
  return lk_session_get_model (session) != NULL && !lk_session_get_busy (session);
}

static AdwMessageDialog *
open_checkpoint (Fixture *self)
{
  lk_session_set_model (self->session, self->checkpoint, NULL);
  test_wait (is_asked, NULL);
  return find_dialog ();
}

static GtkListBox *
get_list (AdwMessageDialog *dialog)
{
  return GTK_LIST_BOX (adw_message_dialog_get_extra_child (dialog));
}

static void
test_answered (Fixture *self, gconstpointer data)
{
  AdwMessageDialog *dialog = open_checkpoint (self);
  GtkListBox *list = get_list (dialog);
  g_autofree char *path = g_build_filename (self->folder, "s.likeness", NULL);
  g_autoptr (LkSession) again = lk_session_new ();
  g_autoptr (LkSessionFile) file = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (gtk_list_box_get_row_at_index (list, 1));
  g_assert_null (gtk_list_box_get_row_at_index (list, 2));
  gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, 1));
  adw_message_dialog_response (dialog, "open");
  test_wait (is_open, self->session);
  g_assert_cmpstr (lk_session_get_network (self->session), ==, "tensors=teacher%20net");
  g_assert_nonnull (lk_session_get_scoring (self->session));

  g_assert_true (lk_session_save (self->session, path, &error));
  g_assert_no_error (error);
  file = lk_session_file_load (path, &error);
  g_assert_no_error (error);
  lk_session_adopt (again, file, NULL);
  test_wait (is_open, again);
  g_assert_cmpstr (lk_scorer_get_fingerprint (lk_session_get_scorer (again)), ==,
                   lk_scorer_get_fingerprint (lk_session_get_scorer (self->session)));
}

/* Not answered: the choice of the checkpoint can be undone, and is asked about again only
 * when it is made again. */
static void
test_cancelled (Fixture *self, gconstpointer data)
{
  AdwMessageDialog *dialog = open_checkpoint (self);

  adw_message_dialog_response (dialog, "cancel");
  g_assert_null (lk_session_get_model (self->session));
  lk_session_undo (self->session);
  test_wait (is_open, self->session);
  g_assert_null (lk_session_get_network (self->session));
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_false (is_asked (NULL));
  dialog = open_checkpoint (self);
  adw_message_dialog_response (dialog, "cancel");
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/network-question/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("answered", test_answered);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
