/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** What can be found in an episode beside which queries come out right; each is some
 * bytes of an outcome, which #LkDeletion, #LkUnknown and #LkConfidence make and take. */
typedef enum
{
  LK_FINDING_DELETION,
  LK_FINDING_UNKNOWN,
  LK_FINDING_CONFIDENCE,
} LkFinding;
#define LK_N_FINDINGS 3

/** Which of them are asked for: @n_unknown classes outside each episode, 0 for none. */
typedef struct
{
  gboolean deletion;
  gboolean confidence;
  int n_unknown;
} LkFindingsWanted;

G_END_DECLS
