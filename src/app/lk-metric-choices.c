/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-metric-choices.h"

#include <glib/gi18n-lib.h>

#include "lk-metric-options.h"
#include "lk-model.h"

static const char *
get_profile_title (guint i)
{
  return i == 0 ? _ ("As the model says") : lk_profile_list ()[i - 1]->title;
}

static const char *
get_part_form_title (guint i)
{
  return lk_part_form_get_title (i);
}

static const char *
get_distance_title (guint i)
{
  return lk_distance_get_title (i);
}

void
lk_metric_choices_fill (GtkWidget *drop_down, const char *(*get_title) (guint), guint n)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (titles, get_title (i));
  gtk_drop_down_set_model (GTK_DROP_DOWN (drop_down), G_LIST_MODEL (titles));
}

/* Those that need nothing trained, in a list of only them. */
static const LkNormalisation untrained[] = { LK_NORMALISE_EPISODE, LK_NORMALISE_RAW };

static const char *
get_normalisation_title (guint i)
{
  return lk_normalisation_get_title (i);
}

static const char *
get_untrained_title (guint i)
{
  return lk_normalisation_get_title (untrained[i]);
}

static gboolean
offers_trained (GtkWidget *drop_down)
{
  GListModel *titles = gtk_drop_down_get_model (GTK_DROP_DOWN (drop_down));

  return titles != NULL && g_list_model_get_n_items (titles) == LK_N_NORMALISATIONS;
}

LkNormalisation
lk_metric_choices_get_normalisation (GtkWidget *drop_down)
{
  guint position = gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down));

  if (offers_trained (drop_down) && position < LK_N_NORMALISATIONS)
    return position;
  return position < G_N_ELEMENTS (untrained) ? untrained[position] : LK_NORMALISE_EPISODE;
}

void
lk_metric_choices_offer_normalisations (GtkWidget *drop_down, gboolean trained)
{
  if (trained == offers_trained (drop_down)
      && gtk_drop_down_get_model (GTK_DROP_DOWN (drop_down)) != NULL)
    return;
  if (trained)
    lk_metric_choices_fill (drop_down, get_normalisation_title, LK_N_NORMALISATIONS);
  else
    lk_metric_choices_fill (drop_down, get_untrained_title, G_N_ELEMENTS (untrained));
}

void
lk_metric_choices_select_normalisation (GtkWidget *drop_down, LkNormalisation value)
{
  guint position = value;

  if (!offers_trained (drop_down))
    position = value == LK_NORMALISE_RAW ? 1 : 0;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), position);
}

static guint
count_profiles (void)
{
  guint n = 0;

  while (lk_profile_list ()[n] != NULL)
    n++;
  return n;
}

void
lk_metric_choices_fill_all (GtkWidget *profile,
                            GtkWidget *part_form,
                            GtkWidget *distance,
                            GtkWidget *normalisation)
{
  lk_metric_choices_fill (profile, get_profile_title, count_profiles () + 1);
  lk_metric_choices_fill (part_form, get_part_form_title, LK_N_PART_FORMS);
  lk_metric_choices_fill (distance, get_distance_title, LK_N_DISTANCES);
  lk_metric_choices_fill (normalisation, get_untrained_title, G_N_ELEMENTS (untrained));
}

guint
lk_metric_choices_find_profile (const char *name)
{
  for (guint i = 0; name != NULL && lk_profile_list ()[i] != NULL; i++)
    if (g_str_equal (lk_profile_list ()[i]->name, name))
      return i + 1;
  return 0;
}

const char *
lk_metric_choices_get_profile (guint position)
{
  return position == 0 ? NULL : lk_profile_list ()[position - 1]->name;
}

void
lk_metric_choices_align_model (GtkWidget *label)
{
  g_return_if_fail (GTK_IS_LABEL (label));
  /* Between label and button GTK has a box of its own, which is centred. */
  gtk_widget_set_halign (gtk_widget_get_parent (label), GTK_ALIGN_FILL);
}

char *
lk_metric_choices_describe_model (const char *name)
{
  return g_str_equal (name, LK_MODEL_DEFAULT) ? g_strdup (_ ("Built-in Conv64F"))
                                              : g_filename_display_basename (name);
}
