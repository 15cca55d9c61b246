/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-mistakes-view.h"

#include <glib/gi18n-lib.h>

#include "lk-hint.h"
#include "lk-mistake-item.h"
#include "lk-number-text.h"
#include "lk-thumbnail.h"

#define THUMBNAIL_SIZE 36

typedef enum
{
  ORDER_LARGEST_MARGIN,
  ORDER_SMALLEST_MARGIN,
  ORDER_EPISODE,
  ORDER_TRUTH,
  ORDER_PREDICTION,
} Order;

struct _LkMistakesView
{
  GtkWidget parent_instance;

  LkEvaluationJob *job;
  int truth;
  int prediction;

  GtkWidget *box;
  GtkWidget *list;
  GtkWidget *order;
  GtkWidget *shown;
  GtkWidget *show_all;
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;
  GtkCustomFilter *filter;
  GtkColumnViewColumn *columns[4]; /* episode, truth, prediction, margin */
};

static guint activated;

G_DEFINE_FINAL_TYPE (LkMistakesView, lk_mistakes_view, GTK_TYPE_WIDGET)

static gboolean
is_shown (gpointer item, gpointer user_data)
{
  LkMistakesView *self = user_data;
  const LkMistake *mistake = lk_mistake_item_get (item);

  return (self->truth < 0 || (guint) self->truth == mistake->truth)
         && (self->prediction < 0 || (guint) self->prediction == mistake->prediction);
}

static void
on_activate (GtkColumnView *list, guint position, LkMistakesView *self)
{
  g_autoptr (LkMistakeItem) item
      = g_list_model_get_item (G_LIST_MODEL (self->sorted), position);

  if (item != NULL)
    g_signal_emit (self, activated, 0, item);
}

static void
on_order_changed (LkMistakesView *self)
{
  static const struct
  {
    guint column;
    GtkSortType type;
  } orders[] = {
    [ORDER_LARGEST_MARGIN] = { 3, GTK_SORT_DESCENDING },
    [ORDER_SMALLEST_MARGIN] = { 3, GTK_SORT_ASCENDING },
    [ORDER_EPISODE] = { 0, GTK_SORT_ASCENDING },
    [ORDER_TRUTH] = { 1, GTK_SORT_ASCENDING },
    [ORDER_PREDICTION] = { 2, GTK_SORT_ASCENDING },
  };
  guint order = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->order));

  if (order < G_N_ELEMENTS (orders) && self->columns[0] != NULL)
    gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (self->list),
                                    self->columns[orders[order].column],
                                    orders[order].type);
}

static void
on_show_all (LkMistakesView *self)
{
  lk_mistakes_view_set_filter (self, -1, -1);
}

/* What is shown, in words. */
static void
update_shown (LkMistakesView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  LkDataset *dataset
      = self->job != NULL ? lk_evaluation_job_get_request (self->job)->dataset : NULL;
  g_autofree char *text = NULL;

  if (dataset != NULL && self->truth >= 0 && self->prediction >= 0)
    text
        = g_strdup_printf (_ ("%u: %s taken for %s"), n,
                           lk_dataset_get_class_name (dataset, (guint) self->truth),
                           lk_dataset_get_class_name (dataset, (guint) self->prediction));
  else
    text = g_strdup_printf (ngettext ("%u mistake", "%u mistakes", n), n);
  gtk_label_set_text (GTK_LABEL (self->shown), text);
  gtk_widget_set_visible (self->show_all, self->truth >= 0);
}

static void
on_setup_text (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer numeric)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), numeric != NULL ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (numeric != NULL)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
on_bind_text (GtkSignalListItemFactory *factory, GtkListItem *list_item, const char *name)
{
  GtkWidget *label = gtk_list_item_get_child (list_item);
  LkMistakeItem *item = gtk_list_item_get_item (list_item);
  const LkMistake *mistake = lk_mistake_item_get (item);
  g_autofree char *text = NULL;

  if (g_str_equal (name, "episode"))
    text = g_strdup_printf ("%" G_GUINT64_FORMAT, mistake->episode);
  else if (g_str_equal (name, "margin"))
    text = lk_number_fixed (mistake->margin, 2);
  else
    g_object_get (item, name, &text, NULL);
  gtk_label_set_text (GTK_LABEL (label), text);
  lk_hint_set_text (label, text);
}

static void
on_setup_picture (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, lk_thumbnail_new (THUMBNAIL_SIZE));
}

static void
on_bind_picture (GtkSignalListItemFactory *factory,
                 GtkListItem *list_item,
                 LkMistakesView *self)
{
  LkMistakeItem *item = gtk_list_item_get_item (list_item);
  g_autofree char *path = NULL;

  if (self->job != NULL)
    path = lk_mistake_item_get_path (item,
                                     &lk_evaluation_job_get_request (self->job)->sampler);
  lk_thumbnail_set_path (LK_THUMBNAIL (gtk_list_item_get_child (list_item)), path);
}

static void
on_unbind_picture (GtkSignalListItemFactory *factory,
                   GtkListItem *list_item,
                   gpointer data)
{
  lk_thumbnail_set_path (LK_THUMBNAIL (gtk_list_item_get_child (list_item)), NULL);
}

static void
append_picture_column (LkMistakesView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column
      = gtk_column_view_column_new (_ ("Picture"), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_picture), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_picture), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_picture), NULL);
  gtk_column_view_column_set_fixed_width (column, 2 * THUMBNAIL_SIZE);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->list), column);
}

static void
append_text_column (LkMistakesView *self,
                    guint index,
                    const char *title,
                    const char *name,
                    gboolean numeric)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkExpression *expression
      = gtk_property_expression_new (LK_TYPE_MISTAKE_ITEM, NULL, name);
  g_autoptr (GtkSorter) sorter = NULL;
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_text),
                    GINT_TO_POINTER (numeric));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_text), (gpointer) name);
  sorter = numeric ? GTK_SORTER (gtk_numeric_sorter_new (expression))
                   : GTK_SORTER (gtk_string_sorter_new (expression));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_expand (column, !numeric);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->list), column);
  self->columns[index] = column;
}

static void
lk_mistakes_view_dispose (GObject *object)
{
  LkMistakesView *self = LK_MISTAKES_VIEW (object);

  if (self->filtered != NULL)
    g_signal_handlers_disconnect_by_data (self->filtered, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_MISTAKES_VIEW);
  for (guint i = 0; i < G_N_ELEMENTS (self->columns); i++)
    g_clear_object (&self->columns[i]);
  g_clear_object (&self->sorted);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (lk_mistakes_view_parent_class)->dispose (object);
}

static void
lk_mistakes_view_class_init (LkMistakesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_mistakes_view_dispose;
  activated = g_signal_new ("activated", LK_TYPE_MISTAKES_VIEW, G_SIGNAL_RUN_LAST, 0,
                            NULL, NULL, NULL, G_TYPE_NONE, 1, LK_TYPE_MISTAKE_ITEM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-mistakes-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LkMistakesView, box);
  gtk_widget_class_bind_template_child (widget_class, LkMistakesView, list);
  gtk_widget_class_bind_template_child (widget_class, LkMistakesView, order);
  gtk_widget_class_bind_template_child (widget_class, LkMistakesView, shown);
  gtk_widget_class_bind_template_child (widget_class, LkMistakesView, show_all);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_order_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_show_all);
  gtk_widget_class_set_css_name (widget_class, "mistakes-view");
}

static void
lk_mistakes_view_init (LkMistakesView *self)
{
  g_autoptr (GtkSingleSelection) selection = NULL;
  GtkSorter *sorter;

  self->truth = self->prediction = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  append_picture_column (self);
  append_text_column (self, 0, _ ("Episode"), "episode", TRUE);
  append_text_column (self, 1, _ ("It Is"), "truth", FALSE);
  append_text_column (self, 2, _ ("Taken For"), "prediction", FALSE);
  append_text_column (self, 3, _ ("Margin"), "margin", TRUE);
  self->filter = gtk_custom_filter_new (is_shown, self, NULL);
  self->filtered
      = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  sorter = gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->list));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)),
                                          g_object_ref (sorter));
  gtk_sort_list_model_set_incremental (self->sorted, TRUE);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->list),
                             GTK_SELECTION_MODEL (selection));
  g_signal_connect_swapped (self->filtered, "items-changed", G_CALLBACK (update_shown),
                            self);
  on_order_changed (self);
}

void
lk_mistakes_view_set_job (LkMistakesView *self, LkEvaluationJob *job)
{
  g_return_if_fail (LK_IS_MISTAKES_VIEW (self));

  if (!g_set_object (&self->job, job))
    return;
  self->truth = self->prediction = -1;
  gtk_filter_list_model_set_model (
      self->filtered, job != NULL ? lk_evaluation_job_get_mistakes (job) : NULL);
  update_shown (self);
}

void
lk_mistakes_view_set_filter (LkMistakesView *self, int truth, int prediction)
{
  g_return_if_fail (LK_IS_MISTAKES_VIEW (self));

  self->truth = truth;
  self->prediction = prediction;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_shown (self);
}

guint
lk_mistakes_view_get_n_shown (LkMistakesView *self)
{
  g_return_val_if_fail (LK_IS_MISTAKES_VIEW (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
}
