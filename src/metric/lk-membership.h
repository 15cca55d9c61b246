/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-explanation.h"
#include "lk-leave-one-out.h"

G_BEGIN_DECLS

/** Each level, in the order of #LkLevel, then all together. */
#define LK_MEMBERSHIP_FUSED LK_N_LEVELS
#define LK_N_MEMBERSHIPS (LK_N_LEVELS + 1)

/**
 * LkMembership:
 * @n_classes: of the support set
 * @n_members: shots that could be left out: those of classes with more than one
 * @mean, @spread: of the two measures of each level, over the left-out shots: the score
 *   at the own class, and its lead over the mean of the other classes
 * @likeness: by level, then fused: [n_members]: how like its own class each left-out shot
 *   is
 *
 * The range in which true members of the classes lie, by the shots that were left out one
 * after the other, level by level and fused (docs/METHOD.md 12.2). Whether a query is
 * like any class at all is told by its place in that range, never by a number of its own.
 */
typedef struct
{
  guint n_classes;
  guint n_members;
  double weights[LK_N_LEVELS];
  double mean[2][LK_N_LEVELS];
  double spread[2][LK_N_LEVELS];
  double *likeness[LK_N_MEMBERSHIPS];
} LkMembership;

/**
 * LkPlace:
 * @class_index: the class that the query is compared with
 * @n_members: as many as there are; 0: nothing can be known
 * @likeness: by level, then fused
 * @n_higher: how many members are more like their own class, of @n_members
 */
typedef struct
{
  guint class_index;
  guint n_members;
  double likeness[LK_N_MEMBERSHIPS];
  guint n_higher[LK_N_MEMBERSHIPS];
} LkPlace;

/** @options: distance and weights are used, and those @left_out was made with */
LkMembership *lk_membership_new (const LkLeaveOneOut *left_out,
                                 guint n_classes,
                                 const LkMetricOptions *options);
void lk_membership_free (LkMembership *self);

/**
 * lk_membership_make_parts:
 *
 * (transfer full): @class_index of @support without each of its shots in turn, as so many
 * classes: a left-out shot of a class of K meets K - 1 shots, and so must a query that is
 * compared with it, as nearest-neighbour scores grow with K. Holds each shot's
 * descriptors K - 1 times. Fails as lk_support_new() does; the class needs two shots.
 */
LkSupport *
lk_membership_make_parts (LkSupport *support, guint class_index, GError **error);

/**
 * lk_membership_place:
 * @whole: the query against the classes
 * @parts: the same query against the parts of @class_index
 * @options: as for lk_membership_new()
 *
 * Where the query lies among the true members, at @class_index: its score is the mean
 * over the parts, those of the other classes are as they are.
 */
LkPlace lk_membership_place (const LkMembership *self,
                             LkExplanation *whole,
                             LkExplanation *parts,
                             guint class_index,
                             const LkMetricOptions *options);

/**
 * lk_membership_compare:
 *
 * (transfer full): @explanation's query, with the cells that count in it, against the
 * parts of @class_index. Fails as lk_membership_make_parts(), lk_explanation_new() and
 * lk_what_if_masked() do.
 */
LkExplanation *lk_membership_compare (LkExplanation *explanation,
                                      guint class_index,
                                      GCancellable *cancellable,
                                      GError **error);

/** Whether fewer than one member in twenty, and not the half of one, is less like its own
 * class: "unlike every class here". */
gboolean lk_place_is_unlike (const LkPlace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkMembership, lk_membership_free)

G_END_DECLS
