/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "lk-choices.h"
#include "lk-libfewshot.h"
#include "lk-yaml.h"

static GHashTable *
tell (const char *text, const char *backbone)
{
  return lk_libfewshot_read (text, strlen (text), backbone);
}

static void
assert_told (const char *text, const char *backbone, const char *name, const char *value)
{
  g_autoptr (GHashTable) told = tell (text, backbone);

  g_assert_nonnull (told);
  g_assert_cmpstr (g_hash_table_lookup (told, name), ==, value);
}

static void
test_conv (void)
{
  const char *relu = "backbone:\n  name: Conv64F\n  kwargs: {is_flatten: true}\n";
  const char *dn4
      = "image_size: 84\nbackbone:\n  name: Conv64F\n  kwargs:\n"
        "    leaky_relu: True\n    negative_slope: 0.2\n    last_pool: False\n";
  const char *cova = "backbone: {name: Conv64F, kwargs: {last_pool: no, leaky_relu: on, "
                     "maxpool_last2: off, negative_slope: 0.1}}\n";
  const char *narrow = "backbone:\n  name: Conv32F\n  kwargs:\n    maxpool_last2: false\n"
                       "    last_pool: false\n";

  assert_told (relu, "conv64f", "pools", "1111");
  assert_told (relu, "conv64f", "slope", "0");
  assert_told (relu, "conv64f", "padding", "1111");
  assert_told (relu, "conv64f", "profile", NULL);
  assert_told (dn4, "conv64f", "pools", "1110");
  assert_told (dn4, "conv64f", "slope", "0.2");
  assert_told (dn4, "conv64f", "profile", "p2");
  assert_told (dn4, "conv64f", "size", NULL);
  assert_told (cova, "conv64f", "pools", "1100");
  assert_told (cova, "conv64f", "slope", "0.1");
  assert_told (narrow, "conv64f", "pools", "1110");
}

static void
test_others (void)
{
  assert_told ("backbone: {name: Conv64F_MCL, kwargs: }", "conv64f", "slope", "0.2");
  assert_told ("backbone: {name: Conv64F_MCL, kwargs: }", "conv64f", "pools", "1111");
  assert_told ("backbone: {name: Conv64FReLU}", "conv64f", "padding", "0011");
  assert_told ("backbone: {name: resnet12, kwargs: {maxpool_last2: false}}", "resnet12",
               "pools", "1100");
  assert_told ("backbone: {name: resnet12}", "resnet12", "pools", "1111");
  assert_told ("backbone: {name: resnet12Bdc}", "resnet12", "pools", "1110");
  assert_told ("backbone: {name: resnet18, kwargs: {last_block_stride: 1}}", "resnet18",
               "strides", "1221");
  assert_told ("backbone: {name: resnet18}\nimage_size: 224", "resnet18", "size", "224");
}

/* As PyYAML reads them, and Python takes them: a text is true, whatever it says. */
static void
test_spellings (void)
{
  static const char *const false_ones[]
      = { "false", "False", "FALSE", "no", "Off", "null", "~", "0", "0.0", "" };
  static const char *const true_ones[]
      = { "true", "YES", "on", "1", "2.5", "n", "N", "fALSE", "'False'", "\"no\"" };

  for (guint i = 0; i < G_N_ELEMENTS (false_ones); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("\xef\xbb\xbf"
                             "backbone:\n  name: Conv64F\n  kwargs:\n    last_pool: %s\n"
                             "    leaky_relu: %s\n",
                             false_ones[i], true_ones[i]);

      g_test_message ("%s, %s", false_ones[i], true_ones[i]);
      assert_told (text, "conv64f", "pools", "1110");
      assert_told (text, "conv64f", "slope", "0.2");
    }
}

/* What is said once and referred to, as PyYAML writes what is used twice. */
static void
test_anchors (void)
{
  static const char *const texts[] = {
    "b: &b {last_pool: false, leaky_relu: true}\n"
    "backbone: {name: Conv64F, kwargs: *b}\n",
    "b: &b {last_pool: false, leaky_relu: false}\n"
    "backbone:\n  name: Conv64F\n  kwargs:\n    leaky_relu: true\n    <<: *b\n",
    "b: &b {last_pool: false}\nc: &c {last_pool: true, leaky_relu: true}\n"
    "backbone: {name: Conv64F, kwargs: {<<: [*b, *c]}}\n",
    "all: &all\n  backbone: {name: &n Conv64F, kwargs: {<<: {last_pool: false}, "
    "leaky_relu: &t on}}\n<<: *all\n",
    "x: &f no\nn: &n Conv64F\ny: &t yes\n"
    "backbone: {name: *n, kwargs: {last_pool: *f, leaky_relu: *t}}\n",
    "o: &o {kwargs: &k {last_pool: no, leaky_relu: yes}}\np: &p\n  q: *o\n"
    "backbone: {name: Conv64F, <<: *o}\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      assert_told (texts[i], "conv64f", "pools", "1110");
      assert_told (texts[i], "conv64f", "slope", "0.2");
    }
  assert_told ("k: [&k {last_pool: no}]\nbackbone: {name: Conv64F, list: [*k]}\n",
               "conv64f", "pools", "1111");
}

/* Of another network, of another program, or no YAML at all. */
static void
test_nothing (void)
{
  static const char *const texts[] = {
    "",
    "backbone: {name: resnet12}",
    "backbone: {name: Swin}",
    "backbone: [name, Conv64F]",
    "backbone: {kwargs: {last_pool: false}}",
    "list: [{backbone: {name: Conv64F}}]",
    "backbone: {name: Conv64F",
    "a: b: c",
    "\tbackbone: 1",
    "? {a: b}\n: c\nbackbone: {name: Conv64F}",
    "%TAG ! tag:example,2000:\n",
    "\xff\xfe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (tell (texts[i], "conv64f") != NULL)
      g_error ("“%s” told something", texts[i]);
}

static void
test_hostile (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GString) many = g_string_new ("backbone: {name: Conv64F}\nlist:\n");
  g_autoptr (GString) laughs = g_string_new ("a0: &a0 [x, x]\n");

  g_assert_null (tell (deep, "conv64f"));
  for (guint i = 0; i < 60000; i++)
    g_string_append (many, "- 1\n- 2\n");
  g_assert_null (tell (many->str, "conv64f"));
  for (guint i = 1; i < 50; i++)
    g_string_append_printf (laughs, "a%u: &a%u [*a%u, *a%u]\n", i, i, i - 1, i - 1);
  g_string_append (laughs, "backbone: {name: Conv64F}\n");
  assert_told (laughs->str, "conv64f", "pools", "1111");
  g_string_assign (laughs, "backbone: &a0 {name: Conv64F}\n");
  for (guint i = 1; i < 31; i++)
    g_string_append_printf (laughs, "a%u: &a%u {l: *a%u, r: *a%u}\n", i, i, i - 1, i - 1);
  g_assert_null (tell (laughs->str, "conv64f"));
  g_assert_null (lk_libfewshot_read (deep, (gsize) 2 << 20, "conv64f"));
}

static void
test_yaml (void)
{
  static const char *const all[] = { "", NULL };
  const char *text = "a:\n  b: 1\n  c: [x, {d: 2}]\n  b: 3\ne: 'f g'\n";
  g_autoptr (GHashTable) scalars = lk_yaml_list_scalars (text, strlen (text), all);

  g_assert_cmpuint (g_hash_table_size (scalars), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (scalars, "a.b"), ==, "3");
  g_assert_cmpstr (g_hash_table_lookup (scalars, "e"), ==, "f g");
}

/* A line that says something of a network reads back as it was written. */
static void
test_choices (void)
{
  const char *line = "padding=0011 pools=1100 tensors=model.student";
  g_autoptr (GHashTable) choices = lk_choices_parse (" tensors=model.student;pools=1100 "
                                                     "padding=0011 ",
                                                     NULL);
  g_autofree char *text = lk_choices_format (choices);
  g_autoptr (GHashTable) none = lk_choices_parse ("", NULL);

  g_assert_cmpstr (text, ==, line);
  g_assert_null (lk_choices_format (none));
  g_assert_null (lk_choices_parse ("profile=p1", NULL));
  g_assert_null (lk_choices_parse ("pools", NULL));
  g_assert_null (lk_choices_parse ("pools=", NULL));
  g_assert_null (lk_choices_parse ("stride=2", NULL));
}

static void
test_place (void)
{
  g_autofree char *found = lk_libfewshot_find_configuration ("/r/checkpoints/best.pth");

  g_assert_cmpstr (found, ==, "/r/config.yaml");
  g_assert_null (lk_libfewshot_find_configuration ("/r/best.pth"));
  g_assert_null (lk_libfewshot_find_configuration ("/best.pth"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/libfewshot/conv", test_conv);
  g_test_add_func ("/libfewshot/others", test_others);
  g_test_add_func ("/libfewshot/spellings", test_spellings);
  g_test_add_func ("/libfewshot/anchors", test_anchors);
  g_test_add_func ("/libfewshot/nothing", test_nothing);
  g_test_add_func ("/libfewshot/hostile", test_hostile);
  g_test_add_func ("/libfewshot/yaml", test_yaml);
  g_test_add_func ("/libfewshot/choices", test_choices);
  g_test_add_func ("/libfewshot/place", test_place);
  return g_test_run ();
}
