/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "lk-application.h"
#include "lk-change-card.h"
#include "lk-changes-view.h"
#include "lk-decision-page.h"
#include "lk-decision-panel.h"
#include "lk-decision-view.h"
#include "lk-distribution-view.h"
#include "lk-class-mark.h"
#include "lk-evidence-view.h"
#include "lk-headline.h"
#include "lk-pane.h"
#include "lk-part-view.h"
#include "lk-pixel-view.h"
#include "lk-query-strip.h"
#include "lk-ranking.h"
#include "lk-support-panel.h"
#include "window-fixture.h"

/* Every template and every type, with fatal warnings: made, shown, and gone again. */
static void
test_types (void)
{
  const GType types[]
      = { LK_TYPE_DECISION_PANEL, LK_TYPE_DECISION_VIEW, LK_TYPE_DISTRIBUTION_VIEW,
          LK_TYPE_CLASS_MARK,     LK_TYPE_PANE,          LK_TYPE_PART_VIEW,
          LK_TYPE_PIXEL_VIEW,     LK_TYPE_QUERY_STRIP,   LK_TYPE_RANKING,
          LK_TYPE_SUPPORT_PANEL,  LK_TYPE_CHANGE_CARD,   LK_TYPE_CHANGES_VIEW,
          LK_TYPE_DECISION_PAGE,  LK_TYPE_EVIDENCE_VIEW, LK_TYPE_HEADLINE };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));

      g_assert_finalize_object (G_OBJECT (widget));
    }
}

static void
test_windows_leave_nothing (void)
{
  for (guint i = 0; i < 3; i++)
    window_fixture_free (window_fixture_new ());
}

static void
test_window_with_example_leaves_nothing (void)
{
  LkWindow *window = window_fixture_new_with_example ();
  LkSession *session = g_object_ref (lk_window_get_session (window));

  window_fixture_free (window);
  g_assert_finalize_object (G_OBJECT (session));
}

static gboolean
overlay_has (GtkWidget *widget, const char *accelerator)
{
  g_autofree char *own = NULL;

  if (GTK_IS_SHORTCUTS_SHORTCUT (widget))
    {
      g_auto (GStrv) keys = NULL;

      g_object_get (widget, "accelerator", &own, NULL);
      keys = g_strsplit (own, " ", -1);
      if (g_strv_contains ((const char *const *) keys, accelerator))
        return TRUE;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (overlay_has (child, accelerator))
      return TRUE;
  return FALSE;
}

static gboolean
has_action (LkWindow *window, const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;
  guint i = 0;
  GType owner;
  const char *found, *property;
  const GVariantType *parameter_type;

  g_action_parse_detailed_name (detailed, &name, &target, &error);
  g_assert_no_error (error);
  if (g_str_has_prefix (name, "app.") || g_str_has_prefix (name, "window.")
      || g_str_equal (name, "win.show-help-overlay"))
    return TRUE;
  while (gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (window), i++, &owner,
                                        &found, &parameter_type, &property))
    if (g_str_equal (found, name))
      return TRUE;
  return FALSE;
}

/* The table of keys, the actions and the window of shortcuts agree. */
static void
test_accelerators (void)
{
  LkWindow *window = window_fixture_new ();
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
      "/io/github/likeness/Likeness/gtk/help-overlay.ui");
  GtkWidget *overlay = GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));

  for (const LkAccelerator *a = lk_application_list_accelerators (); a->action != NULL;
       a++)
    {
      guint key;
      GdkModifierType modifiers;

      if (!has_action (window, a->action))
        g_error ("%s does not exist", a->action);
      g_assert_true (gtk_accelerator_parse (a->keys[0], &key, &modifiers));
      if (!overlay_has (overlay, a->keys[0]))
        g_error ("%s (%s) is missing from the window of shortcuts", a->keys[0],
                 a->action);
    }
  gtk_window_destroy (GTK_WINDOW (overlay));
  window_fixture_free (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/app/types", test_types);
  g_test_add_func ("/app/windows-leave-nothing", test_windows_leave_nothing);
  g_test_add_func ("/app/window-with-example-leaves-nothing",
                   test_window_with_example_leaves_nothing);
  g_test_add_func ("/app/accelerators", test_accelerators);
  return g_test_run ();
}
