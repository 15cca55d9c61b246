/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** The program: one window a session file, and the keys of its actions. */
#define LK_TYPE_APPLICATION (lk_application_get_type ())
G_DECLARE_FINAL_TYPE (LkApplication, lk_application, LK, APPLICATION, AdwApplication)

LkApplication *lk_application_new (void);

/**
 * LkAccelerator:
 * @action: detailed action name
 * @keys: %NULL-terminated
 *
 * A row of the table of keys; ends with a row of %NULL.
 */
typedef struct
{
  const char *action;
  const char *keys[4];
} LkAccelerator;

const LkAccelerator *lk_application_list_accelerators (void);

G_END_DECLS
