/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cautions.h"

#include <string.h>

#include "test-pictures.h"

/* A picture without a file: 40 x 30 of one grey, or with an edge of another one. */
static LkPicture *
make_picture (guint width, guint height, guint8 grey, guint8 edge)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  LkPicture *picture;

  g_string_append_printf (text, "P3 %u %u 255\n", width, height);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint8 value = x < width / 2 ? grey : edge;

        g_string_append_printf (text, "%u %u %u\n", value, value, value);
      }
  bytes = g_bytes_new (text->str, text->len);
  picture = lk_picture_new_for_bytes (bytes, "made", &error);
  g_assert_no_error (error);
  return picture;
}

static void
append (LkEpisodeState *state, const char *name, LkPicture *a, LkPicture *b, LkPicture *c)
{
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();

  if (a != NULL)
    g_ptr_array_add (shots, a);
  if (b != NULL)
    g_ptr_array_add (shots, b);
  if (c != NULL)
    g_ptr_array_add (shots, c);
  lk_episode_state_append_class (state, name, shots);
}

static void
ask (LkEpisodeState *state, LkPicture *picture)
{
  g_autoptr (LkQuery) query = lk_query_new (picture, NULL);

  lk_episode_state_append_query (state, query);
}

/* The same bytes are the same picture, whatever object they are. */
static void
test_places (void)
{
  g_autoptr (LkPicture) one = make_picture (40, 30, 10, 200);
  g_autoptr (LkPicture) again = make_picture (40, 30, 10, 200);
  g_autoptr (LkPicture) two = make_picture (40, 30, 20, 200);
  g_autoptr (LkPicture) three = make_picture (40, 30, 30, 200);
  g_autoptr (LkPicture) four = make_picture (40, 30, 40, 200);
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();
  g_autoptr (LkCautions) cautions = NULL;
  g_autofree char *text = NULL;

  append (state, "Fox", one, two, two);
  append (state, "Wolf", again, three, four);
  ask (state, three);
  ask (state, make_picture (40, 30, 50, 200));
  cautions = lk_cautions_new (state);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 0, one), ==, LK_CAUTION_TWO_CLASSES);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 1, again), ==, LK_CAUTION_TWO_CLASSES);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 0, two), ==, LK_CAUTION_TWICE);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 1, three), ==,
                   LK_CAUTION_QUERY_AND_SHOT);
  g_assert_cmpint (lk_cautions_get_query (cautions, three), ==,
                   LK_CAUTION_QUERY_AND_SHOT);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 1, four), ==, LK_CAUTION_NONE);
  g_assert_null (lk_cautions_describe (cautions, 1, four));
  text = lk_cautions_describe (cautions, -1, three);
  g_assert_nonnull (strstr (text, "Wolf"));
}

static void
test_pictures (void)
{
  g_autoptr (LkPicture) small = make_picture (60, 12, 10, 200);
  g_autoptr (LkPicture) plain = make_picture (60, 60, 90, 92);
  g_autoptr (LkPicture) fine = make_picture (60, 60, 90, 120);
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();
  g_autoptr (LkCautions) cautions = NULL;

  append (state, "Fox", small, plain, fine);
  cautions = lk_cautions_new (state);
  g_assert_cmpfloat_with_epsilon (lk_picture_get_contrast (plain), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (lk_picture_get_contrast (fine), 15, 1e-9);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 0, small), ==, LK_CAUTION_SMALL);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 0, plain), ==, LK_CAUTION_PLAIN);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 0, fine), ==, LK_CAUTION_NONE);
}

/* Fewer than the middle class has; none at all is another matter. */
static void
test_fewer (void)
{
  LkPicture *pictures[9];
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();
  g_autoptr (LkCautions) cautions = NULL;
  g_autofree char *few = NULL, *none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    pictures[i] = make_picture (40, 30, (guint8) (10 * i), 200);
  append (state, "Fox", pictures[0], pictures[1], pictures[2]);
  append (state, "Wolf", pictures[3], NULL, NULL);
  append (state, "Dog", pictures[4], pictures[5], pictures[6]);
  append (state, "Void", NULL, NULL, NULL);
  cautions = lk_cautions_new (state);
  g_assert_cmpuint (lk_cautions_get_fewer (cautions, 0), ==, 0);
  g_assert_cmpuint (lk_cautions_get_fewer (cautions, 1), ==, 3);
  g_assert_cmpuint (lk_cautions_get_fewer (cautions, 3), ==, 0);
  few = lk_cautions_describe_class (cautions, 1);
  none = lk_cautions_describe_class (cautions, 3);
  g_assert_nonnull (strstr (few, "3"));
  g_assert_nonnull (strstr (none, "Left out"));
  g_assert_null (lk_cautions_describe_class (cautions, 0));
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    g_object_unref (pictures[i]);
}

/* What is scored has no class without a picture, and is the episode itself where all have
 * one; names and labels make no other pictures. */
static void
test_states (void)
{
  g_autoptr (LkPicture) a = make_picture (40, 30, 10, 200);
  g_autoptr (LkPicture) b = make_picture (40, 30, 20, 200);
  g_autoptr (LkEpisodeState) state = lk_episode_state_new ();
  g_autoptr (LkEpisodeState) renamed = lk_episode_state_new ();
  g_autoptr (LkEpisodeState) whole = NULL, scored = NULL, other = NULL;
  g_autoptr (LkQuery) labelled = lk_query_new (a, "Wolf");

  append (state, "Fox", a, NULL, NULL);
  append (state, "Wolf", b, NULL, NULL);
  ask (state, a);
  append (renamed, "Vulpes", a, NULL, NULL);
  append (renamed, "Wolf", b, NULL, NULL);
  lk_episode_state_append_query (renamed, labelled);
  g_assert_true (lk_episode_state_same_pictures (state, renamed));
  g_assert_false (lk_episode_state_same_objects (state, renamed));
  whole = lk_episode_state_without_empty (state);
  g_assert_true (whole == state);
  append (renamed, "Void", NULL, NULL, NULL);
  g_assert_false (lk_episode_state_same_pictures (state, renamed));
  scored = lk_episode_state_without_empty (renamed);
  g_assert_cmpuint (lk_episode_state_get_n_classes (scored), ==, 2);
  g_assert_true (lk_episode_state_same_pictures (state, scored));
  g_assert_cmpint (lk_episode_state_find_class (scored, "Wolf"), ==, 1);
  g_assert_cmpint (lk_episode_state_find_class (scored, "Void"), ==, -1);
  g_assert_cmpint (lk_episode_state_find_class (scored, NULL), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/episode/cautions/places", test_places);
  g_test_add_func ("/episode/cautions/pictures", test_pictures);
  g_test_add_func ("/episode/cautions/fewer", test_fewer);
  g_test_add_func ("/episode/cautions/states", test_states);
  return g_test_run ();
}
