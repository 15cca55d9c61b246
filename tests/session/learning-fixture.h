/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session-fixture.h"

G_BEGIN_DECLS

#define LEARNING_CLASSES 4
#define LEARNING_PICTURES 8

/** (transfer full): a dataset of noise below the fixture's folder: @first to @first + 3
 * are its classes. */
char *learning_fixture_make_dataset (SessionFixture *self, const char *name, guint first);

/** (transfer full): a recipe of a small Conv64F that learns from @pictures, and validates
 * once. */
char *learning_fixture_write_recipe (SessionFixture *self, guint pictures);

G_END_DECLS
