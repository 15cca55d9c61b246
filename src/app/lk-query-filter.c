/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-query-filter.h"

#include <glib/gi18n-lib.h>

enum
{
  SHOW_ALL,
  SHOW_WRONG,
  SHOW_CLOSE,
  SHOW_CLASSES /* and from here on each of them */
};

struct _LkQueryFilter
{
  LkSession *session;
  GtkStringList *choices;
  GStrv names; /* of the classes that can be chosen */
  guint chosen;
  double close; /* margins up to here are small */
};

LkQueryFilter *
lk_query_filter_new (LkSession *session)
{
  const char *const fixed[]
      = { _ ("all"), _ ("wrong ones"), _ ("smallest margins"), NULL };
  LkQueryFilter *self;

  g_return_val_if_fail (LK_IS_SESSION (session), NULL);

  self = g_new0 (LkQueryFilter, 1);
  self->session = g_object_ref (session);
  self->choices = gtk_string_list_new (fixed);
  self->names = g_new0 (char *, 1);
  return self;
}

void
lk_query_filter_free (LkQueryFilter *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->session);
  g_object_unref (self->choices);
  g_strfreev (self->names);
  g_free (self);
}

GListModel *
lk_query_filter_get_choices (LkQueryFilter *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return G_LIST_MODEL (self->choices);
}

guint
lk_query_filter_get_chosen (LkQueryFilter *self)
{
  g_return_val_if_fail (self != NULL, SHOW_ALL);
  return self->chosen;
}

void
lk_query_filter_choose (LkQueryFilter *self, guint position)
{
  g_return_if_fail (self != NULL);

  if (position < SHOW_CLASSES + g_strv_length (self->names))
    self->chosen = position;
}

static int
compare_margins (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return first < second ? -1 : first > second;
}

/* The largest margin of the quarter with the smallest. */
static void
find_close (LkQueryFilter *self)
{
  GListModel *queries = lk_episode_get_queries (lk_session_get_episode (self->session));
  g_autoptr (GArray) margins = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) query = g_list_model_get_item (queries, i);
      const LkDecision *decision = lk_session_get_decision (self->session, query);

      if (decision != NULL)
        g_array_append_val (margins, decision->margin);
    }
  g_array_sort (margins, compare_margins);
  self->close
      = margins->len > 0 ? g_array_index (margins, double, (margins->len - 1) / 4) : 0;
}

static GStrv
list_names (LkQueryFilter *self)
{
  LkScoring *scoring = lk_session_get_scoring (self->session);
  LkEpisodeState *episode = scoring != NULL ? lk_scoring_get_episode (scoring) : NULL;
  guint n = episode != NULL ? lk_episode_state_get_n_classes (episode) : 0;
  GStrv names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup (lk_episode_state_get_class_name (episode, i));
  return names;
}

gboolean
lk_query_filter_update (LkQueryFilter *self)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *before = NULL;
  g_auto (GStrv) titles = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  find_close (self);
  names = list_names (self);
  if (g_strv_equal ((const char *const *) names, (const char *const *) self->names))
    return FALSE;
  if (self->chosen >= SHOW_CLASSES)
    before = g_strdup (self->names[self->chosen - SHOW_CLASSES]);
  titles = g_new0 (char *, g_strv_length (names) + 1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      titles[i] = g_strdup_printf (_ ("most like %s"), names[i]);
      if (g_strcmp0 (names[i], before) == 0)
        self->chosen = SHOW_CLASSES + i;
    }
  if (before != NULL && !g_strv_contains ((const char *const *) names, before))
    self->chosen = SHOW_ALL;
  gtk_string_list_splice (self->choices, SHOW_CLASSES, g_strv_length (self->names),
                          (const char *const *) titles);
  g_strfreev (self->names);
  self->names = g_steal_pointer (&names);
  return TRUE;
}

static gboolean
is_wrong (LkQueryFilter *self, LkQuery *query, const LkDecision *decision)
{
  const char *label = lk_query_get_label (query);

  return label != NULL && decision->prediction < g_strv_length (self->names)
         && !g_str_equal (label, self->names[decision->prediction]);
}

gboolean
lk_query_filter_shows (LkQueryFilter *self, LkQuery *query)
{
  const LkDecision *decision;

  g_return_val_if_fail (self != NULL && LK_IS_QUERY (query), TRUE);

  if (self->chosen == SHOW_ALL)
    return TRUE;
  decision = lk_session_get_decision (self->session, query);
  if (decision == NULL)
    return FALSE;
  if (self->chosen == SHOW_WRONG)
    return is_wrong (self, query, decision);
  if (self->chosen == SHOW_CLOSE)
    return decision->margin <= self->close;
  return decision->prediction == self->chosen - SHOW_CLASSES;
}
