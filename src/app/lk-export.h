/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-chooser.h"
#include "lk-session.h"

G_BEGIN_DECLS

/** Writes what @widget shows at @path; @which is what was asked for. */
typedef gboolean (*LkExportWrite) (GtkWidget *widget,
                                   guint which,
                                   const char *path,
                                   GError **error);

/**
 * LkExport:
 * @what: how it is asked for; a name without an ending takes that of the proposed one
 * @write: called with @which
 *
 * Something that can be taken away as a file.
 */
typedef struct
{
  LkChooserSave what;
  LkExportWrite write;
  guint which;
} LkExport;

/** Asks for a place over the window of @widget, writes there, and says by the session's
 * "message" how it went. */
void lk_export_ask (GtkWidget *widget, LkSession *session, const LkExport *export);

/** lk_export_ask() for a figure, called @name.svg at first. */
void lk_export_ask_figure (GtkWidget *widget,
                           LkSession *session,
                           const char *name,
                           LkExportWrite write,
                           guint which);

/** Puts the figure into the clipboard: as a picture of two pixels a point, on white, and
 * as SVG, for whoever pastes it to choose from. */
void lk_export_copy_figure (GtkWidget *widget,
                            LkSession *session,
                            LkExportWrite write,
                            guint which);

G_END_DECLS
