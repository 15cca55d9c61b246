/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-model-menu.h"

#include <glib/gi18n-lib.h>

#include "lk-recent-menu.h"

GMenuModel *
lk_model_menu_new (const LkModelMenu *actions)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) choice = g_menu_new ();
  g_autoptr (GMenu) about = g_menu_new ();
  g_autoptr (GMenuModel) recent = NULL;

  g_return_val_if_fail (actions != NULL, NULL);

  g_menu_append (choice, _ ("Built-in _Conv64F"), actions->builtin);
  g_menu_append (choice, _ ("_Open Checkpoint…"), actions->open);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (choice));
  recent = lk_recent_menu_new (LK_RECENT_CHECKPOINTS, actions->recent);
  g_menu_append_section (menu, NULL, recent);
  if (actions->about != NULL)
    g_menu_append (about, _ ("_About This Network"), actions->about);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (about));
  return G_MENU_MODEL (menu);
}
