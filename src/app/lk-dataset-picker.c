/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dataset-picker.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-chooser.h"

#define MAX_WARNINGS 20

struct _LkDatasetPicker
{
  GtkWidget parent_instance;

  char *path;
  char *split_name;
  LkDataset *dataset;
  GCancellable *cancellable; /* of the folder that is being read */
  gboolean unread;           /* until the picker is seen */
  gboolean updating;
  char *no_location; /* what the template says without a folder */
  char *no_contents;
  const char *first_split; /* that is taken where there are several */

  GtkWidget *box;
  GtkWidget *choose;
  GtkWidget *location;
  GtkWidget *contents;
  GtkWidget *split;
};

/* A folder that was read. */
typedef struct
{
  char *path;
  const char *first_split;
  char *split;     /* asked for, then the one that was taken; NULL: has none */
  gboolean chosen; /* now, by a person */
  GPtrArray *splits;
  LkDataset *dataset;
  guint64 n_pictures;
  GError *error;
} Opening;

static guint changed;

G_DEFINE_FINAL_TYPE (LkDatasetPicker, lk_dataset_picker, GTK_TYPE_WIDGET)

static void
opening_free (Opening *opening)
{
  g_free (opening->path);
  g_free (opening->split);
  g_ptr_array_unref (opening->splits);
  g_clear_object (&opening->dataset);
  g_clear_error (&opening->error);
  g_free (opening);
}

static void
find_splits (Opening *opening)
{
  g_ptr_array_unref (opening->splits);
  opening->splits = lk_dataset_list_splits (opening->path);
}

/* Where none was asked for that of the purpose, else the first there is. */
static void
open_first_split (Opening *opening)
{
  opening->dataset = lk_dataset_open (opening->path, opening->first_split, NULL);
  opening->split
      = g_strdup (opening->dataset != NULL ? lk_dataset_get_split (opening->dataset)
                                           : opening->splits->pdata[0]);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;

  find_splits (opening);
  if (opening->split == NULL && opening->splits->len > 0)
    open_first_split (opening);
  if (opening->dataset == NULL)
    opening->dataset = lk_dataset_open (opening->path, opening->split, &opening->error);
  for (guint i = 0;
       opening->dataset != NULL && i < lk_dataset_get_n_classes (opening->dataset); i++)
    opening->n_pictures += lk_dataset_get_n_pictures (opening->dataset, i);
  g_task_return_boolean (task, TRUE);
}

static void
show_splits (LkDatasetPicker *self, Opening *opening)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < opening->splits->len; i++)
    {
      gtk_string_list_append (names, opening->splits->pdata[i]);
      if (g_str_equal (opening->splits->pdata[i], opening->split))
        selected = i;
    }
  self->updating = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->split), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->split), selected);
  gtk_widget_set_visible (self->split, opening->splits->len > 0);
  self->updating = FALSE;
}

/* What the folder holds and the dataset does not: in full behind the numbers. */
static void
tell_left_out (LkDatasetPicker *self, LkDataset *dataset)
{
  GPtrArray *warnings = dataset != NULL ? lk_dataset_get_warnings (dataset) : NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; warnings != NULL && i < MIN (warnings->len, MAX_WARNINGS); i++)
    g_ptr_array_add (lines, warnings->pdata[i]);
  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **) lines->pdata);
  gtk_widget_set_tooltip_text (self->contents, *text != '\0' ? text : NULL);
}

static void
show_contents (LkDatasetPicker *self, Opening *opening)
{
  g_autofree char *text = NULL;

  if (opening->dataset != NULL)
    text = g_strdup_printf (
        ngettext ("%u class, %" PRIu64 " pictures", "%u classes, %" PRIu64 " pictures",
                  lk_dataset_get_n_classes (opening->dataset)),
        lk_dataset_get_n_classes (opening->dataset), opening->n_pictures);
  else
    text = g_strdup (opening->error->message);
  gtk_label_set_text (GTK_LABEL (self->contents), text);
  tell_left_out (self, opening->dataset);
  if (opening->dataset != NULL)
    gtk_widget_remove_css_class (self->contents, "error");
  else
    gtk_widget_add_css_class (self->contents, "error");
}

static void
keep_choice (LkDatasetPicker *self, const char *path, const char *split)
{
  char *new_path = g_strdup (path);
  char *new_split = g_strdup (split);

  g_free (self->path);
  g_free (self->split_name);
  self->path = new_path;
  self->split_name = new_split;
}

/* Takes the place of what was chosen before, which is forgotten. */
static void
choose (LkDatasetPicker *self, const char *path, const char *split)
{
  g_autofree char *location = path != NULL ? g_filename_display_name (path) : NULL;

  keep_choice (self, path, split);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->dataset);
  gtk_label_set_text (GTK_LABEL (self->location),
                      location != NULL ? location : self->no_location);
  gtk_widget_set_tooltip_text (self->location, location);
  gtk_label_set_text (GTK_LABEL (self->contents), path != NULL ? "" : self->no_contents);
  gtk_widget_remove_css_class (self->contents, "error");
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkDatasetPicker) self = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (opening->chosen)
    keep_choice (self, opening->path, opening->split);
  g_set_object (&self->dataset, opening->dataset);
  show_splits (self, opening);
  show_contents (self, opening);
  g_signal_emit (self, changed, 0);
}

static void
read_folder (LkDatasetPicker *self, gboolean chosen)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening = g_new0 (Opening, 1);

  opening->path = g_strdup (self->path);
  opening->split = g_strdup (self->split_name);
  opening->first_split = self->first_split;
  opening->chosen = chosen;
  opening->splits = g_ptr_array_new ();
  self->unread = FALSE;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_opened, g_object_ref (self));
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  gtk_label_set_text (GTK_LABEL (self->contents), _ ("Reading…"));
  g_task_run_in_thread (task, open_in_thread);
}

static void
open_split (LkDatasetPicker *self, const char *path, const char *split)
{
  choose (self, path, split);
  read_folder (self, TRUE);
  g_signal_emit (self, changed, 0);
}

static void
on_chosen (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    lk_dataset_picker_open (user_data, path);
}

static void
on_choose (LkDatasetPicker *self)
{
  lk_chooser_open (GTK_WIDGET (self), LK_CHOOSER_FOLDERS, _ ("Choose Dataset"), on_chosen,
                   self);
}

static void
on_split (LkDatasetPicker *self)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (self->split));

  if (!self->updating && item != NULL && self->path != NULL)
    open_split (self, self->path, gtk_string_object_get_string (item));
}

static void
lk_dataset_picker_map (GtkWidget *widget)
{
  LkDatasetPicker *self = LK_DATASET_PICKER (widget);

  GTK_WIDGET_CLASS (lk_dataset_picker_parent_class)->map (widget);
  if (self->unread)
    read_folder (self, FALSE);
}

static void
lk_dataset_picker_dispose (GObject *object)
{
  LkDatasetPicker *self = LK_DATASET_PICKER (object);

  self->updating = TRUE;
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_DATASET_PICKER);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->split_name, g_free);
  g_clear_pointer (&self->no_location, g_free);
  g_clear_pointer (&self->no_contents, g_free);
  G_OBJECT_CLASS (lk_dataset_picker_parent_class)->dispose (object);
}

static void
lk_dataset_picker_class_init (LkDatasetPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_dataset_picker_dispose;
  widget_class->map = lk_dataset_picker_map;
  changed = g_signal_new ("changed", LK_TYPE_DATASET_PICKER, G_SIGNAL_RUN_LAST, 0, NULL,
                          NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-dataset-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, LkDatasetPicker, box);
  gtk_widget_class_bind_template_child (widget_class, LkDatasetPicker, choose);
  gtk_widget_class_bind_template_child (widget_class, LkDatasetPicker, location);
  gtk_widget_class_bind_template_child (widget_class, LkDatasetPicker, contents);
  gtk_widget_class_bind_template_child (widget_class, LkDatasetPicker, split);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
  gtk_widget_class_bind_template_callback (widget_class, on_split);
  gtk_widget_class_set_css_name (widget_class, "dataset-picker");
}

static void
lk_dataset_picker_init (LkDatasetPicker *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->updating = FALSE;
  self->first_split = "test";
  self->no_location = g_strdup (gtk_label_get_text (GTK_LABEL (self->location)));
  self->no_contents = g_strdup (gtk_label_get_text (GTK_LABEL (self->contents)));
}

void
lk_dataset_picker_set_purpose (LkDatasetPicker *self,
                               const char *split,
                               const char *button,
                               const char *location,
                               const char *contents)
{
  g_return_if_fail (LK_IS_DATASET_PICKER (self));
  g_return_if_fail (split != NULL && button != NULL && location != NULL);

  gtk_button_set_label (GTK_BUTTON (self->choose), button);
  self->first_split = g_intern_string (split);
  g_free (self->no_location);
  self->no_location = g_strdup (location);
  if (contents != NULL)
    {
      g_free (self->no_contents);
      self->no_contents = g_strdup (contents);
    }
  if (self->path == NULL)
    choose (self, NULL, NULL);
}

void
lk_dataset_picker_open (LkDatasetPicker *self, const char *path)
{
  g_return_if_fail (LK_IS_DATASET_PICKER (self));
  g_return_if_fail (path != NULL);

  open_split (self, path, NULL);
}

void
lk_dataset_picker_show (LkDatasetPicker *self, const char *path, const char *split)
{
  g_return_if_fail (LK_IS_DATASET_PICKER (self));

  if (g_strcmp0 (path, self->path) == 0 && g_strcmp0 (split, self->split_name) == 0)
    return;
  choose (self, path, split);
  gtk_widget_set_visible (self->split, FALSE);
  self->unread = path != NULL;
  if (self->unread && gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_folder (self, FALSE);
  g_signal_emit (self, changed, 0);
}

const char *
lk_dataset_picker_get_path (LkDatasetPicker *self)
{
  g_return_val_if_fail (LK_IS_DATASET_PICKER (self), NULL);
  return self->path;
}

const char *
lk_dataset_picker_get_split (LkDatasetPicker *self)
{
  g_return_val_if_fail (LK_IS_DATASET_PICKER (self), NULL);
  return self->split_name;
}

LkDataset *
lk_dataset_picker_get_dataset (LkDatasetPicker *self)
{
  g_return_val_if_fail (LK_IS_DATASET_PICKER (self), NULL);
  return self->dataset;
}

static gboolean
on_drop (GtkDropTarget *target,
         const GValue *value,
         double x,
         double y,
         LkDatasetPicker *self)
{
  g_autofree char *path = NULL;
  GSList *list;

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      list = g_value_get_boxed (value);
      path = list != NULL ? g_file_get_path (list->data) : NULL;
    }
  else if (g_value_get_object (value) != NULL)
    path = g_file_get_path (g_value_get_object (value));
  if (path != NULL)
    lk_dataset_picker_open (self, path);
  return path != NULL;
}

void
lk_dataset_picker_take_drops (LkDatasetPicker *self, GtkWidget *widget)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkDropTarget *target;

  g_return_if_fail (LK_IS_DATASET_PICKER (self) && GTK_IS_WIDGET (widget));

  target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}
