/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-membership.h"
#include "lk-support-check.h"

G_BEGIN_DECLS

/** (transfer full): where a query lies among the shots that were left out, in a sentence:
 * "Unlike every class here: lower than 24 of 25 shots at their own class.", or that
 * nothing can be known. */
char *lk_place_text_describe (const LkPlace *place);

/** (transfer full) (nullable): the same level by level: "By level, shots that are more
 * like their own class: part 3, ..."; %NULL where nothing can be known. */
char *lk_place_text_describe_levels (const LkPlace *place);

/** (transfer full) (nullable): where the margin of a decision lies among the leads of the
 * shots that were left out: "Its margin is larger than the lead of 20 of 25 shots when
 * each is left out."; %NULL where none was checked. No probability: that would need
 * labelled queries. */
char *lk_place_text_describe_margin (const LkSupportCheck *check, double margin);

/** How many checked shots lead by less than @margin. */
guint lk_place_text_count_below (const LkSupportCheck *check, double margin);

G_END_DECLS
