/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-page.h"

#include <glib/gi18n-lib.h>

#include "lk-facts-list.h"
#include "lk-picture-facts.h"
#include "lk-picture-zoom.h"

#define SEEN_EDGE 168

struct _LkPicturePage
{
  AdwWindow parent_instance;

  GtkWidget *zoom;
  GtkWidget *seen; /* a box: what the network sees, in one or two readings */
  GtkWidget *list; /* of facts */
  GtkWidget *problem;
  GCancellable *cancellable;
  GPtrArray *facts;
};

G_DEFINE_FINAL_TYPE (LkPicturePage, lk_picture_page, ADW_TYPE_WINDOW)

/* What the other thread needs. */
typedef struct
{
  LkPicture *picture;
  LkMapSource *source; /* (nullable) */
} Question;

static void
question_free (Question *self)
{
  g_object_unref (self->picture);
  g_clear_object (&self->source);
  g_free (self);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  LkPictureFacts *facts;

  if (g_task_return_error_if_cancelled (task))
    return;
  facts = lk_picture_facts_new (question->picture, question->source, &error);
  if (facts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, facts, (GDestroyNotify) lk_picture_facts_free);
}

static GdkTexture *
create_texture (LkImage *image)
{
  const gsize width = lk_image_get_width (image);
  const gsize height = lk_image_get_height (image);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (
      lk_image_get_rgb (image), width * height * 3, (GDestroyNotify) lk_image_unref,
      lk_image_ref (image));

  return gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_R8G8B8, bytes,
                                 width * 3);
}

/* A crop under its name, each of its pixels as large as @edge allows. */
static void
add_crop (LkPicturePage *self, LkImage *image, const char *title)
{
  g_autoptr (GdkTexture) texture = create_texture (image);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  GtkWidget *label = gtk_label_new (title);

  gtk_picture_set_alternative_text (GTK_PICTURE (picture), title);
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_widget_set_size_request (picture, SEEN_EDGE, SEEN_EDGE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_append (GTK_FLOW_BOX (self->seen), box);
}

static void
show_facts (LkPicturePage *self, LkPictureFacts *facts)
{
  g_autoptr (GdkTexture) texture = create_texture (facts->whole);

  lk_picture_zoom_set_texture (LK_PICTURE_ZOOM (self->zoom), texture,
                               lk_picture_get_title (facts->picture));
  g_ptr_array_unref (self->facts);
  self->facts = lk_picture_facts_list (facts);
  lk_facts_list_append (self->list, self->facts);
  if (facts->seen != NULL)
    add_crop (self, facts->seen, _ ("What the network sees"));
  if (facts->published != NULL)
    add_crop (self, facts->published, _ ("What published code sees"));
  gtk_widget_set_visible (self->seen, facts->seen != NULL);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkPicturePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPictureFacts) facts = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->list == NULL)
    return;
  if (facts != NULL)
    {
      show_facts (self, facts);
      return;
    }
  gtk_label_set_text (GTK_LABEL (self->problem), error->message);
  gtk_widget_set_visible (self->problem, TRUE);
}

static void
lk_picture_page_dispose (GObject *object)
{
  LkPicturePage *self = LK_PICTURE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  self->zoom = self->seen = self->list = self->problem = NULL;
  G_OBJECT_CLASS (lk_picture_page_parent_class)->dispose (object);
}

static void
lk_picture_page_finalize (GObject *object)
{
  LkPicturePage *self = LK_PICTURE_PAGE (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->facts);
  G_OBJECT_CLASS (lk_picture_page_parent_class)->finalize (object);
}

static void
lk_picture_page_class_init (LkPicturePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_picture_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = lk_picture_page_finalize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK,
                                       "window.close", NULL);
}

/* Below the picture: it is as wide as the window. */
static GtkWidget *
create_side (LkPicturePage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->seen = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->seen), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->seen), 2);
  gtk_widget_set_visible (self->seen, FALSE);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "caution");
  gtk_widget_set_visible (self->problem, FALSE);
  self->list = lk_facts_list_new ();
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), self->seen);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

static void
lk_picture_page_init (LkPicturePage *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_VERTICAL);

  self->cancellable = g_cancellable_new ();
  self->facts = g_ptr_array_new_with_free_func (g_free);
  self->zoom = lk_picture_zoom_new ();
  gtk_widget_set_size_request (self->zoom, -1, 160);
  gtk_paned_set_start_child (GTK_PANED (paned), self->zoom);
  gtk_paned_set_end_child (GTK_PANED (paned), create_side (self));
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_position (GTK_PANED (paned), 280);
  gtk_widget_set_vexpand (paned, TRUE);
  gtk_box_append (GTK_BOX (whole), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (whole), paned);
  adw_window_set_content (ADW_WINDOW (self), whole);
  gtk_window_set_default_size (GTK_WINDOW (self), 460, 720);
}

/* What is there already is shown at once; a placeholder has nothing more. */
static void
show_preview (LkPicturePage *self, LkPicture *picture)
{
  g_autoptr (GdkTexture) texture = create_texture (lk_picture_get_preview (picture));

  lk_picture_zoom_set_texture (LK_PICTURE_ZOOM (self->zoom), texture,
                               lk_picture_get_title (picture));
}

static void
look (LkPicturePage *self, LkPicture *picture, LkMapSource *source)
{
  g_autoptr (GTask) task
      = g_task_new (NULL, self->cancellable, on_looked, g_object_ref (self));
  Question *question = g_new0 (Question, 1);

  question->picture = g_object_ref (picture);
  question->source = source != NULL ? g_object_ref (source) : NULL;
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, look_in_thread);
}

LkPicturePage *
lk_picture_page_present (GtkWindow *parent, LkPicture *picture, LkMapSource *source)
{
  LkPicturePage *self;

  g_return_val_if_fail (LK_IS_PICTURE (picture), NULL);

  self = g_object_new (LK_TYPE_PICTURE_PAGE, "transient-for", parent,
                       "destroy-with-parent", TRUE, NULL);
  gtk_window_set_title (GTK_WINDOW (self), lk_picture_get_title (picture));
  show_preview (self, picture);
  look (self, picture, source);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

GPtrArray *
lk_picture_page_get_facts (LkPicturePage *self)
{
  g_return_val_if_fail (LK_IS_PICTURE_PAGE (self), NULL);
  return self->facts;
}
