/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-contents.h"

G_BEGIN_DECLS

/** Reads every number of every tensor, asks the layouts what they are, and frees all but
 * @contents. */
void fuzz_use_contents (LkContents *contents);

G_END_DECLS
