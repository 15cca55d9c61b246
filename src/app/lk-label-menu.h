/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Fills @menu anew with the names of @classes (list model of #LkClass), each the target
 * of
 * @action; before them @none (nullable), whose target is "". */
void lk_label_menu_fill (GMenu *menu,
                         GListModel *classes,
                         const char *action,
                         const char *none);

G_END_DECLS
