/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-against-choices.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>

struct _LkAgainstChoices
{
  GtkStringList *titles;
  GArray *values; /* int, one a title */
  guint shown_class;
  int truth;
};

static void
append (LkAgainstChoices *self, int value, const char *title)
{
  gtk_string_list_append (self->titles, title);
  g_array_append_val (self->values, value);
}

static void
append_class (LkAgainstChoices *self, int value, const char *name)
{
  g_autofree char *title = g_strdup_printf (_ ("against %s"), name);

  append (self, value, title);
}

static LkAgainstChoices *
create (LkEvidence *evidence, guint shown_class)
{
  LkAgainstChoices *self = g_new0 (LkAgainstChoices, 1);

  self->titles = gtk_string_list_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (int));
  self->shown_class = shown_class;
  self->truth = lk_evidence_get_truth (evidence);
  if (self->truth == (int) shown_class)
    self->truth = -1;
  return self;
}

/* All that a class can be compared with, but nothing and all. */
static void
append_others (LkAgainstChoices *self, LkEvidence *evidence)
{
  LkEpisodeState *episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence));

  if (self->truth >= 0)
    {
      g_autofree char *title = g_strdup_printf (
          _ ("against the true class, %s"),
          lk_episode_state_get_class_name (episode, (guint) self->truth));

      append (self, LK_AGAINST_TRUTH, title);
    }
  append (self, LK_AGAINST_BEST_OTHER, _ ("against the next best"));
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    if (i != self->shown_class && (int) i != self->truth)
      append_class (self, (int) i, lk_episode_state_get_class_name (episode, i));
}

LkAgainstChoices *
lk_against_choices_new (LkEvidence *evidence, guint shown_class)
{
  LkAgainstChoices *self;

  g_return_val_if_fail (LK_IS_EVIDENCE (evidence), NULL);

  self = create (evidence, shown_class);
  append (self, LK_AGAINST_NONE, _ ("alone"));
  append_others (self, evidence);
  return self;
}

LkAgainstChoices *
lk_against_choices_new_for_margin (LkEvidence *evidence, guint shown_class)
{
  LkAgainstChoices *self;

  g_return_val_if_fail (LK_IS_EVIDENCE (evidence), NULL);

  self = create (evidence, shown_class);
  append_others (self, evidence);
  append (self, LK_AGAINST_MEAN, _ ("against the mean of all"));
  return self;
}

void
lk_against_choices_free (LkAgainstChoices *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->titles);
  g_array_unref (self->values);
  g_free (self);
}

gboolean
lk_against_choices_equal (LkAgainstChoices *a, LkAgainstChoices *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->values->len != b->values->len)
    return FALSE;
  for (guint i = 0; i < a->values->len; i++)
    if (lk_against_choices_get (a, i) != lk_against_choices_get (b, i)
        || !g_str_equal (gtk_string_list_get_string (a->titles, i),
                         gtk_string_list_get_string (b->titles, i)))
      return FALSE;
  return TRUE;
}

GListModel *
lk_against_choices_get_titles (LkAgainstChoices *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return G_LIST_MODEL (self->titles);
}

int
lk_against_choices_get (LkAgainstChoices *self, guint position)
{
  g_return_val_if_fail (self != NULL, LK_AGAINST_NONE);
  return position < self->values->len ? g_array_index (self->values, int, position)
                                      : LK_AGAINST_NONE;
}

guint
lk_against_choices_find (LkAgainstChoices *self, int against)
{
  g_return_val_if_fail (self != NULL, 0);

  if (against >= 0 && against == self->truth)
    against = LK_AGAINST_TRUTH;
  else if (against == LK_AGAINST_TRUTH && self->truth < 0)
    against = LK_AGAINST_BEST_OTHER;
  for (guint i = 0; i < self->values->len; i++)
    if (g_array_index (self->values, int, i) == against)
      return i;
  /* Without "alone" there is still the next best. */
  return g_array_index (self->values, int, 0) == LK_AGAINST_TRUTH ? 1 : 0;
}
