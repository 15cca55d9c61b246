/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>

/* What lasts until somebody does something about it stands in a bar of its own, with the
 * button that does; a toast would be gone before it is read. */

static void
show (LkWindow *self,
      LkWindowTrouble trouble,
      const char *text,
      const char *button,
      const char *action)
{
  self->shown_trouble = trouble;
  gtk_label_set_text (GTK_LABEL (self->trouble_text), text);
  gtk_button_set_label (GTK_BUTTON (self->trouble_button), button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->trouble_button), action);
  gtk_info_bar_set_revealed (GTK_INFO_BAR (self->trouble), TRUE);
  /* It comes of itself: who does not see it is told. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->trouble),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
lk_window_tell_absent (LkWindow *self, const char *text)
{
  show (self, LK_WINDOW_TROUBLE_ABSENT, text, _ ("_Locate…"), "win.locate");
}

void
lk_window_tell_unkept (LkWindow *self, const char *text)
{
  show (self, LK_WINDOW_TROUBLE_UNKEPT, text, _ ("_Save"), "win.save");
}

void
lk_window_close_trouble (LkWindow *self)
{
  self->shown_trouble = LK_WINDOW_TROUBLE_NONE;
  gtk_info_bar_set_revealed (GTK_INFO_BAR (self->trouble), FALSE);
}

void
lk_window_update_trouble (LkWindow *self)
{
  const gboolean over[] = {
    [LK_WINDOW_TROUBLE_NONE] = FALSE,
    [LK_WINDOW_TROUBLE_ABSENT] = lk_session_count_absent (self->session) == 0
                                 && !lk_session_get_reading (self->session),
    [LK_WINDOW_TROUBLE_UNKEPT] = !lk_session_get_modified (self->session),
  };

  if (over[self->shown_trouble])
    lk_window_close_trouble (self);
}
