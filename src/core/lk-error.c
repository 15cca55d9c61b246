/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-error.h"

GQuark
lk_error_quark (void)
{
  return g_quark_from_static_string ("lk-error-quark");
}
