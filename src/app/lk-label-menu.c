/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-label-menu.h"

#include "lk-class.h"

static void
append (GMenu *menu, const char *action, const char *label, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

/* A name is shown as it is: an underscore in it is none of a mnemonic. */
static void
append_class (GMenu *menu, const char *action, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);

  append (menu, action, label, name);
}

void
lk_label_menu_fill (GMenu *menu,
                    GListModel *classes,
                    const char *action,
                    const char *none)
{
  g_return_if_fail (G_IS_MENU (menu) && G_IS_LIST_MODEL (classes));

  g_menu_remove_all (menu);
  if (none != NULL)
    append (menu, action, none, "");
  for (guint i = 0; i < g_list_model_get_n_items (classes); i++)
    {
      g_autoptr (LkClass) class = g_list_model_get_item (classes, i);

      append_class (menu, action, lk_class_get_name (class));
    }
}
