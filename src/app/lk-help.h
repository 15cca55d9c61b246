/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-window.h"

G_BEGIN_DECLS

/**
 * lk_help_find_file:
 * @page: a page of help/, such as "method"
 *
 * Returns: (transfer full): the page as HTML, in the person's language if there is one
 *   in it; %NULL with %LK_ERROR_FILE where none is installed
 */
char *lk_help_find_file (const char *page, GError **error);

/**
 * lk_help_get_uri:
 * @page: likewise, or a section of it, such as "glossary#margin"
 *
 * Returns: (transfer full): "help:likeness/page" where a program shows such pages and
 * ours are where it looks, else the address of the file, which has no section: what opens
 * files takes none; %NULL with %LK_ERROR_FILE
 */
char *lk_help_get_uri (const char *page, GError **error);

/** The section of the glossary on the control that is called @id in the templates;
 * (nullable): none has to be explained. */
const char *lk_help_find_term (const char *id);

/** The page on what @window shows: the term that the control with the focus is about,
 * else that of its view, of the first steps in an empty one. @window: (nullable) */
const char *lk_help_choose_page (GtkWindow *window);

/** Opens @page in the program that shows it, or says which file it is. @window:
 * (nullable)
 */
void lk_help_show (GtkWindow *window, const char *page);

G_END_DECLS
