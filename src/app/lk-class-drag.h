/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-class-row.h"

G_BEGIN_DECLS

/** Lets the class of @row be dragged by @handle onto another row of its episode, whose
 * place it then takes. */
void lk_class_drag_add (LkClassRow *row, GtkWidget *handle);

G_END_DECLS
