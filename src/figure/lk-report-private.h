/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-membership.h"
#include "lk-pages.h"
#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * LkReport:
 * @decisions: [n_queries]: under @options
 * @membership: (nullable): the range of the shots, from lk_report_add_check() on, where
 *   they were checked
 *
 * What the parts of a report share. Private to this room.
 */
typedef struct
{
  LkPages *pages;
  LkScoring *scoring;
  LkMetricOptions options;
  guint n_queries;
  LkDecision **decisions;
  LkMembership *membership;
} LkReport;

/** The square that the network saw, @size points wide, at (@x, @self->pages->y + @dy);
 * with no more pixels than paper shows. */
void lk_report_draw_thumbnail (LkReport *self,
                               LkPicture *picture,
                               double x,
                               double dy,
                               double size);

/** Title, model and metric, and how many labelled queries are right. */
void lk_report_add_heading (LkReport *self, const char *title);
/** Every class with its shots. */
void lk_report_add_support (LkReport *self);
/** A line a query: what it is most like, and what each level gives to the margin. */
void lk_report_add_ledger (LkReport *self);
/** A page on what the shots say of one another, where any class has two of them and
 * they are not too many. Fails as lk_support_check_new() does. */
gboolean lk_report_add_check (LkReport *self, GError **error);
/** Where a query lies in that range: "Unlike every class here: ..."; nothing where the
 * shots were not checked. Fails as lk_membership_compare() does. */
gboolean lk_report_add_place (LkReport *self, guint query, GError **error);

G_END_DECLS
