/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lk_task_run_in_thread:
 * @task: not one that returns on cancel
 * @func: returns a value or an error of @task, as its last act
 *
 * As g_task_run_in_thread(), but the last reference to @task, and with it those to its
 * source and to what its data hold, goes on the main context that @task was made in. A
 * thread that is slow to end would otherwise take apart what lives on the main thread, a
 * session among it, while that still uses it. For tasks whose source or data are such.
 */
void lk_task_run_in_thread (GTask *task, GTaskThreadFunc func);

G_END_DECLS
