/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "checkpoint-fixture.h"
#include "lk-error.h"
#include "lk-pickle.h"

static LkPickle *
parse (const void *data, gsize size, GError **error)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  gsize n_read = 0;
  LkPickle *pickle = lk_pickle_parse (copy, size, &n_read, error);

  if (pickle != NULL)
    g_assert_cmpuint (n_read, <=, size);
  return pickle;
}

#define PARSE(text, error) parse (text, sizeof (text) - 1, error)

typedef struct
{
  const char *name;
  const char *data;
  gsize size;
  int code;
  const char *text;
} Bad;

#define BAD(name, data, code, text)                                                      \
  {                                                                                      \
    name, data, sizeof (data) - 1, code, text                                            \
  }

static const Bad bad[] = {
  BAD ("empty", "", LK_ERROR_FORMAT, "cut short"),
  BAD ("no-stop", "N", LK_ERROR_FORMAT, "cut short"),
  BAD ("stop-on-nothing", ".", LK_ERROR_FORMAT, "never put down"),
  BAD ("protocol", "\x80\x06N.", LK_ERROR_UNSUPPORTED, "protocol 6"),
  BAD ("inst", "(ios\nsystem\n.", LK_ERROR_UNSUPPORTED, "0x69"),
  BAD ("obj", "(cos\nsystem\no.", LK_ERROR_UNSUPPORTED, "0x6f"),
  BAD ("newobj-ex", "N\x92.", LK_ERROR_FORMAT, "never put down"),
  BAD ("extension", "\x82\x01.", LK_ERROR_UNSUPPORTED, "0x82"),
  BAD ("text-persistent-id", "Pstorage\n.", LK_ERROR_UNSUPPORTED, "0x50"),
  BAD ("global-of-numbers", "K\1K\2\x93.", LK_ERROR_FORMAT, "text"),
  BAD ("unended-global", "ctorch\nFloat", LK_ERROR_FORMAT, "cut short"),
  BAD ("call-number", "K\1)R.", LK_ERROR_FORMAT, "called"),
  BAD ("call-storage", "ctorch\nFloatStorage\n)R.", LK_ERROR_FORMAT, "called"),
  BAD ("call-with-list", "ccollections\nOrderedDict\n]R.", LK_ERROR_FORMAT, "called"),
  BAD ("call-on-nothing", "R.", LK_ERROR_FORMAT, "never put down"),
  BAD ("below-mark", "K\1(\x85.", LK_ERROR_FORMAT, "never put down"),
  BAD ("no-mark", "K\1t.", LK_ERROR_FORMAT, "never put down"),
  BAD ("append-to-nothing", "K\1a.", LK_ERROR_FORMAT, "never put down"),
  BAD ("append-to-number", "K\1K\1a.", LK_ERROR_FORMAT, "container"),
  BAD ("appends-at-bottom", "(K\1e.", LK_ERROR_FORMAT, "never put down"),
  BAD ("odd-items", "}(K\1u.", LK_ERROR_FORMAT, "container"),
  BAD ("item-of-list", "]K\1K\1s.", LK_ERROR_FORMAT, "container"),
  BAD ("build-number", "K\1}b.", LK_ERROR_FORMAT, "attributes"),
  BAD ("forgotten", "h\5.", LK_ERROR_FORMAT, "never kept"),
  BAD ("put-nothing", "q\0.", LK_ERROR_FORMAT, "never put down"),
  BAD ("long-string",
       "X\xff\xff\xff\xff"
       "a.",
       LK_ERROR_FORMAT,
       "cut short"),
  BAD ("huge-string",
       "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
       "a.",
       LK_ERROR_FORMAT,
       "cut short"),
  BAD ("huge-frame",
       "\x95\xff\xff\xff\xff\xff\xff\xff\xff",
       LK_ERROR_FORMAT,
       "cut short"),
  BAD ("long-negative", "\x8b\xff\xff\xff\xff.", LK_ERROR_FORMAT, "cut short"),
  BAD ("storage-of-number", "K\1Q.", LK_ERROR_FORMAT, "no storage"),
  BAD ("storage-of-few", ")Q.", LK_ERROR_FORMAT, "no storage"),
  BAD ("storage-negative",
       "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0aNJ\xff\xff\xff\xfftQ.",
       LK_ERROR_FORMAT,
       "no storage"),
  BAD ("storage-overflow",
       "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0aN"
       "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7ftQ.",
       LK_ERROR_FORMAT,
       "no storage"),
  BAD ("storage-of-two-sizes",
       "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0aNK\1tQ"
       "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0aNK\2tQ.",
       LK_ERROR_FORMAT,
       "two sizes"),
  BAD ("view-outside",
       "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0aNK\1X\1\0\0\0vK\1K\1\x87tQ.",
       LK_ERROR_FORMAT,
       "no storage"),
  BAD ("tensor-of-nothing",
       "ctorch._utils\n_rebuild_tensor_v2\n)R.",
       LK_ERROR_FORMAT,
       "wrong things"),
  BAD ("parameter-of-nothing",
       "ctorch._utils\n_rebuild_parameter\n)R.",
       LK_ERROR_FORMAT,
       "parameter"),
  BAD ("pairs-of-one",
       "ccollections\nOrderedDict\n]K\1\x85"
       "a\x85R.",
       LK_ERROR_FORMAT,
       "pairs"),
};

/* What a pickle asks for, and what becomes of it: a name. */
static const struct
{
  const char *data;
  gsize size;
  const char *type;
} records[] = {
#define RECORD(data, type)                                                               \
  {                                                                                      \
    data, sizeof (data) - 1, type                                                        \
  }
  RECORD ("cos\nsystem\nX\1\0\0\0a\x85R.", "os.system"),
  RECORD ("cbuiltins\neval\nX\1\0\0\0a\x85R.", "builtins.eval"),
  RECORD ("cbuiltins\ngetattr\n)R)R.", "builtins.getattr"),
  RECORD ("\x8c\2os\x8c\6system\x93)R.", "os.system"),
  RECORD ("cos\nsystem\n)\x81.", "os.system"),
  RECORD ("cos\nsystem\n)}\x92.", "os.system"),
  RECORD ("cos\nsystem\n)\x81}b.", "os.system"),
  RECORD ("ctorch\n_utils._rebuild_tensor_v2\n)R.", "torch._utils._rebuild_tensor_v2"),
  RECORD ("ctorch._utils\n_rebuild_tensor_v2\n(cos\nsystem\n)RK\0))tR.",
          "torch._utils._rebuild_tensor_v2"),
  RECORD ("ctorch._utils\n_rebuild_parameter\ncos\nsystem\n)R\x85R.", "os.system"),
  RECORD ("ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\nN)}tR.",
          "torch._tensor._rebuild_from_type_v2"),
  RECORD ("c_codecs\nencode\nX\1\0\0\0aX\5\0\0\0utf-8\x86R.", "_codecs.encode"),
#undef RECORD
};

static void
test_records (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkPickle) pickle = parse (records[i].data, records[i].size, &error);

      g_assert_no_error (error);
      g_assert_cmpint (lk_pickle_get_root (pickle)->kind, ==, LK_PICKLE_OBJECT);
      g_assert_cmpstr (lk_pickle_get_root (pickle)->object->type, ==, records[i].type);
    }
}

/* Attributes, and what is put into an object as into a dictionary or a list. */
static void
test_record_contents (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) pickle
      = PARSE ("cours\nConfig\n)\x81(X\1\0\0\0aK\1uK\5a}X\1\0\0\0bK\2sb.", &error);
  const LkPickleValue *root;
  const LkPickleValue *attributes;

  g_assert_no_error (error);
  root = lk_pickle_get_root (pickle);
  g_assert_cmpuint (root->object->pairs->len, ==, 2);
  attributes = lk_pickle_get_attributes (root);
  g_assert_cmpint (lk_pickle_look_up (attributes, "b")->integer, ==, 2);
  g_assert_null (lk_pickle_look_up (attributes, "a"));
}

/* A text that is made bytes as often as the pickle likes. */
static void
test_encoded_again (void)
{
  g_autoptr (GString) data = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (1 << 16, 'x');

  g_string_append (data, "c_codecs\nencode\nq\1");
  g_string_append_len (data, "X\0\0\1\0", 5);
  g_string_append (data, text);
  g_string_append_len (data, "X\6\0\0\0latin1\x86q\2", 14);
  for (guint i = 0; i < 100; i++)
    g_string_append (data, "h\1h\2R");
  g_string_append_c (data, '.');
  g_assert_null (parse (data->str, data->len, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "million");
}

#define ARRAY                                                                            \
  "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\0\x85"                      \
  "C\1btR(K\1"
#define KIND "cnumpy\ndtype\n(X\2\0\0\0f4\x89\x88tR(K\3X\1\0\0\0<NNNtb"

static void
test_arrays (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) good = PARSE (ARRAY "K\2\x85" KIND "\x89"
                                           "C\x08\0\0\x80\x3f\0\0\0\x40tb.",
                                     &error);
  g_autoptr (LkPickle) huge = PARSE (ARRAY "(K\2K\2K\2K\2K\2K\2K\2t" KIND "\x89"
                                           "C\0tb.",
                                     &error);
  const LkPickleTensor *tensor;

  g_assert_no_error (error);
  tensor = lk_pickle_get_root (good)->tensor;
  g_assert_cmpint (lk_pickle_get_root (good)->kind, ==, LK_PICKLE_ARRAY);
  g_assert_null (tensor->problem);
  g_assert_cmpuint (tensor->size, ==, 2);
  g_assert_cmpuint (tensor->numbers->length, ==, 8);
  g_assert_cmpstr (lk_pickle_get_root (huge)->tensor->problem, ==,
                   "has more than six axes");
  g_assert_null (PARSE (ARRAY "K\3\x85" KIND "\x89"
                              "C\x04"
                              "abcdtb.",
                        &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "more or fewer numbers");
  g_clear_error (&error);
  g_assert_null (PARSE (ARRAY "J\xff\xff\xff\xff\x85" KIND "\x89"
                              "C\0tb.",
                        &error));
  fixture_assert_error (error, LK_ERROR_FORMAT, "impossible shape");
}

static void
test_bad (gconstpointer data)
{
  const Bad *self = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (self->data, self->size, &error));
  fixture_assert_error (error, self->code, self->text);
}

/* A list of pairs that is made a dictionary time and again: a few bytes each time. */
static void
test_pairs_again (void)
{
  g_autoptr (GString) data = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append (data, "K\1K\2\x86q\3](");
  for (guint i = 0; i < 10000; i++)
    g_string_append (data, "h\3");
  g_string_append (data, "eq\1ccollections\nOrderedDict\nq\2");
  for (guint i = 0; i < 200; i++)
    g_string_append (data, "h\2h\1\x85R");
  g_string_append_c (data, '.');
  g_assert_null (parse (data->str, data->len, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "million");
}

/* Keys of one hash: a table of them takes time by the square of their number. */
static void
test_colliding_storages (void)
{
  g_autoptr (GString) data = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5001; i++)
    {
      g_string_append (data, "(\x8c\7storagectorch\nFloatStorage\n\x8c\x1a");
      for (guint bit = 0; bit < 13; bit++)
        g_string_append (data, i >> bit & 1 ? "aB" : "b!");
      g_string_append (data, "NK\1tQ");
    }
  g_string_append_c (data, '.');
  g_assert_null (parse (data->str, data->len, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "5000 tensors");
}

static void
check_text (const char *data, gsize size, LkPickleKind kind, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) pickle = parse (data, size, &error);

  g_assert_no_error (error);
  g_assert_cmpint (lk_pickle_get_root (pickle)->kind, ==, kind);
  g_assert_cmpuint (lk_pickle_get_root (pickle)->length, ==, length);
}

static void
test_strings (void)
{
  check_text ("X\2\0\0\0\xc3\xbc.", 8, LK_PICKLE_STRING, 2);
  check_text ("X\1\0\0\0\xff.", 7, LK_PICKLE_BYTES, 1);
  check_text ("X\2\0\0\0a\0.", 8, LK_PICKLE_BYTES, 2);
  check_text ("\x8c\1a.", 4, LK_PICKLE_STRING, 1);
  check_text ("U\1a.", 4, LK_PICKLE_STRING, 1);
  check_text ("C\1a.", 4, LK_PICKLE_BYTES, 1);
}

static gint64
parse_integer (const char *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) pickle = parse (data, size, &error);

  g_assert_no_error (error);
  g_assert_cmpint (lk_pickle_get_root (pickle)->kind, ==, LK_PICKLE_INT);
  return lk_pickle_get_root (pickle)->integer;
}

#define INTEGER(text) parse_integer (text, sizeof (text) - 1)

static void
test_integers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) large = PARSE ("\x8a\x09\1\2\3\4\5\6\7\x08\x09.", &error);
  g_autoptr (LkPickle) real = PARSE ("G\xbf\xf8\0\0\0\0\0\0.", &error);

  g_assert_cmpint (INTEGER ("K\xff."), ==, 255);
  g_assert_cmpint (INTEGER ("M\xfe\xff."), ==, 65534);
  g_assert_cmpint (INTEGER ("J\xfe\xff\xff\xff."), ==, -2);
  g_assert_cmpint (INTEGER ("\x8a\0."), ==, 0);
  g_assert_cmpint (INTEGER ("\x8a\1\xff."), ==, -1);
  g_assert_cmpint (INTEGER ("\x8a\2\xff\0."), ==, 255);
  g_assert_cmpint (INTEGER ("\x8a\3\0\0\x80."), ==, -8388608);
  g_assert_cmpint (INTEGER ("\x8a\x08\0\0\0\0\0\0\0\x80."), ==, G_MININT64);
  g_assert_cmpint (INTEGER ("\x8b\1\0\0\0\x7f."), ==, 127);
  g_assert_no_error (error);
  g_assert_cmpint (lk_pickle_get_root (large)->kind, ==, LK_PICKLE_BYTES);
  g_assert_cmpuint (lk_pickle_get_root (large)->length, ==, 9);
  g_assert_cmpfloat (lk_pickle_get_root (real)->real, ==, -1.5);
}

/* [(1, 'b'), {2: True}], by way of the memo, POP, DUP and marks. */
static void
test_containers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) pickle = PARSE ("\x80\4](K\1\x8c\1b\x86\x94N0(NN1}\x94K\2\x88sh\1"
                                       "200e.",
                                       &error);
  const LkPickleValue *root;
  const LkPickleValue *tuple;
  const LkPickleValue *dict;

  g_assert_no_error (error);
  root = lk_pickle_get_root (pickle);
  g_assert_cmpint (root->kind, ==, LK_PICKLE_LIST);
  g_assert_cmpuint (root->items->len, ==, 2);
  tuple = root->items->pdata[0];
  g_assert_cmpint (tuple->kind, ==, LK_PICKLE_TUPLE);
  g_assert_cmpstr (((LkPickleValue *) tuple->items->pdata[1])->text, ==, "b");
  dict = root->items->pdata[1];
  g_assert_cmpint (dict->kind, ==, LK_PICKLE_DICT);
  g_assert_cmpint (((LkPickleValue *) dict->items->pdata[0])->integer, ==, 2);
  g_assert_cmpint (((LkPickleValue *) dict->items->pdata[1])->integer, ==, TRUE);
}

/* Python 2: OrderedDict([['a', 1]]), with strings of bytes. */
static void
test_old_dictionary (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) pickle
      = PARSE ("\x80\2ccollections\nOrderedDict\n]](U\1aK\1ea\x85R.", &error);
  const LkPickleValue *root;

  g_assert_no_error (error);
  root = lk_pickle_get_root (pickle);
  g_assert_cmpint (root->kind, ==, LK_PICKLE_DICT);
  g_assert_cmpuint (root->items->len, ==, 2);
  g_assert_cmpstr (((LkPickleValue *) root->items->pdata[0])->text, ==, "a");
}

/* A list that holds itself, and ten thousand lists in one another. */
static void
test_circles_and_depth (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPickle) circle = PARSE ("]q\0h\0a.", &error);
  g_autoptr (GByteArray) deep = g_byte_array_new ();
  g_autoptr (LkPickle) pickle = NULL;
  const LkPickleValue *root = lk_pickle_get_root (circle);

  g_assert_no_error (error);
  g_assert_true (root->items->pdata[0] == root);
  for (guint i = 0; i < 10000; i++)
    g_byte_array_append (deep, (const guint8 *) "]", 1);
  for (guint i = 0; i < 9999; i++)
    g_byte_array_append (deep, (const guint8 *) "a", 1);
  g_byte_array_append (deep, (const guint8 *) ".", 1);
  pickle = parse (deep->data, deep->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_pickle_get_root (pickle)->items->len, ==, 1);
}

static void
check_limit (char filler, const char *before)
{
  const gsize size = 9 << 20;
  g_autofree char *data = g_strnfill (size, filler);
  g_autoptr (GError) error = NULL;

  memcpy (data, before, strlen (before));
  data[size - 1] = '.';
  g_assert_null (parse (data, size, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "million");
}

static void
test_limits (void)
{
  check_limit (']', "");
  check_limit ('2', "]");
  check_limit ('(', "");
  check_limit ('\x94', "]");
}

/* Wraps a pickle of the state into a legacy file without storages. */
static LkCheckpoint *
read_state (const char *state, gsize size, GError **error)
{
  static const char start[] = "\x80\2\x8a\nl\xfc\x9c"
                              "F\xf9 j\xa8P\x19.\x80\2M\xe9\3.\x80\2}.";
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (file, (const guint8 *) start, sizeof start - 1);
  g_byte_array_append (file, (const guint8 *) state, size);
  g_byte_array_append (file, (const guint8 *) "\x80\2].", 4);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&file));
  return fixture_parse ("torch-legacy", bytes, error);
}

/* Dictionaries that hold the one before twice: a few bytes, 2^100 paths; and one that
 * holds itself. */
static void
test_walks (void)
{
  static const char circle[] = "}q\0X\1\0\0\0ah\0s.";
  g_autoptr (GString) twice = g_string_new ("}");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 14; i++)
    {
      g_string_append_len (twice, "r\0\0\0", 4);
      g_string_append_c (twice, i);
      g_string_append_c (twice, '}');
      for (char key = 'a'; key < 'k'; key++)
        {
          g_string_append_len (twice, "X\1\0\0\0", 5);
          g_string_append_c (twice, key);
          g_string_append_len (twice, "j\0\0\0", 4);
          g_string_append_c (twice, i);
          g_string_append_c (twice, 's');
        }
    }
  g_string_append_c (twice, '.');
  g_assert_null (read_state (twice->str, twice->len, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "dictionaries");
  g_clear_error (&error);
  g_assert_null (read_state (circle, sizeof circle - 1, &error));
  fixture_assert_error (error, LK_ERROR_LIMIT, "dictionaries");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pickle/integers", test_integers);
  g_test_add_func ("/pickle/strings", test_strings);
  g_test_add_func ("/pickle/containers", test_containers);
  g_test_add_func ("/pickle/old-dictionary", test_old_dictionary);
  g_test_add_func ("/pickle/circles-and-depth", test_circles_and_depth);
  g_test_add_func ("/pickle/pairs-again", test_pairs_again);
  g_test_add_func ("/pickle/colliding-storages", test_colliding_storages);
  g_test_add_func ("/pickle/records", test_records);
  g_test_add_func ("/pickle/record-contents", test_record_contents);
  g_test_add_func ("/pickle/encoded-again", test_encoded_again);
  g_test_add_func ("/pickle/arrays", test_arrays);
  g_test_add_func ("/pickle/limits", test_limits);
  g_test_add_func ("/pickle/walks", test_walks);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/pickle/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  return g_test_run ();
}
