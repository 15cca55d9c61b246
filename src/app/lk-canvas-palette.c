/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "lk-canvas.h"

static void
lookup_color (GtkStyleContext *context, const char *name, LkColor *color)
{
  GdkRGBA rgba;

  if (gtk_style_context_lookup_color (context, name, &rgba))
    *color = (LkColor){ rgba.red, rgba.green, rgba.blue };
}

void
lk_canvas_init_palette (GtkWidget *widget, LkPalette *palette)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  lk_palette_init (palette, adw_style_manager_get_dark (manager),
                   adw_style_manager_get_high_contrast (manager));
  lookup_color (context, "view_bg_color", &palette->background);
  lookup_color (context, "accent_bg_color", &palette->accent);
}
