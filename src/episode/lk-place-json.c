/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-place-json.h"

JsonObject *
lk_place_json_write (const LkPlace *place)
{
  JsonObject *object, *likeness, *higher;

  g_return_val_if_fail (place != NULL, NULL);

  object = json_object_new ();
  likeness = json_object_new ();
  higher = json_object_new ();
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    {
      const char *name = i == LK_MEMBERSHIP_FUSED ? "fused" : lk_level_to_string (i);

      json_object_set_double_member (likeness, name, place->likeness[i]);
      json_object_set_int_member (higher, name, place->n_higher[i]);
    }
  json_object_set_int_member (object, "members", place->n_members);
  json_object_set_boolean_member (object, "unlike", lk_place_is_unlike (place));
  json_object_set_object_member (object, "likeness", likeness);
  json_object_set_object_member (object, "higher", higher);
  return object;
}
