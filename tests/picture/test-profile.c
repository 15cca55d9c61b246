/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-profile-values.h"

static LkProfile
copy (const char *name)
{
  const LkProfile *profile = lk_profile_find (name, NULL);

  g_assert_nonnull (profile);
  return *profile;
}

static void
test_size (void)
{
  LkProfile p1 = copy ("p1");
  LkProfile p2 = copy ("p2");

  g_assert_true (lk_profile_set_value (&p1, "size", "224"));
  g_assert_cmpuint (p1.crop, ==, 224);
  g_assert_cmpuint (p1.resize, ==, 224);
  /* LibFewShot resizes to 96 before 84, and to 256 before 224. */
  g_assert_true (lk_profile_set_value (&p2, "size", "224"));
  g_assert_cmpuint (p2.crop, ==, 224);
  g_assert_cmpuint (p2.resize, ==, 256);
  g_assert_false (p2.keep_aspect);
}

static void
test_parts (void)
{
  LkProfile profile = copy ("p1");

  g_assert_true (lk_profile_set_value (&profile, "resize", "92"));
  g_assert_true (profile.keep_aspect);
  g_assert_true (lk_profile_set_value (&profile, "resize", "96x96"));
  g_assert_false (profile.keep_aspect);
  g_assert_cmpuint (profile.resize, ==, 96);
  g_assert_true (lk_profile_set_value (&profile, "crop", "80"));
  g_assert_cmpuint (profile.crop, ==, 80);
  g_assert_true (lk_profile_set_value (&profile, "mean", "0.485,0.456,0.406"));
  g_assert_true (lk_profile_set_value (&profile, "std", "0.25"));
  g_assert_cmpfloat (profile.mean[1], ==, 0.456);
  g_assert_cmpfloat (profile.std[2], ==, 0.25);
  g_assert_true (lk_profile_is_possible (&profile));
  g_assert_true (lk_profile_set_value (&profile, "crop", "97"));
  g_assert_false (lk_profile_is_possible (&profile));
}

/* What is written reads back as the same. */
static void
test_there_and_back (void)
{
  static const char *const names[] = { "resize", "crop", "mean", "std" };

  for (guint i = 0; lk_profile_list ()[i] != NULL; i++)
    {
      LkProfile other = copy ("imagenet-224");

      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        {
          g_autofree char *text = lk_profile_get_value (lk_profile_list ()[i], names[j]);

          g_assert_true (lk_profile_set_value (&other, names[j], text));
        }
      g_assert_true (lk_profile_equal (&other, lk_profile_list ()[i]));
    }
}

static void
test_impossible (void)
{
  static const char *const pairs[][2] = {
    { "size", "" },           { "size", "0" },       { "size", "-84" },
    { "size", "84.5" },       { "size", "3000" },    { "size", "99999999999" },
    { "resize", "96x" },      { "resize", "96x84" }, { "resize", "x96" },
    { "crop", "+84" },        { "crop", "84 " },     { "mean", "0.5,0.5" },
    { "mean", "nan" },        { "mean", "1,2,3,4" }, { "mean", "a,b,c" },
    { "std", "0" },           { "std", "-1,1,1" },   { "std", "inf" },
    { "resize", "96x96x96" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      LkProfile profile = copy ("p2");

      if (lk_profile_set_value (&profile, pairs[i][0], pairs[i][1]))
        g_error ("%s took “%s”", pairs[i][0], pairs[i][1]);
    }
}

static void
test_describe (void)
{
  LkProfile profile = copy ("p1");
  g_autofree char *plain = lk_profile_describe (&profile);
  g_autofree char *changed = NULL;

  g_assert_cmpstr (plain, ==, "p1");
  g_assert_true (lk_profile_set_value (&profile, "resize", "96"));
  changed = lk_profile_describe (&profile);
  g_assert_cmpstr (changed, ==,
                   "p1 with resize 96, crop 84, mean 0.5,0.5,0.5, std 0.5,0.5,0.5");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/size", test_size);
  g_test_add_func ("/profile/parts", test_parts);
  g_test_add_func ("/profile/there-and-back", test_there_and_back);
  g_test_add_func ("/profile/impossible", test_impossible);
  g_test_add_func ("/profile/describe", test_describe);
  return g_test_run ();
}
