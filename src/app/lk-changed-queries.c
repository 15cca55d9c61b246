/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-changed-queries.h"

#include <glib/gi18n-lib.h>

#include "lk-picture-tile.h"

#define EDGE 44
#define MAX_SHOWN 40 /* the table below has them all */

typedef struct
{
  LkQuery *query; /* owned */
  guint position; /* in the scoring */
  char *change;
  char *verdict;
  char *description;
} Item;

struct _LkChangedQueries
{
  GtkWidget parent_instance;

  GtkWidget *flow;
  GPtrArray *items;
};

static guint activated;

G_DEFINE_FINAL_TYPE (LkChangedQueries, lk_changed_queries, GTK_TYPE_WIDGET)

static void
item_free (gpointer data)
{
  Item *item = data;

  g_object_unref (item->query);
  g_free (item->change);
  g_free (item->verdict);
  g_free (item->description);
  g_free (item);
}

static gboolean
item_equal (const Item *a, const Item *b)
{
  return a->query == b->query && a->position == b->position
         && g_str_equal (a->description, b->description);
}

static const char *
find_verdict (const char *label, const char *a, const char *b)
{
  if (label == NULL)
    return "";
  if (g_str_equal (label, a))
    return _ ("A is right");
  return g_str_equal (label, b) ? _ ("B is right") : _ ("Neither is right");
}

static Item *
create_item (LkQuery *query, guint position, const char *a, const char *b)
{
  const char *verdict = find_verdict (lk_query_get_label (query), a, b);
  const char *title = lk_picture_get_title (lk_query_get_picture (query));
  Item *item = g_new0 (Item, 1);

  item->query = g_object_ref (query);
  item->position = position;
  /* Translators: the class that A chose, and the one that B does. */
  item->change = g_strdup_printf (_ ("%s → %s"), a, b);
  item->verdict = g_strdup (verdict);
  /* Translators: a query, and what two classifiers called A and B say it is. */
  item->description = g_strdup_printf (_ ("%s: A says %s, B says %s"), title, a, b);
  if (verdict[0] != '\0')
    {
      g_autofree char *text = g_steal_pointer (&item->description);

      item->description = g_strdup_printf ("%s. %s", text, verdict);
    }
  return item;
}

static GPtrArray *
list_items (LkComparison *comparison, LkSession *session)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);
  LkScoring *scoring = lk_session_get_scoring (session);
  LkEpisodeState *episode;
  GPtrArray *queries;

  if (scoring == NULL || lk_comparison_get_tally_b (comparison) == NULL)
    return items;
  episode = lk_scoring_get_episode (scoring);
  queries = lk_episode_state_get_queries (episode);
  for (guint i = 0; i < queries->len && items->len < MAX_SHOWN; i++)
    {
      const LkDecision *a = lk_session_get_decision (session, queries->pdata[i]);
      const LkDecision *b = lk_comparison_get_decision_b (comparison, i);

      if (a != NULL && b != NULL && a->prediction != b->prediction)
        g_ptr_array_add (
            items,
            create_item (queries->pdata[i], i,
                         lk_episode_state_get_class_name (episode, a->prediction),
                         lk_episode_state_get_class_name (episode, b->prediction)));
    }
  return items;
}

static GtkWidget *
create_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 22);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
create_picture (LkChangedQueries *self, LkPicture *picture)
{
  guint size = EDGE * (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GtkWidget *image = gtk_image_new ();

  gtk_image_set_pixel_size (GTK_IMAGE (image), EDGE);
  gtk_widget_add_css_class (image, "query");
  if (lk_picture_get_state (picture) == LK_PICTURE_PRESENT)
    {
      g_autoptr (GdkTexture) texture = lk_picture_tile_create_texture (picture, size);

      gtk_image_set_from_paintable (GTK_IMAGE (image), GDK_PAINTABLE (texture));
    }
  return image;
}

static GtkWidget *
create_card (LkChangedQueries *self, const Item *item)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (column), create_label (item->change, "caption-heading"));
  gtk_box_append (GTK_BOX (column), create_label (item->verdict, "caption"));
  gtk_box_append (GTK_BOX (box),
                  create_picture (self, lk_query_get_picture (item->query)));
  gtk_box_append (GTK_BOX (box), column);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_widget_add_css_class (child, "changed-query");
  gtk_widget_set_tooltip_text (child, item->description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  item->description, -1);
  return child;
}

static void
on_child_activated (GtkFlowBox *flow, GtkFlowBoxChild *child, LkChangedQueries *self)
{
  const Item *item = self->items->pdata[gtk_flow_box_child_get_index (child)];

  g_signal_emit (self, activated, 0, item->position);
}

static void
lk_changed_queries_dispose (GObject *object)
{
  LkChangedQueries *self = LK_CHANGED_QUERIES (object);

  g_clear_pointer (&self->flow, gtk_widget_unparent);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS (lk_changed_queries_parent_class)->dispose (object);
}

static void
lk_changed_queries_class_init (LkChangedQueriesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_changed_queries_dispose;
  activated = g_signal_new ("activated", LK_TYPE_CHANGED_QUERIES, G_SIGNAL_RUN_LAST, 0,
                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
lk_changed_queries_init (LkChangedQueries *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), 6);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (self->flow), TRUE);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->flow), 6);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->flow), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->flow),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Queries that B decides otherwise"), -1);
  g_signal_connect (self->flow, "child-activated", G_CALLBACK (on_child_activated), self);
  gtk_widget_set_parent (self->flow, GTK_WIDGET (self));
}

void
lk_changed_queries_update (LkChangedQueries *self,
                           LkComparison *comparison,
                           LkSession *session)
{
  g_autoptr (GPtrArray) items = NULL;
  gboolean same;
  GtkWidget *child;

  g_return_if_fail (LK_IS_CHANGED_QUERIES (self));

  items = list_items (comparison, session);
  same = items->len == self->items->len;
  for (guint i = 0; same && i < items->len; i++)
    same = item_equal (items->pdata[i], self->items->pdata[i]);
  if (same)
    return;
  while ((child = gtk_widget_get_first_child (self->flow)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->flow), child);
  g_ptr_array_unref (self->items);
  self->items = g_steal_pointer (&items);
  for (guint i = 0; i < self->items->len; i++)
    gtk_flow_box_append (GTK_FLOW_BOX (self->flow),
                         create_card (self, self->items->pdata[i]));
}

guint
lk_changed_queries_get_n (LkChangedQueries *self)
{
  g_return_val_if_fail (LK_IS_CHANGED_QUERIES (self), 0);
  return self->items->len;
}

char *
lk_changed_queries_describe (LkChangedQueries *self, guint position)
{
  g_return_val_if_fail (LK_IS_CHANGED_QUERIES (self), NULL);
  return position < self->items->len
             ? g_strdup (((Item *) self->items->pdata[position])->description)
             : NULL;
}
