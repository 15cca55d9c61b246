/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pairs-menu.h"

#define N_PAIRS 12

static void
fill (GMenu *menu, LkEvidence *evidence, guint class_index)
{
  g_autoptr (GArray) pairs = lk_evidence_find_pairs (evidence, class_index, N_PAIRS);

  for (guint i = 0; i < pairs->len; i++)
    {
      const LkPartPair *pair = &g_array_index (pairs, LkPartPair, i);
      g_autofree char *text = lk_evidence_describe_pair (evidence, class_index, pair);
      g_autoptr (GMenuItem) item = g_menu_item_new (text, NULL);

      g_menu_item_set_action_and_target (item, "win.show-pair", "(uu)", pair->row,
                                         pair->column);
      g_menu_append_item (menu, item);
    }
}

static void
on_popup (GtkMenuButton *button, gpointer session)
{
  LkEvidence *evidence = lk_session_get_evidence (session);
  g_autoptr (GMenu) menu = g_menu_new ();

  if (evidence != NULL)
    fill (menu, evidence, lk_session_get_shown_class (session));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
lk_pairs_menu_attach (GtkMenuButton *button, LkSession *session)
{
  gtk_menu_button_set_create_popup_func (button, on_popup, g_object_ref (session),
                                         g_object_unref);
}
