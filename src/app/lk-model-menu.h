/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkModelMenu:
 * @builtin: a detailed action: takes the built-in model
 * @open: asks for a checkpoint
 * @recent: takes a path
 * @about: (nullable): tells what the model in force is
 *
 * The actions of a menu from which a model is chosen.
 */
typedef struct
{
  const char *builtin;
  const char *open;
  const char *recent;
  const char *about;
} LkModelMenu;

/** (transfer full): the built-in model, a file, and the checkpoints opened last. */
GMenuModel *lk_model_menu_new (const LkModelMenu *actions);

G_END_DECLS
